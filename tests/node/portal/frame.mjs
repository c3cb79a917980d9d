// The frame on a portal, for who has no JavaScript.
import { writeFileSync } from 'node:fs';

const portal = 'http://portal.example/';

export async function frame(browser, { nets }) {
    const told = [], wrong = [];
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en', viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    // What this test asks of a page counts as a script of it.
    page.on('console', (line) => line.text().startsWith('Blocked script execution') || wrong.push(line.text()));
    const same = (title, got, want) => told.push([`without scripts: ${title}`, JSON.stringify(got) === JSON.stringify(want) ? null : `${JSON.stringify(got)}, not ${JSON.stringify(want)}`]);

    await page.goto(portal);
    const fallback = page.locator('citylearn-activities a');
    same('what stands between the tags of the element is there', await fallback.innerText(), 'See what you can learn in Klaipėda');
    same('which leads to the list', new URL(await fallback.getAttribute('href')).pathname, '/embed/activities');

    // The portal's frame shows one heading of the city, where there is nothing; so it is led to all.
    const shown = page.frameLocator('iframe');
    await shown.locator('body').waitFor();
    await page.frames()[1].goto('http://localhost/embed/activities?city=klaipeda&lang=en&limit=5&accent=8a1c4a');
    same('a frame shows the list', await shown.getByRole('listitem').count(), 5);
    same('the first is the soonest', await shown.getByRole('heading', { level: 2 }).first().innerText(), 'Making nets');
    same('in the colour that was asked for', await shown.getByRole('link', { name: 'Making nets' }).evaluate((one) => getComputedStyle(one).color), 'rgb(138, 28, 74)');
    await shown.getByRole('link', { name: 'Show more' }).click();
    await shown.getByRole('link', { name: 'Back to the beginning' }).waitFor();
    same('it goes on within the frame', [page.url(), await shown.getByRole('listitem').count()], [portal, 5]);
    await shown.getByRole('link', { name: 'Back to the beginning' }).press('Enter');
    await shown.getByRole('link', { name: 'Making nets' }).press('Enter');
    await page.waitForURL(/\/a\//);
    same('an activity opens in the whole window', page.url(), `http://localhost/a/${nets}?lang=en`);
    same('with its title', await page.getByRole('heading', { level: 1 }).innerText(), 'Making nets');
    same('nothing left a cookie', await context.cookies(), []);
    same('nothing complained', wrong, []);

    writeFileSync(`${process.env.STAGE_DIR}/portal/framed.html`, `<!doctype html><title>Portal</title><link rel="icon" href="data:,"><iframe src="http://localhost/a/${nets}"></iframe>`);
    const refused = page.waitForEvent('console', (line) => line.text().includes('frame-ancestors'));
    await page.goto(`${portal}framed.html`);
    same('the page of an activity is in nobody\'s frame', (await refused).text().includes('localhost'), true);
    await context.close();
    return told;
}
