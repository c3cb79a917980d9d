// The OpenAPI document pleases the linters of others, with our own rules and theirs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { end, holds, skipAll, tool } from './lib/tools.mjs';

const document = process.env.STAGE_OPENAPI;
if (!existsSync(document)) skipAll('there is no OpenAPI document');

const here = join(process.env.STAGE_TOP, 'tests/node');
holds('spectral finds no breach of the design rules',
    tool('spectral', 'lint', document, '--ruleset', join(here, 'spectral.yaml'), '--fail-severity', 'error', '--display-only-failures'));
holds('redocly finds no error', tool('redocly', 'lint', document, '--config', join(here, 'redocly.yaml')));
end();
