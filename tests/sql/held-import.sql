-- What learners bring that is not there and then kept: taken in, worked at by one courier, told to its holder alone, and forgotten; and
-- the archives of all that they have.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/exchange.sql`
:prepare
SELECT plan(49);

INSERT INTO badge (id, organisation, state, achievement_type, translations)
SELECT the(name), the('library'), 'active', 'Badge', '{"en": {"name": "Sewer", "criteria": "Sew"}}' FROM unnest(ARRAY['badge', 'second']) AS name;
INSERT INTO award (id, badge, organisation, recipient_email, revoked_at, revocation_reason)
VALUES (the('own'), the('badge'), the('library'), 'learner@town.example', NULL, NULL),
       (the('ended'), the('second'), the('library'), 'learner@town.example', now(), 'A mistake'),
       (the('hers'), the('badge'), the('library'), 'stranger@town.example', NULL, NULL);

CREATE FUNCTION hash(name text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT sha256(convert_to(name, 'UTF8')) $$;
CREATE FUNCTION begins(source text, award text DEFAULT NULL, archive text DEFAULT NULL) RETURNS uuid LANGUAGE sql AS $$
SELECT (held_import_begin(the(award), source, archive::bytea)).id $$;
CREATE FUNCTION the_import(import uuid) RETURNS held_import LANGUAGE sql AS $$ SELECT i FROM held_import AS i WHERE id = import $$;
CREATE FUNCTION acts_as_courier() RETURNS void LANGUAGE sql AS $$ SET LOCAL ROLE citylearn_courier $$;
CREATE FUNCTION keeps(import uuid, name text, attempt int DEFAULT 1, owner text DEFAULT 'courier', award text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
SELECT string_agg(CASE WHEN is_new THEN 'new' ELSE 'there' END, ' ')
  FROM held_import_keep(import, the(owner), attempt, the(award), hash(name), 'json', 'badge', name::bytea, name, jsonb_build_object('name', name), NULL, hash(name)) $$;

-- Taken in
SELECT act_as('learner');
SELECT begins('https://a.example/1') AS first \gset
SELECT is(begins('https://a.example/1'), :'first'::uuid, 'the same address is waited for once');
SELECT is((the_import(:'first')).state, 'pending', 'and waits for the courier');
SELECT is(refusal($$SELECT begins('https://city.example/b/1', award => 'own')$$), 'award_is_here', 'what was awarded here is here');
SELECT is(refusal($$SELECT begins('https://city.example/b/1', award => 'hers')$$), 'not_allowed', 'that of another they may not have');
SELECT is(refusal($$SELECT begins('https://city.example/b/1', award => 'nothing')$$), 'not_allowed', 'nor what was never awarded');
SELECT is(refusal($$SELECT begins(NULL)$$), 'held_import_check1', 'nothing is no import');
SELECT is(refusal($$SELECT begins('https://a.example/2', archive => 'PK')$$), 'held_import_check1', 'nor are two things at once');
SELECT begins(NULL, archive => 'PK') AS archive \gset
SELECT isnt(begins(NULL, archive => 'PK'), :'archive'::uuid, 'an archive is another each time');
SELECT count(begins('https://a.example/' || n)) FROM generate_series(2, 8) AS n \gset
SELECT is(refusal($$SELECT begins('https://a.example/9')$$), 'too_many_imports', 'there is an end to how many wait');
SELECT is(begins('https://a.example/1'), :'first'::uuid, 'what waits is told all the same');
SELECT act_as('stranger');
SELECT is((SELECT count(*) FROM held_import), 0::bigint, 'nobody else sees them');
SELECT isnt(begins('https://a.example/1'), :'first'::uuid, 'and who brings the same has an import of their own');
SELECT is(refusal('UPDATE held_import SET state = ''kept'''), '42501', 'nobody writes what came of it');
SELECT is(refusal(format('SELECT held_import_settle(%L, %L, 1, ''[]'')', :'first', the('courier'))), '42501', 'but the courier');
SELECT act_as('library client');
SELECT is((SELECT count(*) FROM held_import), 0::bigint, 'a service client has none');

-- Worked at
RESET ROLE;
DELETE FROM held_import WHERE id NOT IN (:'first', :'archive');
INSERT INTO identifier (email, person) VALUES ('other@town.example', the('learner'));
SELECT acts_as_courier();
SELECT is((SELECT array_agg(c.id || ' ' || c.attempt || ' ' || (SELECT count(*) FROM regexp_split_to_table(c.emails, E'\n')) ORDER BY c.id) FROM held_import_claim(the('courier'), 5) AS c),
          ARRAY[:'first' || ' 1 2', :'archive' || ' 1 2'], 'a courier takes them, with the addresses of the learner');
SELECT is((SELECT count(*) FROM held_import_claim(the('another'), 5)), 0::bigint, 'and no other does meanwhile');
SELECT is(keeps(:'first', 'Diver', owner => 'another'), NULL, 'nor keeps anything for them');
SELECT is(keeps(:'first', 'Diver', attempt => 2), NULL, 'nor with a lease that is not that');
SELECT is(keeps(:'first', 'Diver'), 'new', 'it keeps what it fetched');
SELECT is(keeps(:'first', 'Diver'), 'there', 'once');
SELECT is(refusal(format('SELECT keeps(%L, ''Sewer'', award => ''own'')', :'first')), 'award_is_here', 'and what was awarded here not at all');
SELECT is(refusal(format('SELECT keeps(%L, ''Sewer'', award => ''hers'')', :'first')), 'not_allowed', 'least of all to others');
RESET ROLE;
SELECT is((SELECT array_agg((h.person, h.credential, h.content)::text) FROM held_credential AS h), ARRAY[(the('learner'), 'Diver'::text, 'Diver'::bytea)::text], 'it is the learner''s');
SELECT isnt((SELECT verification FROM held_credential), NULL, 'and is verified');
UPDATE held_import SET lease_until = now() + interval '1 second' WHERE id = :'first';
SELECT acts_as_courier();
SELECT keeps(:'first', 'Diver');
RESET ROLE;
SELECT is((the_import(:'first')).lease_until, now() + interval '1 minute', 'whoever keeps something holds on');
INSERT INTO verification (question) SELECT hash(n::text) FROM generate_series(1, 249) AS n;
SELECT acts_as_courier();
SELECT is(refusal(format('SELECT keeps(%L, ''Climber'')', :'first')), 'busy', 'half of what may wait is left to who asks by themselves');
RESET ROLE;
SELECT act_as('learner');
SELECT lives_ok($$SELECT held_put(NULL, hash('Asker'), 'json', 'badge', 'A', 'A', '{}', NULL, hash('Asker'))$$, 'who brings a file is one of these');
RESET ROLE;
DELETE FROM verification WHERE content IS NULL;
UPDATE person SET suspended_at = now() WHERE id = the('learner');
SELECT acts_as_courier();
SELECT is(keeps(:'first', 'Climber'), NULL, 'for who is suspended nothing is kept');
RESET ROLE;
UPDATE person SET suspended_at = NULL WHERE id = the('learner');

-- What came of it
SELECT acts_as_courier();
SELECT held_import_settle(:'first', the('another'), 1, '[{"state": "kept"}]');
RESET ROLE;
SELECT is((the_import(:'first')).state, 'pending', 'of a lease that was lost nothing is written');
SELECT acts_as_courier();
SELECT held_import_settle(:'first', the('courier'), 1, '[{"state": "refused", "code": "no_badge", "reason": "It is none."}]');
SELECT held_import_settle(:'archive', the('courier'), 1, '[{"state": "refused", "name": "a", "code": "no_badge", "reason": "It is none."}, {"state": "here", "name": "b"}]');
RESET ROLE;
SELECT is(((the_import(:'first')).state, (the_import(:'first')).done_at), ('refused'::held_import_state, now()), 'what was no badge is refused');
SELECT is(((the_import(:'archive')).state, (the_import(:'archive')).archive), ('kept'::held_import_state, NULL::bytea), 'where anything is one, it is kept; the archive is gone');
SELECT act_as('learner');
SELECT is(((answers(format('EXECUTE held_import_show(%L, %L)', the('learner'), :'first')))[1]::jsonb - 'items')->>'reason', 'It is none.', 'its holder is told why');
SELECT is(jsonb_path_query_array((answers(format('EXECUTE held_import_show(%L, %L)', the('learner'), :'archive')))[1]::jsonb, '$.items[*].name'), '["a", "b"]', 'and of each file, in their order');
SELECT is((answers(format('EXECUTE held_import_show(%L, %L)', the('learner'), :'archive')))[1]::jsonb->>'code', NULL, 'what is kept has no reason');
SELECT isnt(begins('https://a.example/1'), :'first'::uuid, 'what is over can be brought again');
SELECT begins('https://a.example/1') AS again \gset
RESET ROLE;
UPDATE held_import SET attempt = 3, owner = the('courier'), lease_until = now() - interval '1 second' WHERE id = :'again';
SELECT acts_as_courier();
SELECT is((SELECT count(*) FROM held_import_claim(the('courier'), 5)), 0::bigint, 'what broke three couriers is left alone');
SELECT held_imports_give_up();
RESET ROLE;
SELECT is(((the_import(:'again')).state, (the_import(:'again')).items->0->>'code'), ('refused'::held_import_state, 'busy'::text), 'and given up');
UPDATE held_import SET added_at = now() - interval '25 hours' WHERE id = :'first';
SELECT acts_as_courier();
SELECT held_imports_forget();
RESET ROLE;
SELECT is((SELECT array_agg(i.id ORDER BY i.id) FROM held_import AS i), ARRAY[:'archive', :'again']::uuid[], 'after a day it is forgotten');

-- All of it, in archives
DELETE FROM held_credential;
INSERT INTO held_credential (id, person, key, form, kind, content, credential, facts, question)
SELECT ('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, the('learner'), hash(n::text), 'png', 'badge', ('x' || n)::bytea, '{}', jsonb_build_object('name', n), hash(n::text)
  FROM generate_series(1, 300) AS n;
CREATE FUNCTION packed(after uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
SELECT count(*) || ' ' || count(award) || ' ' || bool_or(has_more) FROM held_export(after) $$;
CREATE FUNCTION parts() RETURNS text[] LANGUAGE sql AS $$ SELECT array_agg(coalesce(right(after::text, 3), '-') || ' ' || files) FROM held_export_parts() $$;
SELECT act_as('learner');
SELECT is(packed(), '200 2 true', 'an archive has 200 files, awards that were revoked too');
SELECT is(parts(), '{- 200,198 102}', 'it is known where the next one begins');
SELECT is(packed((SELECT after FROM held_export_parts() WHERE after IS NOT NULL)), '102 0 false', 'and it begins there');
SELECT is((SELECT array_agg(convert_from(e.content, 'UTF8') || e.name || e.form) FROM held_export('ffffffff-0000-7000-8000-000000000298') AS e), '{x299299png,x300300png}', 'with the bytes as they came');
RESET ROLE;
UPDATE held_credential SET content = repeat('x', 1048576)::bytea WHERE question IN (hash('1'), hash('2'), hash('3'));
DELETE FROM held_credential WHERE question NOT IN (hash('1'), hash('2'), hash('3'), hash('4'));
SELECT act_as('learner');
SELECT is(parts(), '{- 4,002 2}', 'nor is it larger than 3 MiB; what is not signed yet counts too');
SELECT is(packed(), '4 2 true', 'which is what is in it');
RESET ROLE;
UPDATE held_credential SET content = repeat('x', 3145728)::bytea WHERE question = hash('1');
SELECT act_as('learner');
SELECT is((SELECT array_agg(files ORDER BY after NULLS FIRST) FROM held_export_parts()), '{2,1,3}', 'one that is as large has an archive of its own');
SELECT act_as('stranger');
SELECT is((SELECT array_agg(e.award) FROM held_export(NULL) AS e), ARRAY[the('hers')], 'others have their own alone');
SELECT act_as('nobody');
SELECT is((SELECT count(*) FROM held_export(NULL)) + (SELECT count(*) FROM held_export_parts()), 0::bigint, 'nobody has any');
RESET ROLE;
UPDATE person SET closed_at = now() WHERE id = the('learner');
SELECT is((SELECT count(*) FROM held_import WHERE person = the('learner')), 0::bigint, 'imports go with whoever brought them');

SELECT * FROM finish();
ROLLBACK;
