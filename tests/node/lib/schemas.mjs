// The schemas of Open Badges 3.0, as 1EdTech publishes them. They are not ours to give on, so that they stand in a
// folder beside the project or nowhere; what needs them is skipped then, by name.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { holds, load } from './tools.mjs';

const plain = (module) => module.default.default ?? module.default;
const Ajv = plain(await load('ajv/dist/2019.js')), formats = plain(await load('ajv-formats'));
const folder = ['../shared/specs/ob3', '../../shared/specs/ob3'].map((place) => join(process.env.STAGE_TOP, place)).find(existsSync);

export const areHere = folder !== undefined;
export const schema = (name) => JSON.parse(readFileSync(join(folder, `schema-${name}.json`), 'utf8'));

// What in a document is not as the schema wants it, or null.
export function misfits(name, document) {
    const ajv = new Ajv({ strict: false, allErrors: true });
    formats(ajv);
    return ajv.validate(schema(name), document) ? null : JSON.stringify(ajv.errors, null, 1);
}

export const fits = (title, name, document) => (areHere ? holds(title, misfits(name, document)) : holds(`${title} # SKIP the schemas are not here`));
