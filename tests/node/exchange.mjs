// What the Open Badges 3.0 API answers, badges and faults, is as the schemas of the standard have it.
// Stage: database api courier nginx
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { areHere, fits, misfits } from './lib/schemas.mjs';
import { end, holds, play } from './lib/tools.mjs';

const kept = join(process.env.STAGE_DIR, 'names.json');
const { status, told } = play('--keep', kept, join(process.env.STAGE_TOP, 'tests/e2e/exchange.http'));
holds('the story brings badges', status === 0 ? null : told);
const names = JSON.parse(readFileSync(kept, 'utf8'));

function ask(method, path, { token = names.milda, type, body } = {}) {
    const headers = { Host: 'localhost', Authorization: `Bearer ${token}`, ...(type ? { 'Content-Type': type } : {}) };
    return new Promise((done, fail) => {
        request({ socketPath: process.env.STAGE_SOCKET, method, path: `/ims/ob/v3p0${path}`, headers }, (reply) => {
            let text = '';
            reply.setEncoding('utf8').on('data', (data) => (text += data)).on('end', () => done({ status: reply.statusCode, headers: reply.headers, text }));
        }).on('error', fail).end(body);
    });
}
async function answers(title, name, expected, asked) {
    const { status: got, text } = await asked;
    holds(`${title}: ${expected}`, got === expected ? null : `${got} ${text}`);
    fits(title, `json/${name}`, JSON.parse(text));
    return JSON.parse(text);
}

// A JWS of another host stands beside documents, as it came. Whether it is signed well is the courier's to say.
const other = 'https://school.example', packed = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const jws = [packed({ alg: 'RS256', kid: `${other}/keys/1`, typ: 'JWT' }), packed({
    '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
    id: `${other}/badges/10`, type: ['VerifiableCredential', 'OpenBadgeCredential'], issuer: { id: `${other}/issuer`, type: ['Profile'], name: 'School' },
    validFrom: '2026-01-02T03:04:05Z', iss: `${other}/issuer`, jti: `${other}/badges/10`,
    credentialSubject: {
        id: 'urn:uuid:5f5b1b1e-0000-4000-8000-000000000004', type: ['AchievementSubject'],
        achievement: { id: `${other}/achievements/2`, type: ['Achievement'], name: 'Climber', description: 'Climbs.', criteria: { narrative: 'Climb.' } },
    },
}), Buffer.alloc(256, 'signature').toString('base64url')].join('.');
const brought = await ask('POST', '/credentials', { type: 'text/plain', body: jws });
holds('another host brings a JWS', brought.status === 201 && brought.text === jws && brought.headers['content-type'].startsWith('text/plain') ? null : `${brought.status} ${brought.text}`);

const all = await answers('badges are a GetOpenBadgeCredentialsResponse', 'getopenbadgecredentialsresponse', 200, ask('GET', '/credentials'));
holds('with documents and the JWS', all.credential.length === 2 && all.compactJwsString.length === 1 && all.compactJwsString[0] === jws ? null : JSON.stringify(all));
for (const one of all.credential) fits(`${one.id} is an AchievementCredential`, 'json/achievementcredential', one);
const last = await answers('so is a page of it', 'getopenbadgecredentialsresponse', 200, ask('GET', '/credentials?limit=1&offset=2'));
holds('which has the JWS alone', last.credential.length === 0 && last.compactJwsString.length === 1 ? null : JSON.stringify(last));
await answers('and an empty one', 'getopenbadgecredentialsresponse', 200, ask('GET', '/credentials?offset=3'));
if (areHere) holds('what is none does not fit', misfits('json/getopenbadgecredentialsresponse', { credential: all.credential, compactJwsString: ['no JWS'] }) ? null : 'it does');

await answers('who is asked about is a Profile', 'profile', 200, ask('GET', '/profile'));
await answers('and when it was changed', 'profile', 200, ask('PUT', '/profile', { type: 'application/json', body: '{"id": "https://host.example/people/1", "type": ["Profile"], "name": "Milda"}' }));

const faults = [
    ['without a token that counts', 401, ask('GET', '/credentials', { token: 'none' })],
    ['for who may not', 403, ask('GET', '/credentials', { token: names.partner })],
    ['of a parameter', 400, ask('GET', '/credentials?limit=0')],
    ['of what is no badge', 400, ask('POST', '/credentials', { type: 'application/json', body: '{"type": ["Something"]}' })],
    ['of a form that is not read', 400, ask('POST', '/credentials', { type: 'image/png', body: 'x' })],
    ['of a profile without an id', 400, ask('PUT', '/profile', { type: 'application/json', body: '{"name": "Milda"}' })],
    ['of another method', 405, ask('DELETE', '/credentials')],
    ['of what is not there', 404, ask('GET', '/elsewhere')],
];
for (const [what, expected, asked] of faults) await answers(`a fault ${what} is an Imsx_StatusInfo`, 'imsx_statusinfo', expected, asked);
end();
