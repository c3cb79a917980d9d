// A learner of one city connects another, which is a citylearn as well: there and back, badges fetched and brought, and left.
// Stage: database api courier receiver nginx
import { spawn } from 'node:child_process';
import { createServer } from 'node:https';
import { request } from 'node:http';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Browser, ours } from './lib/browser.mjs';
import { command, end, holds, play, sql } from './lib/tools.mjs';

const here = process.env.STAGE_SOCKET, folder = process.env.STAGE_DIR, top = process.env.STAGE_TOP;

// Over a socket, with the headers as they are given.
function pass(socketPath, method, path, headers, body) {
    return new Promise((done, fail) => {
        request({ socketPath, method, path, headers: { ...headers, host: 'localhost' } }, (reply) => {
            const pieces = [];
            reply.on('data', (data) => pieces.push(data)).on('end', () => done({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(pieces) }));
        }).on('error', fail).end(body);
    });
}
async function send(socket, method, path, token, body) {
    const reply = await pass(socket, method, path, {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': randomBytes(16).toString('hex'), 'content-length': Buffer.byteLength(body ?? '') } : {}),
    }, body);
    return { status: reply.status, json: reply.body.length ? JSON.parse(reply.body.toString()) : null, bytes: reply.body };
}

// The other city, behind an address that a courier and a browser reach. What is asked there is written down.
let there;
const asked = [];
const door = createServer({ cert: readFileSync(join(folder, 'localhost.pem')), key: readFileSync(join(folder, 'localhost.key')) }, (question, answer) => {
    const pieces = [];
    question.on('data', (data) => pieces.push(data)).on('end', async () => {
        const body = Buffer.concat(pieces);
        const reply = await pass(there.socket, question.method, question.url, question.headers, body);
        asked.push({ what: `${question.method} ${question.url.split('?')[0]}`, url: question.url, body: body.toString(), status: reply.status });
        answer.writeHead(reply.status, reply.headers).end(reply.body);
    });
});
await new Promise((done) => door.listen(0, '127.0.0.1', done));
const home = `https://localhost:${door.address().port}`;
const other = spawn(join(top, 'tests/stage'), [join(top, 'tests/e2e/playing/other-city.py')], {
    env: { ...process.env, build: process.env.STAGE_BUILD, STAGE_BASE_URL: home, CITYLEARN_TERMS_URL: `${home}/terms`, CITYLEARN_PRIVACY_URL: `${home}/privacy` }, stdio: ['pipe', 'pipe', 'inherit'],
});
const ended = new Promise((done) => other.on('exit', done));
there = JSON.parse(await new Promise((done) => createInterface({ input: other.stdout }).once('line', done)));

// What is told of either, by its settings or where it begins.
const pagesOf = async (socket) => {
    const { info, components } = JSON.parse((await pass(socket, 'GET', '/ims/ob/v3p0/discovery', {})).body.toString());
    const scheme = components.securitySchemes.OAuth2ACG;
    return [info.termsOfService, info['x-imssf-privacyPolicyUrl'], scheme['x-imssf-termsOfServiceUrl'], scheme['x-imssf-privacyPolicyUrl']].join(' ');
};
const [theirs, own] = [await pagesOf(there.socket), await pagesOf(here)];
holds('a city names its terms and its privacy policy', theirs === `${home}/terms ${home}/privacy ${home}/terms ${home}/privacy` ? null : theirs);
holds('or where it begins', own === Array(4).fill(`${ours}/v1`).join(' ') ? null : own);

// This one, with an award of its own for the same learner, who is signed in here.
const kept = join(folder, 'names.json');
const story = play('--keep', kept, join(top, 'tests/e2e/setting.http'));
holds('this city is set up', story.status === 0 ? null : story.told);
const names = JSON.parse(readFileSync(kept, 'utf8'));
const badge = (await send(here, 'POST', `/v1/organisations/${names.library}/badges`, names.partner, JSON.stringify({ template: 'took-part', language: 'lt', name: 'Irklavau' }))).json.id;
await send(here, 'POST', `/v1/badges/${badge}/activation`, names.partner);
const award = (await send(here, 'POST', '/v1/awards', names.partner, JSON.stringify({ badge, recipient: { email: 'milda@example.net' } }))).json.id;
const token = command('citylearn token --learner milda@example.net');
const signIn = (browser, who) => {
    sql(`INSERT INTO browser_session (hash, person, network, agent) VALUES (sha256('cookie of ${who}'), person_enter('${who}@example.net'), '', '') ON CONFLICT DO NOTHING`);
    browser.jar(ours).set('sid', `cookie of ${who}`);
    browser.jar(home).set('__Host-sid', there.cookie);
};
const milda = new Browser();
signIn(milda, 'milda');

async function until(what, look, good) {
    let last;
    for (let i = 0; i < 600; i++) {
        last = await look();
        if (good(last)) return holds(what), last;
        await new Promise((later) => setTimeout(later, 50));
    }
    holds(what, JSON.stringify(last));
    return last;
}

