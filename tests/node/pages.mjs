// The pages as people see them: in Chromium without JavaScript, in each language, by what is written on the buttons.
// Stage: database api courier mail receiver nginx
import { command, end, holds } from './lib/tools.mjs';
import { startChromium } from './lib/chromium.mjs';
import { startJudge } from './lib/judge.mjs';
import { Visitor } from './lib/visitor.mjs';
import { languages } from './lib/words.mjs';
import { account } from './pages/account.mjs';
import { consent, makeApps } from './pages/apps.mjs';
import { badges } from './pages/badges.mjs';
import { hosts } from './pages/hosts.mjs';
import { keyboard } from './pages/keyboard.mjs';
import { elsewhere, guardians, invitations, invite, makeProvider, providerAnswers } from './pages/people.mjs';
import { verification } from './pages/verification.mjs';
import { webhooks } from './pages/webhooks.mjs';

const stories = [account, consent, guardians, invitations, elsewhere, hosts, webhooks, verification, badges];
const byKeys = ['en', 'ar']; // one language of each direction

const others = ['portal.example', 'id.example'];
const { browser, heard, close } = await startChromium(others, providerAnswers);

const city = 'citylearn city create --starter-kit "$STAGE_TOP/db/starter-kit" --administrator meras@klaipeda.example --from';
command(`${city} "$STAGE_TOP/db/sample-city/city.json"`);
command(`sed 's/"klaipeda"/"palanga"/' "$STAGE_TOP/db/sample-city/city.json" >"$STAGE_DIR/palanga.json" && ${city} "$STAGE_DIR/palanga.json"`);
makeApps();
makeProvider();
invite(['klaipeda', 'palanga']);

// Each language is walked through at the same time; what is told of it is kept together.
async function walk(language) {
    const told = [], judge = await startJudge(browser, language);
    const arrive = () => Visitor.arrive(browser, { language, judge, others, tell: (...one) => told.push(one) });
    for (const story of byKeys.includes(language) ? [...stories, keyboard] : stories)
        await story(arrive, { heard }).catch((fault) => told.push([`${language}: ${story.name} comes to its end`, fault.stack]));
    return told;
}

const told = await Promise.all(Object.keys(languages).map(walk));
for (const one of told.flat()) holds(...one);
await close();
end();
