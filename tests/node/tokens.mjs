// Access tokens are what RFC 9068 asks for, in the judgement of the package jose.
// Stage: database api nginx
import { request } from 'node:http';
import { command, end, holds, load, refuses } from './lib/tools.mjs';

const { createLocalJWKSet, decodeProtectedHeader, jwtVerify } = await load('jose');

function get(path) {
    return new Promise((done, fail) => {
        request({ socketPath: process.env.STAGE_SOCKET, path, headers: { Host: 'localhost' } }, (reply) => {
            let text = '';
            reply.on('data', (data) => (text += data)).on('end', () => done({ reply, text }));
        }).on('error', fail).end();
    });
}

const { reply, text } = await get('/oauth2/jwks');
holds('the keys are published', reply.statusCode === 200 ? null : `${reply.statusCode} ${text}`);
const keys = JSON.parse(text);
holds('without their private half', keys.keys.some((key) => 'd' in key) ? text : null);

const token = command('citylearn token --learner rasa@example.net');
const rules = { typ: 'at+jwt', algorithms: ['ES256'], issuer: 'http://localhost', requiredClaims: ['exp', 'iat', 'jti', 'sub', 'aud', 'client_id'] };
const { payload } = await jwtVerify(token, createLocalJWKSet(keys), rules).catch((fault) => ({ payload: { fault } }));
holds('a token verifies, with all claims of RFC 9068', payload.fault);
holds('and lives ten minutes at most', payload.exp - payload.iat <= 600 ? null : JSON.stringify(payload));
holds('its header names a published key',
    keys.keys.some((key) => key.kid === decodeProtectedHeader(token).kid) ? null : JSON.stringify(decodeProtectedHeader(token)));

const [head, body, signature] = token.split('.');
const flipped = (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1);
await refuses('a changed signature does not', () => jwtVerify(`${head}.${body}.${flipped}`, createLocalJWKSet(keys), rules));
end();
