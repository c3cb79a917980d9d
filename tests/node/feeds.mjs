// What the tools of those who harvest say of the feeds: OpenActive's validator, and ical.js.
// Stage: database api courier receiver mail nginx
import http from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { command, end, holds, load, play } from './lib/tools.mjs';

// Whoever asks http://localhost is led to the stage.
http.globalAgent = new http.Agent({ keepAlive: true });
http.globalAgent.createConnection = () => connect(process.env.STAGE_SOCKET);
const ours = 'http://localhost';

const told = play(join(process.env.STAGE_TOP, 'tests/e2e/feeds.http'));
holds('there is an offer', told.told.includes('not ok') || told.status ? told.told : null);

// Twice 500 more, so that there are pages.
const director = command('citylearn token --person info@danes-biblioteka.example');
const library = command('psql -qXAtc "SELECT id FROM organisation WHERE slug = \'danes-biblioteka\'"');
const one = { learningForm: 'informal', mode: 'online', type: 'course', category: 'languages', title: 'Kalba', description: 'Kalba.', onlineUrl: 'https://a.example/' };
const send = (path, body) => new Promise((done, fail) => http.request(ours + path, {
    method: 'POST', headers: { Authorization: `Bearer ${director}`, 'Content-Type': 'application/json', 'Idempotency-Key': `a-key-for-${Math.random()}`.replace('.', '') },
}, (reply) => reply.resume().on('end', () => done(reply.statusCode))).on('error', fail).end(JSON.stringify(body)));
for (let i = 0; i < 2; i++) await send(`/v1/organisations/${library}/activities/_batch`, { publish: true, items: Array(500).fill(one) });

// The last page is judged twice, once as if it were not the last. Whose model the data follow is told, not judged.
const { RpdeValidator } = (await load('@openactive/rpde-validator')).default;
const log = await RpdeValidator(`${ours}/feeds/rpde/activities?lang=lt`, {});
const last = log.pages.at(-2).url;
const faults = log.pages.flatMap((page) => page.errors.map((fault) => ({ url: page.url, ...fault.data })))
    .filter((fault) => fault.type !== 'no_modelling_data' && !(fault.url === last && fault.message.includes('for all pages except the last page')))
    .map((fault) => `${fault.url}: ${fault.severity} ${fault.type} ${fault.message}`);
holds('the validator of RPDE walks the feed and has nothing to say', faults.join('\n') || (log.pages.length < 5 ? `it walked ${log.pages.length} pages` : null));
const broken = await RpdeValidator(`${ours}/v1/activities?limit=1`, {});
holds('as it would have', broken.pages.some((page) => page.errors.some((fault) => fault.data.severity === 'failure')) ? null : 'it takes anything');

const ICAL = (await load('ical.js')).default;
const read = (address) => new Promise((done, fail) => http.get(ours + address, (reply) => {
    let text = '';
    reply.setEncoding('utf8').on('data', (data) => (text += data)).on('end', () => done(text));
}).on('error', fail));
const items = JSON.parse(await read('/v1/activities?city=klaipeda&limit=100&lang=lt')).items;

const city = new ICAL.Component(ICAL.parse(await read('/feeds/klaipeda/activities.ics?lang=lt&category=making-and-technology')));
for (const zone of city.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
const events = city.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
const nets = items.find((one) => one.externalId === 'nets');
holds('a calendar has an event for each session', events.length === nets.sessions.length ? null : `${events.length} events`);
const times = events.map((one) => [one.startDate, one.endDate].map((time) => time.toJSDate().toISOString().replace('.000', '')));
holds('at the time of day that it has there', JSON.stringify(times) === JSON.stringify(nets.sessions.map((one) => [one.startsAt, one.endsAt])) ? null : JSON.stringify(times));
holds('in the zone of the city', events.every((one) => one.startDate.zone.tzid === 'Europe/Vilnius') ? null : events[0].startDate.zone.tzid);
holds('with its title', events.every((one) => one.summary === nets.title) ? null : events[0].summary);
holds('and its place', events[0].location === 'Danės krantinė' && `${events[0].component.getFirstPropertyValue('geo')}` === '55.7093,21.1372' ? null : `${events[0].component.getFirstPropertyValue('geo')}`);

const whole = new ICAL.Component(ICAL.parse(await read('/feeds/klaipeda/activities.ics?lang=lt&category=languages')));
const titles = whole.getAllSubcomponents('vevent').map((one) => one.getFirstPropertyValue('summary'));
holds('what looks like a calendar stays a title', titles.includes('=HYPERLINK("https://evil.example") </title><script>&\nBEGIN:VEVENT') ? null : JSON.stringify(titles));
holds('what was called off says so', whole.getAllSubcomponents('vevent').some((one) => one.getFirstPropertyValue('status') === 'CANCELLED') ? null : 'nothing does');
end();
