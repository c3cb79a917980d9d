-- Service clients: their secrets, and what ends them.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/client.sql db/queries/person.sql`
:prepare
SELECT plan(108);

CREATE FUNCTION make(organisation text DEFAULT 'library') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE client_make(%L, ''robot'', ''{award:write,activity:write}'', ''{}'', ''confidential'',
                                           ''client_secret_basic'', NULL, NULL, ''hash'', ''shown once'', 365)',
                      the(organisation))) $$;
CREATE FUNCTION rotate(client uuid, hash bytea, seconds int DEFAULT 0, organisation text DEFAULT 'library') RETURNS text
LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE client_secret_make(%L, %L, %L, ''second'', 365, %s)', the(organisation), client, hash, seconds)) $$;
CREATE FUNCTION enter(client uuid, hash bytea) RETURNS text[] LANGUAGE sql AS $$
SELECT answers(format('EXECUTE client_known(%L, %L, NULL, NULL)', client, hash)) $$;

SELECT act_as('manager');
SELECT set_config('citylearn.idempotency_key', 'a key', true);
SELECT (answers(format('EXECUTE client_make(%L, ''robot'', ''{award:write}'', ''{}'', ''confidential'', ''client_secret_basic'', NULL, NULL, ''first hash'', ''shown once'', 365)', the('library'))))[1]
       AS made \gset
SELECT :'made'::json->>'id' AS robot \gset
SELECT is(:'made'::jsonb - 'id' - 'clientId' - 'createdAt', '{"name": "robot", "scopes": ["award:write"], "kind": "confidential",
    "authMethod": "client_secret_basic", "redirectUris": [], "clientSecret": "shown once"}'::jsonb
    || jsonb_build_object('secretExpiresAt', utc(now() + interval '365 days')),
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
SELECT is((SELECT last_used_at FROM client_secret WHERE client = :'robot'), now(), 'the use of the secret is noted');
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
SELECT is((SELECT array_agg(expires_at ORDER BY hash) FROM client_secret WHERE client = :'robot'), ARRAY[now() + interval '1 hour', now() + interval '365 days'],
    'the older one has an end');
UPDATE client_secret SET expires_at = now() WHERE client = :'robot' AND hash = 'first hash';
SELECT act_as('manager');
SELECT is(enter(:'robot', 'first hash'), '{}', 'then it fits no more');
SELECT is(rotate(:'robot', 'third hash', 0), 'none', 'and there is room');
SELECT is(enter(:'robot', 'second hash'), '{}', 'an end at once');
SELECT is(enter(:'robot', 'third hash'), ARRAY[the('library')]::text[], 'leaves the new one');
SELECT is(answers(format('EXECUTE client_secret_make(%L, %L, ''x'', ''x'', 365, 0)', the('museum'), the('museum client'))), '{}',
    'nobody makes a secret for another''s client');
SELECT is(answers(format('EXECUTE client_secret_make(%L, %L, ''x'', ''x'', 365, 0)', the('library'), the('museum client'))), '{}',
    'nor by the own address');

-- Ten at most
SELECT is((SELECT count(*) FROM generate_series(1, 20) WHERE make() = 'none'), 8::bigint, 'ten clients at most');
SELECT is(make(), 'too_many_clients', 'no more');
SELECT is((SELECT json_agg(item::json->'name')::text FROM unnest(answers(format('EXECUTE client_list(%L, NULL, 3)', the('library')))) AS item),
    '["robot", "robot", "robot"]', 'they are listed');
SELECT is((SELECT sum(json_array_length(item::json->'secrets')) FROM unnest(answers(format('EXECUTE client_list(%L, NULL, 100)', the('library')))) AS item),
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

-- Addresses that a browser may be sent to with a code in its hands
CREATE TEMPORARY TABLE address (uri text, kinds text);
INSERT INTO address VALUES
    ('https://app.example/back', 'both'), ('https://app.example', 'both'), ('https://app.example/', 'both'),
    ('https://APP.example:8443/a/b?c=d&e=%2F', 'both'), ('https://localhost/back', 'both'), ('https://app.example?x', 'both'),
    ('https://app.example/.well-known/x', 'both'), ('https://app.example/a..b', 'both'),
    ('http://127.0.0.1/back', 'both'), ('http://127.0.0.1:8000/back', 'both'), ('http://[::1]/back', 'both'),
    ('http://localhost:3000/back', 'both'), ('http://127.0.0.1', 'both'),
    ('com.example.app:/back', 'public'), ('com.example.app://back', 'public'), ('lt.miestas-1.app:/a?b', 'public'),
    ('http://app.example/back', 'none'), ('http://127.0.0.2/back', 'none'), ('http://localhost.evil.example/', 'none'),
    ('http://127.0.0.1:80@evil.example/', 'none'), ('http://[::1].evil.example/', 'none'), ('http://127.0.0.1?x', 'none'),
    ('https://app.example/back#x', 'none'), ('https://app.example/back#', 'none'), ('https://*.app.example/back', 'none'),
    ('https://app.example/*', 'none'), ('https://u@app.example/back', 'none'), ('https://u:p@app.example/', 'none'),
    ('https://app.example@evil.example/', 'none'), ('https://app.example\@evil.example/', 'none'),
    ('https://app.example/a/../b', 'none'), ('https://app.example/..', 'none'), ('https://app.example/a/./b', 'none'),
    ('https://app.example/%2e%2e/b', 'none'), ('https://app.example/a%2F..%2fb', 'none'), ('https://app.example/%', 'none'),
    ('https://app.example/%zz', 'none'), ('https://app.example/a b', 'none'), (E'https://app.example/a\nb', 'none'),
    ('https://app.example/ą', 'none'), ('https://ąpp.example/', 'none'), ('https://app.example:0/', 'none'),
    ('https://app.example:/', 'none'), ('https://app.example:123456/', 'none'), ('https://-app.example/', 'none'),
    ('https://app..example/', 'none'), ('https://app.example./back', 'none'), ('https:///back', 'none'), ('https:app.example/back', 'none'),
    ('//app.example/back', 'none'), ('/back', 'none'), ('', 'none'), ('javascript:alert(1)', 'none'), ('data:text/html,x', 'none'),
    ('app:/back', 'none'), ('myapp://back', 'none'), ('Com.example.app:/back', 'none'), ('com.example.app:back', 'none'),
    ('com.example.app://u@evil.example/', 'none'), ('file:///etc/passwd', 'none'), ('ftp://app.example/', 'none'),
    ('https://app.example/"x', 'none'), ('https://app.example/<x>', 'none'), ('https://app.example/' || repeat('a', 2048), 'none');
SELECT is_empty($$
    SELECT uri, kinds FROM address
     WHERE redirect_uri_fits(uri, 'public') <> (kinds IN ('both', 'public'))
        OR redirect_uri_fits(uri, 'confidential') <> (kinds = 'both')
$$, 'people are led back to sites, to programs on their own machine, and to apps by their scheme');

-- Fields that suit each other
CREATE FUNCTION make_as(scopes text[], addresses text[] DEFAULT '{}', kind text DEFAULT 'confidential',
                        method text DEFAULT 'client_secret_basic', keys jsonb DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE client_make(%L, ''app'', %L, %L, %L, %L, %L, NULL, %L, NULL, 30)',
                      the('museum'), scopes, addresses, kind, method, keys, CASE method WHEN 'client_secret_basic' THEN 'h' END)) $$;
RESET ROLE;
DELETE FROM service_client WHERE organisation = the('museum') AND id <> the('museum client');
INSERT INTO membership (organisation, person, role) VALUES (the('museum'), the('stranger'), 'owner') ON CONFLICT DO NOTHING;
SELECT act_as('stranger', 'owner');
SELECT is(make_as('{openid}'), 'client_misfit', 'what people grant needs an address to lead them back to');
SELECT is(make_as('{activity:read}', '{}', 'public', 'none'), 'client_misfit', 'and so does a public client');
SELECT is(make_as('{openid}', '{https://app.example/}', 'public'), 'client_misfit', 'a public client keeps no secret');
SELECT is(make_as('{openid}', '{https://app.example/}', 'confidential', 'none'), 'client_misfit', 'another has to show who it is');
SELECT is(make_as('{activity:read}', '{}', 'confidential', 'private_key_jwt'), 'client_misfit', 'assertions need keys');
SELECT is(make_as('{activity:read}', '{}', 'confidential', 'client_secret_basic', '{"keys": []}'), 'client_misfit', 'secrets need none');
SELECT is(make_as('{openid}', '{https://app.example/,https://app.example/#}'), 'bad_redirect_uri', 'no address may be bad');
SELECT is(make_as('{openid}', '{com.example.app:/back}'), 'bad_redirect_uri', 'a scheme of its own is for public clients');
SELECT is(make_as('{openid}', '{com.example.app:/back}', 'public', 'none'), 'none', 'an app is made');
SELECT is(make_as('{openid,activity:read}', '{https://app.example/}'), 'none', 'a portal is made');
SELECT is(make_as('{activity:read}', '{}', 'confidential', 'private_key_jwt', '{"keys": []}'), 'none', 'a client with keys is made');
RESET ROLE;
SELECT bag_eq($$SELECT kind || ' ' || array_to_string(grants, ' ') FROM service_client
                 WHERE organisation = the('museum') AND name = 'app'$$,
    ARRAY['public authorization_code refresh_token', 'confidential client_credentials authorization_code refresh_token',
          'confidential client_credentials'], 'how they ask for tokens follows from what they are');
SELECT id AS app FROM service_client WHERE organisation = the('museum') AND name = 'app' AND kind = 'public' \gset
SELECT id AS portal FROM service_client WHERE organisation = the('museum') AND name = 'app' AND auth_method = 'client_secret_basic' \gset
SELECT id AS signer FROM service_client WHERE organisation = the('museum') AND name = 'app' AND auth_method = 'private_key_jwt' \gset

-- In the one way that is its own
CREATE FUNCTION shows(client uuid, hash bytea, assertion bytea) RETURNS int LANGUAGE sql AS $$
SELECT cardinality(answers(format('EXECUTE client_known(%L, %L, %L, %s)', client, hash, assertion,
                                  extract(epoch FROM now())::bigint + 300))) $$;
SELECT act_as('nobody');
SELECT is(ARRAY[shows(:'app', NULL, NULL), shows(:'app', 'h', NULL), shows(:'app', NULL, 'a')], '{1,0,0}', 'a public client by its id alone');
SELECT is(ARRAY[shows(:'portal', NULL, NULL), shows(:'portal', 'h', NULL), shows(:'portal', NULL, 'a')], '{0,1,0}', 'one by its secret alone');
SELECT is(ARRAY[shows(:'signer', NULL, NULL), shows(:'signer', 'h', NULL), shows(:'signer', NULL, 'a')], '{0,0,1}', 'one by an assertion alone');
SELECT is(shows(:'signer', NULL, 'a'), 0, 'which counts once');
SELECT is(shows(:'signer', NULL, 'b'), 1, 'and the next one once');
SELECT is(cardinality(answers(format('EXECUTE client_keys(%L)', :'portal'))), 0, 'who has a secret has no keys');
SELECT is(answers(format('EXECUTE client_keys(%L)', :'signer')), ARRAY['{"keys": []}'], 'who signs has some');
SELECT is((SELECT own_scopes FROM client_known(:'portal', 'h', NULL, NULL)), '{activity:read}', 'it does alone what needs no person');

-- Changed
RESET ROLE;
CREATE FUNCTION patch(client uuid, change text, keys text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE client_patch(%L, %L, %L, %L)', the('museum'), client, change, keys)) $$;
SELECT act_as('stranger', 'owner');
SELECT is((answers(format('EXECUTE client_patch(%L, %L, %L, NULL)', the('museum'), :'portal',
    '{"name": "gate", "scopes": ["openid"], "redirectUris": ["https://gate.example/"], "clientUri": "https://gate.example/about"}')))[1]::jsonb
    - 'id' - 'createdAt' - 'lastUsedAt' - 'secrets', '{"name": "gate", "scopes": ["openid"], "kind": "confidential", "jwks": null,
    "authMethod": "client_secret_basic", "grants": ["client_credentials", "authorization_code", "refresh_token"],
    "redirectUris": ["https://gate.example/"], "clientUri": "https://gate.example/about"}', 'a client is changed');
SELECT is(patch(:'portal', '{"redirectUris": []}'), 'client_misfit', 'but not so that it cannot be used');
SELECT is(patch(:'portal', '{"redirectUris": ["http://gate.example/"]}'), 'bad_redirect_uri', 'nor led astray');
SELECT is(patch(:'signer', '{"jwks": null}'), 'client_misfit', 'nor left without keys');
SELECT is(patch(:'signer', '{"jwks": {}}', '{"keys": [1]}'), 'none', 'keys are changed');
SELECT is(patch(:'portal', '{"redirectUris": [], "scopes": ["badge:read"]}'), 'none', 'people may leave it');
RESET ROLE;
SELECT is((SELECT grants FROM service_client WHERE id = :'portal'), '{client_credentials}', 'and then it acts by itself');
SELECT act_as('manager', 'owner');
SELECT is(answers(format('EXECUTE client_patch(%L, %L, ''{}'', NULL)', the('museum'), :'portal')), '{}', 'nobody changes another''s');
SELECT is(answers(format('EXECUTE client_patch(%L, %L, ''{}'', NULL)', the('library'), :'portal')), '{}', 'nor by the own address');

-- A secret that got out
SELECT act_as('stranger', 'owner');
SELECT is(refusal(format('EXECUTE client_secret_make(%L, %L, ''x'', ''x'', 30, 0)', the('museum'), :'signer')), 'client_without_secret',
    'who signs is given no secret');
RESET ROLE;
SELECT id AS leaked FROM client_secret WHERE client = :'portal' \gset
SELECT act_as('manager', 'owner');
SELECT is(answers(format('EXECUTE client_secret_delete(%L, %L, %L)', the('library'), :'portal', :'leaked')), '{}', 'nobody ends another''s');
SELECT act_as('stranger', 'owner');
SELECT is(answers(format('EXECUTE client_secret_delete(%L, %L, %L)', the('museum'), :'portal', :'leaked')), ARRAY[:'leaked'], 'a secret is ended');
SELECT is(shows(:'portal', 'h', NULL), 0, 'it fits no more');
SELECT is(answers(format('SELECT subject FROM revocation WHERE subject = %L', :'leaked')), ARRAY[:'leaked'], 'and its tokens are revoked');

-- Registered by itself
RESET ROLE;
CREATE FUNCTION register(token text, addresses text[] DEFAULT '{https://host.example/back}', for_one boolean DEFAULT false,
                         organisation uuid DEFAULT NULL, method text DEFAULT 'client_secret_basic') RETURNS text LANGUAGE sql AS $$
SELECT format('EXECUTE client_register(%L, %L, ''host'', ''{openid}'', %L, %L, %L, NULL, NULL, ''RS256'',
                                       ''{authorization_code,client_credentials}'', ''{"logo_uri": "https://host.example/l"}'', %L, %L, %L, %L)',
              for_one, organisation, addresses, CASE method WHEN 'none' THEN 'public' ELSE 'confidential' END, method,
              CASE method WHEN 'none' THEN NULL ELSE sha256('s'::bytea) END, sha256(token::bytea),
              CASE method WHEN 'none' THEN NULL ELSE 's' END, token) $$;
SELECT act_as('nobody');
SELECT set_config('citylearn.network', '192.0.2.0/24', true);
SELECT (answers(register('t1')))[1]::jsonb AS host \gset
SELECT :'host'::jsonb->>'client_id' AS guest \gset
SELECT is(:'host'::jsonb - 'client_id' - 'client_id_issued_at' - 'registration_client_uri', '{"client_secret": "s", "client_secret_expires_at": 0,
    "registration_access_token": "t1", "client_name": "host", "redirect_uris": ["https://host.example/back"], "grant_types": ["authorization_code"],
    "response_types": ["code"], "token_endpoint_auth_method": "client_secret_basic", "id_token_signed_response_alg": "RS256", "scope": "openid",
    "logo_uri": "https://host.example/l"}', 'a client registers itself');
SELECT is((SELECT registered FROM client_for_authorize(:'guest')), true, 'and people are told so');
SELECT is(refusal(register('t2', '{https://host.example/#x}')), 'bad_redirect_uri', 'its address is judged as any other');
SELECT is((SELECT count(*) FROM generate_series(1, 12) AS n WHERE refusal(register('n' || n)) = 'none'), 9::bigint, 'ten a day from one place');
SELECT is(refusal(register('t3')), 'too_many_registrations', 'no more');
SELECT set_config('citylearn.network', '198.51.100.0/24', true);
SELECT is(refusal(register('t4', method => 'none')), 'none', 'from elsewhere there is room');
SELECT is((SELECT count(*) FROM client_registration_own(:'guest', sha256('t4'))), 0::bigint, 'the token of another does not fit');
SELECT is((answers(format('EXECUTE client_registration_show(%L, %L, ''t1'')', :'guest', sha256('t1'))))[1]::jsonb,
    :'host'::jsonb - 'client_secret' - 'client_secret_expires_at', 'its own shows it all but the secret');
SELECT is((answers(format('EXECUTE client_registration_put(%L, %L, ''inn'', ''{email}'', ''{https://inn.example/}'', NULL, NULL, ''ES256'', ''{authorization_code,refresh_token}'', ''{}'', ''t1'')',
    :'guest', sha256('t1'))))[1]::jsonb - 'client_id' - 'client_id_issued_at' - 'registration_client_uri' - 'registration_access_token',
    '{"client_name": "inn", "redirect_uris": ["https://inn.example/"], "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
      "token_endpoint_auth_method": "client_secret_basic", "id_token_signed_response_alg": "ES256", "scope": "email"}', 'it is replaced');
SELECT is(answers(format('EXECUTE client_registration_delete(%L, %L)', :'guest', sha256('t4'))), '{}', 'nobody else ends it');
SELECT is(answers(format('EXECUTE client_registration_delete(%L, %L)', :'guest', sha256('t1'))), ARRAY[:'guest'], 'it ends');
SELECT is(answers(format('EXECUTE client_registration_delete(%L, %L)', :'guest', sha256('t1'))), '{}', 'once');
SELECT is(answers('SELECT FROM service_client'), '{}', 'nobody sees clients of nobody');
SELECT act_as('stranger', 'owner');
SELECT is((answers(register('t5', for_one => true, organisation => the('museum'))))[1]::jsonb->'grant_types', '["authorization_code", "client_credentials"]', 'an owner registers one for the organisation');
SELECT is(refusal(register('t8', for_one => true)), 'not_found', 'who owns several says which');
SELECT is(refusal(register('t6', for_one => true, organisation => the('library'))), 'not_allowed', 'and for no other');
RESET ROLE;
SELECT client AS ours FROM client_registration WHERE hash = sha256('t5') \gset
SELECT act_as('nobody');
CREATE FUNCTION pg_temp.put(client uuid, scopes text[], grants text[]) RETURNS text LANGUAGE sql AS $$
SELECT public.refusal(format('EXECUTE client_registration_put(%L, %L, ''x'', %L, ''{https://x.example/}'', NULL, NULL, ''RS256'', %L, ''{}'', ''t5'')',
                             client, sha256('t5'), scopes, grants)) $$;
SELECT is(pg_temp.put(:'ours', '{openid,award:write}', '{authorization_code}'), 'client_misfit', 'which gets no further by itself');
SELECT is(pg_temp.put(:'ours', '{openid}', '{authorization_code,refresh_token}'), 'client_misfit', 'by no other grant either');
SELECT is(pg_temp.put(:'ours', '{openid}', '{authorization_code}'), 'none', 'but may want less');
SELECT act_as('learner', 'owner');
SELECT is(refusal(register('t7', for_one => true)), 'not_found', 'who owns none registers none');
RESET ROLE;
SELECT is((SELECT array_agg(DISTINCT registered) FROM service_client WHERE organisation = the('museum')), '{f}', 'such a one is known');

-- Warned of
UPDATE client_secret SET created_at = now() - interval '1 year', expires_at = now() + interval '40 days' WHERE client = the('museum client');
CREATE FUNCTION warn(more interval) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    warned bigint;
BEGIN
    UPDATE client_secret SET expires_at = now() + more WHERE client = the('museum client');
    SET LOCAL ROLE citylearn_courier;
    warned := (answers('EXECUTE client_warn'))[1];
    RESET ROLE;
    RETURN warned;
END $$;
SELECT is(ARRAY[warn('31 days'), warn('30 days'), warn('29 days'), warn('8 days'), warn('7 days'), warn('6 days'), warn('1 day'), warn('1 hour'), warn('-1 hour')],
    '{0,1,0,0,1,0,1,0,0}', 'owners are warned three times');
SELECT results_eq($$SELECT payload::json->'data'->>'days' || ' ' || seq FROM event WHERE type = 'credential.expiring' AND subject = the('museum client') ORDER BY id$$,
    ARRAY['30 1', '7 2', '1 3'], 'as events');
SELECT is((SELECT array_agg(data->>'days' ORDER BY id) FROM mail WHERE kind = 'client_expiring' AND person = the('stranger')), '{30,7,1}', 'and by mail');
DELETE FROM event WHERE type = 'credential.expiring';
UPDATE client_secret SET warned_days = NULL WHERE client = the('museum client');
SELECT is(warn('7 days'), 1::bigint, 'of a secret a year later as well');
SELECT is((SELECT seq FROM event WHERE type = 'credential.expiring' AND subject = the('museum client')), 4, 'whose number goes on, though the events before are forgotten');
SELECT is((SELECT bool_or(data::text LIKE '%hash%') FROM mail WHERE kind = 'client_expiring'), false, 'with no secret in it');
UPDATE client_secret SET warned_days = NULL WHERE client = the('museum client');
INSERT INTO client_secret (client, hash, expires_at) VALUES (the('museum client'), 'later', now() + interval '1 year');
SELECT is((answers('EXECUTE client_warn'))[1], '0', 'not when a later secret is there');
UPDATE client_secret SET created_at = now() - interval '1 day', expires_at = now() + interval '5 days', warned_days = NULL WHERE client = the('library client');
SELECT is((answers('EXECUTE client_warn'))[1], '0', 'nor of a secret that was made for less');

-- Swept
UPDATE client_registration SET created_at = now() - interval '25 hours';
UPDATE client_assertion SET expires_at = now() - interval '1 second' WHERE hash = 'a';
UPDATE service_client SET created_at = now() - interval '91 days' WHERE registered AND id IN (SELECT client FROM client_registration WHERE hash IN (sha256('n1'), sha256('n2')));
UPDATE service_client SET last_used_at = now() WHERE id IN (SELECT client FROM client_registration WHERE hash = sha256('n2'));
UPDATE service_client SET deleted_at = now() - interval '25 hours' WHERE id = :'guest';
SELECT count(*) AS before FROM service_client \gset
SET LOCAL ROLE citylearn_courier;
EXECUTE client_forget;
RESET ROLE;
SELECT is(:before - (SELECT count(*) FROM service_client), 2::bigint, 'what registered itself goes when it was not used for 90 days, or has ended');
SELECT is((SELECT count(network) FROM client_registration), 0::bigint, 'where it came from is forgotten after a day');
SELECT is((SELECT array_agg(hash) FROM client_assertion), ARRAY['b'::bytea], 'and assertions that would not count');
SELECT is((SELECT count(*) FROM audit_entry WHERE concat(before, after) ~ 'sha256|\\x[0-9a-f]{20}'), 0::bigint, 'the audit keeps no hash of any of it');

-- Of the platform itself
SELECT ok(cardinality(answers('EXECUTE client_app_make(''gate'', ''{openid}'', ''{https://gate.example/}'', ''public'', ''none'', NULL, NULL)')) = 1,
    'the operator makes an app of no organisation');
SELECT is((SELECT grants FROM service_client WHERE name = 'gate' AND organisation IS NULL), '{authorization_code,refresh_token}', 'which acts for people alone');
SELECT is(answers(format('EXECUTE client_app_delete(%L)', (SELECT id FROM service_client WHERE name = 'gate' AND organisation IS NULL))), '{gate}', 'and ends it');

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
