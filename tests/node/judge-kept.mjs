// Badges as others' packages make them, and what stands at the addresses that they name: judge_test judges them.
// WRITE_JUDGE=1 ./dev test judge-kept makes them anew, with new RSA and P-256 keys; then look at what changed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentLoader } from './lib/contexts.mjs';
import { judge } from './lib/credentials.mjs';
import { end, holds, load } from './lib/tools.mjs';

const vc = await load('@digitalbazaar/vc');
const { DataIntegrityProof } = await load('@digitalbazaar/data-integrity');
const { cryptosuite } = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const Ed25519Multikey = await load('@digitalbazaar/ed25519-multikey');
const { createList } = await load('@digitalbazaar/vc-bitstring-status-list');
const { Ed25519Signature2020 } = await load('@digitalcredentials/ed25519-signature-2020');
const { Ed25519VerificationKey2020 } = await load('@digitalcredentials/ed25519-verification-key-2020');
const older = await load('@digitalcredentials/vc');
const { SignJWT, compactVerify, exportJWK, generateKeyPair, importJWK } = await load('jose');

const kept = join(process.env.STAGE_TOP, 'tests/unit/judge');
const read = (name) => readFileSync(join(kept, name), 'utf8').trim();
const host = 'https://issuer.example', did = 'did:web:issuer.example:badges', date = '2025-01-02T00:00:00Z';
const newest = ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'];
const extensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json';
const seconds = (text) => Date.parse(text) / 1000;
const world = {}; // what stands at an address

const pair = async (controller, letter, id) => {
    const made = await Ed25519Multikey.generate({ controller, seed: Buffer.alloc(32, letter) });
    made.id = id?.(made.publicKeyMultibase) ?? `${controller}#${made.publicKeyMultibase}`;
    return made;
};
const put = (name, text) => writeFileSync(join(kept, name), `${typeof text === 'string' ? text : JSON.stringify(text)}\n`);
const prove = (credential, key) => vc.issue({ credential, documentLoader, suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite, date }) });
const identity = (salt) => ({ type: 'IdentityObject', hashed: true, identityType: 'emailAddress', salt,
    identityHash: 'sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399' }); // a@example.com and Kosher

const badge = (more = {}) => ({
    '@context': newest, 'id': `${host}/awards/1`, 'type': ['VerifiableCredential', 'OpenBadgeCredential'], 'name': 'Award',
    'issuer': { id: did, type: ['Profile'], name: 'Town Library', url: `${host}/` }, 'validFrom': '2025-01-01T00:00:00Z', 'validUntil': '2035-01-01T00:00:00Z',
    'credentialSubject': { id: 'urn:uuid:0d3b5f6c-3c5b-4b57-9d6c-1d1f6a0f6b55', type: ['AchievementSubject'], identifier: [identity('Kosher')],
        achievement: { id: `${host}/badges/1`, type: ['Achievement'], name: 'Sewer', description: 'Sews.', criteria: { narrative: 'Sew a shirt.' }, image: { id: `${host}/1.png`, type: 'Image' } } },
    ...more });
const place = (index, statusPurpose = 'revocation', list = 'list') => [{ id: `${host}/status/${list}#${index}`, type: 'BitstringStatusListEntry', statusPurpose,
    statusListIndex: String(index), statusListCredential: `${host}/status/${list}` }];
const endorsement = (id) => ({ '@context': newest, 'id': `${host}/endorsements/1`, 'type': ['VerifiableCredential', 'EndorsementCredential'], 'name': 'Endorsement',
    'issuer': { id: 'did:web:endorser.example', type: ['Profile'], name: 'Endorser' }, 'validFrom': '2025-01-01T00:00:00Z',
    'credentialSubject': { id, type: ['EndorsementSubject'], endorsementComment: 'Well made.' } });

const document = (id, keys, jwks = []) => ({ '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id,
    'verificationMethod': [...keys.map((key) => ({ id: key.id, type: 'Multikey', controller: id, publicKeyMultibase: key.publicKeyMultibase })),
        ...jwks.map(([name, jwk]) => ({ id: `${id}#${name}`, type: 'JsonWebKey', controller: id, publicKeyJwk: jwk }))],
    'assertionMethod': [...keys.map((key) => key.id), ...jwks.map(([name]) => `${id}#${name}`)] });

