// Awards are credentials to software that knows nothing of us: it fetches all it needs, and judges by itself.
// Stage: database api courier nginx
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { changesPass } from './lib/changes.mjs';
import { judge } from './lib/credentials.mjs';
import { areHere, fits, misfits } from './lib/schemas.mjs';
import { command, end, holds, load, play, refuses, sql } from './lib/tools.mjs';
import { status, wallet } from './lib/verifiers.mjs';
import { get, loader, read } from './lib/world.mjs';

const { decodeProtectedHeader, importJWK, jwtVerify } = await load('jose');

const folder = process.env.STAGE_DIR, kept = join(folder, 'names.json');
const { told } = play('--keep', kept, join(process.env.STAGE_TOP, 'tests/e2e/credential.http'));
const names = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
holds('the story makes awards', names.award && names.list ? null : told);

const home = 'http://localhost/ob/awards/';
const badge = await read(home + names.award), other = await read(home + names.other);
holds('an award verifies with the packages of Digital Bazaar, in safe mode', await judge(badge, loader));
const full = await read(home + names.full);
holds('so does one that says all that it can', full.credentialSubject.achievement.resultDescription?.length === 4 && full.credentialSubject.result?.length === 4 && full.evidence?.length === 1 ? await judge(full, loader) : JSON.stringify(full));
const whole = JSON.stringify(badge);
holds('no address is in it', /milda|example\.net/i.test(whole) ? whole : null);
const [identity] = badge.credentialSubject.identifier;
holds('and whoever knows the address can see that it is hers',
    identity.identityHash === `sha256$${createHash('sha256').update(`milda@example.net${identity.salt}`).digest('hex')}` ? null : JSON.stringify(identity));

// Each change alone, to a copy.
const signature = badge.proof[0].proofValue;
const changes = {
    'another name of the badge': (one) => { one.credentialSubject.achievement.name = 'Led it'; },
    'another criterion': (one) => { one.credentialSubject.achievement.criteria.narrative += '!'; },
    'another kind of achievement': (one) => { one.credentialSubject.achievement.achievementType = 'Diploma'; },
    'another skill': (one) => { one.credentialSubject.achievement.alignment[0].targetUrl += 'x'; },
    'another learner': (one) => { one.credentialSubject.identifier[0].identityHash = `sha256$${'0'.repeat(64)}`; },
    'another salt': (one) => { one.credentialSubject.identifier[0].salt += '0'; },
    'another subject': (one) => { one.credentialSubject.id = 'urn:uuid:00000000-0000-4000-8000-000000000000'; },
    'a story': (one) => { one.credentialSubject.narrative = 'Led it.'; },
    'an earlier day': (one) => { one.validFrom = '2020-01-01T00:00:00Z'; },
    'a later end': (one) => { one.validUntil = '2099-01-01T00:00:00Z'; },
    'no end': (one) => { delete one.validUntil; },
    'another place in the list': (one) => { one.credentialStatus.statusListIndex = String(Number(one.credentialStatus.statusListIndex) ^ 1); },
    'no status': (one) => { delete one.credentialStatus; },
    'another address': (one) => { one.id += '0'; },
    'another name of the issuer': (one) => { one.issuer.name = 'Somebody else'; },
    'another issuer': (one) => { one.issuer.id = `did:web:localhost:ob:issuers:${names.centre}`; },
    'a member more': (one) => { one.credentialSubject.achievement.creditsAvailable = 30; },
    'a member that means nothing': (one) => { one.strange = 'yes'; },
    'another time of signing': (one) => { one.proof[0].created = '2020-01-01T00:00:00Z'; },
    'another purpose': (one) => { one.proof[0].proofPurpose = 'authentication'; },
    'another signature': (one) => { one.proof[0].proofValue = signature.slice(0, -1) + (signature.endsWith('2') ? '3' : '2'); },
    'the proof of another award': (one) => { one.proof = other.proof; },
    'no proof': (one) => { delete one.proof; },
};
for (const [what, change] of Object.entries(changes)) {
    const copy = structuredClone(badge);
    change(copy);
    holds(`${what} does not verify`, await judge(copy, loader) ? null : 'it does');
}
const ofBadge = await changesPass(badge, (copy) => judge(copy, loader));
holds(`whichever of its values is another or left out, in ${ofBadge.count} ways, it does not verify`, ofBadge.fault);

