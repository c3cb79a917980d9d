// A badge of one city in another: awarded there, brought here in each form, verified, given back, and revoked there.
// Stage: database api courier receiver nginx
import { spawn } from 'node:child_process';
import { createServer } from 'node:https';
import { request } from 'node:http';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { command, end, holds, sql } from './lib/tools.mjs';

const here = process.env.STAGE_SOCKET, folder = process.env.STAGE_DIR;

// Over a socket; a POST has a key of its own.
function send(socketPath, method, path, { token, type, accept, body } = {}) {
    return new Promise((done, fail) => {
        const headers = {
            Host: 'localhost', ...(type ? { 'Content-Type': type } : {}), ...(accept ? { Accept: accept } : {}), ...(token ? { Authorization: `Bearer ${token}` } : {}),
            ...(method === 'POST' ? { 'Idempotency-Key': randomBytes(16).toString('hex'), 'Content-Length': body ? Buffer.byteLength(body) : 0 } : {}),
        };
        request({ socketPath, method, path, headers }, (reply) => {
            const parts = [];
            reply.on('data', (data) => parts.push(data)).on('end', () => done({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(parts) }));
        }).on('error', fail).end(body);
    });
}
const told = (reply) => JSON.parse(reply.body.toString());

// The other city, behind an address that this one's courier can reach.
let there, asked = [];
const door = createServer({ cert: readFileSync(join(folder, 'localhost.pem')), key: readFileSync(join(folder, 'localhost.key')) }, (question, answer) => {
    asked.push(question.url);
    send(there.socket, question.method, question.url, { accept: question.headers.accept }).then(({ status, headers, body }) => answer.writeHead(status, headers).end(body));
});
await new Promise((done) => door.listen(0, '127.0.0.1', done));
const home = `https://localhost:${door.address().port}`, top = process.env.STAGE_TOP;
const other = spawn(join(top, 'tests/stage'), [join(top, 'tests/e2e/playing/other-city.py')], {
    env: { ...process.env, build: process.env.STAGE_BUILD, STAGE_BASE_URL: home }, stdio: ['pipe', 'pipe', 'inherit'],
});
const ended = new Promise((done) => other.on('exit', done));
there = JSON.parse(await new Promise((done) => createInterface({ input: other.stdout }).once('line', done)));

const address = `${home}/ob/awards/${there.award}`;
const forms = { json: 'application/vc+ld+json', jws: 'text/plain', png: 'image/png', svg: 'image/svg+xml' }, files = {};
for (const [form, type] of Object.entries(forms)) files[form] = (await send(there.socket, 'GET', `/ob/awards/${there.award}`, { accept: type })).body;
holds('it names its own home', JSON.parse(files.json).id === address && JSON.parse(files.json).issuer.id.startsWith(`did:web:localhost%3A${door.address().port}:`) ? null : files.json.toString());

// What this city says it is worth.
async function verdict(question, type = 'application/json') {
    const reply = await send(here, 'POST', '/v1/verifications', { type, body: question });
    for (let said = told(reply); ; said = told(await send(here, 'GET', new URL(said.url).pathname))) {
        if (reply.status !== 202 || said.state === 'done') return said;
        await new Promise((done) => setTimeout(done, 20));
    }
}
const comes = async (title, wanted, ...question) => {
    const said = await verdict(...question);
    holds(title, said.verdict === wanted ? null : JSON.stringify(said));
};
for (const [form, type] of Object.entries(forms)) await comes(`it is valid here as ${form}`, 'valid', files[form], type);
await comes('and by its address', 'valid', JSON.stringify({ url: address }));
await comes('and in its older form, as it is hosted', 'valid', JSON.stringify({ url: `${home}/ob2/assertions/${there.award}` }));
await comes('and as the learner\'s', 'valid', JSON.stringify({ url: address, recipient: { email: 'Milda@example.net' } }));
await comes('what was changed on the way is not', 'tampered', files.json.toString().replace('Buriavau', 'Skridau'), forms.json);

