-- Badges of others: what is taken in, who works at it, what is told of it, and how soon it is forgotten.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/verification.sql`
:prepare
SELECT plan(23);

CREATE FUNCTION as_courier() RETURNS void LANGUAGE sql AS $$ SELECT set_config('role', 'citylearn_courier', true) $$;
CREATE FUNCTION asks(what text, whom text DEFAULT NULL) RETURNS uuid LANGUAGE sql AS $$
SELECT (answers(format('EXECUTE verification_ask(%L, %L, %L, ''{en}'')', sha256((what || coalesce(whom, ''))::bytea),
                       what::bytea, whom::bytea)))[1]::uuid $$;
CREATE FUNCTION claims(owner text DEFAULT 'courier', most int DEFAULT 10) RETURNS int LANGUAGE sql AS $$
SELECT coalesce(array_length(answers(format('EXECUTE verification_claim(%L, %s)', the(owner), most)), 1), 0) $$;
CREATE FUNCTION settles(id uuid, owner text DEFAULT 'courier', attempt int DEFAULT 1) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('EXECUTE verification_settle(%L, %L, %s, %L, ''true'')', id, the(owner), attempt,
        '{"verdict": "valid", "reason": "So it is.", "checks": [{"name": "key", "passed": true, "detail": "A."}, {"name": "status", "passed": null, "detail": "B."}],
          "credential": {"name": "Swimming", "issuerName": "Club", "issuedAt": "2026-01-01T00:00:00Z"}, "contents": [{"verdict": "revoked", "credential": {"name": "In it"}}]}');
END $$;
CREATE FUNCTION told(id uuid) RETURNS jsonb LANGUAGE sql AS $$
SELECT (answers(format('EXECUTE verification_show(%L, ''{en}'')', id)))[1]::jsonb $$;

-- Asked
SELECT act_as('nobody');
SELECT asks('one') AS one, asks('one') AS again, asks('one', 'sealed') AS hers \gset
SELECT is(:'one'::uuid, :'again'::uuid, 'the same question is asked once');
SELECT isnt(:'one'::uuid, :'hers'::uuid, 'about somebody it is another');
SELECT is(substr(:'one', 15, 1), '4', 'its id is chance, and tells nothing');
SELECT is(told(:'one')->>'state', 'queued', 'it waits');
SELECT is(told(:'one')->'verdict', 'null', 'without a verdict');
SELECT is(told(the('nothing')), NULL, 'nothing is told of what nobody asked');

-- Judged
SELECT as_courier();
SELECT is(claims(most => 1), 1, 'a courier takes up as many as it asks for');
SELECT is(claims('second'), 1, 'another one the rest');
SELECT is(claims('second'), 0, 'and nothing twice');
RESET ROLE;
UPDATE verification SET owner = the('courier'), attempt = 1;
SELECT as_courier();
SELECT settles(:'one', 'second'), settles(:'one', attempt => 2);
SELECT act_as('nobody');
SELECT is(told(:'one')->>'state', 'running', 'whose lease it is not has no say');
SELECT as_courier();
SELECT settles(:'one');
SELECT act_as('nobody');
SELECT is(told(:'one') - 'url' - 'asOf' - 'checks' - 'contents' - 'endorsements' - 'credential' - 'issuer',
    '{"award": null, "badge": null, "state": "done", "verdict": "valid", "reason": "So it is.", "issuedAt": "2026-01-01T00:00:00Z",
      "expiresAt": null, "supersededAt": null, "supersededBy": null, "replacementReason": null, "revokedAt": null, "revocationReason": null, "recipientMatches": true}', 'what came of it is told');
SELECT is(told(:'one')->'checks', '[{"name": "key", "passed": true, "detail": "A."}, {"name": "status", "passed": null, "detail": "B."}]', 'with its checks');
SELECT is(told(:'one')->'issuer'->>'name', 'Club', 'its issuer');
SELECT is(told(:'one')->'contents'->0->>'verdict', 'revoked', 'and what is in it');
RESET ROLE;
SELECT is((SELECT content IS NULL AND recipient IS NULL FROM verification WHERE id = :'one'), true, 'the badge itself is kept no longer');

-- What breaks couriers
UPDATE verification SET attempt = 3, lease_until = now() - interval '1 second' WHERE id = :'hers';
SELECT as_courier();
SELECT is(claims(), 0, 'what broke three couriers is left alone');
EXECUTE verification_give_up;
SELECT act_as('nobody');
SELECT is(told(:'hers')->>'verdict', 'not_verifiable', 'and told to be so');
RESET ROLE;
UPDATE verification SET created_at = now() - interval '61 minutes' WHERE id = :'hers';
SELECT as_courier();
EXECUTE verification_forget;
SELECT act_as('nobody');
SELECT is(told(:'hers'), NULL, 'after an hour it is forgotten');
SELECT is(told(:'one')->>'state', 'done', 'and not before');
RESET ROLE;
INSERT INTO verification (question) SELECT sha256(n::text::bytea) FROM generate_series(1, 500) AS n;
SELECT act_as('nobody');
SELECT is(refusal('SELECT verification_ask(''new'', '''', NULL)'), 'busy', 'there is an end to how many wait');

-- Fetched
SELECT as_courier();
EXECUTE fetched_keep('https://a.example/', 200, '"1"', 'text/plain', 'A');
EXECUTE fetched_keep('https://b.example/', 0, NULL, NULL, '');
CREATE FUNCTION pg_temp.fresh(url text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
    EXECUTE format('EXECUTE fetched_find(%L, 60)', url) INTO r;
    RETURN r.status || ' ' || r.fresh;
END $$;
SELECT is(pg_temp.fresh('https://a.example/'), '200 true', 'what was fetched counts for a while');
RESET ROLE;
UPDATE fetched_document SET fetched_at = now() - interval '40 seconds';
SELECT as_courier();
SELECT is(pg_temp.fresh('https://a.example/') || ', ' || pg_temp.fresh('https://b.example/'), '200 true, 0 false', 'no answer for a shorter one');
EXECUTE fetched_same('https://a.example/');
SELECT is(pg_temp.fresh('https://a.example/'), '200 true', 'what is as it was counts anew');

SELECT * FROM finish();
ROLLBACK;
