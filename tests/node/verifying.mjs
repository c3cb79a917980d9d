// Badges of another issuer, made here by the packages of others, as the service tells what they are worth.
// Stage: database api courier receiver nginx
import { createServer } from 'node:https';
import { request } from 'node:http';
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { prove, signer } from './lib/credentials.mjs';
import { end, holds, load, sql } from './lib/tools.mjs';

const { exportJWK, generateKeyPair, SignJWT } = await load('jose');
const folder = process.env.STAGE_DIR;

// Another service, whose addresses are what stands in `world`; each is told how often it was asked for.
const world = {}, heard = {};
const tls = { cert: readFileSync(join(folder, 'localhost.pem')), key: readFileSync(join(folder, 'localhost.key')) };
let server, port = 0;
async function up() {
    server = createServer(tls, (asked, reply) => {
        heard[asked.url] = (heard[asked.url] ?? 0) + 1;
        const { status = 200, body = '', ...headers } = world[asked.url] ?? { status: 404 };
        reply.writeHead(status, headers).end(typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : body);
    });
    await new Promise((done) => server.listen(port, '127.0.0.1', done));
    port = server.address().port;
}
async function down() {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
}
await up();
const home = `https://localhost:${port}`, did = `did:web:localhost%3A${port}`;

// What this service says, over its socket; of a question it is asked until it knows.
function send(method, path, type, body, headers = {}) {
    return new Promise((done, fail) => {
        const sent = request({ socketPath: process.env.STAGE_SOCKET, method, path, headers: { Host: 'localhost', ...(type ? { 'Content-Type': type } : {}), ...headers } }, (reply) => {
            const parts = [];
            reply.on('data', (data) => parts.push(data)).on('end', () => done({ status: reply.statusCode, headers: reply.headers, text: Buffer.concat(parts).toString() }));
        }).on('error', fail);
        sent.end(body);
    });
}
async function verified(question, type = 'application/json') {
    const began = Date.now(), body = type === 'application/json' ? JSON.stringify(question) : question;
    let reply = await send('POST', '/v1/verifications', type, body);
    if (reply.status !== 202) return { verdict: `${reply.status}`, text: reply.text };
    const place = new URL(reply.headers.location).pathname;
    for (let told = JSON.parse(reply.text); ; told = JSON.parse((await send('GET', place)).text)) {
        if (told.state === 'done' || Date.now() - began > 30000) return { ...told, place, ms: Date.now() - began };
        await new Promise((done) => setTimeout(done, 20));
    }
}
async function comes(title, question, verdict, type) {
    const told = await verified(question, type);
    holds(title, told.verdict === verdict ? null : JSON.stringify(told));
    return told;
}
// The minute is over, and so is all that was kept.
const later = () => sql('UPDATE verification SET created_at = created_at - interval \'2 minutes\'; UPDATE fetched_document SET fetched_at = fetched_at - interval \'2 minutes\'');

const pair = await signer(did), other = await signer(did), rsa = await generateKeyPair('RS256', { extractable: true });
const jwk = { ...(await exportJWK(rsa.publicKey)), alg: 'RS256', kid: `${home}/keys/1` };
const method = { id: pair.id, type: 'Multikey', controller: did, publicKeyMultibase: pair.publicKeyMultibase };
const token = { id: `${did}#rsa`, type: 'JsonWebKey', controller: did, publicKeyJwk: jwk };
const json = (body) => ({ 'content-type': 'application/json', body });
world['/.well-known/did.json'] = json({
    '@context': ['https://www.w3.org/ns/did/v1'], id: did, verificationMethod: [method, token], assertionMethod: [method.id, token.id],
});
world['/keys/1'] = json(jwk);
world['/.well-known/jwks.json'] = json({ keys: [jwk] });

const list = (places, size = 16384) => {
    const bits = Buffer.alloc(size);
    for (const place of places) bits[place >> 3] |= 128 >> (place & 7);
    return prove({
        '@context': ['https://www.w3.org/ns/credentials/v2'], id: `${home}/status/1`, type: ['VerifiableCredential', 'BitstringStatusListCredential'],
        issuer: did, validFrom: '2026-01-01T00:00:00Z',
        credentialSubject: { id: `${home}/status/1#list`, type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList: `u${gzipSync(bits).toString('base64url')}` },
    }, pair);
};
world['/status/1'] = { 'content-type': 'application/vc+ld+json', body: await list([7]) };

