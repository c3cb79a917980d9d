-- Feeds: what is listed, under which change number, and how little it costs to read.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/feed.sql`
:prepare
SELECT plan(47);

CREATE FUNCTION listed(name text) RETURNS text LANGUAGE sql AS $$
SELECT CASE WHEN change IS NULL THEN 'never' WHEN listed THEN 'listed' ELSE 'gone' END FROM activity_named(name) $$;
CREATE FUNCTION change_of(name text) RETURNS bigint LANGUAGE sql AS $$ SELECT change FROM activity_named(name) $$;
CREATE FUNCTION move(name text, action text) RETURNS uuid LANGUAGE sql AS $$
SELECT activity_moved((activity_named(name)).id, action, NULL) $$;
-- Whether a step gives what is called so another number, and what it is then.
CREATE FUNCTION after(name text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    before bigint := change_of(name);
BEGIN
    EXECUTE statement;
    RETURN listed(name) || CASE WHEN change_of(name) > before THEN ', later' WHEN change_of(name) < before THEN ', earlier' ELSE '' END;
END $$;

-- What is listed
SELECT act_as('manager');
SELECT put(name, more::jsonb, publish) FROM (VALUES ('open', '{}', true), ('draft', '{}', false),
    ('later', '{"visibleFrom": "2999-01-01T00:00:00Z"}', true)) AS t (name, more, publish);
SELECT is(listed('open'), 'listed', 'what is published is listed');
SELECT is(listed('draft'), 'never', 'a draft is not');
SELECT is(listed('later'), 'never', 'nor what waits for its day');
SELECT is(after('open', $$SELECT put('open')$$), 'listed', 'the same again says nothing new');
SELECT is(after('open', $$SELECT put('open', '{"capacity": 3}')$$), 'listed, later', 'a change moves to the end');
SELECT is(after('draft', $$SELECT put('draft', '{"capacity": 3}', false)$$), 'never', 'but for a draft''s');
SELECT is(after('draft', $$SELECT move('draft', 'publish')$$), 'listed', 'it is listed once it is published');
SELECT ok(change_of('draft') > change_of('open'), 'behind all others');
SELECT is(after('draft', $$SELECT move('draft', 'cancel')$$), 'gone, later', 'what is called off is gone');
SELECT is(after('draft', $$SELECT move('draft', 'archive')$$), 'gone', 'which is said once');
SELECT is(after('open', $$SELECT put('open', '{"visibleFrom": "2999-01-01T00:00:00Z"}')$$), 'gone, later', 'what is hidden is gone');
SELECT is(after('open', $$SELECT put('open', '{"visibleFrom": "2000-01-01T00:00:00Z"}')$$), 'listed, later', 'and comes again');

-- What time lists
RESET ROLE;
CREATE FUNCTION let_come(name text) RETURNS void LANGUAGE sql AS $$
ALTER TABLE activity DISABLE TRIGGER listed;
UPDATE activity SET visible_from = now() - interval '1 second', updated_at = now() - interval '1 year' WHERE external_id = name;
ALTER TABLE activity ENABLE TRIGGER listed $$;
SELECT let_come('later');
SELECT set_config('role', 'citylearn_courier', true);
SELECT is(cardinality(answers('EXECUTE activities_come_due')), 1, 'the courier lists what has come');
SELECT is(cardinality(answers('EXECUTE activities_come_due')), 0, 'once');
RESET ROLE;
SELECT is(listed('later'), 'listed', 'and it is there');
SELECT is((SELECT updated_at FROM activity_named('later')), now(), 'as what is new, though it was written long ago');
SELECT act_as('manager');
SELECT put('suspended', '{"visibleFrom": "2999-01-01T00:00:00Z"}');
RESET ROLE;
SELECT let_come('suspended');
UPDATE organisation SET state = 'suspended' WHERE id = the('library');
SELECT is(cardinality(answers('EXECUTE activities_come_due')), 1, 'whoever''s, as the search shows it');
SELECT is(refusal('UPDATE activity SET state = state'), 'organisation_unverified', 'what is written is judged as before');
UPDATE organisation SET state = 'verified' WHERE id = the('library');

-- Numbers
SELECT is(change_next() - change_next(), -1::bigint, 'each is the next one in its transaction');
SELECT ok(change_next() < change_at((pg_current_xact_id()::text::bigint + 1)::text::xid8), 'and below those of the next transaction');
SELECT ok(change_next() >= change_horizon(), 'readers stop before what has not been decided');
SELECT is((SELECT count(*) FROM activity_change WHERE change >= change_horizon()), 0::bigint, 'so nobody sees it');
SELECT is((SELECT count(DISTINCT change) FROM activity WHERE change IS NOT NULL), (SELECT count(change) FROM activity), 'no number is there twice');
SELECT ok((SELECT max(change) FROM activity) < 2 ^ 53, 'all are exact in JavaScript');
SELECT set_config('citylearn.change', '16383', true);
SELECT is(refusal('SELECT change_next()'), '54000', 'a transaction has 16384 of them');

-- In a cluster that counts its transactions from the start, as after a restore.
SELECT set_config('citylearn.change', '', true);
UPDATE activity SET change = change + 1000000 * 16384::bigint WHERE change IS NOT NULL;
SELECT ok((SELECT max(change) FROM activity) > change_at(pg_current_xact_id()) + 16384, 'numbers that cannot be yet');
SELECT ok(change_next() > (SELECT max(change) FROM activity), 'are gone on behind');
SELECT ok(change_horizon() > (SELECT max(change) FROM activity), 'and shown again');
SELECT ok(change_next() - (SELECT max(change) FROM activity) < 16384 * 1000, 'without a wide gap');

-- What the public sees of it
CREATE FUNCTION row_of(query text, want text) RETURNS text LANGUAGE sql AS $$
SELECT one FROM unnest(answers(query)) AS one WHERE one::jsonb->>'externalId' = want OR one::jsonb->>'id' = want $$;
UPDATE activity SET change = row_number FROM (SELECT id, row_number() OVER () FROM activity WHERE listed) AS n WHERE n.id = activity.id;
UPDATE activity SET change = 9 WHERE external_id = 'draft';
UPDATE change_start SET number = 100;
SELECT act_as('nobody');
SELECT is(row_of('EXECUTE feed_changes(0, 500, ''{en}'')', 'open')::jsonb->>'title', 'Lopymas', 'what is listed with its document');
SELECT is((SELECT (activity IS DISTINCT FROM NULL)::text FROM activity_change WHERE change = 9), 'false', 'what is gone without one');
SELECT is(answers('SELECT change FROM activity_change WHERE change > 2 ORDER BY change'), '{3,9}', 'in the order of changes, from where one was');

-- Calendars
SELECT is(cardinality(answers('EXECUTE calendar_of_city(''port'', NULL, ''{en}'')')), 3, 'a city''s calendar has what is published');
SELECT is(answers('EXECUTE calendar_of_city(''port'', ''arts'', ''{en}'')'), ARRAY[NULL::text], 'of a category; an empty one has one row');
SELECT is(answers('EXECUTE calendar_of_city(''nowhere'', NULL, ''{en}'')'), '{}', 'no city has none');
SELECT is(cardinality(answers(format('EXECUTE calendar_of_organisation(%L, ''{en}'')', the('library')))), 3, 'an organisation''s');
SELECT is(cardinality(answers(format('EXECUTE calendar_of_organisation(%L, ''{en}'')', the('club')))), 0, 'that the public may see');
SELECT is(cardinality(answers('EXECUTE feed_newest(''port'', ''{en}'')')), 3, 'what is new in a city');
RESET ROLE;

-- A learner's own
INSERT INTO badge (id, organisation, state, achievement_type, translations)
VALUES (the('badge'), the('library'), 'active', 'Badge', '{"en": {"name": "A", "criteria": "B"}}');
INSERT INTO award (id, badge, organisation, recipient_email) VALUES (the('award'), the('badge'), the('library'), 'learner@town.example');
CREATE FUNCTION held(who text) RETURNS text LANGUAGE sql AS $$
SELECT CASE WHEN gone THEN 'gone' ELSE 'held' END FROM portfolio_change WHERE person = the(who) AND award = the('award') $$;
UPDATE award SET person = the('learner') WHERE id = the('award');
SELECT is(held('learner'), 'held', 'an award is its holder''s');
CREATE TEMPORARY TABLE before AS SELECT change FROM portfolio_change;
UPDATE award SET narrative = narrative;
SELECT is((SELECT change FROM portfolio_change), (SELECT change FROM before), 'what changes nothing is not told');
UPDATE award SET narrative = 'Well done.';
SELECT ok((SELECT change FROM portfolio_change) > (SELECT change FROM before), 'what changes is');
UPDATE award SET person = the('stranger');
SELECT is(held('learner') || ', ' || held('stranger'), 'gone, held', 'who lost it hears of it, and who got it');
UPDATE award SET person = the('learner');
SELECT is(held('learner') || ', ' || held('stranger'), 'held, gone', 'and when it comes back');
DELETE FROM award;
SELECT is(held('learner'), 'gone', 'or is deleted');

-- One range of an index a page
INSERT INTO activity (organisation, city, state, learning_form, mode, type, category, translations, time_zone, place_name,
                      search_text, starts_at, ends_at)
SELECT the('library'), the('port'), CASE n % 9 WHEN 0 THEN 'draft' WHEN 1 THEN 'cancelled' ELSE 'published' END::activity_state,
       'formal', 'in_person', 'course', 'arts', '{"en": {"title": "A", "description": "B"}}', 'UTC', 'C', 'a',
       now() + n * interval '1 hour', now() + n * interval '1 hour'
  FROM generate_series(1, 6000) AS n;
ANALYZE activity;
-- By which indexes a plan finds activities; what is read in whole or sorted stands there as well.
CREATE FUNCTION plan_of(statement text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    found json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || statement INTO found;
    RETURN ARRAY(
        SELECT coalesce(node->>'Index Name', node->>'Node Type')
          FROM jsonb_path_query(found::jsonb, '$.** ? (exists (@."Node Type"))') AS node
         WHERE node->>'Index Name' ~ '^activity_' OR node->>'Node Type' ~ 'Sort$'
            OR node->>'Node Type' = 'Seq Scan' AND node->>'Relation Name' = 'activity'
         GROUP BY 1 ORDER BY 1);
END $$;
SELECT is(plan_of('EXECUTE feed_changes(20000, 500, ''{en}'')'), '{activity_change_key}', 'of the change feed');
SELECT is(plan_of('EXECUTE feed_newest(''port'', ''{en}'')'), '{activity_newest}', 'of what is new');
SELECT is(plan_of('EXECUTE calendar_of_city(''port'', NULL, ''{en}'')'), '{Sort,activity_cancelled,activity_ending}',
    'of a calendar, and one of what was called off, of which there is less');
SELECT * FROM finish();
ROLLBACK;
