// What the courier sends verifies with the package that the specification's authors publish.
// Stage: database api courier receiver nginx
import { createPublicKey, verify } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lines } from './lib/lines.mjs';
import { command, end, holds, load, play, refuses, skipAll } from './lib/tools.mjs';

const story = join(process.env.STAGE_TOP, 'tests/e2e/main-story.http');
if (!existsSync(story)) skipAll('there is no main story');

const { Webhook } = await load('standardwebhooks');
const kept = join(process.env.STAGE_DIR, 'names.json');
const { told } = play('--keep', kept, story);
const names = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
const secrets = Object.values(names).filter((value) => String(value).startsWith('whsec_'));
const heard = lines(process.env.STAGE_HEARD).map((line) => JSON.parse(line));

holds('the story has webhooks', heard.length && secrets.length ? null : told);

function verifies({ body, headers }) {
    return secrets.some((secret) => {
        try {
            new Webhook(secret).verify(body, headers);
            return true;
        } catch {
            return false;
        }
    });
}

const verified = heard.filter(verifies);
holds(`each of ${heard.length} deliveries verifies`,
    verified.length === heard.length ? null : `${heard.length - verified.length} do not`);

// The same with the public key, which nobody could sign with: v1a, by Node itself.
const keys = JSON.parse(command(`curl -sf --unix-socket "$STAGE_SOCKET" -H "Authorization: Bearer ${names.partner}" \
    http://localhost/v1/organisations/${names.library}/webhook-endpoints/${names.endpoint}/keys`)).items;
const key = createPublicKey({ format: 'jwk', key: {
    kty: 'OKP', crv: 'Ed25519', x: Buffer.from(keys[0].publicKey.replace('whpk_', ''), 'base64').toString('base64url') } });

function verifiesAsymmetrically({ body, headers }) {
    const said = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
    return headers['webhook-signature'].split(' ').filter((mark) => mark.startsWith('v1a,'))
        .some((mark) => verify(null, said, key, Buffer.from(mark.slice(4), 'base64')));
}
const asymmetric = heard.filter(verifiesAsymmetrically);
holds(`each of ${heard.length} deliveries verifies with the public key as well`,
    asymmetric.length === heard.length ? null : `${heard.length - asymmetric.length} do not`);
holds('but not with another body',
    asymmetric.some(({ body, headers }) => verifiesAsymmetrically({ body: `${body} `, headers })) ? 'it does' : null);

for (const delivery of verified.slice(0, 1)) {
    const { body, headers } = delivery;
    const forged = [
        ['another body', { body: body.replace('"', ' "'), headers }],
        ['another id', { body, headers: { ...headers, 'webhook-id': `${headers['webhook-id']}x` } }],
        ['another time', { body, headers: { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) } }],
    ];
    for (const [what, one] of forged)
        await refuses(`${what} does not verify`, () => { if (!verifies(one)) throw new Error('refused'); });
}
end();