const salt = 'Kosher';
const hash = (email) => `sha256$${createHash('sha256').update(email + salt).digest('hex')}`;
let count = 0;
const badge = (more = {}) => ({
    '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
    id: `${home}/badges/${(count += 1)}`, type: ['VerifiableCredential', 'OpenBadgeCredential'], name: 'Swimming',
    issuer: { id: did, type: ['Profile'], name: 'Swimming club', url: 'https://swim.example' }, validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: {
        id: 'urn:uuid:7d2cf4f8-6a2b-4a0e-8b53-1b5d0f8b3f11', type: ['AchievementSubject'],
        identifier: [{ type: 'IdentityObject', hashed: true, identityHash: hash('milda@example.net'), identityType: 'emailAddress', salt }],
        achievement: { id: `${home}/achievements/1`, type: ['Achievement'], name: 'Swimming', description: 'Swims.', criteria: { narrative: 'Swam 50 m.' } },
    },
    ...more,
});
const status = (place) => ({ credentialStatus: { id: `${home}/status/1#${place}`, type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListIndex: String(place), statusListCredential: `${home}/status/1` } });
const made = async (more, by = pair) => prove(badge(more), by);

// What a badge is worth, and why
const plain = await made();
const good = await comes('a badge is valid', { credential: plain, recipient: { email: 'Milda@example.net' } }, 'valid');
holds('and it is that person\'s', good.recipientMatches === true ? null : JSON.stringify(good));
holds('each check has its reason', good.checks?.length > 2 && good.checks.every((one) => /^[A-Z].*\.$/s.test(one.detail)) ? null : JSON.stringify(good.checks));
holds('and it says what it is', good.credential?.name === 'Swimming' && good.issuer?.name === 'Swimming club' && good.issuedAt === '2026-01-01T00:00:00Z' ? null : JSON.stringify(good));
console.log(`# it took ${good.ms} ms`);
const notHers = await verified({ credential: plain, recipient: { email: 'rasa@example.net' } });
holds('of somebody else it is not', notHers.verdict === 'valid' && notHers.recipientMatches === false ? null : JSON.stringify(notHers));
const unasked = await verified({ credential: plain });
holds('nobody asked about nobody', unasked.recipientMatches === null ? null : JSON.stringify(unasked));
await comes('an expired one has expired', { credential: await made({ validUntil: '2026-02-01T00:00:00Z' }) }, 'expired');
await comes('a revoked one is revoked', { credential: await made(status(7)) }, 'revoked');
const kept = await made(status(9));
await comes('its neighbour is not', { credential: kept }, 'valid');
world['/status/1'].body = await list([7, 9]);
later();
await comes('until it is', { credential: kept }, 'revoked');
const changed = structuredClone(plain);
changed.credentialSubject.achievement.name = 'Diving';
await comes('a changed one is not genuine', { credential: changed }, 'tampered');
await comes('a key that is named after the issuer is not the issuer\'s', { credential: await made({}, other) }, 'unknown_issuer');
const signed = (credential, header = { kid: jwk.kid }) => new SignJWT(credential).setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...header })
    .setIssuer(did).setJti(credential.id).setSubject(credential.credentialSubject.id).setNotBefore(Date.parse(credential.validFrom) / 1000).sign(rsa.privateKey);
await comes('a signed token is valid', await signed(badge()), 'valid', 'text/plain');
await comes('as text within JSON, too', { credential: await signed(badge()) }, 'valid');

// By its address
const named = badge();
named.credentialSubject.identifier = [{ type: 'IdentityObject', hashed: false, identityHash: 'milda@example.net', identityType: 'emailAddress' }];
world['/badges/hosted'] = { 'content-type': 'application/vc+ld+json', body: await prove(named, pair) };
const found = await comes('a badge is looked up at its address', { url: `${home}/badges/hosted`, recipient: { email: 'milda@example.net' } }, 'valid');
holds('and has an address in it that is hers', found.recipientMatches === true ? null : JSON.stringify(found));
world['/badges/nothing'] = { 'content-type': 'text/html', body: '<p>Hello' };
const nothing = await verified({ url: `${home}/badges/nothing` });
holds('what is no badge there is told', ['not_a_badge', 'not_verifiable'].includes(nothing.verdict) && nothing.reason ? null : JSON.stringify(nothing));

// Pictures
const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]), size = Buffer.alloc(4), sum = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
};
const png = (text) => {
    const head = Buffer.alloc(13);
    head.writeUInt32BE(100, 0);
    head.writeUInt32BE(100, 4);
    head[8] = 8;
    return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), text, chunk('IDAT', deflateSync(Buffer.alloc(101 * 100))), chunk('IEND', Buffer.alloc(0))]);
};
const baked = (text, packed = false) => chunk('iTXt', Buffer.concat([Buffer.from(`openbadgecredential\0${packed ? '\x01' : '\0'}\0\0\0`, 'latin1'), packed ? deflateSync(text) : Buffer.from(text)]));
const picture = png(baked(JSON.stringify(plain)));
later();
await comes('a picture has it inside', picture, 'valid', 'image/png');
const hers = await verified({ credential: `data:image/png;base64,${picture.toString('base64')}`, recipient: { email: 'milda@example.net' } });
holds('and whose it is can be asked of a picture', hers.verdict === 'valid' && hers.recipientMatches === true ? null : JSON.stringify(hers));
const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" viewBox="0 0 9 9"><openbadges:credential><![CDATA[${JSON.stringify(plain)}]]></openbadges:credential></svg>`;
later();
await comes('a drawing, too', svg, 'valid', 'image/svg+xml');
await comes('a picture that unpacks to very much is none', png(baked(Buffer.alloc(200 << 20), true)), '400', 'image/png');

