-- Answers that are kept for a request's Idempotency-Key.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/idempotency.sql`
:prepare
SELECT plan(22);

-- One request: claims the key, writes, keeps the answer.
CREATE FUNCTION request(principal text, key text, body text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM idempotency_claim(principal, key, sha256(body::bytea)),
            answered(json_build_object('said', body), '7', the(body)),
            idempotency_keep(principal, key, sha256(body::bytea));
    RETURN 'written';
END $$;
-- A second connection: it ends with the transaction, and sees nothing of this one.
CREATE EXTENSION IF NOT EXISTS dblink;
SELECT dblink_connect('other', format('host=%s port=%s dbname=%s user=%s',
    split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'),
    current_database(), session_user)) AS connected \gset

SELECT act_as('manager');
SELECT is(request('manager', 'key-1', 'hello'), 'written', 'a new key is claimed');
SELECT is(refusal($$SELECT request('manager', 'key-1', 'hello')$$), 'idempotency_replayed',
    'the same request again is answered by what was kept');
SELECT is(refusal_detail($$SELECT request('manager', 'key-1', 'hello')$$), '',
    'which the refusal, that the server logs, does not say');
SELECT is(answers($$EXECUTE idempotency_answer('manager', 'key-1')$$),
    ARRAY[format(E'7\n%s\n{"said" : "hello"}', the('hello'))], 'ETag, id and body, a line each');
SELECT is(answers($$EXECUTE idempotency_answer('issuer', 'key-1')$$), '{}', 'nobody else''s');
SELECT is(refusal($$SELECT request('manager', 'key-1', 'good bye')$$), 'idempotency_key_reused',
    'the key with another request is refused');
SELECT is(request('issuer', 'key-1', 'good bye'), 'written', 'a key is its principal''s');
SELECT is(request('manager', 'key-2', 'hello'), 'written', 'the same request with another key is another');
SELECT is(refusal($$SELECT * FROM idempotency$$), '42501', 'nobody reads what was kept');
SELECT is(refusal($$DELETE FROM idempotency$$), '42501', 'nor forgets it');

-- What is kept
SELECT idempotency_claim('manager', 'key-3', ''), idempotency_keep('manager', 'key-3', '');
SELECT is(refusal($$SELECT idempotency_claim('manager', 'key-3', '')$$), 'none', 'what answered nothing is not kept');
SELECT idempotency_claim('manager', 'key-4', ''), answered(NULL, NULL, NULL), idempotency_keep('manager', 'key-4', '');
SELECT is(answers($$EXECUTE idempotency_answer('manager', 'key-4')$$), ARRAY[E'\n\n'], 'an answer may have no parts');
SELECT set_config('citylearn.idempotency_key', '', true), set_config('citylearn.answer', 'before', true);
SELECT is((SELECT (body->>'a', etag, id)::text FROM answered('{"a": 1}', 'tag', the('x'))),
    format('(1,tag,%s)', the('x')), 'an answer passes through');
SELECT is(current_setting('citylearn.answer'), 'before', 'and is not kept without a key');

-- A day later
RESET ROLE;
UPDATE idempotency SET kept_at = now() - interval '24 hours' - interval '1 second'
 WHERE principal = 'manager' AND key = 'key-1';
SELECT act_as('manager');
SELECT is(request('manager', 'key-1', 'good bye'), 'written', 'after a day the key is free');
SELECT is(answers($$EXECUTE idempotency_answer('manager', 'key-1')$$),
    ARRAY[format(E'7\n%s\n{"said" : "good bye"}', the('good bye'))], 'and its new answer is kept');
RESET ROLE;
UPDATE idempotency SET kept_at = now() - interval '24 hours' - interval '1 second' WHERE key = 'key-2';
SET LOCAL ROLE citylearn_courier;
EXECUTE idempotency_forget;
RESET ROLE;
SELECT is(answers('SELECT principal || key FROM idempotency ORDER BY 1'),
    '{issuerkey-1,managerkey-1,managerkey-4}', 'the courier forgets the answers of yesterday');

-- Two at once
SELECT is((SELECT said FROM dblink('other', $$
        BEGIN; SELECT 'begun' FROM idempotency_claim('manager', 'key-9', 'x')
    $$) AS t (said text)), 'begun', 'another connection begins to answer');
SELECT act_as('manager');
SELECT is(refusal($$SELECT idempotency_claim('manager', 'key-9', 'x')$$), 'idempotency_in_progress',
    'a key is in use until its first request is answered');
SELECT is(refusal($$SELECT idempotency_claim('issuer', 'key-9', 'x')$$), 'none', 'by its principal alone');
RESET ROLE;
SELECT is(dblink_exec('other', 'ROLLBACK'), 'ROLLBACK', 'the other gives up');
SELECT is(refusal($$SELECT idempotency_claim('manager', 'key-9', 'x')$$), 'none', 'then the key is free');

SELECT dblink_disconnect('other') AS gone \gset
SELECT * FROM finish();
ROLLBACK;
