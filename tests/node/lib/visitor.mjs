// A person at a browser without JavaScript, who reads a language and knows buttons and fields by what is written there.
import { linkTo } from './mails.mjs';
import { languages } from './words.mjs';

export const ours = 'http://localhost';

export class Visitor {
    // `tell` hears of each thing that holds or not; `judge` is who looks at pages; `others` are hosts that one may be led to.
    static async arrive(browser, { language, tell, judge, others = [] }) {
        const one = new Visitor();
        const context = await browser.newContext({ javaScriptEnabled: false, locale: language, ignoreHTTPSErrors: true });
        context.setDefaultTimeout(60000);
        Object.assign(one, { language, tell, judge, others, context, words: languages[language].words, page: await context.newPage(), wrong: [] });
        one.listen();
        return one;
    }

    listen() {
        const where = () => this.page.url();
        this.page.on('response', (reply) => {
            if (reply.request().isNavigationRequest()) this.last = reply;
        });
        // That a page itself came with a status of an error is no fault of the page.
        this.page.on('console', (line) => {
            if (!/^Failed to load resource: .* status of 4\d\d/.test(line.text()) || line.location().url !== this.last?.url()) this.wrong.push(`${where()} said ${line.type()}: ${line.text()}`);
        });
        this.context.on('request', (request) => {
            const { origin, hostname } = new URL(request.url());
            if (origin !== ours && !(request.isNavigationRequest() && this.others.includes(hostname))) this.wrong.push(`${where()} asked for ${request.url()}`);
        });
    }

    word = (key) => this.words[key] ?? key;
    holds = (title, fault) => this.tell(`${this.language}: ${title}`, fault);

    async open(address) {
        await this.page.goto(new URL(address, ours).href);
    }

    async openMail(address) {
        await this.open(await linkTo(address));
    }

    field = (key) => this.page.getByLabel(this.word(key), { exact: true });

    // What stood in the field is typed over.
    async type(key, text) {
        await this.field(key).click({ clickCount: 3 });
        await this.page.keyboard.insertText(text);
    }

    async choose(key, value) {
        await this.field(key).selectOption(value);
    }

    // Does what leads to another page, and waits for that.
    async go(act) {
        const there = this.page.waitForEvent('load');
        await act();
        await there;
    }

    // A button, by its words and, where several have them, what it is for.
    async press(key, which = '') {
        const word = this.word(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        await this.go(() => this.page.getByRole('button', { name: new RegExp(`^${word}($|: .*${which})`) }).first().click());
    }

    async follow(key) {
        await this.go(() => this.page.getByRole('link', { name: this.word(key), exact: true }).last().click());
    }

    async fill(fields) {
        for (const [key, text] of Object.entries(fields)) await this.type(key, text);
    }

    // Where one is, and what one reads there.
    async sees(title, path, ...keys) {
        const at = this.page.url().replace(ours, ''), text = await this.page.locator('body').innerText();
        const missing = keys.map(this.word).filter((one) => !text.includes(one));
        const fits = at.split('?')[0] === path && missing.length === 0;
        this.holds(title, fits ? null : `at ${at}, without ${JSON.stringify(missing)}:\n${text}`);
    }

    // The page as it was sent. One that goes on by itself may be gone by then: then the one that came instead.
    async source() {
        for (;;) {
            const reply = this.last;
            try {
                return { html: await reply.text(), headers: await reply.allHeaders() };
            } catch (fault) {
                if (reply === this.last) throw fault;
            }
        }
    }

    // The page as it stands has nothing to find fault with.
    async looks(title) {
        const { html, headers } = await this.source(), policy = headers['content-security-policy'] ?? '';
        const strict = policy.includes("default-src 'none'") && !policy.includes('unsafe') ? '' : `its policy is ${policy}`;
        this.holds(`the page is sound: ${title}`, [strict, await this.judge(this.page.url(), html)].filter(Boolean).join('\n'));
    }

    async leave() {
        this.holds('no page complains, and none asks another host', this.wrong.join('\n'));
        await this.context.close();
    }
}
