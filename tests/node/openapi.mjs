// The OpenAPI document pleases the linters of others, with our own rules and theirs.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { end, holds, skipAll, tool } from './lib/tools.mjs';

const document = process.env.STAGE_OPENAPI;
if (!existsSync(document)) skipAll('there is no OpenAPI document');

const here = join(process.env.STAGE_TOP, 'tests/node');
holds('spectral finds no breach of the design rules',
    tool('spectral', 'lint', document, '--ruleset', join(here, 'spectral.yaml'), '--fail-severity', 'error', '--display-only-failures'));
holds('redocly finds no error', tool('redocly', 'lint', document, '--config', join(here, 'redocly.yaml')));

// What stands in no column of the table of routes.
const { paths, components } = JSON.parse(readFileSync(document, 'utf8'));
const same = (title, ...pair) => holds(title, pair[0] === JSON.stringify(pair[1]) ? null : pair.map(String).join('\n'));
same('a nonce is for anybody', JSON.stringify(paths['/openid4vci/nonce'].post.security), []);
same('an award is for who has the token of its offer', JSON.stringify(paths['/openid4vci/credential'].post.security), [{ offer: [] }]);
same('which is a Bearer', JSON.stringify(components.securitySchemes.offer.scheme), 'bearer');
const exchanged = paths['/ims/ob/v3p0/credentials'], sent = ['application/json', 'application/vc+ld+json', 'application/ld+json', 'text/plain'];
same('other hosts send badges as their standard has it', JSON.stringify(Object.keys(exchanged.post.requestBody.content)), sent);
same('which go back as they came', JSON.stringify(Object.keys(exchanged.post.responses[201].content)), sent);
same('and are listed as JSON', JSON.stringify(Object.keys(exchanged.get.responses[200].content)), ['application/json']);
same('learners send what can be verified, and archives of it', JSON.stringify(Object.keys(paths['/v1/me/imports'].post.requestBody.content).sort()),
    [...Object.keys(paths['/v1/verifications'].post.requestBody.content), 'application/zip'].sort());
same('of which they are told what came', JSON.stringify(paths['/v1/me/imports'].post.responses[202].content['application/json'].schema.$ref), '#/components/schemas/HeldImport');
end();
