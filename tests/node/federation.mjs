// A city's own OpenID Connect provider, played by the package oidc-provider: people sign in with it.
// Stage: database api courier mail receiver nginx
import { createServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { command, end, holds, load, sql } from './lib/tools.mjs';
import { Browser, ours } from './lib/browser.mjs';

const { Provider } = await load('oidc-provider');
const { generateKeyPair, exportJWK } = await load('jose');

process.env.NODE_NO_WARNINGS = '1';
const dir = process.env.STAGE_DIR;
let answers;
const server = createServer({ cert: readFileSync(`${dir}/localhost.pem`), key: readFileSync(`${dir}/localhost.key`) }, (question, reply) => answers(question, reply));
await new Promise((open) => server.listen(0, 'localhost', open));
const issuer = `https://localhost:${server.address().port}`;
const people = {
    rasa: { email: 'Rasa@Example.net', email_verified: true, name: 'Rasa R.', locale: 'lt-LT', birthdate: '1990-05-01' },
    jonas: { email: 'jonas@example.net', email_verified: false, name: 'Jonas' },
    ona: { email: 'ona@example.net', email_verified: true, name: 'Ona\u0007', birthdate: '0000-12-24' },
    taken: { email: 'taken@example.net', email_verified: true, name: 'Taken' },
};

async function provider(keys) {
    const made = new Provider(issuer, {
        clients: [{ client_id: 'citylearn', client_secret: 'a secret of the city', redirect_uris: [`${ours}/account/provider/callback/klaipeda`], application_type: 'native', token_endpoint_auth_method: 'client_secret_basic' }],
        claims: { email: ['email', 'email_verified'], profile: ['name', 'locale', 'birthdate'] },
        conformIdTokenClaims: false,
        cookies: { keys: ['a key for cookies'] },
        findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
        jwks: { keys },
        pkce: { required: () => true },
    });
    made.on('server_error', (_, fault) => console.log(`# ${fault.stack}`));
    return made;
}

async function newKey(kid) {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    return { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' };
}

answers = (await provider([await newKey('first')])).callback();

command('citylearn city create --starter-kit "$STAGE_TOP/db/starter-kit" --from "$STAGE_TOP/db/sample-city/city.json" --administrator meras@klaipeda.example');
const mayor = command('citylearn token --person meras@klaipeda.example');
const named = JSON.stringify({ name: 'Klaipėda ID', issuer, clientId: 'citylearn', clientSecret: 'a secret of the city' });
const put = (body, token = mayor) => command(`curl -s --unix-socket "$STAGE_SOCKET" -o /dev/null -w '%{http_code}' -X PUT http://localhost/v1/cities/klaipeda/identity-provider -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '${body}'`);

holds('a stranger names no provider', put(named, command('citylearn token --person stranger@example.net')) === '403' ? null : 'they do');
holds('an issuer that may not be asked is refused', put(named.replace(issuer, 'https://10.0.0.1')) === '400' ? null : 'it is taken');
holds('an administrator names one', put(named) === '200' ? null : 'they do not');
const shown = () => command(`curl -s --unix-socket "$STAGE_SOCKET" http://localhost/v1/cities/klaipeda/identity-provider -H 'Authorization: Bearer ${mayor}'`);
holds('its secret is not shown', shown().includes('a secret of the city') ? shown() : null);

async function until(what, holdsNow) {
    for (let i = 0; i < 300; i++) {
        if (await holdsNow()) return holds(what);
        await new Promise((later) => setTimeout(later, 100));
    }
    return holds(what, shown());
}
await until('its configuration is read', () => JSON.parse(shown()).readAt !== null);
const one = new Browser();
await one.open('/account/sign-in');
holds('nobody signs in by it before the operator has approved it', one.last.text.includes('Klaipėda ID') ? one.last.text : null);
command(`citylearn provider approve klaipeda ${issuer}`);

// Goes there, signs in as `who`, and comes back as far as our own answer.
async function signIn(browser, who, next = '/account') {
    await browser.open(`/account/sign-in?next=${encodeURIComponent(next)}`);
    await browser.send('/account/provider');
    await browser.follow();
    for (let i = 0; i < 4 && browser.last.url.origin === issuer && browser.last.text.includes('<form'); i++) {
        await browser.send('/interaction', { prompt: browser.last.text.includes('name="login"') ? 'login' : 'consent', login: who, password: 'x' });
        await browser.follow((to) => to.startsWith(`${ours}/`));
    }
    return browser.last.to;
}
const finish = async (browser) => {
    await browser.follow((to) => to.startsWith(`${ours}/account?`) || to === `${ours}/account` || to.startsWith(`${ours}/account/emails`));
    for (let i = 0; i < 10 && browser.last.headers.refresh; i++) await browser.open(browser.last.url.href);
    return browser.last;
};

const back = await signIn(one, 'rasa', '/account/emails');
holds('the provider sends the browser back', back?.startsWith(`${ours}/account/provider/callback/klaipeda?code=`) ? null : `${back} ${one.last.status} ${one.last.text.slice(0, 800)}`);
let last = await finish(one);
holds('and one is signed in, where one wanted to be', last.to === `${ours}/account/emails` ? null : `${last.status} ${last.to} ${last.text}`);
holds('as somebody new, with what the provider says', sql("SELECT p.email, p.name, p.language, p.birth_year FROM person AS p JOIN federated_identity ON person = p.id") === 'rasa@example.net|Rasa R.|lt|1990' ? null : sql('SELECT p.email, p.name, p.language, p.birth_year FROM person AS p'));
const again = new Browser();
await signIn(again, 'rasa');
await finish(again);
holds('a second time as the same', sql('SELECT count(*) FROM federated_identity') === '1' && again.last.to === `${ours}/account` ? null : again.last.text);

// What is kept of the way is of no use to anybody else.
const thief = new Browser(), victim = new Browser();
const stolen = await signIn(victim, 'rasa');
await thief.open('/account/sign-in');
await thief.open(stolen);
holds('another browser cannot bring the answer', thief.last.status === 400 ? null : `${thief.last.status} ${thief.last.to}`);
await victim.open(stolen.replace(/iss=[^&]*/, `iss=${encodeURIComponent('https://evil.example')}`));
holds('an answer of another issuer is not looked at (mix-up)', victim.last.status === 400 ? null : `${victim.last.status} ${victim.last.to}`);
// Another city's provider could send the browser on to this one, and be handed its code by us.
sql(`INSERT INTO city SELECT (jsonb_populate_record(c, '{"id": "019f0000-0000-7000-8000-000000000001", "slug": "palanga"}')).* FROM city AS c`);
sql(`INSERT INTO identity_provider SELECT (jsonb_populate_record(p, '{"id": "019f0000-0000-7000-8000-000000000002", "city": "019f0000-0000-7000-8000-000000000001", "issuer": "https://evil.example", "authorize_url": "https://evil.example/go"}')).* FROM identity_provider AS p`);
const misled = new Browser();
await misled.open('/account/sign-in');
await misled.send('/account/provider', { provider: '019f0000-0000-7000-8000-000000000002' });
const asked = new URL(misled.last.to).searchParams;
const handed = (city) => misled.open(`/account/provider/callback/${city}?code=x&state=${asked.get('state')}`);
holds('each city has an address to come back to', asked.get('redirect_uri') === `${ours}/account/provider/callback/palanga` ? null : misled.last.to);
await handed('klaipeda');
holds('what comes back elsewhere is not handed over, whoever says nothing of the issuer (mix-up)', misled.last.status === 400 ? null : `${misled.last.status} ${misled.last.to}`);
await handed('palanga');
holds('only what comes back there', misled.last.status === 303 ? null : `${misled.last.status} ${misled.last.text}`);
sql("DELETE FROM identity_provider WHERE issuer = 'https://evil.example'");
await victim.open(stolen.replace(/state=[^&]*/, 'state=made-up'));
holds('nor one with another state', victim.last.status === 400 ? null : `${victim.last.status} ${victim.last.to}`);
await victim.open(stolen.replace(/code=[^&]*/, 'code=made-up'));
last = await finish(victim);
holds('a code that was made up is refused', last.status === 400 && last.text.includes('could not be trusted') ? null : `${last.status} ${last.to} ${last.text}`);
const denied = new Browser();
await signIn(denied, 'rasa').then((to) => denied.open(to.replace(/code=[^&]*/, 'error=access_denied')));
last = await finish(denied);
holds('who did not allow it is told so', last.text.includes('did not allow it') ? null : last.text);

const unverified = new Browser();
await signIn(unverified, 'jonas');
last = await finish(unverified);
holds('an address that is not verified there makes no account', last.text.includes('no confirmed e-mail address') ? null : `${last.status} ${last.text}`);
command('citylearn token --person taken@example.net');
const taken = new Browser();
await signIn(taken, 'taken');
last = await finish(taken);
holds('an address that has an account here is not handed over', last.text.includes('has an account here already') ? null : `${last.status} ${last.text}`);

// Who signs in first links the two, hears of it, and undoes it with a new password.
const linking = new Browser();
sql("INSERT INTO browser_session (hash, person, network, agent) VALUES (sha256('a_cookie'), person_enter('taken@example.net'), '', '')");
linking.jar(ours).set('sid', 'a_cookie');
await linking.open('/account');
await signIn(linking, 'taken');
last = await finish(linking);
const linked = (address) => sql(`SELECT count(*) FROM federated_identity WHERE person = person_enter('${address}')`);
holds('who is signed in here links the two', linked('taken@example.net') === '1' ? null : `${last.status} ${last.to} ${last.text}`);
holds('and hears of it', sql("SELECT count(*) FROM mail WHERE kind = 'federation_linked' AND recipient = 'taken@example.net'") === '1' ? null : 'no mail');
const reset = (address) => sql(`INSERT INTO mail_link (hash, kind, email, person, expires_at) SELECT sha256(email::bytea), 'reset', email, person, now() + interval '1 hour' FROM identifier WHERE email = '${address}'; SELECT password_reset(sha256('${address}'), '', '', sha256('new ${address}'), '')`);
reset('taken@example.net');
reset('rasa@example.net');
holds('a new password by mail takes away what was linked', linked('taken@example.net') === '0' ? null : 'it is there still');
holds('but not what made the account', linked('rasa@example.net') === '1' ? null : 'it is gone');

const bare = new Browser();
await signIn(bare, 'ona');
await finish(bare);
holds('what does not fit here is left out, as a year that is not told', sql("SELECT name, birth_year FROM person WHERE email = 'ona@example.net'") === '|' ? null : bare.last.text);

// While somebody is on the way, the city says what nobody has approved.
const between = new Browser();
await signIn(between, 'rasa');
put(JSON.stringify({ ...JSON.parse(named), claims: { email: 'nickname' } }));
last = await finish(between);
holds('a provider that is not approved any more signs nobody in', last.text.includes('could not be trusted') ? null : `${last.status} ${last.to}`);
put(named);
command(`citylearn provider approve klaipeda ${issuer}`);

// The provider changes its keys, and then signs with one that it never published.
const second = await newKey('second');
answers = (await provider([second])).callback();
const later = new Browser();
await signIn(later, 'rasa');
await finish(later);
holds('keys that were changed are fetched', later.last.to === `${ours}/account` ? null : `${later.last.status} ${later.last.text}`);
const rogue = (await provider([await newKey('second')])).callback(), honest = answers;
answers = (question, reply) => (question.url === '/jwks' ? honest : rogue)(question, reply);
const forged = new Browser();
await signIn(forged, 'rasa');
last = await finish(forged);
holds('a token that another key has signed is not believed', last.text.includes('could not be trusted') ? null : `${last.status} ${last.to}`);

// A configuration that would have us ask in our own house.
const odd = `${issuer}/odd`;
answers = (_, reply) => reply.setHeader('content-type', 'application/json').end(JSON.stringify({ issuer: odd, authorization_endpoint: `${odd}/go`, token_endpoint: 'https://10.0.0.1/token', jwks_uri: `${odd}/keys` }));
put(named.replace(issuer, odd));
await until('a place that may not be asked is told of', () => JSON.parse(shown()).fault === 'endpoint_not_allowed');
server.closeAllConnections();
server.close();
end();