// The picture of the badge has the same document in it, to the byte; others may read it for Latin-1.
function* chunks(png) {
    if (png.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') throw new Error('it is no PNG');
    for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
        const size = png.readUInt32BE(at), body = png.subarray(at + 4, at + 8 + size);
        if (crc32(body) !== png.readUInt32BE(at + 8 + size)) throw new Error(`a chunk is broken at ${at}`);
        yield { kind: body.toString('latin1', 0, 4), data: body.toString('latin1', 4) };
    }
}
const served = await get(home + names.award), png = await get(home + names.award, 'image/png'), svg = await get(home + names.award, 'image/svg+xml');
const parts = [...chunks(png.bytes)], texts = parts.filter((one) => /^[it]TXt$/i.test(one.kind)), keyword = 'openbadgecredential\0\0\0\0\0';
holds('a PNG has it in one chunk, byte for byte', texts.length === 1 && texts[0].kind === 'iTXt' && texts[0].data === keyword + served.bytes.toString('latin1')
    ? null : JSON.stringify(texts));
holds('and is a whole picture', parts[0].kind === 'IHDR' && parts.at(-1).kind === 'IEND' && png.bytes.readUInt32BE(16) === 600 ? null : parts.map((one) => one.kind).join());
const drawing = join(folder, 'badge.svg');
writeFileSync(drawing, svg.bytes);
const unbaked = command(`python3 "$STAGE_TOP/tests/unit/read-badge.py" credential '${drawing}'`);
holds('an SVG has it in its first element, byte for byte', unbaked === served.text ? null : unbaked);
holds('what was taken out of each verifies', await judge(JSON.parse(texts[0]?.data.slice(keyword.length) ?? '{}'), loader) ?? await judge(JSON.parse(unbaked), loader));
const achieved = badge.credentialSubject.achievement, plain = await get(achieved.image.id);
const again = await get(home + names.award, 'image/png'), twin = await get(home + names.other, 'image/svg+xml');
const drawn = ({ text }) => text.replace(/<openbadges:credential.*<\/openbadges:credential>/s, '');
holds('a picture is the same each time, and of each award of the badge', again.bytes.equals(png.bytes) && drawn(twin) === drawn(svg) ? null : drawn(twin));
holds('the badge has it without an award', plain.headers['content-type'] === 'image/svg+xml' && plain.text.includes(`<title>${achieved.name}</title>`)
    && !plain.text.includes('openbadges') ? null : plain.text);
const many = await Promise.all(Array.from({ length: 12 }, () => get(achieved.image.id, 'image/png')));
holds('many at once are drawn one after the other, or told to wait', many.every((one) => (one.status === 200 && one.bytes.equals(many[0].bytes)) || one.status === 503)
    && many[0].status === 200 ? null : many.map((one) => one.status).join());

