// The words of the pages, as src/page/words has them: by language, then by key.
import { readdirSync, readFileSync } from 'node:fs';

const folder = `${process.env.STAGE_TOP}/src/page/words`;

function read(name) {
    const found = { words: {} };
    for (const line of readFileSync(`${folder}/${name}`, 'utf8').split('\n')) {
        const [, language, direction, name] = /^@ (\S+) (\S+) (.*)/.exec(line) ?? [], [, key, text] = /^([^#@ ]+) = (.*)$/.exec(line) ?? [];
        if (language) Object.assign(found, { language, direction, name });
        if (key) found.words[key] = text;
    }
    return found;
}

export const languages = Object.fromEntries(readdirSync(folder).map(read).map((one) => [one.language, one]));
