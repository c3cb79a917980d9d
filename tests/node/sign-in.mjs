// People sign in to apps that are made with openid-client, oauth4webapi and AppAuth, as these come from npm.
// Stage: database api nginx
import { register } from 'node:module';
import { request } from 'node:http';
import { createHash, randomUUID } from 'node:crypto';
import { end, holds, load, refuses, sql } from './lib/tools.mjs';
import { Browser, ours } from './lib/browser.mjs';

const back = 'https://portal.example/back', loopback = 'http://127.0.0.1:49152/back';
const scope = 'openid profile email offline_access learner:read';
const secret = 'cs_a-secret-that-only-the-shop-knows';
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

function client(name, address, kind, algorithm = 'RS256') {
    const id = randomUUID();
    sql(`INSERT INTO service_client (id, name, scopes, redirect_uris, grants, kind, auth_method, id_token_alg)
         VALUES ('${id}', '${name}', string_to_array('${scope}', ' '), '{${address}}', '{authorization_code,refresh_token}', '${kind}',
                 '${kind === 'public' ? 'none' : 'client_secret_basic'}', '${algorithm}')`);
    if (kind !== 'public') sql(`INSERT INTO client_secret (client, hash) VALUES ('${id}', decode('${sha256(secret)}', 'hex'))`);
    return id;
}

// A browser in which Rasa is signed in; it goes where an app sends it, and says yes.
const person = sql("INSERT INTO person (email, name, language) VALUES ('rasa@example.net', 'Rasa', 'lt') RETURNING id");
const browser = new Browser();
sql(`INSERT INTO browser_session (hash, person, network, agent) VALUES (sha256('cookie-of-rasa'), '${person}', '', 'test')`);
browser.jar(ours).set('sid', 'cookie-of-rasa');
async function allow(address) {
    await browser.open(address);
    if (browser.last.status === 200) await browser.send('/oauth2/authorize', { decision: 'allow' });
    if (!browser.last.to) throw new Error(`it leads nowhere: ${browser.last.status} ${browser.last.text.slice(0, 600)}`);
    return new URL(browser.last.to);
}

// fetch, by the stage's socket.
const fetch = (address, options = {}) => new Promise((done, fail) => {
    const url = new URL(address), body = options.body == null ? undefined : String(options.body);
    const headers = { Host: url.host, ...Object.fromEntries(new Headers(options.headers)), ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }) };
    request({ socketPath: process.env.STAGE_SOCKET, method: options.method ?? 'GET', path: url.pathname + url.search, headers }, (reply) => {
        let text = '';
        reply.setEncoding('utf8').on('data', (data) => (text += data)).on('end', () => done(new Response(text || null, { status: reply.statusCode, headers: Object.entries(reply.headers).map(([name, value]) => [name, String(value)]) })));
    }).on('error', fail).end(body);
});

// openid-client, as a portal with a secret uses it
const openid = await load('openid-client');
const insecure = { execute: [openid.allowInsecureRequests], [openid.customFetch]: fetch };
const configuration = await openid.discovery(new URL(ours), client('Shop', back, 'confidential'), {}, openid.ClientSecretBasic(secret), insecure);
holds('openid-client finds out what we are', configuration.serverMetadata().issuer === ours ? null : JSON.stringify(configuration.serverMetadata()));
openid.enableNonRepudiationChecks(configuration);
const verifier = openid.randomPKCECodeVerifier(), state = openid.randomState(), nonce = openid.randomNonce();
const asked = async (more = {}) => ({ redirect_uri: back, scope, state, nonce, code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...more });
const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
let answer = await allow(openid.buildAuthorizationUrl(configuration, await asked({ resource: ours })).href);
const tokens = await openid.authorizationCodeGrant(configuration, answer, checks);
holds('and signs Rasa in', tokens.claims().sub === person && tokens.claims().email === 'rasa@example.net' ? null : JSON.stringify(tokens.claims()));
const info = await openid.fetchUserInfo(configuration, tokens.access_token, person);
holds('asks who she is', info.name === 'Rasa' && info.locale === 'lt' ? null : JSON.stringify(info));
const newer = await openid.refreshTokenGrant(configuration, tokens.refresh_token);
holds('and fetches newer tokens', newer.refresh_token && newer.refresh_token !== tokens.refresh_token && newer.claims().sub === person ? null : JSON.stringify(newer));
await refuses('it hears that a code counts once', () => openid.authorizationCodeGrant(configuration, answer, checks));
await refuses('and that this ended what it gave', () => openid.refreshTokenGrant(configuration, newer.refresh_token));
answer = await allow(openid.buildAuthorizationUrl(configuration, await asked()).href);
answer.searchParams.set('iss', 'https://evil.example');
await refuses('an answer of another issuer it does not take (mix-up)', () => openid.authorizationCodeGrant(configuration, answer, checks));
answer = await allow(openid.buildAuthorizationUrl(configuration, await asked({ max_age: '3600' })).href);
holds('it sees when she signed in', (await openid.authorizationCodeGrant(configuration, answer, { ...checks, maxAge: 3600 })).claims().auth_time ? null : 'no auth_time');
answer = await allow(openid.buildAuthorizationUrl(configuration, await asked({ prompt: 'none' })).href);
const fault = await openid.authorizationCodeGrant(configuration, answer, checks).catch((found) => found);
holds('and that she would have to be asked', fault.error === 'consent_required' ? null : fault);

