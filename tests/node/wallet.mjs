// A wallet of others takes awards by OpenID4VCI 1.0, and others judge what it was handed; what is tampered with is refused.
// Stage: database api courier receiver nginx
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { startChromium } from './lib/chromium.mjs';
import { documentLoader } from './lib/contexts.mjs';
import { judge } from './lib/credentials.mjs';
import { command, end, holds, load, play, sql } from './lib/tools.mjs';
import { languages } from './lib/words.mjs';

const { Openid4vciClient } = await load('@openid4vc/openid4vci');
const { clientAuthenticationAnonymous, setGlobalConfig } = await load('@openid4vc/oauth2');
const { SignJWT, UnsecuredJWT, calculateJwkThumbprint, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, jwtVerify } = await load('jose');
setGlobalConfig({ allowInsecureUrls: true });
const { browser, close } = await startChromium([], () => null);

function ask(address, { method = 'GET', headers = {}, body } = {}) {
    const { pathname, search, host } = new URL(address);
    if (host !== 'localhost') throw new Error(`${address} is fetched`);
    return new Promise((done, fail) => {
        const sent = request({ socketPath: process.env.STAGE_SOCKET, method, path: pathname + search, headers: { Host: 'localhost', ...headers } }, (reply) => {
            let text = '';
            reply.setEncoding('utf8').on('data', (data) => (text += data)).on('end', () => done({ status: reply.statusCode, headers: reply.headers, text }));
        });
        sent.on('error', fail).end(body);
    });
}
async function fetch(address, init = {}) {
    const body = init.body === undefined ? undefined : String(init.body);
    const headers = { ...Object.fromEntries(new Headers(init.headers)), ...(init.body instanceof URLSearchParams ? { 'content-type': 'application/x-www-form-urlencoded' } : {}), 'content-length': Buffer.byteLength(body ?? '') };
    const { status, headers: said, text } = await ask(String(address), { method: init.method, headers, body });
    return new Response(status === 204 ? null : text, { status, headers: { 'content-type': said['content-type'] ?? '' } });
}
const read = async (address) => JSON.parse((await ask(address)).text);
const post = async (path, token, document) => {
    const body = JSON.stringify(document);
    const { status, text } = await ask(`http://localhost${path}`, { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), 'Idempotency-Key': randomBytes(16).toString('hex'), ...(token ? { Authorization: `Bearer ${token}` } : {}) } });
    return { status, said: text ? JSON.parse(text) : {} };
};
const form = async (fields) => {
    const body = new URLSearchParams(fields).toString();
    const { status, text } = await ask('http://localhost/oauth2/token', { method: 'POST', body, headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length } });
    return { status, said: JSON.parse(text) };
};

const kept = join(process.env.STAGE_DIR, 'names.json');
const { told } = play('--keep', kept, join(process.env.STAGE_TOP, 'tests/e2e/wallet.http'));
const names = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
holds('the story of a wallet is told', names.badge && names.wallet ? null : told);
const given = await post('/v1/awards', names.partner, { badge: names.badge, recipient: { email: 'rasa@example.net' } });
const award = given.said.id;
holds('another award is given', award ? null : JSON.stringify(given));
const wish = async (more = {}, which = award) => (await post(`/v1/me/awards/${which}/credential-offer`, names.rasa, more)).said;

// The keys of a wallet, each as it would name it.
async function holder(algorithm, named) {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true }), jwk = await exportJWK(publicKey);
    const did = named === 'did:key' ? didKey(jwk) : `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`;
    const signer = named === 'jwk' ? { method: 'jwk', publicJwk: jwk, alg: algorithm } : { method: 'did', didUrl: named === 'did:key' ? `${did}#${did.slice(8)}` : `${did}#0`, alg: algorithm };
    return { algorithm, jwk, did, signer, privateKey, header: named === 'jwk' ? { jwk } : { kid: signer.didUrl } };
}
function didKey({ crv, x, y }) {
    const at = Buffer.from(x, 'base64url');
    const bytes = crv === 'Ed25519' ? Buffer.concat([Buffer.from([0xed, 0x01]), at])
        : Buffer.concat([Buffer.from([0x80, 0x24, 2 + (Buffer.from(y, 'base64url')[31] & 1)]), at]);
    const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
    let number = BigInt(`0x${bytes.toString('hex')}`), text = '';
    for (; number > 0n; number /= 58n) text = letters[Number(number % 58n)] + text;
    return `did:key:z${text}`;
}

