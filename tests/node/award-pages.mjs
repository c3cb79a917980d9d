// The pages of awards, of badges and of who issues them, and the card for frames: sound in each language, whatever people
// write, and on paper.
// Stage: database api courier receiver mail nginx
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { startChromium } from './lib/chromium.mjs';
import { startJudge } from './lib/judge.mjs';
import { command, end, holds, play } from './lib/tools.mjs';
import { languages } from './lib/words.mjs';
import { hostile, long } from './portal/offer.mjs';

const get = (path, accept = 'text/html') => new Promise((done, fail) => request({ socketPath: process.env.STAGE_SOCKET, path, headers: { Host: 'localhost', Accept: accept } }, (reply) => {
    let text = '';
    reply.setEncoding('utf8').on('data', (more) => (text += more)).on('end', () => done({ status: reply.statusCode, text, policy: reply.headers['content-security-policy'] }));
}).on('error', fail).end());

const kept = join(process.env.STAGE_DIR, 'names.json');
const { told } = play('--keep', kept, join(process.env.STAGE_TOP, 'tests/e2e/award-page.http'));
const names = JSON.parse(readFileSync(kept, 'utf8'));
holds('the story makes awards', names.award && names.other && names.old ? null : told);

// Answers the award of a badge of that name.
function post(path, body) {
    const file = join(process.env.STAGE_DIR, 'body.json');
    writeFileSync(file, JSON.stringify(body));
    return JSON.parse(command(`curl -s --fail-with-body --unix-socket "$STAGE_SOCKET" http://localhost/v1/${path} -d @${file} -H 'Content-Type: application/json' \
        -H "Authorization: Bearer ${names.partner}" -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)"`));
}
function award(name) {
    const text = { name, description: name, criteria: name };
    const { id } = post(`organisations/${names.library}/badges`, { template: 'took-part', translations: { lt: text, en: text, uk: text } });
    post(`badges/${id}/activation`, {});
    return { badge: id, award: post('awards', { badge: id, recipient: { email: 'one@example.net' } }).id };
}
const nastyOne = award(hostile.slice(0, 100)), wideOne = award(long.slice(0, 100)), nasty = nastyOne.award, wide = wideOne.award;

// One that says all that a badge can, in its second version.
const rich = post(`organisations/${names.library}/badges`, { template: 'took-part', validDays: 365, creditsAvailable: 1.5, fieldOfStudy: hostile.slice(0, 100), criteriaUrl: 'https://danes-biblioteka.example/more',
    skills: ['https://citylearn.example/skills/storytelling'], alignments: [{ targetName: hostile.slice(0, 100), targetUrl: 'https://frames.example/1', targetFramework: 'Frames' }],
    resultDescriptions: [{ id: 'mark', name: long.slice(0, 100), resultType: 'RawScore' }] }).id;
post(`badges/${rich}/activation`, {});
post('awards', { badge: rich, recipient: { email: 'one@example.net' } });
command(`curl -s --fail-with-body --unix-socket "$STAGE_SOCKET" -X PUT http://localhost/v1/badges/${rich}/image -d "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 90'><circle cx='45' cy='45' r='40'/></svg>" \
    -H 'Content-Type: image/svg+xml' -H 'If-Match: *' -H "Authorization: Bearer ${names.partner}"`);

// Evidence is shown as soon as a credential has it, and its address is only followed when it is one.
const shown = [{ id: 'https://danes-biblioteka.example/photo', type: ['Evidence'], name: 'Photo', narrative: 'The net.' }, { id: 'javascript:alert(1)', type: ['Evidence'], description: hostile }];
const change = join(process.env.STAGE_DIR, 'evidence.sql');
writeFileSync(change, `UPDATE award_credential SET document = (document::jsonb || '${JSON.stringify({ evidence: shown })}'::jsonb)::text WHERE award = '${names.award}'`);
command(`psql -qX -v ON_ERROR_STOP=1 -f '${change}'`);

// The centre vouches for the award, for its badge, and for the library: with words that cannot resist.
const vouch = join(process.env.STAGE_DIR, 'vouch.sql');
writeFileSync(vouch, `WITH asked AS (
    INSERT INTO endorsement (kind, organisation, endorser, badge, edition, award)
    SELECT kind::endorsement_kind, '${names.library}', '${names.centre}', CASE kind WHEN 'badge' THEN a.badge END, CASE kind WHEN 'badge' THEN a.edition END, CASE kind WHEN 'award' THEN a.id END
      FROM award AS a, unnest(ARRAY['organisation', 'badge', 'award']) AS kind WHERE a.id = '${names.award}' RETURNING id
) SELECT count(*) FROM asked;
UPDATE endorsement SET state = 'accepted', decided_at = now(), language = 'en', comment = $words$${hostile} ${long}$words$;`);
command(`psql -qX -v ON_ERROR_STOP=1 -f '${vouch}'`);

