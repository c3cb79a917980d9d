// The peer of tests/bench/canonical.c: jsonld.js and rdf-canonize, their contexts kept in memory.
//
//     canonical.mjs SECONDS FILE...      prints "FILE OPERATIONS-A-SECOND" of each
import { readFileSync } from 'node:fs';
import { documentLoader } from '../node/lib/contexts.mjs';
import { load } from '../node/lib/tools.mjs';

const jsonld = (await load('jsonld')).default;
const [seconds, ...files] = process.argv.slice(2);
for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const begun = performance.now();
    let done = 0, spent = 0;
    for (; spent < seconds * 1000; spent = performance.now() - begun, done++)
        await jsonld.canonize(JSON.parse(text), { algorithm: 'RDFC-1.0', format: 'application/n-quads', safe: true, documentLoader });
    console.log(`${file} ${(done * 1000 / spent).toFixed(1)}`);
}
