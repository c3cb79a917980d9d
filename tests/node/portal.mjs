// The offer on a page of another origin: by a frame without JavaScript, by the element under a strict policy.
// Stage: database api courier receiver mail nginx
import { startChromium } from './lib/chromium.mjs';
import { startJudge } from './lib/judge.mjs';
import { end, holds } from './lib/tools.mjs';
import { languages } from './lib/words.mjs';
import { element } from './portal/element.mjs';
import { frame } from './portal/frame.mjs';
import { post } from './portal/offer.mjs';
import { pages } from './portal/pages.mjs';

const { browser, close } = await startChromium([], () => null, { 'portal.example': process.env.STAGE_PORTAL });
const offer = post();

const told = await Promise.all([
    ...Object.keys(languages).map(async (language) => pages(await startJudge(browser, language), language, offer)),
    frame(browser, offer),
    element(browser, offer),
]);
for (const one of told.flat()) holds(...one);
await close();
end();
