// The element on a portal with a strict policy: what it shows, to whom, and what it does when it cannot.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { load } from '../lib/tools.mjs';
import { languages } from '../lib/words.mjs';
import { hostile } from './offer.mjs';

const { source } = (await load('axe-core')).default;
const portal = 'http://portal.example/', tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const inside = 'citylearn-activities';
const pageOf = (tag, script) => `<!doctype html><html lang="en"><head><title>Portal</title><link rel="icon" href="data:,">${script}</head><body><main><h1>Portal</h1><h2>List</h2>${tag}</main></body></html>`;

class Reader {
    constructor(browser, told) {
        Object.assign(this, { browser, told });
    }

    async arrive(about = {}) {
        await this.context?.close();
        this.context = await this.browser.newContext({ locale: 'en', viewport: { width: 1280, height: 720 }, ...about });
        this.page = await this.context.newPage();
        this.wrong = [];
        this.page.on('console', (line) => this.wrong.push(line.text()));
        this.page.on('pageerror', (fault) => this.wrong.push(`${fault}`));
        this.page.on('dialog', (one) => (this.wrong.push(`a dialog: ${one.message()}`), one.dismiss()));
    }

    // Another page of the portal's, with that markup, under the same policy.
    async open(tag, script = '<script defer src="http://localhost/embed/citylearn.js"></script>') {
        writeFileSync(`${process.env.STAGE_DIR}/portal/own.html`, pageOf(tag, script));
        await this.page.goto(`${portal}own.html`);
    }

    says = (text) => this.page.getByRole('status').filter({ hasText: text }).waitFor();
    same = (title, got, want) => this.told.push([`the element: ${title}`, JSON.stringify(got) === JSON.stringify(want) ? null : `${JSON.stringify(got)}, not ${JSON.stringify(want)}`]);
    items = () => this.page.locator(inside).getByRole('listitem').count();
    focused = () => this.page.locator(inside).evaluate((one) => one.shadowRoot.activeElement?.textContent);
}

async function shows(one) {
    await one.arrive();
    await one.page.goto(portal);
    await one.says('Shown: 4');
    one.same('it shows the list', await one.items(), 4);
    one.same('and no more what stood there', await one.page.getByText('See what you can learn').isVisible(), false);
    const first = one.page.locator(inside).getByRole('listitem').first();
    const text = await first.innerText();
    one.same('with time, place, price and ages', ['1 March 2031', '10:00', 'More dates: 1', 'Danė Quay Library', '€3.50', 'Age 10 and older'].filter((part) => !text.includes(part)), []);
    one.same('a title is a heading below those of the portal', await first.getByRole('heading', { level: 3 }).innerText(), 'Making nets');
    one.same('the portal has a look of its own', await first.evaluate((item) => getComputedStyle(item).borderTopColor), 'rgb(138, 28, 74)');
    one.same('its links lead to us alone', await one.page.locator(inside).getByRole('link').evaluateAll((links) => links.every((link) => link.href.startsWith('http://localhost/a/'))), true);
    one.same('nobody complains, nor does the policy', one.wrong, []);
    one.same('nothing left a cookie', await one.context.cookies(), []);
}

async function byKeys(one) {
    await one.arrive();
    await one.page.goto(portal);
    await one.says('Shown: 4');
    for (let at = 0; at < 5; at++) await one.page.keyboard.press('Tab');
    one.same('behind the links Tab comes to the button', await one.focused(), 'Show more');
    one.same('which shows that it has the focus', await one.page.locator(inside).getByRole('button').evaluate((button) => getComputedStyle(button).outlineStyle), 'solid');
    await one.page.keyboard.press('Enter');
    await one.says('Shown: 8');
    one.same('more is shown, and the focus is on the first of it', [await one.items(), await one.focused()], [8, await one.page.locator(inside).getByRole('link').nth(4).innerText()]);
    await one.page.locator(inside).getByRole('button').press(' ');
    await one.says('Shown: 12');
    one.same('at the end there is no button any more', await one.page.locator(inside).getByRole('button').count(), 0);
}

async function resists(one) {
    await one.arrive({ viewport: { width: 320, height: 640 } });
    await one.open(`<${inside} city="klaipeda" limit="12" heading="9<b>"></${inside}>`);
    await one.says('Shown: 12');
    one.same('what people write is text', (await one.page.locator(inside).getByRole('heading').allInnerTexts()).includes(hostile), true);
    one.same('and nothing else', [await one.page.title(), await one.page.locator(inside).locator('img, script, svg').count(), one.wrong], ['Portal', 0, []]);
    one.same('nothing is wider than a phone', await one.page.evaluate(() => document.documentElement.scrollWidth), 320);
    await one.open(`<${inside} city="klaipeda" src="javascript:alert(1)">A way on.</${inside}>`);
    await one.says('cannot be loaded');
    one.same('an address that is none shows nothing', [await one.items(), await one.page.getByText('A way on.').isVisible()], [0, true]);
}

