// The peer of the courier: a worker in Node on the same tables, as one would write it there. It asks the same
// statements, sends by node:https over connections that are kept, and signs; what it is spared is to unseal keys,
// to keep a wall, times and a log.
import { createHmac, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import https from "node:https";
import pg from "pg";

const run = process.env.STAGE_DIR;
const { statements, secrets } = JSON.parse(readFileSync(`${run}/peer-courier.json`));
const [AT_ONCE, CLAIM, FAN_OUT, SETTLE_MS] = [256, 100, 200, 10];
const owner = randomUUID();
const pool = new pg.Pool({
    host: `${run}/pg`, database: "citylearn", user: "citylearn_courier", max: 3, options: "-c TimeZone=UTC",
});
const agent = new https.Agent({ keepAlive: true, maxSockets: 4, ca: readFileSync(`${run}/ca.pem`) });
const { privateKey } = generateKeyPairSync("ed25519");
const ask = async (name, values) => (await pool.query({ name, text: statements[name], values })).rows;

let [inFlight, results, stopping] = [0, [], false];

function headers(row) {
    const id = `msg_${row.event.replaceAll("-", "")}`;
    const now = Math.floor(Date.now() / 1000);
    const signed = `${id}.${now}.${row.payload}`;
    const v1 = createHmac("sha256", secrets[row.endpoint]).update(signed).digest("base64");
    const v1a = sign(null, Buffer.from(signed), privateKey).toString("base64");
    return {
        "content-type": "application/json", "content-length": Buffer.byteLength(row.payload),
        "webhook-id": id, "webhook-timestamp": now, "webhook-signature": `v1,${v1} v1a,${v1a}`,
        "x-webhook-attempt": row.attempt, "x-webhook-event": row.type, "x-webhook-seq": row.seq,
    };
}

const send = (row) => new Promise((resolve, reject) => {
    const request = https.request(row.url, { method: "POST", agent, headers: headers(row), timeout: 15000 }, (reply) => {
        reply.on("end", () => resolve(reply.statusCode)).on("error", reject).resume();
    });
    request.on("error", reject).end(row.payload);
});

async function deliver(row) {
    const began = Date.now();
    inFlight++;
    const status = await send(row).catch(() => 0);
    inFlight--;
    const well = status >= 200 && status < 300;
    results.push({
        event: row.event, endpoint: row.endpoint, attempt: Number(row.attempt), state: well ? "delivered" : "due",
        outcome: status ? "answered" : "broken_off", status: status || null, delaySeconds: well ? 0 : 5,
        totalMs: Date.now() - began,
    });
}

async function look() {
    while (!stopping) {
        const [{ events }] = await ask("event_fan_out", [FAN_OUT]);
        const most = Math.min(CLAIM, AT_ONCE - inFlight - results.length);
        const rows = most > 0 ? await ask("delivery_claim", [owner, most]) : [];
        rows.forEach(deliver);
        if (Number(events) < FAN_OUT && rows.length < most) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
}

async function settle() {
    while (!stopping || inFlight > 0 || results.length > 0) {
        const set = results.splice(0);
        if (set.length > 0) await ask("delivery_settle", [owner, JSON.stringify(set)]);
        else await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
}

process.on("SIGTERM", () => { stopping = true; });
await Promise.all([look(), settle()]);
agent.destroy();
await pool.end();
