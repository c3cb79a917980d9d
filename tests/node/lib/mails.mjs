// Mails that the stage has kept.
import { lines } from './lines.mjs';

const read = new Set();

// Where the link of the next mail to that address leads which has one and was not read before.
export async function linkTo(address) {
    for (let tries = 0; tries < 600; tries++) {
        const mails = lines(process.env.STAGE_MAILS).map((line) => JSON.parse(line));
        const place = mails.findIndex((mail, at) => !read.has(at) && mail.to.includes(address) && mail.links.length > 0);
        if (place >= 0) {
            read.add(place);
            return mails[place].links[0];
        }
        await new Promise((later) => setTimeout(later, 50));
    }
    throw new Error(`no mail with a link came to ${address}`);
}