async function fails(one) {
    await one.arrive();
    await one.context.route('**/v1/activities*', (route) => route.abort());
    await one.page.goto(portal);
    await one.says('The list cannot be loaded right now.');
    one.same('when nobody answers, what stood there stays', await one.page.getByText('See what you can learn').isVisible(), true);
    await one.context.unroute('**/v1/activities*');
    await one.page.locator(inside).evaluate((element) => element.setAttribute('limit', '3'));
    await one.says('Shown: 3');
    one.same('and goes when somebody does', await one.page.getByText('See what you can learn').isVisible(), false);
    await one.context.route('**/v1/activities*', (route) => route.fulfill({ status: 429, body: '{}' }));
    await one.page.locator(inside).getByRole('button').click();
    await one.says('cannot be loaded');
    one.same('what is shown stays when more cannot be', [await one.items(), await one.page.locator(inside).getByRole('button').getAttribute('aria-disabled')], [3, null]);
}

async function reads(one, language) {
    const { words, direction } = languages[language];
    await one.arrive({ bypassCSP: true });
    await one.open(`<${inside} city="klaipeda" lang="${language}" limit="11"></${inside}>`);
    await one.says(words['offer.shown'].replace('{count}', '11'));
    one.same(`${language}: its words`, await one.page.locator(inside).locator('dt').first().innerText(), words['offer.when']);
    one.same(`${language}: its direction`, await one.page.locator(inside).getByRole('list').evaluate((list) => getComputedStyle(list).direction), direction);
    await one.page.evaluate(source);
    for (const colorScheme of ['light', 'dark']) {
        await one.page.emulateMedia({ colorScheme });
        const { violations } = await one.page.evaluate((runOnly) => globalThis.axe.run({ runOnly }), tags);
        one.same(`${language}: nothing is in anybody's way, ${colorScheme}`, violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} ${node.target} ${node.failureSummary}`)), []);
    }
}

// What the how-to says to put into a page, as it stands there but for the host.
async function documented(one) {
    const text = readFileSync(`${process.env.STAGE_TOP}/docs/how-to/embed-the-offer.md`, 'utf8').replaceAll('https://learn.example.org', 'http://localhost');
    const blocks = (kind) => [...text.matchAll(new RegExp(`^\`\`\`${kind}\n([^]*?)^\`\`\``, 'gm'))].map(([, block]) => block);
    const [frame, tag] = blocks('html'), [style] = blocks('css');
    writeFileSync(`${process.env.STAGE_DIR}/portal/own.css`, style);
    await one.arrive();
    await one.open(frame + tag, '<link rel="stylesheet" href="own.css">');
    await one.says('Shown: 6');
    const item = one.page.locator(inside).getByRole('listitem').first();
    one.same('the how-to: its tag, with its look', await item.evaluate((li) => [getComputedStyle(li).backgroundColor, getComputedStyle(li.querySelector('a')).color]), ['rgb(255, 255, 255)', 'rgb(138, 28, 74)']);
    one.same('the how-to: its frame', await one.page.frameLocator('iframe').getByRole('heading', { level: 2 }).count(), 8);
    one.same('the how-to: nobody complains', one.wrong, []);
}

// Who pins the script gets that and nothing else.
async function pinned(one) {
    await one.arrive();
    const script = await (await one.page.goto('http://localhost/embed/citylearn.js')).body();
    const address = `http://localhost/embed/${createHash('sha256').update(script).digest('hex')}/citylearn.js`, sum = createHash('sha384').update(script).digest('base64');
    const tag = (integrity) => `<script defer src="${address}" integrity="sha384-${integrity}" crossorigin="anonymous"></script>`;
    await one.open(`<${inside} city="klaipeda" limit="2">A way on.</${inside}>`, tag(sum));
    await one.says('Shown: 2');
    one.same('the pinned one works', await one.items(), 2);
    await one.open(`<${inside} city="klaipeda" limit="2">A way on.</${inside}>`, tag(sum.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))));
    one.same('another one does not run, and what stood there stays', [await one.page.getByText('A way on.').isVisible(), await one.page.evaluate(() => !!customElements.get('citylearn-activities'))], [true, false]);
}

export async function element(browser) {
    const told = [], one = new Reader(browser, told);
    const stories = [shows, byKeys, resists, fails, ...Object.keys(languages).map((language) => Object.assign((reader) => reads(reader, language), { story: language })), documented, pinned];
    for (const story of stories) await story(one).catch((fault) => told.push([`the element: ${story.story ?? story.name} comes to its end`, fault.stack]));
    await one.context.close();
    return told;
}
