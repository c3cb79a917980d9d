// What the tests here share: TAP, the packages of the build folder, and other programs.
import { spawn, spawnSync } from 'node:child_process';
import { createServer, connect } from 'node:net';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const packages = process.env.node_packages;
const find = createRequire(join(packages, 'package.json'));
let count = 0;

// Loads a package of tests/node/package.json, wherever this file stands.
export const load = (name) => import(find.resolve(name));

export function holds(title, fault) {
    count += 1;
    console.log(`${fault ? 'not ok' : 'ok'} ${count} - ${title}`);
    for (const line of fault ? String(fault).trimEnd().split('\n').slice(0, 60) : []) console.log(`# ${line}`);
}

export async function refuses(title, attempt) {
    try {
        await attempt();
        holds(title, 'it was accepted');
    } catch {
        holds(title);
    }
}

export const end = () => console.log(`1..${count}`);

export const skipAll = (why) => {
    console.log(`1..0 # SKIP ${why}`);
    process.exit(0);
};

// Runs a tool of the packages to its end; answers what it printed, or null when all was well.
export function tool(name, ...words) {
    const run = spawnSync(join(packages, 'node_modules/.bin', name), words, {
        encoding: 'utf8',
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' },
    });
    return run.status === 0 ? null : `${run.stdout ?? ''}${run.stderr ?? ''}${run.error ?? ''}` || `exit ${run.status}`;
}

export const toolPath = (name) => join(packages, 'node_modules/.bin', name);

export function command(text) {
    const run = spawnSync('/bin/sh', ['-c', text], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`${text}: ${run.stdout}${run.stderr}`);
    return run.stdout.trim();
}

export const sql = (text) => command(`psql -qXAt -v ON_ERROR_STOP=1 -c "${text.replaceAll('"', '\\"')}"`);

// Plays a story, with its lines passed on to us; answers its exit status and what it printed.
export function play(...words) {
    const run = spawnSync(join(process.env.STAGE_TOP, 'tests/e2e/play'), words, { encoding: 'utf8' });
    return { status: run.status, told: run.stdout + run.stderr };
}

// A port of the loopback that leads to the stage's nginx, for tools that know no UNIX sockets.
export function door(socket = process.env.STAGE_SOCKET) {
    const server = createServer((from) => {
        const to = connect(socket);
        from.pipe(to).pipe(from);
        for (const one of [from, to]) one.on('error', () => (from.destroy(), to.destroy()));
    });
    return new Promise((open) => server.listen(0, '127.0.0.1', () => open({ server, port: server.address().port })));
}

export { spawn };
