// The peer: the read of an activity by its id in Fastify and pg, as one would
// write it there. It has the same database, and asks the same question of it.
import fastify from "fastify";
import pg from "pg";
import { chmodSync } from "node:fs";

const run = process.env.STAGE_DIR;
const pool = new pg.Pool({
    host: `${run}/pg`, database: "citylearn", user: "citylearn_api", max: 8,
    options: "-c TimeZone=UTC -c citylearn.base_url=http://localhost",
});
const question = {
    name: "activity",
    text: `SELECT to_json(d) AS body, a.version::text AS version, d.language
             FROM activity AS a, LATERAL activity_document(a, $2, false) AS d
            WHERE a.id = $1`,
};
pg.types.setTypeParser(pg.types.builtins.JSON, (text) => text);

const app = fastify();
app.get("/v1/activities/:id", async (request, reply) => {
    const found = await pool.query({ ...question, values: [request.params.id, ["lt", "en"]] });
    if (found.rows.length === 0) return reply.code(404).send({ code: "not_found" });
    return reply.header("ETag", `"${found.rows[0].version}"`).type("application/json").send(found.rows[0].body);
});
await app.listen({ path: `${run}/peer.sock` });
chmodSync(`${run}/peer.sock`, 0o666);
process.on("SIGTERM", async () => {
    await app.close();
    await pool.end();
    process.exit(0);
});
