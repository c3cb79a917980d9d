// Lines of a file that somebody is writing: what of the last one is not there yet is left for the next time.
import { existsSync, readFileSync } from 'node:fs';

export const lines = (path) => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []);
