// What jsonld.js and rdf-canonize make of the documents in tests/unit/ld, whose canonical forms ld_kept_test holds
// the program to. They are made anew by WRITE_LINKED_DATA=1 ./dev test linked-data; then look at what changed.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { end, holds, load } from './lib/tools.mjs';

const jsonld = (await load('jsonld')).default;
const { canonize, NQuads } = (await load('rdf-canonize')).default;
const kept = join(process.env.STAGE_TOP, 'tests/unit/ld');
const wanted = { algorithm: 'RDFC-1.0', format: 'application/n-quads' };
const patient = { maxDeepIterations: 4000 };
const tables = join(process.env.STAGE_TOP, 'src/ld/contexts');

// A table of src/ld/contexts as the context that it was made of; contexts.awk says what stands in it.
function context(lines) {
    const said = { '@version': 1.1 };
    for (let line; (line = lines.shift()) !== undefined && line[0] !== '}';) {
        if (line[0] === 'protected') said['@protected'] = true;
        else if (line[1] === '=') said[line[0]] = line[2];
        else said[line[0]] = term(line.slice(2), lines);
    }
    return said;
}

function term([id, ...words], lines) {
    const said = { '@id': id };
    while (words.length) {
        const word = words.shift();
        if (word === 'as') said['@type'] = words.shift();
        else if (word === 'in') said['@container'] = words.shift();
        else if (word === 'null') said['@context'] = null;
        else if (word === '{') said['@context'] = context(lines);
        else said['@protected'] = word === 'protected';
    }
    return said;
}

const known = new Map(readdirSync(tables).map((name) => {
    const [[, address], , ...lines] = readFileSync(join(tables, name), 'utf8').trim().split('\n').map((line) => line.trim().split(' '));
    return [address, { documentUrl: address, document: { '@context': context(lines) } }];
}));

async function documentLoader(address) {
    if (!known.has(address)) throw new Error(`${address} is not known`);
    return known.get(address);
}

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
