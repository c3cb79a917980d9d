// Debian's Chromium without a window; the shell of it needs half the time. For it http://localhost is the stage, the
// hosts of `apps` are one server here, `sites` are hosts and the sockets they are at, and there is nothing else in the world.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { door, load, skipAll } from './tools.mjs';

const program = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync);
const blank = '<!doctype html><html lang="en"><head><title>An app</title><link rel="icon" href="data:,"></head></html>';

// A server of others, which writes down what it is asked; `answers` says where it sends the browser on, if anywhere.
async function startApps(heard, answers) {
    const folder = process.env.STAGE_DIR;
    const pair = { cert: readFileSync(`${folder}/localhost.pem`), key: readFileSync(`${folder}/localhost.key`) };
    const server = createServer(pair, (question, reply) => {
        const url = new URL(question.url, `https://${question.headers.host}`), to = answers(url);
        heard.push(url);
        reply.writeHead(to ? 303 : 200, { 'Content-Type': 'text/html', ...(to ? { Location: to } : {}) }).end(blank);
    });
    await new Promise((open) => server.listen(0, '127.0.0.1', open));
    return server;
}

export async function startChromium(apps, answers, sites = {}) {
    if (!program) skipAll('chromium-headless-shell is not installed');
    const { chromium } = (await load('playwright-core')).default;
    const heard = [], server = await startApps(heard, answers), relay = await door();
    const doors = await Promise.all(Object.values(sites).map(door));
    const hosts = [...Object.keys(sites).map((host, at) => `MAP ${host}:80 127.0.0.1:${doors[at].port}`), `MAP localhost:80 127.0.0.1:${relay.port}`, ...apps.map((host) => `MAP ${host}:443 127.0.0.1:${server.address().port}`), 'MAP * ~NOTFOUND'];
    const browser = await chromium.launch({
        executablePath: program,
        args: [`--host-resolver-rules=${hosts.join(', ')}`, ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
    });
    const close = async () => {
        await browser.close();
        server.closeAllConnections();
        for (const one of [server, relay.server, ...doors.map((one) => one.server)]) one.close();
    };
    return { browser, heard, close };
}
