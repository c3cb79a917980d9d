// The peer of tests/bench/canonical.c: jsonld.js and rdf-canonize, their contexts kept in memory; and what has a key
// beside it verified by @digitalbazaar/vc.
//
//     canonical.mjs SECONDS FILE...      prints "FILE OPERATIONS-A-SECOND" of each
import { existsSync, readFileSync } from 'node:fs';
import { documentLoader } from '../node/lib/contexts.mjs';
import { judge, keyLoader } from '../node/lib/credentials.mjs';
import { load } from '../node/lib/tools.mjs';

const jsonld = (await load('jsonld')).default;
const [seconds, ...files] = process.argv.slice(2);

const canonical = (text) => jsonld.canonize(JSON.parse(text), { algorithm: 'RDFC-1.0', format: 'application/n-quads', safe: true, documentLoader });
function verified(path) {
    const key = readFileSync(path, 'utf8').trim();
    return async (text) => {
        const credential = JSON.parse(text), fault = await judge(credential, keyLoader(key, credential.issuer.id));
        if (fault) throw new Error(fault);
    };
}

for (const file of files) {
    const text = readFileSync(file, 'utf8'), key = file.replace(/json$/, 'key');
    const once = existsSync(key) ? verified(key) : canonical;
    const begun = performance.now();
    let done = 0, spent = 0;
    for (; spent < seconds * 1000; spent = performance.now() - begun, done++) await once(text);
    console.log(`${file} ${(done * 1000 / spent).toFixed(1)}`);
}
