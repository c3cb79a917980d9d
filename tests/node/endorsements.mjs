// Endorsements are credentials of their own to software that knows nothing of us, wherever they stand.
// Stage: database api courier nginx
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentLoader } from './lib/contexts.mjs';
import { changesPass } from './lib/changes.mjs';
import { judge } from './lib/credentials.mjs';
import { areHere, fits, misfits } from './lib/schemas.mjs';
import { command, end, holds, load, play, refuses, sql } from './lib/tools.mjs';
import { status, wallet } from './lib/verifiers.mjs';
import { get, loader, read } from './lib/world.mjs';

const jsonld = (await load('jsonld')).default;
const { decodeProtectedHeader, importJWK, jwtVerify } = await load('jose');

const kept = join(process.env.STAGE_DIR, 'names.json');
const { told } = play('--keep', kept, join(process.env.STAGE_TOP, 'tests/e2e/endorsement.http'));
const names = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
holds('the story makes endorsements', names.whole && names.third && names.asked ? null : told);

const home = 'http://localhost/ob/endorsements/';
const [ofIssuer, ofAward, ofBadge] = await Promise.all([names.whole, names.third, names.asked].map((id) => read(home + id)));
for (const [what, one] of Object.entries({ 'an organisation': ofIssuer, 'an award': ofAward, 'a badge': ofBadge })) {
    holds(`an endorsement of ${what} verifies with the packages of Digital Bazaar, in safe mode`, await judge(one, loader));
    fits(`the schema of endorsements is kept to by that of ${what}`, 'json/endorsementcredential', one);
    const said = await wallet(one);
    holds(`that of ${what} verifies with the verifier of the Digital Credentials Consortium`, said.valid_signature ? null : JSON.stringify(said));
}
const { name, ...unnamed } = ofIssuer;
if (areHere) holds('which minds what is missing', misfits('json/endorsementcredential', unnamed) ? null : name);

// Each change alone, to a copy.
const signature = ofIssuer.proof[0].proofValue;
const changes = {
    'another comment': (one) => { one.credentialSubject.endorsementComment = 'The best of all.'; },
    'no comment': (one) => { delete one.credentialSubject.endorsementComment; },
    'something else that is endorsed': (one) => { one.credentialSubject.id = ofAward.credentialSubject.id; },
    'another endorser': (one) => { one.issuer.id = `did:web:localhost:ob:issuers:${names.library}`; },
    'another name of the endorser': (one) => { one.issuer.name = 'The ministry'; },
    'another day': (one) => { one.validFrom = '2020-01-01T00:00:00Z'; },
    'another id': (one) => { one.id = home + names.third; },
    'another place in the list': (one) => { one.credentialStatus.statusListIndex = String(Number(one.credentialStatus.statusListIndex) ^ 1); },
    'no status': (one) => { delete one.credentialStatus; },
    'another kind': (one) => { one.type = ['VerifiableCredential', 'OpenBadgeCredential']; },
    'a member that means nothing': (one) => { one.strange = 'yes'; },
    'another signature': (one) => { one.proof[0].proofValue = signature.slice(0, -1) + (signature.endsWith('2') ? '3' : '2'); },
    'the proof of another endorsement': (one) => { one.proof = ofAward.proof; },
    'no proof': (one) => { delete one.proof; },
};
for (const [what, change] of Object.entries(changes)) {
    const copy = structuredClone(ofIssuer);
    change(copy);
    holds(`${what} does not verify`, await judge(copy, loader) ? null : 'it does');
}
for (const [what, one] of Object.entries({ 'an organisation': ofIssuer, 'an award': ofAward, 'a badge': ofBadge })) {
    const { count, fault } = await changesPass(one, (copy) => judge(copy, loader));
    holds(`whichever value of that of ${what} is another or left out, in ${count} ways, it does not verify`, fault);
}

// Where it stands: whole, in documents that nobody signs; a signed award stays as it was.
let profile = {};
for (let tries = 0; tries < 400 && !profile.endorsement; tries++) { // nginx keeps it for a second, as it was while the endorser was suspended
    profile = await read(`http://localhost/ob/issuers/${names.library}`);
    if (!profile.endorsement) await new Promise((later) => setTimeout(later, 50));
}
fits('a profile with it keeps to its schema', 'json/profile', profile);
holds('and has it as it is at its own address', JSON.stringify(profile.endorsement) === JSON.stringify([ofIssuer]) ? null : JSON.stringify(profile));
holds('taken out of there it verifies', await judge(profile.endorsement[0], loader));
holds('its contexts explain all of that', await jsonld.toRDF(profile, { safe: true, documentLoader }).then(() => null, (error) => error));
const older = await read(`http://localhost/ob2/endorsements/${names.whole}`), hosted = await read(`http://localhost/ob2/issuers/${names.library}`);
const members = '@context claim id issuedOn issuer type verification';
holds('the older form has what the standard wants, and no more', Object.keys(older).sort().join(' ') === members && older.type === 'Endorsement' && older.verification.type === 'HostedBadge'
    ? null : JSON.stringify(older));
