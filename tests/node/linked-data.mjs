// What jsonld.js and rdf-canonize make of the documents in tests/unit/ld, whose canonical forms ld_kept_test holds
// the program to. They are made anew by WRITE_LINKED_DATA=1 ./dev test linked-data; then look at what changed.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentLoader } from './lib/contexts.mjs';
import { end, holds, load } from './lib/tools.mjs';

const jsonld = (await load('jsonld')).default;
const { canonize, NQuads } = (await load('rdf-canonize')).default;
const kept = join(process.env.STAGE_TOP, 'tests/unit/ld');
const wanted = { algorithm: 'RDFC-1.0', format: 'application/n-quads' };
const patient = { maxDeepIterations: 4000 };
function keeps(title, name, text) {
    if (process.env.WRITE_LINKED_DATA) writeFileSync(join(kept, name), text);
    holds(title, readFileSync(join(kept, name), 'utf8') === text ? null : text);
}

for (const name of readdirSync(kept).filter((one) => one.endsWith('.json'))) {
    const text = await jsonld.canonize(JSON.parse(readFileSync(join(kept, name))), { ...wanted, safe: true, documentLoader, canonizeOptions: patient });
    keeps(name, name.replace('.json', '.nq'), text);
}

for (const name of readdirSync(join(kept, 'rdfc')).filter((one) => one.endsWith('.in.nq')))
    for (const bits of [256, 384]) {
        const dataset = NQuads.parse(readFileSync(join(kept, 'rdfc', name), 'utf8'));
        const text = await canonize(dataset, { ...wanted, ...patient, messageDigestAlgorithm: `sha${bits}` });
        keeps(`${name} by SHA-${bits}`, join('rdfc', name.replace('.in.nq', `.${bits}.nq`)), text);
    }

const loose = { '@context': 'https://www.w3.org/ns/credentials/v2', 'id': 'urn:uuid:1', 'strange': 1 };
holds('as it would not have what means nothing', await jsonld.canonize(loose, { ...wanted, safe: true, documentLoader }).then(() => 'it took it', () => null));
end();
