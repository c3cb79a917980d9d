// What others' packages make with ECDSA, of which the holder may show a part; sd_test judges it.
// WRITE_CREDENTIALS=1 ./dev test disclosed-kept makes it anew, with new keys; then look at what changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentLoader } from './lib/contexts.mjs';
import { end, holds, load } from './lib/tools.mjs';

const vc = await load('@digitalbazaar/vc');
const { DataIntegrityProof } = await load('@digitalbazaar/data-integrity');
const { cryptosuite: rdfc } = await load('@digitalbazaar/ecdsa-rdfc-2019-cryptosuite');
const sd = await load('@digitalbazaar/ecdsa-sd-2023-cryptosuite');
const EcdsaMultikey = await load('@digitalbazaar/ecdsa-multikey');
const kept = join(process.env.STAGE_TOP, 'tests/unit/sd');
const read = (name) => readFileSync(join(kept, name), 'utf8').trim();
const write = (name, text) => writeFileSync(join(kept, name), `${text}\n`);
const did = 'did:web:others.example';

// Two alignments are alike but for a name, so that nodes without an id have to be told apart.
const alignment = (targetName) => ({ type: ['Alignment'], targetName, targetUrl: 'https://skills.example/sew' });
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
        narrative: 'She held the others „together“.\n',
        achievement: {
            id: 'https://others.example/badges/1', type: ['Achievement'], name: 'Teamwork', description: 'D', criteria: { narrative: 'C' },
            alignment: [alignment('sew'), alignment('cut'), alignment('iron')],
        },
    },
};
const mandatoryPointers = ['/issuer', '/validFrom', '/validUntil', '/credentialSubject/id', '/credentialSubject/achievement/name'];
const shown = {
    'all': [''],
    'least': ['/credentialSubject/achievement/criteria'],
    'some': ['/id', '/name', '/credentialSubject/identifier', '/credentialSubject/achievement/description', '/credentialSubject/achievement/criteria',
        '/credentialSubject/achievement/alignment/1', '/credentialSubject/achievement/alignment/2'],
};

async function signer(curve) {
    const pair = await EcdsaMultikey.generate({ curve, controller: did });
    pair.id = `${did}#${pair.publicKeyMultibase}`;
    write(`${curve}.key`, pair.publicKeyMultibase);
    return pair.signer();
}

async function writeAll() {
    const sign = await signer('P-256'), wide = await signer('P-384');
    const by = (cryptosuite, by_whom) => vc.issue({ credential: structuredClone(credential), suite: new DataIntegrityProof({ signer: by_whom, cryptosuite }), documentLoader });
    write('P-256.json', JSON.stringify(await by(rdfc, sign)));
    write('P-384.json', JSON.stringify(await by(rdfc, wide)));
    const base = await by(sd.createSignCryptosuite({ mandatoryPointers }), sign);
    write('base.json', JSON.stringify(base));
    for (const [name, selectivePointers] of Object.entries(shown)) {
        const suite = new DataIntegrityProof({ cryptosuite: sd.createDiscloseCryptosuite({ selectivePointers }) });
        write(`${name}.json`, JSON.stringify(await vc.derive({ verifiableCredential: base, suite, documentLoader })));
    }
}

if (process.env.WRITE_CREDENTIALS || !existsSync(join(kept, 'P-256.key'))) await writeAll();

const key_of = (name) => read(name === 'P-384' ? 'P-384.key' : 'P-256.key');
const loader = (key) => async (address) => (address.startsWith('did:')
    ? { documentUrl: address, document: address.includes('#')
        ? { '@context': 'https://w3id.org/security/multikey/v1', 'id': address, 'type': 'Multikey', 'controller': did, 'publicKeyMultibase': key }
        : { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], 'id': did, 'assertionMethod': [`${did}#${key}`] } }
    : documentLoader(address));
const judge = async (name, cryptosuite) => {
    const said = await vc.verifyCredential({ credential: JSON.parse(read(`${name}.json`)), suite: new DataIntegrityProof({ cryptosuite }), documentLoader: loader(key_of(name)) });
    return said.verified ? null : `${said.error?.errors?.map((one) => one.stack)}`;
};

for (const name of ['P-256', 'P-384']) holds(`${name} verifies`, await judge(name, rdfc));
for (const name of Object.keys(shown)) holds(`what is shown of ${name} verifies`, await judge(name, sd.createVerifyCryptosuite()));
holds('the base proof does not', await judge('base', sd.createVerifyCryptosuite()) ? null : 'it does');
end();