// What strangers may answer
later();
world['/badges/huge'] = { 'content-type': 'application/json', body: `{"a":"${'x'.repeat(3 << 20)}"}` };
await comes('an answer without an end is not read to it', { url: `${home}/badges/huge` }, 'not_verifiable');
world['/badges/away'] = { status: 302, location: `${home}/badges/inside` };
world['/badges/inside'] = { 'content-type': 'application/vc+ld+json', body: await made() };
await comes('nobody is led on', { url: `${home}/badges/away` }, 'not_verifiable');
holds('to anywhere', heard['/badges/inside'] ? 'it was asked for' : null);
for (const [n, address] of ['https://10.0.0.1/', 'https://169.254.169.254/latest', 'https://[::ffff:10.0.0.1]/', 'https://box.internal/'].entries())
    await comes(`nothing inside a house is asked (${n + 1})`, { url: address }, 'not_verifiable');
world['/badges/packed'] = { 'content-type': 'application/vc+ld+json', 'content-encoding': 'gzip', body: gzipSync(JSON.stringify(await made())) };
await comes('what comes packed is not unpacked', { url: `${home}/badges/packed` }, 'not_a_badge');
world['/status/1'].body = await list([], 64 << 20);
later();
await comes('a list that unpacks to very much is none', { credential: await made(status(11)) }, 'not_verifiable');
world['/status/1'].body = await list([]);

// An issuer that is away, and comes back
await down();
later();
const away = await made();
await comes('an issuer that is away says nothing against a badge', { credential: away }, 'not_verifiable');
await up();
later();
await comes('and when it is back it is valid', { credential: away }, 'valid');
const before = heard['/.well-known/did.json'];
await comes('what was fetched a moment ago is not fetched again', { credential: await made() }, 'valid');
holds('not even once', heard['/.well-known/did.json'] === before ? null : `${heard['/.well-known/did.json']} times`);

// The page, as a browser sends it
const first = await send('GET', '/verify'), cookie = first.headers['set-cookie'][0].split(';')[0], csrf = first.text.match(/name="csrf" value="([^"]+)"/)[1];
const part = (name, value, file = '', type = '') => `--XX\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${type && `Content-Type: ${type}\r\n`}\r\n${value}\r\n`;
const form = (...parts) => send('POST', '/verify', 'multipart/form-data; boundary=XX', Buffer.from(`${parts.join('')}--XX--\r\n`, 'latin1'), { Cookie: cookie, Origin: 'http://localhost' });
async function page(...parts) {
    const reply = await form(part('csrf', csrf), ...parts);
    if (reply.status !== 303) return reply;
    for (;;) {
        const shown = await send('GET', new URL(reply.headers.location).pathname);
        if (!shown.headers.refresh) return shown;
        await new Promise((done) => setTimeout(done, 50));
    }
}
const shows = (title, reply, ...words) => holds(title, reply.status === 200 && words.every((one) => reply.text.includes(one)) ? null : `${reply.status} ${reply.text}`);
const chosen = part('file', picture.toString('latin1'), '; filename="badge.png"', 'image/png');
shows('a page tells of a picture', await page(part('text', ''), chosen, part('email', ' Milda@example.net')), 'Valid.', 'It belongs to the address', 'Swimming club', 'Swam 50 m.');
shows('and of a text that was pasted', await page(part('text', `\r\n${JSON.stringify(changed)}\r\n`), part('file', '', '; filename=""', 'application/octet-stream'), part('email', '')), 'Not genuine.');
const empty = await page(part('text', ''), part('email', ''));
holds('nothing is asked about', empty.status === 400 && empty.text.includes('Give an address or a text') ? null : `${empty.status} ${empty.text}`);
const bread = await page(part('text', '{"type": "Bread"}'), part('email', ''));
holds('nor what is no badge', bread.status === 400 && bread.text.includes('no badge') ? null : `${bread.status} ${bread.text}`);
const unsent = await form(part('csrf', 'x'), chosen);
holds('a form of somebody else\'s does nothing', unsent.status === 403 ? null : `${unsent.status}`);
const torn = await send('POST', '/verify', 'multipart/form-data; boundary=XX', '--XX\r\n', { Cookie: cookie, Origin: 'http://localhost' });
holds('nor does one that ends early', torn.status === 400 ? null : `${torn.status}`);

const keeping = sql(`SELECT url FROM fetched_document WHERE position('milda'::bytea in body) > 0 UNION ALL
    SELECT v::text FROM verification AS v WHERE told::text ILIKE '%milda%' OR (state = 'done' AND (recipient IS NOT NULL OR content IS NOT NULL))`);
holds('addresses of learners are in no table', keeping || null);
await down();
end();