async function list(name, type, subject, places, key, issuer = did) {
    const made = await createList({ length: 131072 });
    for (const one of places) made.setStatus(one, true);
    const encoded = (await made.encode()).replace(/^u*/, '');
    const is2021 = type === 'StatusList2021Credential';
    const contexts = is2021 ? ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/vc/status-list/2021/v1', 'https://w3id.org/security/data-integrity/v2'] : [newest[0]];
    return prove({ '@context': contexts, 'id': `${host}/status/${name}`, 'type': ['VerifiableCredential', type], issuer,
        ...(is2021 ? { issuanceDate: '2025-01-01T00:00:00Z' } : { validFrom: '2025-01-01T00:00:00Z' }),
        'credentialSubject': { id: `${host}/status/${name}#list`, type: is2021 ? 'StatusList2021' : 'BitstringStatusList', ...subject, encodedList: is2021 ? encoded : `u${encoded}` } }, key);
}

async function writeStatus(key, other) {
    world[`${host}/status/list`] = await list('list', 'BitstringStatusListCredential', { statusPurpose: 'revocation' }, [7], key);
    world[`${host}/status/suspended`] = await list('suspended', 'BitstringStatusListCredential', { statusPurpose: 'suspension' }, [7], key);
    world[`${host}/status/replaced`] = await list('replaced', 'BitstringStatusListCredential', { statusPurpose: 'refresh' }, [7], key);
    world[`${host}/status/older`] = await list('older', 'StatusList2021Credential', { statusPurpose: 'revocation' }, [7], key);
    world[`${host}/status/foreign`] = await list('foreign', 'BitstringStatusListCredential', { statusPurpose: 'revocation' }, [], other, 'did:web:endorser.example');
    world[`${host}/revocations`] = { id: `${host}/revocations`, issuer: did, revokedCredential: [{ id: `${host}/awards/gone`, revoked: true, revocationReason: 'by mistake' },
        { id: `${host}/awards/back`, revoked: false }, { id: `${host}/awards/replaced`, revoked: true, revocationReason: 'superseded' }] };
}

async function writeBadges(key, other) {
    const revocations = (id) => ({ '@context': [...newest, extensions], id, 'credentialStatus': { id: `${host}/revocations`, type: '1EdTechRevocationList' } });
    const service = (name) => ({ '@context': [...newest, extensions], 'refreshService': { id: `${host}/newest/${name}`, type: '1EdTechCredentialRefresh' } });
    const good = await prove(endorsement(`${host}/badges/1`), other);
    const badges = {
        'badge': badge({ credentialStatus: place(5), endorsement: [good] }), 'plain': badge(), 'revoked': badge({ credentialStatus: place(7) }),
        'suspended': badge({ credentialStatus: place(7, 'suspension', 'suspended') }), 'replaced': badge({ credentialStatus: place(7, 'refresh', 'replaced') }),
        'older-list': badge({ '@context': [...newest, 'https://w3id.org/vc/status-list/2021/v1'], 'credentialStatus': [{ ...place(7, 'revocation', 'older')[0], type: 'StatusList2021Entry' }] }),
        'about-itself': badge({ credentialStatus: place(7), endorsement: [await prove(endorsement(`${host}/awards/1`), other)] }),
        'foreign-list': badge({ credentialStatus: place(5, 'revocation', 'foreign') }), 'no-list': badge({ credentialStatus: place(5, 'revocation', 'missing') }),
        'beyond-list': badge({ credentialStatus: place(131072) }), 'expired': badge({ validUntil: '2025-06-01T00:00:00Z' }), 'early': badge({ validFrom: '2027-01-01T00:00:00Z' }),
        'expired-revoked': badge({ validUntil: '2025-06-01T00:00:00Z', credentialStatus: place(7) }),
        'listed-gone': badge(revocations(`${host}/awards/gone`)), 'listed-back': badge(revocations(`${host}/awards/back`)), 'listed-replaced': badge(revocations(`${host}/awards/replaced`)),
        'refreshed': badge(service('1')), 'swapped': badge(service('2')), 'unrefreshed': badge(service('3')), 'rolled-back': badge({ ...service('4'), validFrom: '2025-03-01T00:00:00Z' }),
    };
    for (const [name, credential] of Object.entries(badges)) put(`${name}.json`, await prove(credential, key));
    world[`${host}/newest/1`] = await prove(badge({ name: 'Newer', validFrom: '2025-02-01T00:00:00Z', validUntil: '2036-01-01T00:00:00Z' }), key);
    world[`${host}/newest/2`] = await prove(badge({ id: `${host}/awards/2`, validFrom: '2025-02-01T00:00:00Z' }), key);
    world[`${host}/newest/4`] = await prove(badge({ validUntil: '2039-01-01T00:00:00Z' }), key);
    world[`${host}/awards/1`] = JSON.parse(read('badge.json'));
    put('endorsement.json', good);
    put('clr.json', await prove({ '@context': [newest[0], 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json', newest[1]], 'id': `${host}/clrs/1`, 'type': ['VerifiableCredential', 'ClrCredential'],
        'name': 'Transcript', 'issuer': badge().issuer, 'validFrom': '2025-01-01T00:00:00Z', 'credentialSubject': { id: 'urn:uuid:0d3b5f6c-3c5b-4b57-9d6c-1d1f6a0f6b55', type: ['ClrSubject'],
            verifiableCredential: [JSON.parse(read('plain.json')), JSON.parse(read('revoked.json'))] } }, key));
}

// Issuers of other kinds, and data model 1.1.
async function writeIssuers() {
    const made = await pair('urn:x', 'k', (text) => `did:key:${text}#${text}`);
    const of = `did:key:${made.publicKeyMultibase}`;
    made.controller = of;
    put('did-key.json', await prove(badge({ issuer: { ...badge().issuer, id: of } }), made));
    put('stranger.json', await prove(badge(), made));
    const jwk = Buffer.from(JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: Buffer.from((await made.export({ publicKey: true, raw: true })).publicKey).toString('base64url') })).toString('base64url');
    const named = await pair(`did:jwk:${jwk}`, 'k', () => `did:jwk:${jwk}#0`);
    put('did-jwk.json', await prove(badge({ issuer: { ...badge().issuer, id: `did:jwk:${jwk}` } }), named));
    const web = await pair(`${host}/profile`, 'w', () => `${host}/profile#key-1`);
    world[`${host}/profile`] = document(`${host}/profile`, [web]);
    put('https-issuer.json', await prove(badge({ issuer: { ...badge().issuer, id: `${host}/profile` } }), web));
    const apart = await pair(`${host}/apart`, 'a', () => `${host}/keys/apart`);
    world[`${host}/apart`] = { id: `${host}/apart`, assertionMethod: [apart.id] };
    world[apart.id] = { id: apart.id, type: 'Multikey', controller: `${host}/apart`, publicKeyMultibase: apart.publicKeyMultibase };
    put('apart.json', await prove(badge({ issuer: { ...badge().issuer, id: `${host}/apart` } }), apart));
    return pair(did, 'i');
}

