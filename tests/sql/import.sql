-- Imports: rows by sets, each once; dry runs; what a whole offer lacks; whose rights it is done with.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/import.sql db/queries/job.sql`
:prepare
SELECT plan(52);

CREATE FUNCTION item(external text, more text DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
SELECT '{"learningForm": "formal", "mode": "online", "type": "course", "category": "arts", "title": "T",
         "description": "D", "onlineUrl": "https://a.example"}'::jsonb
       || jsonb_strip_nulls(jsonb_build_object('externalId', external)) || more::jsonb $$;
-- Sends two pieces and makes the import, as whoever acts now.
CREATE FUNCTION send(name text, input text DEFAULT '{}', organisation text DEFAULT 'library') RETURNS text LANGUAGE sql AS $$
SELECT answers(format('EXECUTE import_piece_add(%L, %L, 0, %L, %L)', the(organisation), the(name), '\x41', 'key of ' || name));
SELECT answers(format('EXECUTE import_piece_add(%L, %L, 1, %L, %L)', the(organisation), the(name), '\x42', 'key of ' || name));
SELECT (answers(format('EXECUTE import_make(%L, %L, %L)', the(organisation), the(name),
       '{"source": "night", "format": "csv", "size": 2, "publish": true, "dryRun": false, "wholeOffer": false}'::jsonb || input::jsonb)))[1]::jsonb->>'state' $$;
CREATE FUNCTION as_courier() RETURNS void LANGUAGE sql AS $$ SELECT set_config('role', 'citylearn_courier', true) $$;
CREATE FUNCTION job_of(name text) RETURNS uuid LANGUAGE sql SECURITY DEFINER AS $$ SELECT coalesce(cancelling, job) FROM import WHERE id = the(name) $$;
CREATE FUNCTION claim() RETURNS void LANGUAGE sql AS $$ SELECT answers(format('EXECUTE job_claim(%L, %L, 10)', the('courier'), '{import,import_cancel}')) $$;
CREATE FUNCTION step(name text, items jsonb, unfit jsonb DEFAULT '[]', attempt int DEFAULT 1) RETURNS text LANGUAGE sql AS $$
SELECT (answers(format('EXECUTE import_step(%L, %L, %s, %L, %L, %L, %s, 9, %L)', job_of(name), the('courier'), attempt, items,
       ARRAY(SELECT n + 1 FROM generate_series(1, jsonb_array_length(items)) AS n)::text, unfit, jsonb_array_length(unfit),
       '{"/category": "category"}')))[1] $$;
CREATE FUNCTION conclude(name text, failure text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
SELECT (answers(format('EXECUTE import_end(%L, %L, 1, %L)', job_of(name), the('courier'), failure)))[1] $$;
CREATE FUNCTION counts(name text) RETURNS text LANGUAGE sql SECURITY DEFINER AS $$
SELECT string_agg(key || ' ' || value, ', ' ORDER BY key) FROM import AS i JOIN job AS j ON j.id = i.job, jsonb_each(j.counts) WHERE i.id = the(name) AND value <> '0' $$;
CREATE FUNCTION faults(name text) RETURNS text[] LANGUAGE sql SECURITY DEFINER AS $$
SELECT array_agg(concat_ws(' ', line, field, code) ORDER BY line, n) FROM import_error WHERE import = the(name) $$;
CREATE FUNCTION offered() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$
SELECT string_agg(external_id || ' ' || state || ' ' || version, ', ' ORDER BY external_id) FROM activity WHERE organisation = the('library') $$;

-- A body, and who may send one
SELECT act_as('manager');
SELECT is(send('one'), 'queued', 'an import is made of what was sent');
SELECT throws_ok(format('EXECUTE import_piece_add(%L, %L, 3, %L, %L)', the('library'), the('one'), '\x', 'key'), 'not_found', 'no piece is left out');
SELECT throws_ok(format('EXECUTE import_make(%L, %L, %L)', the('library'), the('none'), '{}'), 'not_found', 'nothing is made of nothing');
SELECT act_as('issuer', 'manager');
SELECT throws_ok($$SELECT send('two')$$, 'not_allowed', 'an issuer sends none');
SELECT act_as('stranger');
SELECT throws_ok(format('EXECUTE import_piece_add(%L, %L, 2, %L, %L)', the('library'), the('one'), '\x', 'key'), 'not_found', 'nobody adds to what others send');
SELECT act_as('library client');
SELECT is(send('client'), 'queued', 'a service client imports as well');

-- Rows by sets
SELECT as_courier();
SELECT claim();
SELECT is(step('one', jsonb_build_array(item('A'), item('B'), item('A'), item('C', '{"category": "magic"}'), item(NULL)),
               '[{"line": 1, "field": "mode", "code": "required", "detail": "It is missing."}]'), 'running', 'a set is taken in');
SELECT is(counts('one'), 'created 3, rejected 3, rows 6', 'and counted');
SELECT is(faults('one'), '{"1 mode required","4 externalId external_id_repeated","5 category unknown_category"}', 'what does not fit is told where it stands');
SELECT is(step('one', jsonb_build_array(item('B'), item('D'))), 'running', 'the next set');
SELECT is(counts('one'), 'created 4, rejected 4, rows 8', 'knows the ids of the one before');
SELECT is(step('one', jsonb_build_array(item('E')), attempt => 2), 'lost', 'who has lost the job has no say');
SELECT is(conclude('one'), 'done', 'the end');
RESET ROLE;
SELECT is((SELECT count(*) FROM import_piece WHERE import = the('one')), 0::bigint, 'nothing of the body is kept');
SELECT is((SELECT string_agg(DISTINCT source, ',') FROM activity_origin), 'night', 'where they came from is');
SELECT is((SELECT count(*) FROM audit_entry WHERE noun = 'import' AND person IS NOT NULL), 1::bigint, 'that it was asked for is audited');
SELECT as_courier();
SELECT is(step('client', jsonb_build_array(item('A'), item('B', '{"capacity": 5}'))), 'running', 'another import');
SELECT is(counts('client'), 'rows 2, unchanged 1, updated 1', 'passes over what is equal');

-- A dry run
SELECT act_as('manager');
SELECT send('dry', '{"dryRun": true}');
SELECT as_courier();
SELECT claim();
SELECT step('dry', jsonb_build_array(item('A', '{"capacity": 1}'), item('X'), item('Y', '{"category": "magic"}')));
SELECT is(counts('dry'), 'created 1, rejected 1, rows 3, updated 1', 'a dry run tells what would be');
SELECT is(offered(), 'A published 1, B published 2, D published 1', 'and changes nothing');

-- A whole offer
SELECT act_as('manager');
SELECT send('whole', '{"wholeOffer": true}');
SELECT as_courier();
SELECT claim();
SELECT step('whole', jsonb_build_array(item('A')));
SELECT conclude('whole');
RESET ROLE;
SELECT is((SELECT missing FROM import WHERE id = the('whole')), 2, 'what it lacks is counted');
SELECT act_as('manager');
SELECT throws_ok(format('EXECUTE import_confirm(%L, %L, 1, %L)', the('library'), the('whole'), 'x'), 'import_missing_changed', 'who confirms has to know how many');
SELECT throws_ok(format('EXECUTE import_confirm(%L, %L, 1, %L)', the('library'), the('one'), 'x'), 'import_not_confirmable', 'of a part nothing is missing');
SELECT act_as('stranger');
SELECT throws_ok(format('EXECUTE import_confirm(%L, %L, 2, %L)', the('library'), the('whole'), 'x'), 'not_allowed', 'nobody else confirms');
SELECT act_as('manager');
SELECT lives_ok(format('EXECUTE import_confirm(%L, %L, 2, %L)', the('library'), the('whole'), 'Over.'), 'it is confirmed');
SELECT throws_ok(format('EXECUTE import_confirm(%L, %L, 2, %L)', the('library'), the('whole'), 'x'), 'import_not_confirmable', 'once');
SELECT as_courier();
SELECT claim();
SELECT is((answers(format('EXECUTE import_cancel_step(%L, %L, 1, 1)', job_of('whole'), the('courier'))))[1], 'running', 'they are cancelled, some at a time');
SELECT is((answers(format('EXECUTE import_cancel_step(%L, %L, 1, 9)', job_of('whole'), the('courier'))))[1], 'done', 'and the rest');
SELECT is(offered(), 'A published 1, B cancelled 3, D cancelled 2', 'no other is touched');
SELECT act_as('manager');
SELECT send('unclear', '{"wholeOffer": true}');
SELECT as_courier();
SELECT claim();
SELECT step('unclear', jsonb_build_array(item(NULL)));
SELECT conclude('unclear');
RESET ROLE;
SELECT is((SELECT missing FROM import WHERE id = the('unclear')), NULL, 'with a row rejected nothing counts as missing');

-- A file that breaks off, and rights that end
SELECT act_as('manager');
SELECT send('broken');
SELECT send('late');
SELECT as_courier();
SELECT claim();
SELECT is(conclude('broken', 'It ends.'), 'done', 'a file may be unreadable');
RESET ROLE;
SELECT is((SELECT j.problem FROM import AS i JOIN job AS j ON j.id = i.job WHERE i.failure = 'It ends.'), 'import_unreadable', 'then its job has failed');
DELETE FROM membership WHERE person = the('manager');
SELECT as_courier();
SELECT throws_ok($$SELECT step('late', jsonb_build_array(item('Z')))$$, 'not_allowed', 'who may no longer import, does not');
RESET ROLE;
INSERT INTO membership (organisation, person, role) VALUES (the('library'), the('manager'), 'manager');
CREATE FUNCTION step_when(name text, change text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RESET ROLE;
    EXECUTE change;
    PERFORM as_courier();
    RETURN refusal(format('SELECT step(%L, jsonb_build_array(item(%L)))', name, 'Z'));
END $$;
SELECT is(step_when('late', format('UPDATE person SET %s WHERE id = the(''manager'')', change)), problem, format('%s: %s', change, problem)) FROM (VALUES
    ('suspended_at = now()', 'not_allowed'), ('suspended_at = NULL, closed_at = now()', 'not_allowed'), ('closed_at = NULL', 'none')) AS t (change, problem);
SELECT is(step_when('client', 'UPDATE service_client SET ' || change), problem, format('%s: %s', change, problem)) FROM (VALUES
    ('scopes = ''{webhook:manage}''', 'not_allowed'), ('scopes = ''{activity:write}''', 'none'), ('deleted_at = now()', 'not_allowed'), ('deleted_at = NULL', 'none')) AS t (change, problem);

-- At most ten wait, and what is no import any more, or never becomes one, is none of them
RESET ROLE;
UPDATE job SET state = 'cancelled';
CREATE FUNCTION begin_one(name text) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE import_piece_add(%L, %L, 0, %L, %L)', the('library'), the(name), '\x41', 'key of ' || name)) $$;
CREATE FUNCTION drop_one(name text) RETURNS void LANGUAGE sql AS $$ SELECT answers(format('EXECUTE import_piece_drop(%L, %L)', the('library'), the(name))) $$;
CREATE FUNCTION pieces(name text) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$ SELECT count(*) FROM import_piece WHERE import = the(name) $$;
SELECT act_as('manager');
SELECT is((SELECT string_agg(DISTINCT send('more ' || n), ' ') FROM generate_series(1, 9) AS n), 'queued', 'nine wait, beside those that were cancelled');
SELECT is(begin_one('coming'), 'none', 'and one is on its way');
SELECT is(begin_one('eleventh'), 'too_many_imports', 'then there is no room');
SELECT drop_one('coming');
SELECT is(pieces('coming'), 0::bigint, 'what becomes no import is forgotten');
SELECT is(begin_one('tenth'), 'none', 'and has made room');
SELECT drop_one('more 1');
SELECT is(pieces('more 1'), 2::bigint, 'what has become one is not');
SELECT act_as('stranger');
SELECT drop_one('tenth');
SELECT is(pieces('tenth'), 1::bigint, 'nor by somebody else');
RESET ROLE;
INSERT INTO idempotency (principal, key, request, answer) VALUES (the('manager'), 'key of repeated', '', 'kept');
SELECT act_as('manager');
SELECT is(begin_one('repeated'), 'none', 'who was answered before is let through to the answer');
SELECT drop_one('repeated');
SELECT is(begin_one('eleventh'), 'too_many_imports', 'and nobody else');
RESET ROLE;
UPDATE import_piece SET came_at = now() - interval '6 minutes' WHERE import = the('tenth');
SELECT act_as('manager');
SELECT is(begin_one('eleventh'), 'none', 'what stands still is on its way no more');

-- What nobody reads
RESET ROLE;
UPDATE job SET state = 'cancelled';
SELECT import_forget();
SELECT isnt_empty('SELECT FROM import_piece', 'what nobody reads any more is not forgotten at once');
UPDATE import_piece SET came_at = now() - interval '2 hours';
SELECT import_forget();
SELECT is_empty('SELECT FROM import_piece', 'but after an hour');
SELECT finish();
ROLLBACK;