const { browser, close } = await startChromium([], () => null);
const scripts = (html) => (html.match(/<script(?! type="application\/ld\+json">\{[^<]*<\/script>)/g) ?? []).join(' ');

async function walk(language) {
    const said = [], word = languages[language].words, judge = await startJudge(browser, language);
    const looks = async (title, path, status, ...parts) => {
        const { status: got, text, policy } = await get(`${path}?lang=${language}`), missing = parts.filter((one) => !text.includes(one));
        const faults = [got === status ? '' : `status ${got}`, missing.length ? `without ${missing}` : '', scripts(text), /script-src|unsafe/.test(policy) ? policy : '', /milda|example\.net/i.test(text) ? 'it names somebody' : ''];
        said.push([`${language}: ${title}`, [...faults, await judge(`http://localhost${path}?lang=${language}`, text)].filter(Boolean).join('\n')]);
    };
    await looks('the page of an award', `/b/${names.award}`, 200, word['award.valid'], word['award_issuer.verified'], word['award.evidence'], word['award.endorsements'], word['award_endorsed.award'], word['award_endorsed.badge'], word['award_endorsed.organisation'], 'rel="noreferrer nofollow"', 'EducationalOccupationalCredential');
    await looks('of one that was revoked', `/b/${names.other}`, 200, word['award.revoked'], word['award_about.revoked']);
    await looks('of one that has expired', `/b/${names.old}`, 200, word['award.expired']);
    await looks('its card', `/embed/b/${names.award}`, 200, word['award.valid'], 'target="_top"');
    await looks('the card of one that was revoked', `/embed/b/${names.other}`, 200, word['award.revoked']);
    await looks('the page of what cannot resist', `/b/${nasty}`, 200, '&lt;img src=x');
    await looks('of what is too long', `/b/${wide}`, 200);
    await looks('its card, too', `/embed/b/${wide}`, 200);
    await looks('the page of a badge', `/badges/${rich}/versions/2`, 200, word['badge.criteria'], word['badge.alignments'], word['badge.results'], word['badge.versions'], 'EducationalOccupationalCredential', 'og:image:height" content="270"');
    await looks('of an earlier version', `/badges/${rich}`, 200, word['badge.older'], 'noindex');
    await looks('of a badge that cannot resist', `/badges/${nastyOne.badge}`, 200, '&lt;img src=x');
    await looks('of one that is too long', `/badges/${wideOne.badge}`, 200);
    await looks('the page of who issues them', `/issuers/${names.library}`, 200, word['issuer.badges'], word['award_issuer.verified'], '&lt;img src=x', `"@type":"Organization"`);
    await looks('of no badge', '/badges/nothing', 404, word['problem.not_found']);
    await looks('and of nobody', '/issuers/nothing', 404, word['problem.not_found']);
    await looks('of nothing', '/b/nothing', 404, word['problem.not_found']);
    await looks('and no card', '/embed/b/nothing', 404, word['title.error']);
    return said;
}
for (const one of (await Promise.all(Object.keys(languages).map(walk))).flat()) holds(...one);

const { text: own } = await get(`/b/${names.award}?lang=en`);
holds('evidence leads to no script', /href="javascript/.test(own) ? own : null);
const linked = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(own)[1]);
holds('search engines read what it is', linked['@type'] === 'EducationalOccupationalCredential' && linked.url === `http://localhost/b/${names.award}`
    && linked.competencyRequired[0].url === 'https://citylearn.example/skills/storytelling' && linked.recognizedBy.name ? null : JSON.stringify(linked));
const found = /type="application\/json\+oembed" href="http:\/\/localhost([^"]+)"/.exec(own)[1].replaceAll('&amp;', '&'), embed = JSON.parse((await get(found, 'application/json')).text);
holds('and other sites find the card', embed.type === 'rich' && embed.html.includes(`src="http://localhost/embed/b/${names.award}"`) ? null : JSON.stringify(embed));

// As somebody sees it who has no JavaScript.
const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' }), page = await context.newPage(), wrong = [];
page.on('console', (line) => wrong.push(line.text()));
page.on('response', (reply) => reply.status() >= 400 && wrong.push(`${reply.status()} ${reply.url()}`));
await page.goto(`http://localhost/badges/${rich}/versions/2`);
holds('an uploaded picture is seen on its page', await page.locator('.badge img').evaluate((one) => one.naturalWidth > 0 && one.complete) ? null : 'it is not');
await page.goto(`http://localhost/ob/badges/${rich}/versions/2/image`);
holds('and for itself', await page.evaluate(() => globalThis.document.querySelector('circle')?.getBoundingClientRect().width > 0) ? null : 'it is not');
await page.goto(`http://localhost/b/${names.award}`);
const box = async (what) => (await page.locator(what).boundingBox()) ?? { y: -1 };
holds('the verdict stands before all else', (await box('.verdict')).y > 0 && (await box('.verdict')).y < (await box('h1')).y ? null : 'it does not');
await page.emulateMedia({ media: 'print' });
holds('on paper are the verdict, the picture and the QR code, and nothing to press',
    await page.locator('.verdict').isVisible() && await page.locator('.badge img').isVisible() && await page.locator('.qr').isVisible() && !(await page.locator('.share, nav').first().isVisible()) ? null : 'they are not');
await page.emulateMedia({ media: 'screen' });
const ways = await page.locator('a[download]').evaluateAll((links) => links.map((one) => one.getAttribute('href')));
const kinds = [];
for (const way of ways) kinds.push((await get(way, '*/*')).status);
holds('what can be saved is there', kinds.length === 4 && kinds.every((one) => one === 200) ? null : `${ways} ${kinds}`);
holds('nothing is missing on it, and no policy is broken', wrong.join('\n'));
await close();
end();
