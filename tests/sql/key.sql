-- Keys that sign access tokens, and what was revoked.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/key.sql db/queries/idempotency.sql`
:prepare
SELECT plan(28);

CREATE FUNCTION make(kid text, algorithm text DEFAULT 'ES256') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE key_make(%L, %L, %L, %L)', kid, algorithm, json_build_object('kid', kid), kid)) $$;
CREATE FUNCTION states() RETURNS text LANGUAGE sql AS $$
SELECT string_agg(kid || ' ' || state, ', ' ORDER BY kid) FROM signing_key $$;

SELECT is(answers('EXECUTE key_rotate'), '{}', 'without keys nothing rotates');
SELECT is(make('a'), 'none', 'a key is made');
SELECT is(states(), 'a active', 'the first is active at once');
SELECT is((SELECT active_at FROM signing_key), now(), 'and since when is known');
SELECT is(answers('EXECUTE key_rotate'), '{}', 'without a next key nothing rotates');
SELECT is(states(), 'a active', 'so that one is always active');
SELECT is(make('b'), 'none', 'another is made');
SELECT is(states(), 'a active, b next', 'it is published before it is used');
SELECT is(make('c'), 'signing_key_one_next', 'there is one next key');
SELECT is(make('a'), 'signing_key_pkey', 'a key is made once');
SELECT is(answers('EXECUTE key_rotate'), '{b}', 'the next one takes over');
SELECT is(states(), 'a retired, b active', 'and the one before is retired');
SELECT is((SELECT array_agg(kid) FROM signing_key WHERE retired_at = now() OR active_at = now() AND kid = 'b'),
    '{a,b}', 'when that was is known');
SELECT is(refusal($$INSERT INTO signing_key (kid, state, algorithm, jwk, sealed) VALUES ('d', 'active', 'ES256', '{}', '')$$), 'signing_key_one_active',
    'one key is active');
SELECT is(make('r', 'RS256'), 'none', 'another algorithm has keys of its own');
SELECT is(states(), 'a retired, b active, r active', 'of which the first is active');
SELECT is(make('e', 'HS256'), 'signing_key_algorithm_check', 'there are two algorithms');
SELECT is(make('s', 'RS256'), 'none', 'and a next');
SELECT is(answers('EXECUTE key_rotate'), '{s}', 'which takes over for its own alone');
DELETE FROM signing_key WHERE algorithm = 'RS256';

SELECT act_as('nobody');
SELECT bag_eq('SELECT unnest(answers(''EXECUTE key_list''))', '{a,b}'::text[], 'workers know the keys, and the retired one for a day');
RESET ROLE;
INSERT INTO signing_key (kid, state, algorithm, jwk, sealed, created_at, retired_at)
SELECT 'before' || n, 'retired', 'ES256', '{}', '', now() - interval '9 days', now() - n * interval '1 hour' FROM generate_series(2, 1, -1) AS n;
SELECT is(make('c'), 'none', 'there is a next key');
SELECT act_as('nobody');
SELECT is(answers('EXECUTE key_list'), '{b,c,a,before1,before2}', 'what signs comes first, then what was retired last');
SELECT is(refusal($$UPDATE signing_key SET state = 'retired'$$), '42501', 'workers change none');
SELECT is(refusal('EXECUTE key_rotate'), '42501', 'nor rotate them');
RESET ROLE;
UPDATE signing_key SET retired_at = now() - interval '25 hours' WHERE kid = 'a';
SELECT is(answers('EXECUTE key_list'), '{b,c,before1,before2}', 'then it is forgotten');

INSERT INTO revocation (subject, revoked_at)
VALUES ('old', now() - interval '61 minutes'), ('recent', now() - interval '17 minutes'), ('new', now());
SELECT act_as('nobody');
SELECT is(answers('EXECUTE revocation_recent'), '{new}', 'workers ask for what may still be in use');
SELECT is(refusal($$DELETE FROM revocation$$), '42501', 'workers take back no revocation');
SET LOCAL ROLE citylearn_courier;
EXECUTE revocation_forget;
RESET ROLE;
SELECT is(answers('SELECT subject FROM revocation ORDER BY revoked_at'), '{recent,new}',
    'the courier forgets what was revoked long ago');

SELECT * FROM finish();
ROLLBACK;