// Nobody connects a city with itself.
const loud = home.replace('localhost', 'LOCALHOST');
for (const [how, url] of [['as it is', home], ['below it', `${home}/ob`], ['in capitals', loud], ['in capitals, below it', `${loud}/ob`]]) {
    const self = await send(there.socket, 'POST', '/v1/me/badge-hosts', there.learner, JSON.stringify({ url }));
    holds(`a city is no host of its own: ${how}`, self.status === 400 && self.json.code === 'badge_host_not_allowed' ? null : JSON.stringify(self.json));
}

// Named, and read by the courier.
const made = await send(here, 'POST', '/v1/me/badge-hosts', token, JSON.stringify({ url: `${home}/ims/ob/v3p0/discovery` }));
holds('a learner names the other city', made.status === 201 && made.json.hostUrl === home && made.json.state === 'reading' ? null : JSON.stringify(made.json));
const host = made.json.id, path = `/v1/me/badge-hosts/${host}`;
const look = async () => (await send(here, 'GET', path, token)).json;
const ready = await until('it is read and registered with', look, (one) => one.state === 'ready');
holds('as what it is', ready.kind === 'ob30' && ready.name === 'citylearn' && ready.authorizationUrl === `${ours}/account/badge-hosts/${host}` ? null : JSON.stringify(ready));
const registered = JSON.parse(asked.find((one) => one.what === 'POST /oauth2/register').body);
holds('with one address to come back to', registered.redirect_uris.length === 1 && registered.redirect_uris[0].startsWith(`${ours}/account/badge-hosts/callback/`) ? null : JSON.stringify(registered));
holds('its secret is nowhere to be read', sql('SELECT count(*) FROM badge_host_client WHERE octet_length(sealed) > 40') === '1' ? null : 'it is not sealed');

// There and back, through its own page of consent.
async function there_and_back(browser, page = ready.authorizationUrl) {
    await browser.open(page);
    await browser.send('/account/badge-hosts/');
    const way = new URL(browser.last.to);
    await browser.follow((to) => to.startsWith(ours));
    if (browser.last.text.includes('action="/oauth2/authorize"')) {
        await browser.send('/oauth2/authorize', { decision: 'allow' });
        await browser.follow((to) => to.startsWith(ours));
    }
    return { way, back: browser.last.to };
}
const { way, back } = await there_and_back(milda);
holds('one goes to its own page with PKCE', way.origin === home && way.searchParams.get('code_challenge_method') === 'S256' && way.searchParams.get('state').length > 30 ? null : way.href);
holds('and comes back with a code', back?.startsWith(`${registered.redirect_uris[0]}?`) && new URL(back).searchParams.get('code') ? null : `${back} ${milda.last.status} ${milda.last.text.slice(0, 900)}`);

// What is brought back is of no use to anybody else, in any other browser, and in no other place.
const thief = new Browser();
signIn(thief, 'jonas');
await thief.open(back);
holds('who else is signed in brings nothing', thief.last.status === 400 ? null : `${thief.last.status} ${thief.last.to}`);
const stranger = new Browser();
await stranger.open(back);
holds('nor who is not', stranger.last.status === 400 ? null : `${stranger.last.status} ${stranger.last.to}`);
const laptop = new Browser();
sql("INSERT INTO browser_session (hash, person, network, agent) VALUES (sha256('another cookie'), person_enter('milda@example.net'), '', '')");
laptop.jar(ours).set('sid', 'another cookie');
await laptop.open(back);
holds('nor the same learner in another browser', laptop.last.status === 400 ? null : `${laptop.last.status} ${laptop.last.to}`);
for (const [what, changed] of [
    ['another state', back.replace(/state=[^&]*/, 'state=made-up')],
    ['another issuer', back.replace(/iss=[^&]*/, `iss=${encodeURIComponent('https://evil.example')}`)],
    ['no issuer', back.replace(/&?iss=[^&]*/, '')],
    ['another host\'s address', back.replace(/callback\/[^?]*/, 'callback/019f0000-0000-7000-8000-000000000009')],
]) {
    await milda.open(changed);
    holds(`${what} is refused`, milda.last.status === 400 ? null : `${milda.last.status} ${milda.last.to}`);
}
await milda.open(back);
holds('the code is written down', milda.last.status === 303 && milda.last.to === ready.authorizationUrl ? null : `${milda.last.status} ${milda.last.text}`);
await milda.open(back);
holds('once', milda.last.status === 400 ? null : `${milda.last.status} ${milda.last.to}`);

// Fetched.
const pulled = await until('its badges are fetched', look, (one) => one.pulledAt !== null);
holds('and counted', pulled.state === 'connected' && pulled.added === 1 && pulled.canPull && pulled.canPush && pulled.fault === null ? null : JSON.stringify(pulled));
const held = await until('the badge is verified', async () => (await send(here, 'GET', '/v1/me/credentials', token)).json.items, (list) => list[0]?.verdict === 'valid');
const file = await send(here, 'GET', `/v1/me/credentials/${held[0].id}/file`, token);
const original = await pass(there.socket, 'GET', `/ob/awards/${there.award}`, { accept: 'application/vc+ld+json' });
holds('and is what it is there, byte for byte', file.bytes.equals(original.body) ? null : `${file.bytes.length} bytes of ${original.body.length}`);
holds('tokens are kept sealed', sql("SELECT count(*) FROM badge_host_key WHERE octet_length(access) > 60 AND octet_length(refresh) > 60 AND code IS NULL AND verifier IS NULL") === '1' ? null : 'they are not');