holds('which say the same', hosted.endorsement.join() === older.id && older.claim.id === hosted.id && older.claim.endorsementComment === ofIssuer.credentialSubject.endorsementComment
    && older.issuedOn === ofIssuer.validFrom ? null : JSON.stringify([older, hosted]));
const award = await read(`http://localhost/ob/awards/${names.award}`);
holds('an award that is endorsed is what it was', award.endorsement === undefined && award.credentialSubject.achievement.endorsement === undefined
    ? await judge(award, loader) : JSON.stringify(award));

// The same as a VC-JWT.
const token = (await get(home + names.whole, 'text/plain')).text, { kid, ...header } = decodeProtectedHeader(token);
const jwk = await read(kid), key = await importJWK(jwk, 'RS256');
holds('the header of its VC-JWT is what the standard allows', JSON.stringify(header) === '{"alg":"RS256","typ":"JWT"}' ? null : JSON.stringify(header));
const { payload, fault } = await jwtVerify(token, key, { issuer: ofIssuer.issuer.id, subject: profile.id }).catch((error) => ({ fault: error, payload: {} }));
holds('the VC-JWT verifies', fault);
const { iss, sub, jti, nbf, ...credential } = payload, { proof, ...bare } = ofIssuer;
holds('it is the same credential', JSON.stringify(credential) === JSON.stringify(bare) ? null : JSON.stringify(credential));
holds('dated to the same second', nbf * 1000 === Date.parse(ofIssuer.validFrom) && jti === ofIssuer.id ? null : JSON.stringify(payload));
const document = await read(`http://localhost/ob/issuers/${names.centre}/did.json`);
holds('its key is among those of the endorser', document.verificationMethod.some((one) => one.publicKeyJwk?.n === jwk.n && document.assertionMethod.includes(one.id)) ? null : JSON.stringify(document));
const [head, , mark] = token.split('.');
const other = Buffer.from(JSON.stringify({ ...payload, credentialSubject: { ...payload.credentialSubject, endorsementComment: 'The best.' } })).toString('base64url');
await refuses('another comment does not verify there', () => jwtVerify(`${head}.${other}.${mark}`, key));

// Revocation, by the signed list of the endorser.
holds('the list says that the endorsement of the badge is revoked', await status(ofBadge) ? null : 'it does not');
holds('and the other two are not', await status(ofIssuer) || await status(ofAward) ? 'they are' : null);
holds('the list itself verifies', await judge(await read(ofIssuer.credentialStatus.statusListCredential), loader));
const begun = Date.now();
command(`curl -sf --unix-socket "$STAGE_SOCKET" -X POST -H "Authorization: Bearer ${names.competitor}" -H 'Content-Type: application/json' \
    -d '{"reason": "We part."}' http://localhost/v1/endorsements/${names.whole}/revocation`);
while (!(await status(ofIssuer)) && Date.now() - begun < 20000) await new Promise((later) => setTimeout(later, 50));
console.log(`# in the list after ${Date.now() - begun} ms`);
while ((await read(`http://localhost/ob/issuers/${names.library}`)).endorsement && Date.now() - begun < 20000) await new Promise((later) => setTimeout(later, 50));
holds('a revocation is seen, in the list and where it stood', await status(ofIssuer) && !(await wallet(ofIssuer)).revocation_status
    && !(await read(`http://localhost/ob/issuers/${names.library}`)).endorsement ? null : 'it is not');
console.log(`# after ${Date.now() - begun} ms`);
holds('what was revoked still verifies as what it was', await judge(ofIssuer, loader));

// Whoever comes first signs, and it is signed once.
const fresh = sql(`WITH asked AS (INSERT INTO endorsement (kind, organisation, endorser) VALUES ('organisation', '${names.library}', '${names.centre}') RETURNING id) SELECT id FROM asked`);
sql(`UPDATE endorsement SET state = 'accepted', comment = 'Again.', decided_at = now() WHERE id = '${fresh}'`);
const copies = await Promise.all(Array.from({ length: 12 }, () => get(home + fresh)));
holds('who reads at the same moment reads the same', copies.every((one) => one.status === 200 && one.text === copies[0].text) ? await judge(JSON.parse(copies[0].text), loader) : copies.map((one) => one.status).join());
end();
