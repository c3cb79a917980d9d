// The pages as people see them: in Chromium without JavaScript, in each language, by what is written on the buttons.
// Stage: database api courier mail receiver nginx
import { command, end, holds } from './lib/tools.mjs';
import { startChromium } from './lib/chromium.mjs';
import { startJudge } from './lib/judge.mjs';
import { Visitor } from './lib/visitor.mjs';
import { languages } from './lib/words.mjs';
import { account } from './pages/account.mjs';

const city = 'citylearn city create --starter-kit "$STAGE_TOP/db/starter-kit" --administrator meras@klaipeda.example --from';
command(`${city} "$STAGE_TOP/db/sample-city/city.json"`);
command(`sed 's/"klaipeda"/"palanga"/' "$STAGE_TOP/db/sample-city/city.json" >"$STAGE_DIR/palanga.json" && ${city} "$STAGE_DIR/palanga.json"`);

const others = ['portal.example'];
const { browser, close } = await startChromium(others, () => null);

// Each language is walked through at the same time; what is told of it is kept together.
async function walk(language, stories) {
    const told = [], judge = await startJudge(browser, language);
    const arrive = () => Visitor.arrive(browser, { language, judge, others, tell: (...one) => told.push(one) });
    for (const story of stories)
        await story(arrive).catch((fault) => told.push([`${language}: ${story.name} comes to its end`, fault.stack]));
    return told;
}

const told = await Promise.all(Object.keys(languages).map((language) => walk(language, [account])));
for (const one of told.flat()) holds(...one);
await close();
end();