// A badge that was given a picture of its own has the document in that, whichever form it was sent in and is asked for.
const own = join(folder, 'own.svg'), ownPng = join(folder, 'own.png'), out = join(folder, 'out.svg');
writeFileSync(own, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 100"><circle cx="60" cy="50" r="40"/></svg>');
writeFileSync(ownPng, (await get(achieved.image.id, 'image/png')).bytes);
const ask = (method, path, ...more) => JSON.parse(command(`curl -s --fail-with-body --unix-socket "$STAGE_SOCKET" -X ${method} 'http://localhost/v1/${path}' \
    -H "Authorization: Bearer ${names.partner}" -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" ${more.join(' ')}`));
const send = (path, body) => ask('POST', path, `-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`);
const mine = send(`organisations/${names.library}/badges`, { template: 'took-part', language: 'lt', name: 'Upės draugas' }).id;
send(`badges/${mine}/activation`, {});
for (const [file, kind] of [[own, 'image/svg+xml'], [ownPng, 'image/png']]) {
    const { version } = ask('PUT', `badges/${mine}/image`, `-H 'Content-Type: ${kind}' -H 'If-Match: *' --data-binary @'${file}'`);
    const { id } = send('awards', { badge: mine, recipient: { email: `${kind.length}@example.net` } });
    const document = await get(home + id), inPng = await get(home + id, 'image/png'), inSvg = await get(home + id, 'image/svg+xml');
    const [text] = [...chunks(inPng.bytes)].filter((one) => one.kind === 'iTXt');
    writeFileSync(out, inSvg.bytes);
    const taken = command(`python3 "$STAGE_TOP/tests/unit/read-badge.py" credential '${out}'`);
    holds(`a picture sent as ${kind} has the credential in both its forms, byte for byte, and in version ${version}`,
        text?.data === keyword + document.bytes.toString('latin1') && taken === document.text && JSON.parse(taken).credentialSubject.achievement.version === String(version) ? null : taken);
    holds('and shows what was sent', kind === 'image/png' ? (inSvg.text.includes('data:image/png;base64,') ? null : inSvg.text)
        : inSvg.text.includes('<circle cx="60"') && inPng.bytes.readUInt32BE(20) === 500 ? null : inSvg.text);
    holds('what was taken out verifies', await judge(JSON.parse(taken), loader));
}

// What the standard's own schema, and the verifier of a wallet, have to say.
const known = [['json/achievementcredential', badge], ['json/achievementcredential', full],
    ['json-ld-published/ob_v3p0_achievementcredential_schema', full], ['json/profile', await read(`http://localhost/ob/issuers/${names.library}`)]];
for (const [name, document] of known) fits(`the schema of ${name} is kept to`, name, document);
const { description, ...undescribed } = full.credentialSubject.achievement;
const lacking = { ...full, credentialSubject: { ...full.credentialSubject, achievement: undescribed } };
if (areHere) holds('and minds what is missing', misfits('json/achievementcredential', lacking) ? null : description);

const said = await wallet(badge);
holds('it verifies with the verifier of the Digital Credentials Consortium',
    said.valid_signature && said.revocation_status && said.expiration ? null : JSON.stringify(said, null, 1));
const forged = structuredClone(badge);
forged.name = 'Led it';
holds('which refuses what was changed', (await wallet(forged)).valid_signature ? 'it does not' : null);

// Revocation, by the signed list.
const judged = { award: await status(badge).catch(String), other: await status(other).catch(String) };
holds('the list says that one is revoked, and the other not', judged.other === true && judged.award === false ? null : JSON.stringify(judged));
holds('and so does the wallet', (await wallet(other)).revocation_status ? 'it does not' : null);
const signedList = await read(names.list), ofList = await changesPass(signedList, (copy) => judge(copy, loader));
holds('the list itself verifies', await judge(signedList, loader));
holds(`and with any of its values another or left out, in ${ofList.count} ways, it does not`, ofList.fault);
const begun = Date.now();
command(`curl -sf --unix-socket "$STAGE_SOCKET" -X POST -H "Authorization: Bearer ${names.partner}" -H 'Content-Type: application/json' \
    -d '{"reason": "A mistake."}' http://localhost/v1/awards/${names.award}/revocation`);
while (!(await status(badge)) && Date.now() - begun < 20000) await new Promise((later) => setTimeout(later, 50));
holds('a revocation is seen', await status(badge) ? null : 'it is not');
console.log(`# after ${Date.now() - begun} ms`);
holds('what was revoked still verifies as what it was', await judge(badge, loader));
const list = await read(names.list);
list.credentialSubject.encodedList = names.before;
holds('an older list in the new one does not verify', await judge(list, loader) ? null : 'it does');

// The same award as a VC-JWT.
const token = (await get(home + names.award, 'text/plain')).text, { kid, ...header } = decodeProtectedHeader(token);
const jwk = await read(kid), key = await importJWK(jwk, 'RS256');
holds('its header is what the standard allows', JSON.stringify(header) === '{"alg":"RS256","typ":"JWT"}' ? null : JSON.stringify(header));
const { payload, fault } = await jwtVerify(token, key, { issuer: badge.issuer.id, subject: badge.credentialSubject.id }).catch((error) => ({ fault: error, payload: {} }));
holds('the VC-JWT verifies', fault);
const { iss, sub, jti, nbf, exp, ...credential } = payload, { proof, ...bare } = badge;
holds('it is the same credential', JSON.stringify(credential) === JSON.stringify(bare) ? null : JSON.stringify(credential));
holds('dated to the same second', nbf * 1000 === Date.parse(badge.validFrom) && exp * 1000 === Date.parse(badge.validUntil) && jti === badge.id ? null : JSON.stringify(payload));
const document = await read(`http://localhost/ob/issuers/${names.library}/did.json`);
holds('its key is among those of the issuer', document.verificationMethod.some((one) => one.publicKeyJwk?.n === jwk.n && document.assertionMethod.includes(one.id)) ? null : JSON.stringify(document));
const [head, body, mark] = token.split('.');
const longer = Buffer.from(JSON.stringify({ ...payload, exp: exp + 86400 })).toString('base64url');
await refuses('a later end does not verify there', () => jwtVerify(`${head}.${longer}.${mark}`, key));
await refuses('nor without a signature', () => jwtVerify(`${head}.${body}.`, key));
await refuses('nor under another header', () => jwtVerify(`${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.${mark}`, key));

// New keys sign what comes, and what was signed is still checked with the old ones.
command('citylearn issuer rotate --organisation danes-biblioteka && citylearn issuer rotate');
sql(`INSERT INTO award (badge, organisation, recipient_email) VALUES ('${names.badge}', '${names.library}', 'new@example.net')`);
const fresh = sql(`SELECT id FROM award WHERE recipient_email = 'new@example.net'`), newest = await read(home + fresh);
holds('another key signs after a rotation', newest.proof[0].verificationMethod === badge.proof[0].verificationMethod ? 'the same' : null);
for (let tries = 0; tries < 400 && (await read(`http://localhost/ob/issuers/${names.library}/did.json`)).verificationMethod.length < 4; tries++)
    await new Promise((later) => setTimeout(later, 50));
holds('what it signs verifies', await judge(newest, loader));
holds('and so does what was signed before', await judge(badge, loader));
const newToken = (await get(home + fresh, 'text/plain')).text, newKid = decodeProtectedHeader(newToken).kid;
holds('VC-JWTs have a new key too', newKid === kid ? kid : await jwtVerify(newToken, await importJWK(await read(newKid), 'RS256')).then(() => null, (error) => error));
holds('and the old one is there', (await get(kid)).status === 200 ? null : kid);

// Whoever comes first signs, and it is signed once.
sql(`INSERT INTO award (badge, organisation, recipient_email) SELECT '${names.badge}', '${names.library}', 'n' || n || '@example.net' FROM generate_series(1, 10) AS n`);
const ids = sql(`SELECT id FROM award WHERE recipient_email ~ '^n[0-9]+@'`).split('\n');
const copies = await Promise.all([...ids, ...ids, ...ids].map((id) => get(home + id)));
holds('who reads at the same moment reads the same',
    copies.every((one, at) => one.status === 200 && one.text === copies[at % ids.length].text) ? null : copies.map((one) => one.status).join());
sql(`INSERT INTO award (badge, organisation, recipient_email) VALUES ('${names.badge}', '${names.library}', 'unread@example.net')`);
const unsigned = () => sql('SELECT count(*) FROM award_credential WHERE document IS NULL');
for (let tries = 0; tries < 400 && unsigned() !== '0'; tries++) await new Promise((later) => setTimeout(later, 50));
holds('what nobody reads is signed by the courier', unsigned() === '0' ? null : unsigned());
const places = sql('SELECT place FROM award_credential').split('\n').map(Number).sort((a, b) => a - b);
holds('places in the list are far apart', places.length === 17 && places.at(-1) - places[0] > 10000 ? null : places.join());

// What was replaced counts nowhere any more; what took its place does.
const asked = Date.now();
const successor = JSON.parse(command(`curl -sf --unix-socket "$STAGE_SOCKET" -X POST -H "Authorization: Bearer ${names.partner}" -H 'Content-Type: application/json' \
    -H 'Idempotency-Key: ${'r'.repeat(20)}' -d '{"reason": "A slip.", "narrative": "Led it.", "narrativePublic": true}' http://localhost/v1/awards/${fresh}/replacement`)).id;
while (!(await status(newest)) && Date.now() - asked < 20000) await new Promise((later) => setTimeout(later, 50));
holds('a replacement is seen by who knows nothing of us', await status(newest) && !(await wallet(newest)).revocation_status ? null : 'it is not');
console.log(`# after ${Date.now() - asked} ms`);
holds('what was replaced still verifies as what it was', await judge(await read(home + fresh), loader));
const corrected = await read(home + successor);
holds('what took its place verifies, and counts', corrected.credentialSubject.narrative === 'Led it.' && !(await status(corrected)) ? await judge(corrected, loader) : JSON.stringify(corrected));
end();
