// What others' packages make of credentials, lists and VC-JWTs, which badge_test holds the program to; and what they say
// of the credential that the program makes there. WRITE_CREDENTIALS=1 ./dev test credentials-kept makes them anew, with
// new keys; then look at what changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { judge, keyLoader, prove, signer } from './lib/credentials.mjs';
import { end, holds, load } from './lib/tools.mjs';

const { createList } = await load('@digitalbazaar/vc-bitstring-status-list');
const { SignJWT, compactVerify, exportJWK, generateKeyPair, importJWK } = await load('jose');
const kept = join(process.env.STAGE_TOP, 'tests/unit/badge');
const read = (name) => readFileSync(join(kept, name), 'utf8').trim();
const write = (name, text) => writeFileSync(join(kept, name), `${text}\n`);
const pack = (bytes) => `u${gzipSync(bytes).toString('base64url')}`;
const did = 'did:web:others.example';

const credential = {
    '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
    'id': 'https://others.example/awards/1',
    'type': ['VerifiableCredential', 'OpenBadgeCredential'],
    'name': 'Teamwork',
    'issuer': { id: did, type: ['Profile'], name: 'Others' },
    'validFrom': '2025-01-01T00:00:00Z',
    'validUntil': '2035-01-01T00:00:00Z',
    'credentialSubject': {
        id: 'urn:uuid:0d3b5f6c-3c5b-4b57-9d6c-1d1f6a0f6b55',
        type: ['AchievementSubject'],
        identifier: [{ type: 'IdentityObject', hashed: true, identityHash: `sha256$${'b5'.repeat(32)}`, identityType: 'emailAddress', salt: 's' }],
        achievement: { id: 'https://others.example/badges/1', type: ['Achievement'], name: 'Teamwork', description: 'D', criteria: { narrative: 'C' } },
    },
};

async function writeAll() {
    const key = await signer(did);
    write('by-others.key', key.publicKeyMultibase);
    write('by-others.json', JSON.stringify(await prove(credential, key)));
    const list = await createList({ length: 131072 });
    for (const place of [0, 7, 8, 94567, 131071]) list.setStatus(place, true);
    write('list-by-others.txt', `u${await list.encode()}`.replace(/^uu/, 'u'));
    write('short-list.txt', pack(Buffer.alloc(16383)));
    write('bomb.txt', pack(Buffer.alloc(2 << 20)));
    write('status-by-others.json', JSON.stringify(await prove({
        '@context': ['https://www.w3.org/ns/credentials/v2'], 'id': 'https://others.example/status/1',
        'type': ['VerifiableCredential', 'BitstringStatusListCredential'], 'issuer': did, 'validFrom': '2025-01-01T00:00:00Z',
        'credentialSubject': { id: 'https://others.example/status/1#list', type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList: read('list-by-others.txt') },
    }, key)));
    await writeTokens();
}

// A good one, and one for each thing that can be wrong though the signature is right.
async function writeTokens() {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(publicKey), seconds = (text) => Date.parse(text) / 1000;
    const claims = { ...credential, iss: did, jti: credential.id, sub: credential.credentialSubject.id,
        nbf: seconds(credential.validFrom), exp: seconds(credential.validUntil) };
    const { validUntil, exp, ...endless } = claims;
    const header = { alg: 'RS256', typ: 'JWT', kid: 'https://others.example/keys/1' };
    write('jwt-key.json', JSON.stringify(jwk));
    const tokens = {
        'good': [claims], 'never-ends': [endless], 'issuer': [{ ...claims, iss: 'did:web:a.example' }],
        'subject': [{ ...claims, sub: 'urn:uuid:1' }], 'id': [{ ...claims, jti: 'https://others.example/awards/2' }],
        'begin': [{ ...claims, nbf: claims.nbf - 1 }], 'end': [{ ...endless, validUntil }],
        'critical': [claims, { ...header, crit: ['b64'], b64: true }], 'own-key': [claims, { ...header, jwk }], 'type': [claims, { ...header, typ: 'at+jwt' }],
    };
    for (const [name, [payload, head = header]] of Object.entries(tokens))
        write(`${name}.jwt`, await new SignJWT(payload).setProtectedHeader(head).sign(privateKey));
}

if (process.env.WRITE_CREDENTIALS || !existsSync(join(kept, 'by-others.key'))) await writeAll();

const ours = JSON.parse(read('ours.json')), [of, key] = ours.proof[0].verificationMethod.split('#');
holds('the credential that is made in badge_test verifies', await judge(ours, keyLoader(key, of)));
holds('so does what is kept of theirs', await judge(JSON.parse(read('by-others.json')), keyLoader(read('by-others.key'), did)));
const public_half = await importJWK(JSON.parse(read('jwt-key.json')), 'RS256');
holds('and their VC-JWT', await compactVerify(read('good.jwt'), public_half).then(() => null, (fault) => fault));
end();