// oauth4webapi, as a program without a secret uses it
const oauth = await load('oauth4webapi');
const options = { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true };
for (const algorithm of ['oauth2', 'oidc']) {
    const as = await oauth.processDiscoveryResponse(new URL(ours), await oauth.discoveryRequest(new URL(ours), { ...options, algorithm }));
    const signing = algorithm === 'oidc' ? 'RS256' : 'ES256';
    const app = { client_id: client('Pocket', 'http://127.0.0.1/back', 'public', signing), id_token_signed_response_alg: signing };
    const key = oauth.generateRandomCodeVerifier(), mark = oauth.generateRandomState(), once = oauth.generateRandomNonce();
    const where = new URL(as.authorization_endpoint);
    for (const [name, value] of Object.entries({ client_id: app.client_id, redirect_uri: loopback, response_type: 'code', scope, state: mark, nonce: once, code_challenge: await oauth.calculatePKCECodeChallenge(key), code_challenge_method: 'S256' })) where.searchParams.set(name, value);
    const parameters = oauth.validateAuthResponse(as, app, await allow(where.href), mark);
    const reply = await oauth.authorizationCodeGrantRequest(as, app, oauth.None(), parameters, loopback, key, options);
    const got = await oauth.processAuthorizationCodeResponse(as, app, reply, { expectedNonce: once, requireIdToken: true });
    await oauth.validateApplicationLevelSignature(as, reply, options);
    holds(`oauth4webapi signs in, with an id token of ${signing}`, oauth.getValidatedIdTokenClaims(got).sub === person ? null : JSON.stringify(got));
    const seen = await oauth.processUserInfoResponse(as, app, person, await oauth.userInfoRequest(as, app, got.access_token, options));
    holds('asks who it is', seen.email_verified === true ? null : JSON.stringify(seen));
    const next = await oauth.processRefreshTokenResponse(as, app, await oauth.refreshTokenGrantRequest(as, app, oauth.None(), got.refresh_token, options));
    holds('and fetches newer tokens', next.refresh_token ? null : JSON.stringify(next));
    const claims = await oauth.validateJwtAccessToken(as, new Request(ours, { headers: { Authorization: `Bearer ${next.access_token}` } }), ours, options);
    holds('which an API can check by itself (RFC 9068)', claims.client_id === app.client_id && claims.auth_time ? null : JSON.stringify(claims));
}

// AppAuth, as a page of a phone uses it. It is made for bundlers, which know its files without their endings.
register(`data:text/javascript,${encodeURIComponent(`export const resolve = (name, about, next) =>
    next(/^[.]/.test(name) && /appauth/.test(about.parentURL ?? '') && !/[.]js$/.test(name) ? name + '.js' : name, about);`)}`);
globalThis.window = { crypto: globalThis.crypto, location: {} };
globalThis.fetch = fetch;
const auth = await load('@openid/appauth');
const service = await auth.AuthorizationServiceConfiguration.fetchFromIssuer(ours, new auth.FetchRequestor());
class Query extends auth.BasicQueryStringUtils {
    parse(input) {
        return super.parse(input, false);
    }
}
class Store extends auth.StorageBackend {
    kept = new Map();
    getItem = async (name) => this.kept.get(name) ?? null;
    setItem = async (name, value) => void this.kept.set(name, value);
    removeItem = async (name) => void this.kept.delete(name);
    clear = async () => this.kept.clear();
}
const pocket = client('AppAuth', 'com.example.pocket:/back', 'public');
const heard = new auth.AuthorizationNotifier();
const place = { assign: (where) => (place.wanted = where) };
const handler = new auth.RedirectRequestHandler(new Store(), new Query(), place, new auth.DefaultCrypto());
handler.setAuthorizationNotifier(heard);
handler.performAuthorizationRequest(service, new auth.AuthorizationRequest({ client_id: pocket, redirect_uri: 'com.example.pocket:/back', scope, response_type: 'code', extras: { prompt: 'consent' } }));
while (!place.wanted) await new Promise((later) => setTimeout(later, 10));
const led = await allow(place.wanted);
Object.assign(place, { origin: 'com.example.pocket:', pathname: '/back', search: led.search, hash: '' });
let came;
heard.setAuthorizationListener((asking, got, wrong) => (came = { asking, got, wrong }));
await handler.completeAuthorizationRequestIfPossible();
holds('AppAuth hears the answer', came?.got?.code ? null : JSON.stringify(came));
const ask = (more) => new auth.BaseTokenRequestHandler(new auth.FetchRequestor()).performTokenRequest(service, new auth.TokenRequest({ client_id: pocket, redirect_uri: 'com.example.pocket:/back', ...more }));
const first = await ask({ grant_type: auth.GRANT_TYPE_AUTHORIZATION_CODE, code: came.got.code, extras: { code_verifier: came.asking.internal.code_verifier } });
holds('and signs in', first.accessToken && first.refreshToken && first.idToken ? null : JSON.stringify(first));
const second = await ask({ grant_type: auth.GRANT_TYPE_REFRESH_TOKEN, refresh_token: first.refreshToken });
holds('and stays so', second.refreshToken && second.refreshToken !== first.refreshToken ? null : JSON.stringify(second));
end();
