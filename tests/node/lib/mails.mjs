// Mails that the stage has kept.
import { existsSync, readFileSync } from 'node:fs';

const read = new Set();

// Where the link of the next mail to that address leads which has one and was not read before.
export async function linkTo(address) {
    for (let tries = 0; tries < 600; tries++) {
        const written = existsSync(process.env.STAGE_MAILS) ? readFileSync(process.env.STAGE_MAILS, 'utf8') : '';
        const lines = written.split('\n').slice(0, -1); // what of the last one is not there yet comes the next time
        const place = lines.findIndex((line, at) => !read.has(at) && JSON.parse(line).to.includes(address) && JSON.parse(line).links.length > 0);
        if (place >= 0) {
            read.add(place);
            return JSON.parse(lines[place]).links[0];
        }
        await new Promise((later) => setTimeout(later, 50));
    }
    throw new Error(`no mail with a link came to ${address}`);
}
