// Awards as Open Badges 2.0: each document keeps to the tables of the standard, found from a picture as a backpack does it.
// Stage: database api courier nginx
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { documentLoader } from './lib/contexts.mjs';
import { command, end, holds, load, play } from './lib/tools.mjs';

const jsonld = (await load('jsonld')).default;

function get(address, accept = 'application/ld+json, application/json') {
    const { pathname, host } = new URL(address);
    if (host !== 'localhost') throw new Error(`${address} is fetched`);
    return new Promise((done, fail) => {
        request({ socketPath: process.env.STAGE_SOCKET, path: pathname, headers: { Host: 'localhost', Accept: accept } }, (reply) => {
            const parts = [];
            reply.on('data', (data) => parts.push(data)).on('end', () => done({ status: reply.statusCode, type: reply.headers['content-type'], any: reply.headers['access-control-allow-origin'], bytes: Buffer.concat(parts) }));
        }).on('error', fail).end();
    });
}
const read = async (address) => JSON.parse((await get(address)).bytes);

// The rules of Open Badges 2.0: what each class has to have, and of which kind what it may have is.
const text = (value) => typeof value === 'string' && value.length > 0;
const iri = (value) => text(value) && /^(https?|urn):\S+$/.test(value);
const time = (value) => text(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
const yes = (value) => typeof value === 'boolean';
const each = (rule) => (value) => Array.isArray(value) && value.length > 0 && value.every(rule);
const of = (type, rules) => (value) => faults(value, type, rules).length === 0;
const identity = (value) => /^sha256\$[0-9a-f]{64}$/.test(value);
const classes = {
    Assertion: {
        has: { id: iri, recipient: of(null, { has: { type: (one) => one === 'email', hashed: yes, identity }, may: { salt: text } }), badge: iri, verification: of(null, { has: { type: (one) => one === 'HostedBadge' } }), issuedOn: time },
        may: { image: iri, expires: time, evidence: each(iri), narrative: text },
    },
    BadgeClass: {
        has: { id: iri, name: text, description: text, image: iri, criteria: of(null, { may: { id: iri, narrative: text } }), issuer: iri },
        may: { '@language': text, tags: each(text), alignment: each(of(null, { has: { targetName: text, targetUrl: iri }, may: { targetDescription: text, targetFramework: text, targetCode: text } })),
            related: each(of(null, { has: { id: iri, type: each(iri) }, may: { version: text } })) },
    },
    Issuer: { has: { id: iri, name: text, url: iri }, may: { email: (one) => /^[^@\s]+@[^@\s]+$/.test(one), description: text, revocationList: iri, telephone: text, image: iri } },
    RevocationList: { has: { id: iri, issuer: iri, revokedAssertions: Array.isArray }, may: {} },
};
function faults(document, type, { has = {}, may = {} }) {
    const known = { ...has, ...may }, own = type ? ['@context', 'type'] : [];
    return [
        ...(type && (document['@context'] !== 'https://w3id.org/openbadges/v2' || document.type !== type) ? [`it is no ${type}`] : []),
        ...Object.keys(has).filter((name) => !(name in document)).map((name) => `${name} is missing`),
        ...Object.entries(document).filter(([name, value]) => !own.includes(name) && !known[name]?.(value)).map(([name, value]) => `${name} is ${JSON.stringify(value)}`),
    ];
}
const keeps = (title, document, type) => holds(title, faults(document, type, classes[type]).join('\n'));

const kept = join(process.env.STAGE_DIR, 'names.json');
const { told } = play('--keep', kept, join(process.env.STAGE_TOP, 'tests/e2e/award-page.http'));
const names = JSON.parse(readFileSync(kept, 'utf8')), home = 'http://localhost/ob2/';
holds('the story makes awards', names.award && names.other ? null : told);

// From the picture on, as a backpack does it that was given nothing else.
const png = await get(`${home}assertions/${names.award}/image`, '*/*'), keyword = Buffer.from('openbadges\0\0\0\0\0'), at = png.bytes.indexOf(keyword);
const baked = at < 0 ? {} : JSON.parse(png.bytes.subarray(at + keyword.length, at + png.bytes.readUInt32BE(at - 8)));
holds('a PNG has one assertion in it', png.type === 'image/png' && at > 0 && png.bytes.toString('latin1', at - 4, at) === 'iTXt' && png.bytes.indexOf(keyword, at + 1) < 0 ? null : `${png.type} ${at}`);
const svg = await get(`${home}assertions/${names.award}/image`, 'image/svg+xml'), drawing = join(process.env.STAGE_DIR, 'badge.svg');
writeFileSync(drawing, svg.bytes);
const inside = /<openbadges:assertion[^>]*>\s*<!\[CDATA\[(.*?)\]\]>/s.exec(svg.bytes.toString())?.[1];
holds('and so has an SVG, in its namespace', svg.bytes.includes('xmlns:openbadges="http://openbadges.org"') && JSON.stringify(JSON.parse(inside ?? 'null')) === JSON.stringify(baked) ? null : inside);
holds('which XML readers read', command(`xmllint --noout '${drawing}' 2>&1 || true`) || null);
const assertion = await read(baked.id), badge = await read(assertion.badge), issuer = await read(badge.issuer);
keeps('the assertion is one', assertion, 'Assertion');
keeps('its badge is a class', badge, 'BadgeClass');
keeps('its issuer is one', issuer, 'Issuer');
holds('what was baked is what is hosted', JSON.stringify(baked) === JSON.stringify(assertion) ? null : JSON.stringify(baked));
for (const [name, document] of Object.entries({ assertion, badge, issuer }))
    holds(`the ${name} is where it says`, JSON.stringify(await read(document.id)) === JSON.stringify(document) && new URL(document.id).origin === new URL(issuer.id).origin ? null : document.id);
const hosted = await get(assertion.id);
holds('any site may read it', hosted.any === '*' && hosted.type === 'application/ld+json' ? null : JSON.stringify(hosted));
const { recipient } = assertion, hash = (address) => `sha256$${createHash('sha256').update(address + recipient.salt).digest('hex')}`;
holds('whoever knows the address finds that it is hers', recipient.identity === hash('milda@example.net') ? null : recipient.identity);
holds('and that it is nobody else\'s', recipient.identity === hash('jonas@example.net') ? recipient.identity : null);
holds('no address is in it', /milda|example\.net/i.test(JSON.stringify([assertion, badge])) ? JSON.stringify(assertion) : null);

// The two versions lead to each other, and say the same.
const [{ id: newer }] = badge.related, achievement = await read(newer);
holds('the badge leads to its newer form, and back', achievement.type.includes('Achievement') && achievement.related[0].id === badge.id ? null : JSON.stringify(achievement));
holds('its contexts explain all of that', await jsonld.toRDF(achievement, { safe: true, documentLoader }).then(() => null, (fault) => fault));
holds('which says the same', achievement.name === badge.name && achievement.description === badge.description && achievement.criteria.narrative === badge.criteria.narrative
    && JSON.stringify(achievement.tag) === JSON.stringify(badge.tags) && achievement.alignment[0].targetUrl === badge.alignment[0].targetUrl ? null : JSON.stringify([badge, achievement]));
const credential = await read(`http://localhost/ob/awards/${names.award}`);
holds('the same person, the same second', credential.credentialSubject.identifier[0].identityHash === recipient.identity && credential.validFrom === assertion.issuedOn ? null : JSON.stringify(credential));

// Revocation is seen at once, in each of the forms.
const lists = { newer: `http://localhost/ob/revocations/${names.library}`, older: issuer.revocationList };
const revoked = async () => ({
    newer: (await read(lists.newer)).revokedCredential.some((one) => one.id === credential.id && one.revoked && one.revocationReason === 'A mistake.'),
    older: (await read(lists.older)).revokedAssertions.some((one) => one.id === assertion.id && one.revocationReason === 'A mistake.'),
    hosted: (await get(assertion.id)).status === 410,
    page: (await get(`http://localhost/b/${names.award}`, 'text/html')).bytes.includes('class="warning"'),
});
holds('before, none of them says so', Object.values(await revoked()).some(Boolean) ? JSON.stringify(await revoked()) : null);
const begun = Date.now();
command(`curl -sf --unix-socket "$STAGE_SOCKET" -X POST -H "Authorization: Bearer ${names.partner}" -H 'Content-Type: application/json' \
    -d '{"reason": "A mistake."}' http://localhost/v1/awards/${names.award}/revocation`);
while (!Object.values(await revoked()).every(Boolean) && Date.now() - begun < 20000) await new Promise((later) => setTimeout(later, 50));
console.log(`# after ${Date.now() - begun} ms`);
holds('afterwards all of them do', Object.values(await revoked()).every(Boolean) ? null : JSON.stringify(await revoked()));
const gone = JSON.parse((await get(assertion.id)).bytes);
holds('its body says why, and nothing of the learner', gone.revoked === true && gone.id === assertion.id && gone.revocationReason === 'A mistake.' && !gone.recipient ? null : JSON.stringify(gone));
keeps('the list is one', await read(lists.older), 'RevocationList');
holds('and is of this issuer', (await read(lists.older)).issuer === issuer.id && (await read(lists.newer)).issuer === credential.issuer.id ? null : 'it is not');
holds('the picture is there as before', (await get(`${home}assertions/${names.award}/image`, '*/*')).status === 200 ? null : 'it is not');
end();