const older_badge = ({ validFrom, validUntil, ...rest }) => ({ ...rest, '@context': ['https://www.w3.org/2018/credentials/v1', newest[1]], 'issuanceDate': validFrom, 'expirationDate': validUntil });

async function writeOlder(key) {
    const pair2020 = await Ed25519VerificationKey2020.generate({ controller: did, seed: new Uint8Array(Buffer.alloc(32, 'i')) });
    pair2020.id = key.id;
    const credential = older_badge(badge());
    const loader = async (address) => (address.includes('ed25519-2020') || !address.startsWith('did:') ? documentLoader(address) : { document: document(did, [key]) });
    put('older-2020.json', await older.issue({ credential: { ...credential, '@context': [...credential['@context'], 'https://w3id.org/security/suites/ed25519-2020/v1'] },
        suite: new Ed25519Signature2020({ key: pair2020, date }), documentLoader: loader }));
    put('older.json', await prove({ ...credential, '@context': [...credential['@context'], 'https://w3id.org/security/data-integrity/v2'] }, key));
    put('newer-2020.json', await older.issue({ credential: { ...badge(), '@context': [...newest, 'https://w3id.org/security/suites/ed25519-2020/v1'] },
        suite: new Ed25519Signature2020({ key: pair2020, date }), documentLoader: loader }));
}

