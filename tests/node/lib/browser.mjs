// A browser without a window: it keeps cookies for each origin, and does nothing by itself but what it is told.
import { request as http } from 'node:http';
import { request as https } from 'node:https';
import { readFileSync } from 'node:fs';

export const ours = 'http://localhost';

const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const plain = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (found) => entities[found]);

export class Browser {
    jars = new Map();

    jar(origin) {
        if (!this.jars.has(origin)) this.jars.set(origin, new Map());
        return this.jars.get(origin);
    }

    // One exchange; our own origin is behind the stage's socket.
    ask(method, address, form, headers = {}) {
        const url = new URL(address, ours);
        const jar = this.jar(url.origin);
        const body = form === undefined ? undefined : new URLSearchParams(form).toString();
        const options = {
            method,
            headers: {
                Host: url.host,
                Accept: 'text/html',
                ...(jar.size ? { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
                ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) }),
                ...headers,
            },
            path: url.pathname + url.search,
        };
        if (url.origin === ours) options.socketPath = process.env.STAGE_SOCKET;
        else Object.assign(options, { host: url.hostname, port: url.port, ca: url.protocol === 'https:' ? readFileSync(`${process.env.STAGE_DIR}/ca.pem`) : undefined });
        return new Promise((done, fail) => {
            const sent = (url.protocol === 'https:' ? https : http)(options, (reply) => {
                let text = '';
                reply.setEncoding('utf8').on('data', (data) => (text += data)).on('end', () => {
                    for (const line of reply.headers['set-cookie'] ?? []) this.keep(jar, line);
                    const where = reply.headers.location;
                    this.last = { status: reply.statusCode, headers: reply.headers, text, url, to: where && new URL(where, url).href };
                    done(this.last);
                });
            });
            sent.on('error', fail).end(body);
        });
    }

    keep(jar, line) {
        const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line);
        if (/max-age=0(;|$)/i.test(line) || value === '') jar.delete(name);
        else jar.set(name, value);
    }

    open(address) {
        return this.ask('GET', address);
    }

    // Sends the first form of the last page that leads there, with what it hides.
    send(action, fields = {}, headers) {
        const forms = [...this.last.text.matchAll(/<form[^>]*action="([^"]+)"[^>]*>(.*?)<\/form>/gs)];
        const [, where, inner] = forms.find(([, found]) => plain(found).includes(action)) ?? [];
        if (!where) throw new Error(`no form leads to ${action}: ${this.last.status} ${this.last.text.slice(0, 600)}`);
        const hidden = Object.fromEntries([...inner.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, plain(value)]));
        return this.ask('POST', new URL(plain(where), this.last.url).href, { ...hidden, ...fields }, headers);
    }

    // Follows redirects until there are none, or until `stop` says so of where it leads.
    async follow(stop = () => false) {
        for (let i = 0; this.last.to && !stop(this.last.to); i++) {
            if (i === 20) throw new Error(`it leads round and round: ${this.last.to}`);
            await this.open(this.last.to);
        }
        return this.last;
    }
}
