// The main story, told through prism, strays nowhere from the OpenAPI document in prism's own judgement.
// Stage: database api courier receiver nginx
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { door, end, holds, skipAll, spawn, toolPath } from './lib/tools.mjs';

const story = join(process.env.STAGE_TOP, 'tests/e2e/main-story.http');
if (!existsSync(story)) skipAll('there is no main story');

const { server, port } = await door();
const prism = spawn(toolPath('prism'),
    ['proxy', process.env.STAGE_OPENAPI, `http://127.0.0.1:${port}`, '--errors', '--port', '0'],
    { stdio: ['ignore', 'pipe', 'pipe'] });
let said = '';
for (const stream of [prism.stdout, prism.stderr]) stream.on('data', (data) => (said += data));

// Where it listens, once it says so.
async function listening() {
    for (let tries = 0; tries < 1200; tries += 1) {
        const found = /listening on http:\/\/(127\.0\.0\.1:\d+)/.exec(said);
        if (found) return found[1];
        await new Promise((later) => setTimeout(later, 100));
    }
    return null;
}

const own = await listening();
if (own) {
    // In a process of its own, since play waits and prism is fed through this one.
    const playing = spawn(join(process.env.STAGE_TOP, 'tests/e2e/play'), ['--at', own, story],
        { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    playing.stdout.on('data', (data) => (told += data));
    await new Promise((ended) => playing.on('close', ended));
    const lines = told.split('\n').filter((line) => /^(not ok|ok|#|Bail)/.test(line));
    const faults = lines.filter((line) => !line.startsWith('ok'));
    holds(`${lines.filter((line) => line.startsWith('ok')).length} steps go through prism without a violation`,
        faults.join('\n') || (lines.length ? null : 'nothing was played'));
} else {
    holds('prism starts', said);
}
prism.kill();
server.close();
end();
process.exit(0);