async function writeTokens() {
    const rsa = await generateKeyPair('RS256', { extractable: true }), ec = await generateKeyPair('ES256', { extractable: true }), foreign = await generateKeyPair('RS256', { extractable: true });
    const [rsaJwk, ecJwk, foreignJwk] = await Promise.all([rsa, ec, foreign].map((one) => exportJWK(one.publicKey)));
    const said = badge(), claims = { iss: did, jti: said.id, sub: said.credentialSubject.id, nbf: seconds(said.validFrom), exp: seconds(said.validUntil) };
    const kid = `${host}/keys/rsa`;
    const { exp, ...endless } = claims, { validFrom, validUntil, issuer, id, ...bare } = said;
    const tokens = {
        'rs256': [{ ...said, ...claims }, { kid }, rsa], 'es256-jwk': [{ ...said, ...claims }, { jwk: ecJwk }, ec], 'did-kid': [{ ...said, ...claims }, { kid: `${did}#rsa` }, rsa],
        'older': [{ vc: older_badge(said), ...claims }, { kid }, rsa], 'older-bare': [{ vc: { ...bare, '@context': older_badge(said)['@context'] }, ...claims }, { kid }, rsa],
        'plain-kid': [{ ...said, ...claims }, { kid: 'ec' }, ec], 'no-claims': [said, { kid }, rsa],
        'foreign-jwk': [{ ...said, ...claims }, { jwk: foreignJwk }, foreign], 'foreign-kid': [{ ...said, ...claims }, { kid: `${host}/keys/foreign` }, foreign],
        'two-keys': [{ ...said, ...claims }, { kid, jwk: foreignJwk }, rsa], 'no-key': [{ ...said, ...claims }, {}, rsa], 'critical': [{ ...said, ...claims }, { kid, crit: ['b64'], b64: true }, rsa],
        'other-type': [{ ...said, ...claims }, { kid, typ: 'at+jwt' }, rsa], 'other-issuer': [{ ...said, ...claims, iss: 'did:web:a.example' }, { kid }, rsa],
        'other-id': [{ ...said, ...claims, jti: 'urn:uuid:1' }, { kid }, rsa], 'other-subject': [{ ...said, ...claims, sub: 'urn:uuid:1' }, { kid }, rsa],
        'other-start': [{ ...said, ...claims, nbf: claims.nbf + 1 }, { kid }, rsa], 'other-end': [{ ...said, ...claims, exp: claims.exp + 1 }, { kid }, rsa],
        'gave-away': [{ ...said, ...claims }, { jwk: { ...ecJwk, d: 'AA' } }, ec], 'expired': [{ ...said, ...claims, validUntil: '2025-06-01T00:00:00Z', exp: seconds('2025-06-01T00:00:00Z') }, { kid }, rsa],
    };
    for (const [name, [payload, header, by]] of Object.entries(tokens))
        put(`${name}.jwt`, await new SignJWT(payload).setProtectedHeader({ alg: by === ec ? 'ES256' : 'RS256', typ: 'JWT', ...header }).sign(by.privateKey));
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    put('unsigned.jwt', `${part({ alg: 'none', kid })}.${part({ ...said, ...claims })}.`);
    put('by-public-half.jwt', await new SignJWT({ ...said, ...claims }).setProtectedHeader({ alg: 'HS256', kid }).sign(Buffer.from(JSON.stringify(rsaJwk))));
    world[kid] = rsaJwk;
    world[`${host}/keys/foreign`] = foreignJwk;
    world[`${host}/.well-known/jwks.json`] = { keys: [{ ...ecJwk, kid: 'ec' }] };
    return [['rsa', rsaJwk]];
}

async function writeAll() {
    mkdirSync(kept, { recursive: true });
    const key = await writeIssuers(), other = await pair('did:web:endorser.example', 'o');
    const jwks = await writeTokens();
    world[`${host}/badges/did.json`] = document(did, [key], jwks);
    world['https://endorser.example/.well-known/did.json'] = document('did:web:endorser.example', [other]);
    await writeStatus(key, other);
    await writeBadges(key, other);
    await writeOlder(key);
    writeFileSync(join(kept, 'world.json'), `${JSON.stringify(world, null, 1)}\n`);
}

if (process.env.WRITE_JUDGE || !existsSync(join(kept, 'world.json'))) await writeAll();

const there = JSON.parse(read('world.json'));
const mine = there[`${host}/badges/did.json`];
const loader = async (address) => {
    if (!address.startsWith('did:web:issuer.example')) return documentLoader(address);
    const method = mine.verificationMethod.find((one) => one.id === address);
    return { documentUrl: address, document: method ? { '@context': 'https://w3id.org/security/multikey/v1', ...method } : { ...mine, verificationMethod: mine.verificationMethod.slice(0, 1) } };
};
for (const name of ['badge', 'plain', 'revoked', 'clr', 'older', 'refreshed']) holds(`what is kept as ${name} verifies`, await judge(JSON.parse(read(`${name}.json`)), loader, { now: new Date('2026-01-01') }));
const half = await importJWK(there[`${host}/keys/rsa`], 'RS256');
holds('and so does what is kept as a VC-JWT', await compactVerify(read('rs256.jwt'), half).then(() => null, (fault) => fault));
end();
