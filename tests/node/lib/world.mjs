// The whole world is the stage: an address of did:web begins with https there, and nothing else can be fetched.
import { request } from 'node:http';
import { documentLoader } from './contexts.mjs';
import { areHere, schema } from './schemas.mjs';

export function get(address, accept = '*/*') {
    const { pathname, host } = new URL(address);
    if (host !== 'localhost') throw new Error(`${address} is fetched`);
    return new Promise((done, fail) => {
        request({ socketPath: process.env.STAGE_SOCKET, path: pathname, headers: { Host: 'localhost', Accept: accept } }, (reply) => {
            const parts = [];
            reply.on('data', (data) => parts.push(data)).on('end', () => {
                const bytes = Buffer.concat(parts);
                done({ status: reply.statusCode, headers: reply.headers, bytes, text: bytes.toString() });
            });
        }).on('error', fail).end();
    });
}
export const read = async (address) => JSON.parse((await get(address)).text);
globalThis.fetch = async (asked) => {
    const address = String(asked.url ?? asked), is_schema = /[/]schema[/]json[/]ob_v3p0_(achievement|endorsement)credential/.exec(address);
    const { status, headers, text } = is_schema && areHere
        ? { status: 200, headers: { 'content-type': 'application/json' }, text: JSON.stringify(schema(`json/${is_schema[1]}credential`)) } : await get(address);
    return new Response(text, { status, headers });
};

// For what verifies linked data: contexts that are known, documents of the stage, and keys that may assert.
export async function loader(address) {
    if (!address.startsWith('did:web:')) return address.startsWith('http://localhost/') ? { documentUrl: address, document: await read(address) } : documentLoader(address);
    const [did, fragment] = address.split('#'), path = did.slice('did:web:'.length).split(':').map(decodeURIComponent).join('/');
    const document = await read(`https://${path}/did.json`), method = document.verificationMethod.find((one) => one.id === address);
    if (!fragment) return { documentUrl: address, document };
    if (!method || !document.assertionMethod.includes(address)) throw new Error(`${address} may not assert`);
    return { documentUrl: address, document: { '@context': 'https://w3id.org/security/multikey/v1', ...method } };
}