const wallet = (key) => new Openid4vciClient({
    callbacks: {
        fetch, hash: (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest(), generateRandom: (size) => randomBytes(size),
        clientAuthentication: clientAuthenticationAnonymous(), verifyJwt: () => ({ verified: false }), encryptJwe: () => { throw new Error('no'); }, decryptJwe: () => { throw new Error('no'); },
        signJwt: async (signer, { header, payload }) => ({ jwt: await new SignJWT(payload).setProtectedHeader(header).sign(key.privateKey), signerJwk: key.jwk }),
    },
});

// From the deep link to the credential, by the package alone.
const take = async (key, configuration, more) => takeOffered(key, configuration, await wish(more));
async function takeOffered(key, configuration, offered) {
    const client = wallet(key);
    const credentialOffer = await client.resolveCredentialOffer(offered.deepLink);
    const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
    const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({ credentialOffer, issuerMetadata, txCode: offered.transactionCode ?? undefined });
    const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
    const { jwt } = await client.createCredentialRequestJwtProof({ issuerMetadata, credentialConfigurationId: configuration, signer: key.signer, nonce });
    const answer = await client.retrieveCredentials({ issuerMetadata, accessToken: accessTokenResponse.access_token, credentialConfigurationId: configuration, proofs: { jwt: [jwt] } });
    return answer.credentialResponse.credentials[0].credential;
}

async function loader(address) {
    if (!address.startsWith('did:web:')) return address.startsWith('http://localhost/') ? { documentUrl: address, document: await read(address) } : documentLoader(address);
    const [did, fragment] = address.split('#'), path = did.slice('did:web:'.length).split(':').map(decodeURIComponent).join('/');
    const document = await read(`http://${path}/did.json`), method = document.verificationMethod.find((one) => one.id === address);
    return fragment ? { documentUrl: address, document: { '@context': 'https://w3id.org/security/multikey/v1', ...method } } : { documentUrl: address, document };
}

const own = await read(`http://localhost/ob/awards/${award}`), subjectOf = (one) => one.credentialSubject.id;
for (const [algorithm, named] of [['ES256', 'jwk'], ['EdDSA', 'jwk'], ['ES256', 'did:jwk'], ['EdDSA', 'did:jwk'], ['ES256', 'did:key'], ['EdDSA', 'did:key']]) {
    const key = await holder(algorithm, named), what = `with a key of ${algorithm} as ${named}`;
    const document = await take(key, 'OpenBadge_ldp_vc').catch((error) => error);
    if (document instanceof Error) { holds(`a wallet takes an award ${what}`, `${document.stack} ${JSON.stringify(document.response ?? document.errorResponse ?? '')}`); continue; }
    const same = await calculateJwkThumbprint(key.jwk);
    const bound = named === 'jwk' ? await calculateJwkThumbprint(JSON.parse(Buffer.from(subjectOf(document).slice(8), 'base64url'))) === same : subjectOf(document) === key.did;
    holds(`a wallet takes an award ${what}, which others verify`, await judge(document, loader));
    holds('it is bound to that key, and else the same award', bound && document.id === own.id && document.issuer.id === own.issuer.id
        && JSON.stringify(document.credentialStatus) === JSON.stringify(own.credentialStatus) ? null : JSON.stringify(document));
    const copy = structuredClone(document);
    copy.credentialSubject.id = 'did:jwk:e30';
    holds('and to no other', await judge(copy, loader) ? null : 'it is');
    const token = await take(key, 'OpenBadge_jwt_vc_json', { withTransactionCode: true }).catch(String), { kid, alg } = decodeProtectedHeader(token);
    const { payload, fault } = await jwtVerify(token, await importJWK(await read(kid), 'RS256'), { issuer: own.issuer.id, subject: subjectOf(document) }).catch((error) => ({ fault: error, payload: {} }));
    holds('as a VC-JWT as well, with digits', fault ?? (alg === 'RS256' && payload.credentialSubject.id === payload.sub ? null : JSON.stringify(payload)));
}
holds('nothing of it is kept', sql("SELECT count(*) FROM award_credential WHERE document LIKE '%did:jwk%' OR document LIKE '%did:key%'") === '0' ? null : 'it is');

// What a learner sees of it: a page with a code, which is read as a wallet's camera would, and the digits.
sql(`INSERT INTO browser_session (hash, person, network, agent) SELECT sha256('cookie-of-rasa'), person, '', 'test' FROM identifier WHERE email = 'rasa@example.net'`);
const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' }), page = await context.newPage();
await context.addCookies([{ name: 'sid', value: 'cookie-of-rasa', url: 'http://localhost' }]);
async function scan(withDigits) {
    await page.goto(`http://localhost/account/badges/awards/${award}`);
    if (withDigits) await page.getByLabel(languages.en.words['field.digits']).check();
    await page.getByRole('button', { name: languages.en.words['button.offer'] }).click();
    const code = page.getByRole('img', { name: languages.en.words['wallet.qr'] }), file = join(process.env.STAGE_DIR, 'code.png');
    await code.waitFor();
    writeFileSync(file, await code.screenshot({ scale: 'css' }));
    const link = await page.getByRole('link', { name: languages.en.words['wallet.link'] }).getAttribute('href');
    const digits = /^\d{6}$/m.exec((await page.locator('main strong').allInnerTexts()).join('\n'));
    return { deepLink: command(`zbarimg -q --raw '${file}' 2>/dev/null`), link, transactionCode: digits?.[0] };
}
for (const withDigits of [false, true]) {
    const key = await holder('ES256', 'did:jwk'), seen = await scan(withDigits);
    holds(`the page shows a code${withDigits ? ', and digits' : ''}, which is its link as well`, seen.deepLink === seen.link && !!seen.transactionCode === withDigits ? null : JSON.stringify(seen));
    const document = await takeOffered(key, 'OpenBadge_ldp_vc', seen).catch((error) => error);
    holds('a wallet that scans it takes the award', document instanceof Error ? document.stack : document.id === own.id && subjectOf(document) === key.did ? await judge(document, loader) : JSON.stringify(document));
}
await close();

// A wallet by hand, to do each thing wrong alone.
const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code' };
const codeOf = async (offered) => (await read(offered.offerUrl)).grants[grant.grant_type]['pre-authorized_code'];
const tokenOf = async (offered) => (await form({ ...grant, 'pre-authorized_code': await codeOf(offered) })).said.access_token;
const nonceOf = async () => JSON.parse((await ask('http://localhost/openid4vci/nonce', { method: 'POST' })).text).c_nonce;
const key = await holder('ES256', 'jwk'), other = await holder('ES256', 'jwk'), ed = await holder('EdDSA', 'jwk');
const now = () => Math.floor(Date.now() / 1000);
async function proof({ header = {}, claims = {}, by = key.privateKey } = {}) {
    const whole = { typ: 'openid4vci-proof+jwt', alg: 'ES256', jwk: key.jwk, ...header };
    return new SignJWT({ aud: 'http://localhost', iat: now(), nonce: await nonceOf(), ...claims }).setProtectedHeader(JSON.parse(JSON.stringify(whole))).sign(by);
}
const hand = (token, jwt, configuration = 'OpenBadge_ldp_vc') => post('/openid4vci/credential', token, { credential_configuration_id: configuration, proofs: { jwt: [jwt] } });
const errorOf = ({ status, said }) => (status === 200 ? 'none' : said.error);
const refused = (title, answer, error) => holds(`${title}: ${error}`, errorOf(answer) === error ? null : JSON.stringify(answer));
const code = (text) => Buffer.from(text).toString('base64url');

let token = await tokenOf(await wish());
const good = await proof(), [head, body, signature] = good.split('.');
const faults = {
    'of another audience': () => proof({ claims: { aud: 'http://elsewhere.example' } }),
    'without one': () => proof({ claims: { aud: undefined } }),
    'of long ago': () => proof({ claims: { iat: now() - 400 } }),
    'of the future': () => proof({ claims: { iat: now() + 400 } }),
    'that does not say when': () => proof({ claims: { iat: undefined } }),
    'that has expired': () => proof({ claims: { exp: now() - 60 } }),
    'of another type': () => proof({ header: { typ: 'JWT' } }),
    'with the key of another': () => proof({ header: { jwk: other.jwk } }),
    'with two keys': () => proof({ header: { kid: key.did } }),
    'without a key': () => proof({ header: { jwk: undefined } }),
    'with a private key': async () => proof({ header: { jwk: await exportJWK(key.privateKey) } }),
    'with a did of another method': () => proof({ header: { jwk: undefined, kid: 'did:web:localhost#0' } }),
    'with another part of its did': () => proof({ header: { jwk: undefined, kid: `${key.did}#1` } }),
    'of an algorithm that is not the key\'s': () => `${code(JSON.stringify({ typ: 'openid4vci-proof+jwt', alg: 'EdDSA', jwk: key.jwk }))}.${body}.${signature}`,
    'with alg none': async () => `${code(JSON.stringify({ typ: 'openid4vci-proof+jwt', alg: 'none', jwk: key.jwk }))}.${body}.`,
    'that is not signed': () => new UnsecuredJWT({ aud: 'http://localhost', iat: now() }).encode(),
    'with another signature': () => `${head}.${body}.${(signature[0] === 'A' ? 'B' : 'A') + signature.slice(1)}`,
    'with other claims': () => `${head}.${code(JSON.stringify({ aud: 'http://localhost', iat: now(), nonce: 'x' }))}.${signature}`,
    'that is none': () => 'x',
};
for (const [what, make] of Object.entries(faults)) refused(`a proof ${what}`, await hand(token, await make()), 'invalid_proof');
refused('a proof without a nonce', await hand(token, await proof({ claims: { nonce: undefined } })), 'invalid_nonce');
refused('with a nonce of its own', await hand(token, await proof({ claims: { nonce: code('x'.repeat(40)) } })), 'invalid_nonce');
refused('without a token', await hand(undefined, good), 'invalid_token');
refused('with the token of an app', await hand(names.rasa, good), 'invalid_token');
refused('that is good', await hand(token, good), 'none');
refused('and comes again', await hand(token, good), 'invalid_nonce');
const twice = await nonceOf();
refused('another with its own nonce', await hand(token, await proof({ claims: { nonce: twice } })), 'none');
refused('a new one with that nonce', await hand(token, await proof({ claims: { nonce: twice }, header: { jwk: ed.jwk, alg: 'EdDSA' }, by: ed.privateKey })), 'invalid_nonce');

let offered = await wish(), used = await codeOf(offered);
token = await tokenOf(offered);
refused('a code that was used', await form({ ...grant, 'pre-authorized_code': used }), 'invalid_grant');
refused('which ends the token that it gave', await hand(token, await proof()), 'invalid_token');
offered = await wish();
used = await codeOf(offered);
await wish();
refused('a code of the offer before', await form({ ...grant, 'pre-authorized_code': used }), 'invalid_grant');
offered = await wish();
used = await codeOf(offered);
sql('UPDATE award_offer SET expires_at = now()');
refused('a code that has expired', await form({ ...grant, 'pre-authorized_code': used }), 'invalid_grant');
token = await tokenOf(await wish());
sql('UPDATE award_offer SET expires_at = now()');
refused('a token that has expired', await hand(token, await proof()), 'invalid_token');
offered = await wish({ withTransactionCode: true });
used = await codeOf(offered);
const wrong = String((Number(offered.transactionCode) + 1) % 1000000).padStart(6, '0');
for (let i = 0; i < 5; i++) refused(`other digits, time ${i + 1}`, await form({ ...grant, 'pre-authorized_code': used, tx_code: wrong }), 'invalid_grant');
refused('then the right ones', await form({ ...grant, 'pre-authorized_code': used, tx_code: offered.transactionCode }), 'invalid_grant');
token = await tokenOf(await wish());
const eight = [];
for (let i = 0; i < 9; i++) eight.push(errorOf(await hand(token, await proof())));
holds('a token is good for eight times', eight.slice(0, 8).every((one) => one === 'none') && eight[8] === 'credential_request_denied' ? null : eight.join());
holds('the award of another learner is not offered', (await post(`/v1/me/awards/${names.hers}/credential-offer`, names.rasa, {})).status === 404 ? null : 'it is');

const taken = async (configuration) => (await hand(await tokenOf(await wish()), await proof(), configuration)).said.credentials[0].credential;
const last = await taken('OpenBadge_ldp_vc'), lastToken = await taken('OpenBadge_jwt_vc_json');
const verdictOf = async (credential) => (await post('/v1/verifications', undefined, { credential })).said.verdict;
const otherSubject = { ...last, credentialSubject: { ...last.credentialSubject, id: other.did } };
const [tokenHead, tokenBody, tokenSignature] = lastToken.split('.');
const otherToken = `${tokenHead}.${code(JSON.stringify({ ...JSON.parse(Buffer.from(tokenBody, 'base64url')), sub: other.did }))}.${tokenSignature}`;
const verdicts = [await verdictOf(last), await verdictOf(lastToken), await verdictOf(otherSubject), await verdictOf(otherToken)].join();
holds('what a wallet has is verified here as what it is, and nothing else is', verdicts === 'valid,valid,tampered,tampered' ? null : verdicts);
const waiting = await wish();
const waitingCode = await codeOf(waiting);
await post(`/v1/awards/${award}/revocation`, names.partner, { reason: 'A mistake.' });
refused('a code of an award that was revoked', await form({ ...grant, 'pre-authorized_code': waitingCode }), 'invalid_grant');
holds('its offer is gone', (await ask(waiting.offerUrl)).status === 404 ? null : 'it is not');
const list = await read(last.credentialStatus.statusListCredential), { gunzipSync } = await import('node:zlib');
const bits = gunzipSync(Buffer.from(list.credentialSubject.encodedList.slice(1), 'base64url')), place = Number(last.credentialStatus.statusListIndex);
holds('what was handed over before is revoked with it', bits[place >> 3] & (0x80 >> (place & 7)) ? null : 'it is not');
end();
