// What there is to find fault with on a page: its markup, its accessibility in light and dark, its width on a phone.
import { load } from './tools.mjs';
import { languages } from './words.mjs';

const { source } = (await load('axe-core')).default;
const { HtmlValidate } = await load('html-validate');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const wide = { width: 1280, height: 720 }, narrow = { width: 320, height: 640 };
const markup = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: {
        'doctype-style': ['error', { style: 'lowercase' }], // either is HTML; ours is the short one
        'no-implicit-button-type': 'off', // what a button is without saying so, submit, is what all of ours are
        'no-implicit-input-type': 'off', // likewise text
        'form-dup-name': ['error', { shared: ['radio', 'button', 'submit', 'reset', 'checkbox'] }], // as usual, and what is ticked in one list has one name
        'long-title': 'off', // an activity is called what its organiser calls it
    },
});

async function markupFaults(html) {
    const report = await markup.validateString(html);
    return report.results.flatMap((one) => one.messages).map((one) => `html ${one.ruleId}, line ${one.line}: ${one.message}`);
}

// Run in the page: what does not say its language, or leads to a place that is not there.
function structureFaults({ language, direction }) {
    const root = document.documentElement, places = [...document.querySelectorAll('a[href^="#"]')];
    return [
        root.lang === language && root.dir === direction ? '' : `lang=${root.lang} dir=${root.dir}`,
        document.querySelectorAll('h1').length === 1 && document.title.includes(document.querySelector('h1').textContent) ? '' : `the title is ${document.title}`,
        ...places.filter((one) => !document.getElementById(one.hash.slice(1))).map((one) => `${one.hash} is nowhere`),
    ];
}

// Run in the page, on a narrow screen: what is wider than that, or than the box it stands in.
function widthFaults() {
    const root = document.documentElement;
    const parts = [...document.body.querySelectorAll('*:not(.skip, option, br)')].filter((one) => one.getClientRects().length > 0);
    const cut = parts.filter((one) => {
        const { left, right } = one.getBoundingClientRect(), boxed = !['inline', 'contents'].includes(getComputedStyle(one).display);
        return left < -0.5 || right > root.clientWidth + 0.5 || (boxed && one.tagName !== 'INPUT' && one.scrollWidth > one.clientWidth + 1);
    });
    return [root.scrollWidth > root.clientWidth ? `${root.scrollWidth} wide at ${root.clientWidth}` : '', ...cut.map((one) => `cut at 320: ${one.outerHTML.slice(0, 120)}`)];
}

// Run in the page: shows another one in its place, at that address, and answers when its style is there.
const show = ({ address, html }) => new Promise((done) => {
    history.replaceState(null, '', address);
    document.open();
    document.write(html);
    document.close();
    addEventListener('load', done, { once: true });
});

async function accessibilityFaults(page, colorScheme, runOnly) {
    await page.emulateMedia({ colorScheme });
    const { violations, incomplete } = await page.evaluate((options) => globalThis.axe.run(options), { runOnly });
    return [...violations, ...incomplete].flatMap((rule) => rule.nodes.map((node) => `axe, ${colorScheme}, ${rule.id}: ${node.target} ${node.failureSummary ?? rule.help}`.replaceAll('\n', ' ')));
}

// A tab in which pages of that language are looked at. It shows the very bytes that a visitor got, but has scripts and no
// policy: axe needs that, and it stays from page to page, since loading it takes longer than all that it does.
export async function startJudge(browser, language) {
    const context = await browser.newContext({ bypassCSP: true, viewport: wide });
    const page = await context.newPage();
    await page.goto('http://localhost/account/sign-in');
    await page.evaluate(source);
    return async (address, html) => {
        await page.evaluate(show, { address, html });
        const faults = [
            ...(await accessibilityFaults(page, 'light', tags)),
            ...(await accessibilityFaults(page, 'dark', ['color-contrast'])),
            ...(await markupFaults(html)),
            ...(await page.evaluate(structureFaults, languages[language])),
        ];
        await page.setViewportSize(narrow);
        faults.push(...(await page.evaluate(widthFaults)));
        await page.setViewportSize(wide);
        return faults.filter(Boolean).join('\n');
    };
}
