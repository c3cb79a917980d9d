// Signed assertions of Open Badges 2.0 by jose; judge_older_test judges them.
// WRITE_CREDENTIALS=1 ./dev test older-kept makes them anew, with new keys; then look at what changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { end, holds, load } from './lib/tools.mjs';

const { CompactSign, compactVerify, exportSPKI, generateKeyPair, importSPKI } = await load('jose');
const kept = join(process.env.STAGE_TOP, 'tests/unit/older');
const read = (name) => readFileSync(join(kept, name), 'utf8').trim();
const write = (name, text) => writeFileSync(join(kept, name), `${text}\n`);
const site = 'https://older.example';

const assertion = {
    '@context': 'https://w3id.org/openbadges/v2',
    'id': 'urn:uuid:5e0d4a5e-7f0f-4a3c-9d53-6a6f6f1d2c3b',
    'type': 'Assertion',
    'recipient': { type: 'email', hashed: true, salt: 'Kosher', identity: 'sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399' },
    'badge': `${site}/class`,
    'verification': { type: 'SignedBadge', creator: `${site}/key` },
    'issuedOn': '2025-06-01T00:00:00Z',
    'expires': '2035-06-01T00:00:00Z',
};
const sign = (payload, key, alg = 'RS256') => new CompactSign(Buffer.from(JSON.stringify(payload))).setProtectedHeader({ alg }).sign(key);

async function writeAll() {
    const own = await generateKeyPair('RS256'), other = await generateKeyPair('RS256'), wide = await generateKeyPair('ES256');
    write('key.pem', (await exportSPKI(own.publicKey)).trim().replaceAll('\n', '\\n'));
    write('signed.jws', await sign(assertion, own.privateKey));
    write('expired.jws', await sign({ ...assertion, expires: '2025-07-01T00:00:00Z' }, own.privateKey));
    write('early.jws', await sign({ ...assertion, issuedOn: '2034-07-01T00:00:00Z' }, own.privateKey));
    write('hosted.jws', await sign({ ...assertion, verification: { type: 'HostedBadge' } }, own.privateKey));
    write('other-key.jws', await sign(assertion, other.privateKey));
    write('other-name.jws', await sign({ ...assertion, verification: { type: 'SignedBadge', creator: `${site}/key2` } }, own.privateKey));
    write('no-name.jws', await sign({ ...assertion, verification: { type: 'signed' } }, own.privateKey));
    write('es256.jws', await sign(assertion, wide.privateKey, 'ES256'));
}

if (process.env.WRITE_CREDENTIALS || !existsSync(join(kept, 'key.pem'))) await writeAll();

const key = await importSPKI(read('key.pem').replaceAll('\\n', '\n'), 'RS256');
const fault = (name) => compactVerify(read(name), key).then(() => null, (error) => error);
holds('what is kept verifies', await fault('signed.jws'));
holds('what another has signed does not', await fault('other-key.jws') ? null : 'it does');
end();