// Who endorses the badge there, has that judged here as well.
const vouched = {};
for (const form of ['json', 'jws']) vouched[form] = (await send(there.socket, 'GET', `/ob/endorsements/${there.endorsement}`, { accept: forms[form] })).body;
const heard = await verdict(vouched.json, forms.json);
holds('what is said of the badge there is valid here', heard.verdict === 'valid' && heard.credential.kind === 'endorsement' && heard.credential.comment === 'Iš jų mokomės.' ? null : JSON.stringify(heard));
await comes('and as a token', 'valid', vouched.jws, forms.jws);
await comes('and by its address', 'valid', JSON.stringify({ url: `${home}/ob/endorsements/${there.endorsement}` }));
await comes('what was changed in it on the way is not', 'tampered', JSON.stringify({ ...JSON.parse(vouched.json), name: 'Skridau' }), forms.json);

// What a learner brings that is not there and then kept, and every byte that is kept of it.
const token = command('citylearn token --learner milda@example.net'), rasa = command('citylearn token --learner rasa@example.net');
async function brings(body, type = 'application/json', whose = token, at = here) {
    const reply = await send(at, 'POST', '/v1/me/imports', { token: whose, type, body });
    for (let one = told(reply); ; one = told(await send(at, 'GET', new URL(one.url).pathname, { token: whose })))
        if (reply.status !== 202 || one.state !== 'pending') return one;
        else await new Promise((done) => setTimeout(done, 20));
}
const mine = async (path, whose = token, at = here) => send(at, 'GET', path, { token: whose });
const keptHere = async (whose) => Promise.all(told(await mine('/v1/me/credentials', whose)).items.map(async ({ id, fileUrl }) => ({ id, file: (await mine(new URL(fileUrl).pathname, whose)).body })));
const bytes = (list) => list.map((one) => one.toString('base64')).sort().join(' ');
const forget = async (whose = token) => { for (const { id } of await keptHere(whose)) await send(here, 'DELETE', `/v1/me/credentials/${id}`, { token: whose }); };

const others = await brings(JSON.stringify({ url: address }), undefined, rasa);
holds('what is at an address and another\'s is not kept', others.state === 'refused' && others.code === 'not_yours' && (await keptHere(rasa)).length === 0 ? null : JSON.stringify(others));
const fetched = await brings(JSON.stringify({ url: address }));
holds('the learner\'s is', fetched.state === 'kept' && fetched.items[0].state === 'kept' ? null : JSON.stringify(fetched));
holds('byte for byte as it was there', bytes((await keptHere()).map((one) => one.file)) === bytes([files.json]) ? null : 'it is another');
const older = await brings(JSON.stringify({ url: `${home}/ob2/assertions/${there.award}/image` }));
holds('so is a picture of the older form, which says it by a hash', older.items?.[0].state === 'kept' ? null : JSON.stringify(older));
const page = await brings(JSON.stringify({ url: `${home}/ob/badges/${JSON.parse(files.json).credentialSubject.achievement.id.split('/').at(-1)}` }));
holds('what is there and no badge is not', page.code === 'no_badge' ? null : JSON.stringify(page));
const nowhere = await brings(JSON.stringify({ url: `${home}/ob/awards/00000000-0000-7000-8000-000000000000` }));
holds('nor what is not there', nowhere.code === 'not_fetched' && nowhere.reason.includes('404') ? null : JSON.stringify(nowhere));
await forget();

