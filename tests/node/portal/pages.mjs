// The frame and the page of an activity by themselves, in one language: sound, whatever people write.
import { request } from 'node:http';
import { languages } from '../lib/words.mjs';

const get = (path) => new Promise((done, fail) => request({ socketPath: process.env.STAGE_SOCKET, path, headers: { Host: 'localhost' } }, (reply) => {
    let html = '';
    reply.setEncoding('utf8').on('data', (more) => (html += more)).on('end', () => done({ status: reply.statusCode, html, policy: reply.headers['content-security-policy'] }));
}).on('error', fail).end());

// What is no script of ours: there is none but the data of search engines, which hold no tag.
const scripts = (html) => (html.match(/<script(?! type="application\/ld\+json">\{[^<]*<\/script>)/g) ?? []).join(' ');

const whole = ['en', 'ar']; // one language of each direction is looked at page by page

export async function pages(judge, language, { nets, hostile, long, alone }) {
    const told = [], word = languages[language].words;
    const looks = async (title, path, status = 200, ...parts) => {
        const { status: got, html, policy } = await get(path), missing = parts.filter((one) => !html.includes(one));
        const faults = [got === status ? '' : `status ${got}`, missing.length ? `without ${missing}` : '', scripts(html), /script-src|unsafe/.test(policy) ? policy : ''];
        told.push([`${language}: ${title}`, [...faults, await judge(`http://localhost${path}`, html)].filter(Boolean).join('\n')]);
    };
    const list = `/embed/activities?city=klaipeda&lang=${language}`;
    await looks('the list for a frame is sound', list, 200, word['offer.any_time'], word['offer.free']);
    await looks('the page of an activity', `/a/${nets}?lang=${language}`, 200, word['offer.enrol'], word['offer.calendar'], '"@type":"Course"');
    await looks('a filter that is none', `${list}&langage=lt`, 400, word['offer.misused'], '<code>langage</code>');
    if (!whole.includes(language)) return told;
    await looks('so is a page of it', `${list}&limit=2`, 200, word['offer.more']);
    await looks('in colours that cannot be read as they are', `${list}&limit=3&accent=ffff00&ground=ffffff&text=dddddd&corners=24&font=mono`);
    await looks('in those of the night', `${list}&limit=3&scheme=dark&accent=000033`);
    await looks('where there is nothing', `${list}&category=nothing-of-that`, 200, word['offer.none']);
    await looks('a city that is none', `/embed/activities?city=atlantis&lang=${language}`, 404, word['offer.failed']);
    await looks('the page of what cannot resist', `/a/${hostile}?lang=${language}`);
    await looks('of what is too long', `/a/${long}?lang=${language}`);
    await looks('of what has no date', `/a/${alone}?lang=${language}`, 200, word['offer.take_part']);
    await looks('and of nothing', `/a/nothing?lang=${language}`, 404, word['problem.not_found']);
    return told;
}
