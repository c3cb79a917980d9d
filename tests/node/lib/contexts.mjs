// The contexts that the program knows, for jsonld.js: out of the same tables, and never out of the net.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

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

export async function documentLoader(address) {
    if (!known.has(address)) throw new Error(`${address} is not known`);
    return known.get(address);
}