// All of it from there to here: the award that was made there, and a badge of others that was kept there, blanks and all.
const odd = Buffer.from(' {"id" : "https://school.example/badges/9",\n "type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": {"id": "https://school.example/issuer"}, "validFrom": "2026-01-02T03:04:05Z", "credentialSubject": {"achievement": {"name": "Diver \u017e"}}}\n');
const put = await send(there.socket, 'POST', '/v1/me/imports', { token: there.learner, type: forms.json, body: odd });
holds('a badge is kept there', put.status === 201 ? null : put.body.toString());
const archive = await mine('/v1/me/credentials/export', there.learner, there.socket);
holds('all is taken away in one archive', archive.status === 200 && archive.headers.link === undefined ? null : JSON.stringify(archive.headers));
const moved = await brings(archive.body, 'application/zip');
holds('and brought here whole', moved.state === 'kept' && moved.items.length === 2 && moved.items.every((one) => one.state === 'kept') ? null : JSON.stringify(moved));
holds('to the last byte', bytes((await keptHere()).map((one) => one.file)) === bytes([files.json, odd]) ? null : 'it is another');
const back = await mine('/v1/me/credentials/export');
const returned = await brings(back.body, 'application/zip', there.learner, there.socket);
holds('where it comes home it is known', returned.items.map((one) => one.state).join() === 'here,here' ? null : JSON.stringify(returned));
await forget();

// The learner brings the picture here, and takes it away again.
const kept = told(await send(here, 'POST', '/v1/me/imports', { token, type: forms.png, body: files.png }));
async function known() {
    for (;;) {
        const one = told(await send(here, 'GET', `/v1/me/credentials/${kept.id}`, { token }));
        if (one.verdict !== null) return one;
        await new Promise((done) => setTimeout(done, 20));
    }
}
const held = await known();
holds('it is kept as what it is', held.verdict === 'valid' && held.name === 'Buriavau' && held.form === 'png' ? null : JSON.stringify(held));
const file = await send(here, 'GET', `/v1/me/credentials/${kept.id}/file`, { token });
holds('and given back byte for byte', file.body.equals(files.png) ? null : `${file.body.length} bytes of ${files.png.length}`);
const otherForm = told(await send(here, 'POST', '/v1/me/imports', { token, type: forms.json, body: files.json }));
holds('in another form it is the same one', otherForm.id === kept.id ? null : JSON.stringify(otherForm));
const list = told(await send(here, 'GET', '/ims/ob/v3p0/credentials', { token }));
holds('and other hosts fetch it here', list.credential.length === 1 && list.credential[0].id === address ? null : JSON.stringify(list));

// Revoked there, it is seen here. What was fetched counts for seconds; the minute of a question is over as well.
const revoked = await send(there.socket, 'POST', `/v1/awards/${there.award}/revocation`, { token: there.partner, type: 'application/json', body: JSON.stringify({ reason: 'A mistake.' }) });
holds('its issuer revokes it', revoked.status === 200 ? null : revoked.body.toString());
const parted = await send(there.socket, 'POST', `/v1/endorsements/${there.endorsement}/revocation`, { token: there.endorser, type: 'application/json', body: JSON.stringify({ reason: 'We part.' }) });
holds('and so does who endorsed it', parted.status === 200 ? null : parted.body.toString());
await new Promise((done) => setTimeout(done, 2000)); // nginx there keeps a list of revocations for a second that has begun
sql('UPDATE verification SET created_at = created_at - interval \'2 minutes\'; UPDATE fetched_document SET fetched_at = fetched_at - interval \'2 minutes\'');
for (const [form, type] of Object.entries(forms)) await comes(`revoked there, it is so here as ${form}`, 'revoked', files[form], type);
for (const form of ['json', 'jws']) await comes(`and so is what was said of it, as ${form}`, 'revoked', vouched[form], forms[form]);
await comes('and in its older form', 'revoked', JSON.stringify({ url: `${home}/ob2/assertions/${there.award}` }));
sql('UPDATE held_credential SET verdict = NULL');
await send(here, 'POST', `/v1/me/credentials/${kept.id}/verification`, { token });
const after = await known();
holds('and as it is kept', after.verdict === 'revoked' ? null : JSON.stringify(after));
holds('the other city never heard whose it is', asked.every((url) => !/milda/i.test(url)) ? null : asked.join('\n'));

other.stdin.end();
holds('the other city ends well', await ended === 0 ? null : 'it does not');
door.closeAllConnections();
door.close();
end();
