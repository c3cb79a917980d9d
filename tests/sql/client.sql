-- Service clients: their secrets, and what ends them.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/client.sql db/queries/person.sql`
:prepare
SELECT plan(36);

CREATE FUNCTION make(organisation text DEFAULT 'library') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE client_make(%L, ''robot'', ''{award:write,activity:write}'', ''hash'', ''shown once'')',
                      the(organisation))) $$;
CREATE FUNCTION rotate(client uuid, hash bytea, seconds int DEFAULT 0, organisation text DEFAULT 'library') RETURNS text
LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE client_secret_make(%L, %L, %L, ''second'', %s)', the(organisation), client, hash, seconds)) $$;
CREATE FUNCTION enter(client uuid, hash bytea) RETURNS text[] LANGUAGE sql AS $$
SELECT answers(format('EXECUTE client_known(%L, %L)', client, hash)) $$;

SELECT act_as('manager');
SELECT set_config('citylearn.idempotency_key', 'a key', true);
SELECT (answers(format('EXECUTE client_make(%L, ''robot'', ''{award:write}'', ''first hash'', ''shown once'')', the('library'))))[1]
       AS made \gset
SELECT :'made'::json->>'id' AS robot \gset
SELECT is(:'made'::jsonb - 'id' - 'clientId' - 'createdAt', '{"name": "robot", "scopes": ["award:write"], "clientSecret": "shown once"}'::jsonb,
    'a client is made, with its secret');
SELECT is(:'made'::json->>'clientId', :'robot', 'its id is its name');
SELECT ok(current_setting('citylearn.answer') LIKE '%robot%' AND current_setting('citylearn.answer') NOT LIKE '%shown once%',
    'what is kept for the Idempotency-Key has no secret');
SELECT set_config('citylearn.idempotency_key', '', true);
SELECT is(make('museum'), 'not_allowed', 'a client is made for the own organisation');

-- A secret opens the door
SELECT act_as('nobody');
SELECT is(enter(:'robot', 'first hash'), ARRAY[the('library')]::text[], 'the secret fits');
SELECT is(enter(:'robot', 'other hash'), '{}', 'another does not');
SELECT is(enter(the('library client'), 'first hash'), '{}', 'nor with another client');
SELECT is(cardinality(answers('SELECT FROM client_secret')), 0, 'secrets are not seen');
RESET ROLE;
SELECT is((SELECT last_used_at FROM service_client WHERE id = :'robot'), now(), 'its use is noted');
UPDATE service_client SET last_used_at = now() - interval '59 minutes' WHERE id = :'robot';
SELECT act_as('nobody');
SELECT enter(:'robot', 'first hash') AS entered \gset
RESET ROLE;
SELECT is((SELECT last_used_at FROM service_client WHERE id = :'robot'), now() - interval '59 minutes', 'once an hour');

-- Two at a time
SELECT act_as('manager');
SELECT is(rotate(:'robot', 'second hash', 3600), 'none', 'a second secret is made');
SELECT is(cardinality(enter(:'robot', 'second hash')) + cardinality(enter(:'robot', 'first hash')), 2, 'both fit for a while');
SELECT is(rotate(:'robot', 'third hash'), 'too_many_secrets', 'two are live at most');
RESET ROLE;
SELECT is((SELECT array_agg(expires_at ORDER BY hash) FROM client_secret WHERE client = :'robot'), ARRAY[now() + interval '1 hour', NULL],
    'the older one has an end');
UPDATE client_secret SET expires_at = now() WHERE client = :'robot' AND hash = 'first hash';
SELECT act_as('manager');
SELECT is(enter(:'robot', 'first hash'), '{}', 'then it fits no more');
SELECT is(rotate(:'robot', 'third hash', 0), 'none', 'and there is room');
SELECT is(enter(:'robot', 'second hash'), '{}', 'an end at once');
SELECT is(enter(:'robot', 'third hash'), ARRAY[the('library')]::text[], 'leaves the new one');
SELECT is(answers(format('EXECUTE client_secret_make(%L, %L, ''x'', ''x'', 0)', the('museum'), the('museum client'))), '{}',
    'nobody makes a secret for another''s client');
SELECT is(answers(format('EXECUTE client_secret_make(%L, %L, ''x'', ''x'', 0)', the('library'), the('museum client'))), '{}',
    'nor by the own address');

-- Ten at most
SELECT is((SELECT count(*) FROM generate_series(1, 20) WHERE make() = 'none'), 8::bigint, 'ten clients at most');
SELECT is(make(), 'too_many_clients', 'no more');
SELECT is((SELECT json_agg(item::json->'name')::text FROM unnest(answers(format('EXECUTE client_list(%L, NULL, 3)', the('library')))) AS item),
    '["robot", "robot", "robot"]', 'they are listed');
SELECT is((SELECT sum((item::json->>'secrets')::int) FROM unnest(answers(format('EXECUTE client_list(%L, NULL, 100)', the('library')))) AS item),
    10::bigint, 'with the number of their live secrets');
SELECT is(refusal(format('EXECUTE client_list(%L, NULL, 100)', the('museum'))), 'not_allowed', 'another''s are not');

-- Ended
SELECT is(answers(format('EXECUTE client_delete(%L, %L)', the('museum'), the('museum client'))), '{}', 'nobody ends another''s');
SELECT is(answers(format('EXECUTE client_delete(%L, %L)', the('library'), :'robot')), ARRAY[:'robot'], 'a client is ended');
SELECT is(answers(format('EXECUTE client_delete(%L, %L)', the('library'), :'robot')), '{}', 'once');
SELECT is(enter(:'robot', 'third hash'), '{}', 'its secret fits no more');
SELECT is(answers('SELECT subject FROM revocation'), ARRAY[:'robot'], 'its tokens are revoked');
SELECT is(make(), 'none', 'and there is room');
RESET ROLE;
SELECT ok((SELECT bool_and(concat(before, after) !~ 'hash') FROM audit_entry WHERE noun = 'client_secret'),
    'the audit keeps no hash');
SELECT is((SELECT array_agg(action ORDER BY action) FROM audit_entry WHERE noun = 'service_client' AND subject = :'robot'),
    '{insert,update}', 'but that the client came and went');

-- Who I am
SELECT act_as('manager', 'viewer');
SELECT is((answers(format('EXECUTE me_show(%L)', the('manager'))))[1]::jsonb - 'id', '{"email": "manager@town.example",
    "name": "Manager", "language": null, "consentState": "adult", "cities": [], "organisations": []}'::jsonb || jsonb_build_object('organisations', (
        SELECT jsonb_agg(jsonb_build_object('role', 'manager', 'organisation', organisation_stub(o, NULL, 'lt')) ORDER BY slug)
          FROM organisation AS o WHERE slug IN ('library', 'club'))), 'a person, and for whom they work');
SELECT is((answers(format('EXECUTE me_show(%L)', the('owner')))), '{}', 'nobody else is shown');
SELECT act_as('mayor', 'viewer');
SELECT is((answers(format('EXECUTE me_show(%L)', the('mayor'))))[1]::jsonb->'cities', '[{"city": "port", "role": "city_admin"}]',
    'and for which city');

SELECT * FROM finish();
ROLLBACK;