// Asked again, the badge is the same; what was refreshed is the newer token.
const again = () => (sql("UPDATE badge_host_account SET pull_began = pull_began - interval '1 hour', pulled_at = NULL"), send(here, 'POST', `${path}/pull`, token));
sql("UPDATE badge_host_key SET expires_at = now()");
const before = sql('SELECT encode(sha256(refresh), \'hex\') FROM badge_host_key');
holds('they are asked for once more', (await again()).status === 200 ? null : 'it is refused');
const same = await until('which comes to an end', look, (one) => one.pulledAt !== null);
holds('with nothing new', same.added === 0 && same.known === 1 && same.fault === null ? null : JSON.stringify(same));
holds('by a token that was refreshed, and its refresh token with it', before !== sql('SELECT encode(sha256(refresh), \'hex\') FROM badge_host_key') ? null : 'it is the old one');
holds('only what came since is asked for', asked.filter((one) => one.what === 'GET /ims/ob/v3p0/credentials').at(-1).url.includes('since=') ? null : 'all was');

// Brought: one that is named, since nobody else may see it.
const nothing = await send(here, 'POST', `${path}/push`, token, JSON.stringify({ all: true }));
holds('an award that nobody may see is not among all', nothing.json.pushesDue === 0 ? null : JSON.stringify(nothing.json));
const foreign = await send(here, 'POST', `${path}/push`, token, JSON.stringify({ awards: [there.award] }));
holds('one that is not theirs is refused', foreign.status === 400 && foreign.json.code === 'unknown_award' ? null : JSON.stringify(foreign.json));
// On its page, as people do.
await milda.open(ready.authorizationUrl);
holds('its page offers the award', milda.last.text.includes(`name="awards" value="${award}"`) ? null : milda.last.text);
await milda.send('/push', { awards: award });
holds('which is chosen there', milda.last.status === 303 && milda.last.to === `${ready.authorizationUrl}?notice=host_push` ? null : milda.last.text);
const sent = await until('the one that they name is brought', look, (one) => one.pushesSent + one.pushesFailed === 1);
holds('and taken', sent.pushesSent === 1 ? null : JSON.stringify((await send(here, 'GET', `${path}/pushes`, token)).json));
const list = (await send(there.socket, 'GET', '/v1/me/credentials', there.learner)).json.items;
holds('it is kept there', list.length === 1 && list[0].name === 'Irklavau' ? null : JSON.stringify(list));
const copy = await send(there.socket, 'GET', `/v1/me/credentials/${list[0].id}/file`, there.learner);
holds('as it was signed here', copy.bytes.equals((await pass(here, 'GET', `/ob/awards/${award}`, { accept: 'application/vc+ld+json' })).body) ? null : copy.bytes.toString());
const pushes = (await send(here, 'GET', `${path}/pushes`, token)).json.items;
holds('and told so', pushes.length === 1 && pushes[0].award === award && pushes[0].state === 'sent' && pushes[0].sentAt ? null : JSON.stringify(pushes));

// The other city ends it; here it is said, and one goes there again.
const client = (await send(there.socket, 'GET', '/v1/me/connections', there.learner)).json.items;
holds('the other city lists this one among the apps', client.length === 1 && client[0].name === 'citylearn, localhost' ? null : JSON.stringify(client));
await send(there.socket, 'DELETE', `/v1/me/connections/${client[0].client ?? client[0].id}`, there.learner);
await new Promise((later) => setTimeout(later, 2500)); // its tokens end within two seconds
await again();
const over = await until('what it ended is over', look, (one) => one.state === 'ended');
holds('and says what to do', over.fault === 'authorisation_ended' && over.authorizationUrl && !over.canPull ? null : JSON.stringify(over));
const second = await there_and_back(milda);
await milda.open(second.back);
await until('one goes there again', look, (one) => one.state === 'connected' && one.pulledAt !== null);

// Left.
await milda.open(`${ready.authorizationUrl}/deletion`);
await milda.send('/deletion');
const gone = milda.last;
holds('one leaves it', gone.status === 303 && (await look()).code === 'not_found' ? null : gone.text);
await until('its tokens are given back', () => asked.filter((one) => one.what === 'POST /oauth2/revoke' && one.status === 200).length, (count) => count === 2);
await until('and forgotten', () => sql('SELECT (SELECT count(*) FROM badge_host_key) + (SELECT count(*) FROM badge_host_farewell)'), (count) => count === '0');
holds('what came from there stays', (await send(here, 'GET', '/v1/me/credentials', token)).json.items.length === 1 ? null : 'it is gone');

other.stdin.end();
holds('the other city ends well', await ended === 0 ? null : 'it does not');
door.closeAllConnections();
door.close();
end();
