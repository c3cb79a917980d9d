// Everything is done by keys alone, and one sees where one is.
import { asks, hears } from './apps.mjs';
import { good } from './account.mjs';
import { makeOrganisation, receiver, webhooksOf } from './webhooks.mjs';

// Run in the page: what can be reached, in the order in which it is written, and how the place one is at looks.
const look = () => {
    const all = [...document.querySelectorAll('a[href], button, select, input:not([type=hidden])')];
    const { left, right, top, bottom } = document.activeElement.getBoundingClientRect();
    const ring = ({ outlineStyle, outlineWidth, boxShadow }) => (outlineStyle === 'none' ? boxShadow : `${outlineStyle} ${outlineWidth} ${boxShadow}`);
    return {
        place: all.indexOf(document.activeElement),
        rings: all.map((one) => ring(getComputedStyle(one))),
        isInView: left >= 0 && top > -1 && right <= innerWidth && bottom < innerHeight + 1 && right > left, // scrolled to whole pixels
    };
};

// Goes through the whole page by Tab; says where it went otherwise than the page is written, or was not seen.
async function tabFaults(page) {
    const { rings } = await page.evaluate(look), faults = [];
    for (let place = 0; place < rings.length; place++) {
        await page.keyboard.press('Tab');
        let now = await page.evaluate(look);
        // A page is scrolled a moment after the key.
        for (let tries = 0; tries < 50 && !now.isInView; tries++) now = await page.evaluate(look);
        if (now.place !== place) faults.push(`Tab ${place + 1} of ${rings.length} leads to ${now.place}`);
        else if (!now.isInView || now.rings[place] === rings[place]) faults.push(`nobody sees place ${place}: ${now.rings[place]}`);
    }
    return faults.join('\n');
}

async function goTo(one, place) {
    for (let tabs = 0; tabs < 60; tabs++) {
        if (await place.evaluate((found) => found === document.activeElement)) return;
        await one.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${place}`);
}

async function write(one, key, text) {
    await goTo(one, one.field(key));
    await one.page.keyboard.press('Control+a');
    await one.page.keyboard.type(text);
}

async function hit(one, role, key, stroke) {
    await goTo(one, one.page.getByRole(role, { name: one.word(key), exact: true }).last());
    await one.go(() => one.page.keyboard.press(stroke));
}

async function skips(one) {
    const { page } = one;
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    one.holds('the first Tab leads past the head of the page', (await page.evaluate(() => document.activeElement.closest('main'))) ? null : await page.evaluate(() => document.activeElement.outerHTML));
}

async function walksThrough(one, title) {
    one.holds(`Tab goes through the page in its order, and is seen: ${title}`, await tabFaults(one.page));
}

// Made by keys alone, and paused.
async function webhook(one, address) {
    const home = webhooksOf(makeOrganisation(address));
    await one.open(`${home}/new`);
    await walksThrough(one, 'a new webhook');
    await one.open(`${home}/new`);
    await write(one, 'field.webhook_url', `${receiver}/ok`);
    await goTo(one, one.page.locator('input[value="badge.*"]'));
    await one.page.keyboard.press('Space');
    await hit(one, 'button', 'button.make_webhook', 'Enter');
    await one.sees('a webhook is made by keys', new URL(one.page.url()).pathname, 'notice.webhook_made', 'badge.*');
    await hit(one, 'button', 'button.pause', 'Space');
    await one.sees('and paused', new URL(one.page.url()).pathname, 'notice.webhook_paused');
}

export async function keyboard(arrive, { heard }) {
    const one = await arrive(), address = `keys-${one.language}@example.net`, state = `keys-${one.language}`;
    await one.open('/account/sign-up');
    await walksThrough(one, 'signing up');
    await one.open('/account/sign-up');
    await skips(one);
    await one.open('/account/sign-up');
    await write(one, 'field.name', 'Rasa');
    await write(one, 'field.email', address);
    await write(one, 'field.birth_year', '1990');
    await goTo(one, one.field('field.city'));
    await one.page.keyboard.press('ArrowDown');
    await hit(one, 'button', 'button.sign_up', 'Space');
    await one.sees('one signs up by keys', '/account/sign-up', 'check_mail.sent');
    await one.openMail(address);
    await write(one, 'field.new_password', good);
    await one.go(() => one.page.keyboard.press('Enter'));
    await one.sees('and chooses a password', '/account', 'title.account');
    await walksThrough(one, 'the account');
    await one.open('/account');
    await hit(one, 'link', 'page.sign_out', 'Enter');
    await hit(one, 'button', 'button.sign_out', 'Space');
    await one.open(asks(state));
    await walksThrough(one, 'signing in');
    await one.open(asks(state));
    await write(one, 'field.email', address);
    await write(one, 'field.password', good);
    await one.go(() => one.page.keyboard.press('Enter'));
    await one.sees('one signs in by keys', '/oauth2/authorize', 'title.consent');
    await walksThrough(one, 'an app asks');
    await one.open(asks(state));
    await hit(one, 'button', 'button.allow', 'Space');
    hears(one, 'and allows an app', heard, state, 'code', /^ac_/);
    await webhook(one, address);
    await one.leave();
}
