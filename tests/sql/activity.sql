-- Activities: put one by one and in batches, published, changed, and found by the public.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/activity.sql`
:prepare
SELECT plan(238);

CREATE FUNCTION refused(more jsonb, publish boolean DEFAULT false) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT put(''refused'', %L, %L)', more, publish)) $$;
-- A batch, with what came of each item: "place outcome problem field".
CREATE FUNCTION batch(items jsonb, publish boolean DEFAULT true, places int[] DEFAULT NULL) RETURNS text[] LANGUAGE sql AS $$
SELECT array_agg(concat_ws(' ', place, outcome, problem, field, CASE WHEN activity IS NOT NULL THEN 'id' END) ORDER BY place)
  FROM activity_put(the('library'), (SELECT jsonb_agg(activity_with(item)) FROM jsonb_array_elements(items) AS item),
                    coalesce(places, ARRAY(SELECT generate_series(0, jsonb_array_length(items) - 1))), 'upsert', publish) $$;
CREATE FUNCTION patch(name text, patch jsonb, version int DEFAULT 0) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT activity_patched(%L, %L, %s)', (activity_named(name)).id, patch, version)) $$;
CREATE FUNCTION move(name text, action text, reason text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT activity_moved(%L, %L, %L)', (activity_named(name)).id, action, reason)) $$;
CREATE FUNCTION events_of(name text) RETURNS text[] LANGUAGE sql SECURITY DEFINER AS $$
SELECT coalesce(array_agg(type || ' ' || seq ORDER BY seq), '{}') FROM event WHERE subject = (activity_named(name)).id $$;
CREATE FUNCTION sessions_of(name text) RETURNS text[] LANGUAGE sql SECURITY DEFINER AS $$
SELECT array_agg(utc(starts_at) || ' ' || utc(ends_at) ORDER BY starts_at) FROM activity_session
 WHERE activity = (activity_named(name)).id $$;
CREATE FUNCTION skills_of(name text) RETURNS text[] LANGUAGE sql SECURITY DEFINER AS $$
SELECT array_agg(substr(uri, 24) ORDER BY uri) FROM activity_skill AS k JOIN skill AS s ON s.id = k.skill
 WHERE k.activity = (activity_named(name)).id $$;
CREATE FUNCTION version_of(name text) RETURNS int LANGUAGE sql AS $$ SELECT (activity_named(name)).version $$;

-- Created, replaced, unchanged
SELECT act_as('manager');
SELECT is(put('a', '{}', false), 'created', 'an activity is created');
SELECT is((SELECT (state, version, organisation = the('library'), city = the('port'), time_zone, price, enrolment,
                   place_name, lat, search_text, published_at)::text FROM activity_named('a')),
    '(draft,1,t,t,Europe/Vilnius,,none,Biblioteka,55.7,"lopymas adata ir siulas",)', 'as a draft, with what is usual');
SELECT is((activity_named('a')).translations,
    '{"lt": {"title": "Lopymas", "summary": "Adata ir siūlas", "description": "Mokomės lopyti."}}', 'with its texts');
SELECT is(sessions_of('a'), '{2097-03-01T16:00:00Z 2097-03-01T18:00:00Z}', 'its sessions');
SELECT is(skills_of('a'), '{darning}', 'and its skills');
SELECT is(put('a', '{}', false), 'unchanged', 'the same again changes nothing');
SELECT is(version_of('a'), 1, 'so it is the same version');
SELECT is(put('a', '{"capacity": 9, "price": {"amount": "12.50", "currency": "EUR"}, "timeZone": "Europe/Riga",
    "ageMin": 7, "ageMax": 7, "durationMinutes": 90, "visibleFrom": "2027-01-01T00:00:00+02:00", "mode": "hybrid",
    "onlineUrl": "https://a.example/", "enrolment": {"mode": "external", "url": "https://e.example/"},
    "sessions": [{"startsAt": "2097-03-08T18:00:00+02:00", "endsAt": "2097-03-08T17:00:00Z"},
                 {"startsAt": "2097-03-01T16:00:00Z", "endsAt": "2097-03-01T17:00:00Z"},
                 {"startsAt": "2097-03-01T16:00:00Z", "endsAt": "2097-03-01T18:00:00Z"}],
    "skills": ["https://skills.example/sewing", "https://skills.example/sewing", "https://skills.example/making"]}', false),
    'updated', 'another content replaces it');
SELECT is((SELECT (version, capacity, price, currency, time_zone, age_min, age_max, duration_minutes, utc(visible_from),
                   mode, online_url, enrolment, enrolment_url, utc(starts_at), utc(ends_at))::text FROM activity_named('a')),
    '(2,9,12.50,EUR,Europe/Riga,7,7,90,2026-12-31T22:00:00Z,hybrid,https://a.example/,external,https://e.example/,'
    '2097-03-01T16:00:00Z,2097-03-08T17:00:00Z)', 'in every field');
SELECT is(sessions_of('a'), '{2097-03-01T16:00:00Z 2097-03-01T18:00:00Z,2097-03-08T16:00:00Z 2097-03-08T17:00:00Z}',
    'sessions are replaced, two at once are one');
SELECT is(skills_of('a'), '{making,sewing}', 'skills are replaced, each once');
SELECT is(put('a', '{"sessions": [], "skills": []}', false), 'updated', 'without sessions and skills');
SELECT is((sessions_of('a'), skills_of('a'), (activity_named('a')).starts_at)::text, '(,,)', 'there are none');
SELECT is(put('b', '{"title": "A \"quote\", a \\backslash\\,\na new line, 100% šiaudų"}', false), 'created', 'any letters');
SELECT is((activity_named('b')).translations->'lt'->>'title', E'A "quote", a \\backslash\\,\na new line, 100% šiaudų', 'are kept');
SELECT is(put('b', '{"title": "A \"quote\", a \\backslash\\,\na new line, 100% šiaudų"}', false), 'unchanged', 'and compared');
SELECT is((SELECT outcome FROM activity_put_one(the('library'), activity_with('{}'), 'upsert', false)), 'created',
    'what has no externalId is always new');
SELECT is((SELECT outcome FROM activity_put_one(the('library'), activity_with('{"timeZone": "UTC"}'), 'create', false)), 'created',
    'what is to be created');
SELECT is((SELECT outcome FROM activity_put_one(the('library'), activity_with('{"externalId": "null"}'), 'upsert', false)),
    'created', 'what was not sent');
SELECT is((SELECT outcome FROM activity_put_one(the('library'), activity_with('{"externalId": "null"}')
    || '{"capacity": null, "price": null, "translations": null}', 'upsert', false)), 'unchanged', 'is as null');
SELECT is((SELECT outcome FROM activity_put_one(the('library'), activity_with('{"externalId": "null"}')
    || '{"skills": null, "sessions": null, "place": null}', 'upsert', false)), 'updated', 'and lists and objects may be');
SELECT is(refusal($$SELECT activity_put_one(the('library'), activity_with('{"externalId": "a"}'), 'create', false)$$),
    'external_id_taken', 'is not there before');

-- Refused, one by one
SELECT is(refused(more::jsonb), rule, format('%s: %s', rule, more)) FROM (VALUES
    ('{"category": "sport"}', 'unknown_category'), ('{"language": "de"}', 'unknown_language'),
    ('{"translations": {"de": {"title": "A"}}}', 'unknown_language'), ('{"skills": ["x:none"]}', 'unknown_skill'),
    ('{"sessions": [{"startsAt": "2097-03-01T16:00:00Z", "endsAt": "2097-03-01T15:59:59Z"}]}', 'session_ends_first'),
    ('{"ageMin": 8, "ageMax": 7}', 'age_range'), ('{"timeZone": "Europe/Atlantis"}', 'unknown_time_zone'),
    ('{"timeZone": "EET"}', 'unknown_time_zone'),
    ('{"price": {"amount": "0.00", "currency": "EUR"}}', 'price_is_nothing')) AS t (more, rule);
SELECT is(refusal_detail(format('SELECT put(''refused'', %L)', more)), field, format('the field is %s', field)) FROM (VALUES
    ('{"category": "sport"}', '/category'), ('{"language": "de"}', '/translations'),
    ('{"skills": ["https://skills.example/sewing", "x:none", "x:neither"]}', '/skills/1'),
    ('{"sessions": [{"startsAt": "2097-03-01T16:00:00Z", "endsAt": "2097-03-01T16:00:00Z"},
                    {"startsAt": "2097-03-01T16:00:00Z", "endsAt": "2097-03-01T15:59:59Z"}]}', '/sessions/1'),
    ('{"ageMin": 8, "ageMax": 7}', '/ageMax'), ('{"timeZone": "EET"}', '/timeZone'),
    ('{"price": {"amount": "0.00", "currency": "EUR"}}', '/price/amount')) AS t (more, field);
SELECT is((activity_named('refused')).id, NULL, 'what was refused left nothing');
SELECT is(refused('{"sessions": [{"startsAt": "2097-03-01T16:00:00Z", "endsAt": "2097-03-01T16:00:00Z"}]}'), 'none',
    'a session may end as it begins');

-- Whose
RESET ROLE;
CREATE FUNCTION put_by(who text, needs text DEFAULT 'manager') RETURNS text LANGUAGE sql AS $$
SELECT act_as(who, needs); SELECT refusal('SELECT put(''by ' || who || ''', ''{}'', false)') $$;
SELECT is(put_by(who), rule, format('the %s: %s', who, rule)) FROM (VALUES
    ('nobody', 'not_allowed'), ('learner', 'not_allowed'), ('stranger', 'not_allowed'), ('viewer', 'not_allowed'),
    ('reviewer', 'not_allowed'), ('issuer', 'not_allowed'), ('manager', 'none'), ('owner', 'none'), ('mayor', 'none'),
    ('clerk', 'not_allowed'), ('neighbour', 'not_allowed'), ('museum client', 'not_allowed'), ('library client', 'none'))
    AS t (who, rule);
SELECT act_as('learner');
SELECT is(refusal(format('SELECT put(''x'', ''{}'', false, %L)', name)), rule, format('for the %s: %s', name, rule)) FROM (VALUES
    ('museum', 'not_allowed'), ('choir', 'not_found'), ('nothing', 'not_found')) AS t (name, rule);
SELECT act_as('stranger');
SELECT is(refusal(format('SELECT activity_put_one(the(''museum''), activity_with(''{}''), ''replace'', false, %L)',
    (activity_named('a')).id)), 'not_found', 'nobody replaces what is another''s');

-- Batches
SELECT act_as('manager');
SELECT is(batch('[{"externalId": "c1"}, {"externalId": "c2", "category": "sport"}, {"externalId": "c3"},
                  {"externalId": "c1"}, {}]'),
    '{"0 created id","1 rejected unknown_category /category","2 created id","3 rejected external_id_taken /externalId","4 created id"}',
    'what is wrong is rejected, the rest is taken');
SELECT is((SELECT array_agg((activity_named(n)).state::text) FROM unnest(ARRAY['c1', 'c2', 'c3']) AS n),
    '{published,NULL,published}', 'and is there');
SELECT is(batch('[{"externalId": "c1"}, {"externalId": "c3", "capacity": 1}, {"externalId": "c4"}]'),
    '{"0 unchanged id","1 updated id","2 created id"}', 'the next night: what is equal stays');
SELECT is(batch('[{"externalId": "c1", "capacity": 2}, {"externalId": "c5"}, {"externalId": "c6"}]', true, '{0,2}'),
    '{"0 updated id","2 created id"}', 'only the given places are looked at');
SELECT is((activity_named('c5')).id, NULL, 'the others are not touched');
SELECT is(batch('[{"externalId": "d1", "place": null}, {"externalId": "d2", "mode": "online"},
                  {"externalId": "d3", "description": null}, {"externalId": "d4"},
                  {"externalId": "d5", "mode": "online", "onlineUrl": "https://a.example/", "place": null}]'),
    '{"0 rejected place_missing /place","1 rejected link_missing /onlineUrl","2 rejected text_missing /translations",'
    '"3 created id","4 created id"}', 'what publishing asks for rejects one by one');
SELECT is(batch('[{"externalId": "d1", "place": null}, {"externalId": "d2", "mode": "online"},
                  {"externalId": "d3", "description": null}]', false),
    '{"0 created id","1 created id","2 created id"}', 'drafts may lack it');
SELECT is(batch('[{"externalId": "d4", "place": null}]', false), '{"0 rejected place_missing /place"}',
    'what is published may not, even when it is not published again');
SELECT is(batch('[{"externalId": "a", "capacity": 3}, {"externalId": "a", "capacity": 4}]', false),
    '{"0 updated id","1 rejected external_id_taken /externalId"}', 'the first of two counts');
SELECT is((activity_named('a')).capacity, 3, 'and is taken');
SELECT is(batch('[]'), NULL, 'a batch of nothing');
SELECT is((SELECT count(*) FROM activity_put(the('library'), (SELECT jsonb_agg(activity_with(
               jsonb_build_object('externalId', 'many ' || n))) FROM generate_series(1, 500) AS n),
           ARRAY(SELECT generate_series(0, 499)), 'upsert', true) WHERE outcome = 'created'), 500::bigint, 'a batch of 500');
SELECT is_empty($$SELECT 1 FROM pg_class WHERE relpersistence = 't' AND relname ~ '^item'$$, 'no temporary table is made');
RESET ROLE;
DELETE FROM event WHERE subject IN (SELECT id FROM activity WHERE external_id LIKE 'many%');
DELETE FROM activity WHERE external_id LIKE 'many%';

-- Publishing
SELECT act_as('manager');
SELECT is(refused(more::jsonb, true), rule, format('%s: %s', rule, more)) FROM (VALUES
    ('{"title": null}', 'text_missing'), ('{"description": null}', 'text_missing'), ('{"place": null}', 'place_missing'),
    ('{"mode": "hybrid"}', 'link_missing'), ('{"mode": "online", "place": null}', 'link_missing')) AS t (more, rule);
SELECT is(move('d1', 'publish'), 'place_missing', 'an activity in person has a place');
SELECT is(move('d2', 'publish'), 'link_missing', 'one online has an address');
SELECT is(move('d3', 'publish'), 'text_missing', 'one has a title and a description');
SELECT is(put('p', '{}', false) || move('p', 'publish'), 'creatednone', 'a draft is published');
SELECT is((SELECT (state, published_at = now(), version)::text FROM activity_named('p')), '(published,t,2)', 'and since when');
SELECT is(put('q', '{}', false) || put('q', '{}', true), 'createdupdated', 'what is equal is published');
SELECT is(put('q', '{}', true), 'unchanged', 'once');
SELECT is(put('q', '{"capacity": 4}', false), 'updated', 'what is published');
SELECT is((activity_named('q')).state, 'published', 'stays so');
RESET ROLE;
CREATE FUNCTION published_by_the(state text, city text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RESET ROLE;
    UPDATE organisation SET state = $1::organisation_state, city = the($2) WHERE id = the('library');
    PERFORM act_as('manager');
    RETURN refused(jsonb_build_object('externalId', 'of ' || state || city, 'language', 'en'), true) || ' ' ||
           refused(jsonb_build_object('externalId', 'of ' || state || city, 'language', 'en'), false) || ' ' ||
           move('of ' || state || city, 'publish');
END $$;
SELECT is(published_by_the(state::text, 'port'), CASE state WHEN 'verified' THEN 'none none wrong_state'
          ELSE 'organisation_unverified none organisation_unverified' END, format('where the city admits: %s', state))
  FROM unnest(enum_range(NULL::organisation_state)) AS state;
SELECT is(published_by_the(state::text, 'field'), CASE WHEN state IN ('verified', 'draft', 'pending')
          THEN 'none none wrong_state' ELSE 'organisation_unverified none organisation_unverified' END,
          format('in an open city: %s', state)) FROM unnest(enum_range(NULL::organisation_state)) AS state;
RESET ROLE;
UPDATE organisation SET state = 'verified', city = the('port') WHERE id = the('library');

-- Every action in every state
CREATE FUNCTION walked(state text, action text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RESET ROLE;
    DELETE FROM activity WHERE external_id = 'walk';
    PERFORM act_as('manager'), put('walk', '{}', false), set_config('role', 'none', true);
    UPDATE activity SET state = $1::activity_state WHERE external_id = 'walk';
    PERFORM act_as('manager'), CASE action WHEN 'replace' THEN put('walk', '{"capacity": 5}', false)
                                    ELSE activity_moved((activity_named('walk')).id, action, 'Rain')::text END;
    RETURN (activity_named('walk')).state;
EXCEPTION WHEN check_violation THEN
    RETURN SQLERRM;
END $$;
SELECT is(walked(state, action), coalesce(next_state, 'wrong_state'), format('%s %s: %s', action, state, coalesce(next_state, 'refused')))
  FROM unnest(enum_range(NULL::activity_state)::text[]) AS state
 CROSS JOIN unnest(ARRAY['publish', 'cancel', 'archive', 'replace']) AS action
  LEFT JOIN (VALUES ('draft', 'publish', 'published'), ('published', 'cancel', 'cancelled'),
                    ('published', 'archive', 'archived'), ('cancelled', 'archive', 'archived'),
                    ('draft', 'replace', 'draft'), ('published', 'replace', 'published'))
       AS way (state, action, next_state) USING (state, action);
SELECT act_as('manager');
SELECT is(put('rain', '{}', true), 'created', 'one more');
SELECT is(move('rain', 'cancel', 'Rain'), 'none', 'is cancelled');
SELECT is((activity_named('rain')).state_reason, 'Rain', 'and why');
SELECT is(refusal_detail($$SELECT put('rain', '{"capacity": 6}', false)$$), '"state":"cancelled","allowed":["archive"]',
    'it cannot be replaced any more, and what can be done is said');
SELECT is(put('rain', '{}', true), 'unchanged', 'but sent again as it was');

-- Events: each change of what is public is one
SELECT is(events_of(name), events::text[], format('events of %s: %s', name, events)) FROM (VALUES
    ('a', '{}'), ('c1', '{activity.published 1,activity.updated 2}'), ('p', '{activity.published 2}'),
    ('q', '{activity.published 2,activity.updated 3}'), ('rain', '{activity.published 1,activity.cancelled 2}')) AS t (name, events);
SELECT is((SELECT payload::jsonb->'data' FROM event WHERE subject = (activity_named('p')).id),
    jsonb_build_object('id', (activity_named('p')).id, 'externalId', 'p', 'state', 'published',
                       'url', 'https://town.example/v1/activities/' || (activity_named('p')).id), 'an event says where it is');
RESET ROLE;
SELECT is((SELECT count(*) FROM audit_entry WHERE noun = 'activity' AND subject = (activity_named('q')).id::text), 1::bigint,
    'the audit keeps each change of its state');
SELECT act_as('manager');

-- Merge patches
SELECT is(put('m', '{"translations": {"en": {"title": "Mending", "description": "We learn to mend."}}, "capacity": 4}', true),
    'created', 'an activity in two languages');
SELECT is(patch('m', '{"capacity": 5}', 2), 'precondition_failed', 'a patch of another version is refused');
SELECT is(patch('m', '{"capacity": 5}', 1), 'none', 'a patch of this one is taken');
SELECT is((SELECT (capacity, version, place_name, price)::text FROM activity_named('m')), '(5,2,Biblioteka,)', 'and changes what it names');
SELECT is((sessions_of('m'), skills_of('m'))::text,
    '("{""2097-03-01T16:00:00Z 2097-03-01T18:00:00Z""}",{darning})', 'and nothing else');
SELECT is(patch('m', '{"capacity": null, "summary": null, "title": "Adymas", "place": {"address": "Tilto 1"}}'), 'none', 'a second one');
SELECT is((SELECT (capacity, translations->'lt', place_name, place_address)::text FROM activity_named('m')),
    '(,"{""title"": ""Adymas"", ""description"": ""Mokomės lopyti.""}",Biblioteka,"Tilto 1")', 'is merged, null takes away');
SELECT is(patch('m', '{"language": "en", "title": "Darning", "translations": {"uk": {"title": "Латання"}}}'), 'none', 'a third one');
SELECT is((SELECT (translations->'en'->>'title', translations->'uk'->>'title', translations->'lt'->>'title', search_text)::text
             FROM activity_named('m')), '(Darning,Латання,Adymas,"darning adymas латання")', 'in another language');
SELECT is(patch('m', '{"translations": {"en": null}, "sessions": null, "skills": ["https://skills.example/making"]}'), 'none', 'lists');
SELECT is(((activity_named('m')).translations ? 'en', sessions_of('m'), skills_of('m'))::text, '(f,,{making})', 'are replaced');
SELECT is(patch('m', patch::jsonb), rule, format('%s: %s', rule, patch)) FROM (VALUES
    ('{"category": "sport"}', 'unknown_category'), ('{"place": null}', 'place_missing'), ('{"title": null}', 'text_missing'),
    ('{"externalId": "a"}', 'external_id_taken'), ('{"translations": {"de": {"title": "x"}}}', 'unknown_language')) AS t (patch, rule);
SELECT is(put('m', '{"capacity": 8}', false), 'updated', 'what was patched is replaced');
SELECT is((SELECT (capacity, translations->'lt'->>'title')::text FROM activity_named('m')), '(8,Lopymas)', 'as it was sent');
SELECT is(put('m', '{"capacity": 8}', false), 'unchanged', 'and stays so');
SELECT is(events_of('m'), '{activity.published 1,activity.updated 2,activity.updated 3,activity.updated 4,activity.updated 5,activity.updated 6}',
    'each patch is an event');
SELECT act_as('stranger');
SELECT is(patch('m', '{"capacity": 1}'), 'not_allowed', 'nobody patches what is another''s');
SELECT is(move('m', 'cancel'), 'not_allowed', 'nor cancels it');
SELECT is(patch('a', '{"capacity": 1}'), 'not_found', 'nor learns that there is a draft');

-- A write answers with what it wrote
SELECT act_as('manager');
SELECT (answers(format('EXECUTE activity_make(%L, %L, false, ''{lt}'')', the('library'),
                       activity_with('{"externalId": "w", "category": "arts"}'))))[1] AS made \gset
SELECT is(:'made'::jsonb - 'id' - 'url' - 'organisation' - 'createdAt' - 'updatedAt' - 'skills' - 'description', '{
    "externalId": "w", "city": "port", "state": "draft", "stateReason": null, "completed": false, "title": "Lopymas",
    "summary": "Adata ir siūlas", "language": "lt", "availableLanguages": ["lt"], "translations": {"lt": {
        "title": "Lopymas", "summary": "Adata ir siūlas", "description": "Mokomės lopyti."}},
    "learningForm": "non_formal", "mode": "in_person", "type": "workshop", "category": "arts", "languages": ["lt"],
    "sessions": [{"startsAt": "2097-03-01T16:00:00Z", "endsAt": "2097-03-01T18:00:00Z"}],
    "startsAt": "2097-03-01T16:00:00Z", "endsAt": "2097-03-01T18:00:00Z", "timeZone": "Europe/Vilnius",
    "place": {"name": "Biblioteka", "address": null, "lat": 55.7, "lon": 21.1}, "onlineUrl": null, "price": null,
    "capacity": null, "ageMin": null, "ageMax": null, "durationMinutes": null,
    "enrolment": {"mode": "none", "url": null}, "publishedAt": null}'::jsonb, 'what was made');
SELECT is((answers(format('EXECUTE activity_put(%L, ''w'', %L, false, ''{lt}'')', the('library'),
        activity_with('{"skills": ["https://skills.example/singing"], "sessions": []}'))))[1]::jsonb
    @> '{"skills": [{"label": "singing"}], "sessions": [], "externalId": "w"}', true, 'what it was replaced with');
SELECT is((answers(format('EXECUTE activity_patch(%L, ''{"capacity": 3}'', 2, ''{lt}'')', :'made'::json->>'id')))[1]::json->>'capacity',
    '3', 'what it was patched to');
SELECT is((answers(format('EXECUTE activity_move(%L, ''publish'', NULL, ''{lt}'')', :'made'::json->>'id')))[1]::json->>'state',
    'published', 'where it was moved');
SELECT is(jsonb_set((answers(format('EXECUTE activity_batch(%L, %L, ''{0,1,3}'', true, %L, ''{"unknown_category": "No such"}'')',
        the('library'), jsonb_build_object('items', jsonb_build_array(activity_with('{"externalId": "w2"}'),
            activity_with('{"category": "x"}'), '{}'::jsonb, activity_with('{"externalId": "w2"}'))),
        '[{"place": 2, "errors": [{"pointer": "/items/2/mode", "code": "missing", "detail": "Say it."}]}]')))[1]::jsonb,
    '{items,0,id}', 'true'), '{"items": [
        {"place": 0, "outcome": "created", "id": true, "errors": []},
        {"place": 1, "outcome": "rejected", "id": null, "errors": [
            {"pointer": "/items/1/category", "code": "unknown_category", "detail": "No such"}]},
        {"place": 2, "outcome": "rejected", "id": null, "errors": [
            {"pointer": "/items/2/mode", "code": "missing", "detail": "Say it."}]},
        {"place": 3, "outcome": "rejected", "id": null, "errors": [
            {"pointer": "/items/3/externalId", "code": "external_id_taken", "detail": null}]}],
    "counts": {"created": 1, "updated": 0, "unchanged": 0, "rejected": 3}}', 'what came of a batch');

-- Deleted
RESET ROLE;
CREATE FUNCTION removed(name text, version int DEFAULT 0) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT activity_deleted(%L, %s)', (activity_named(name)).id, version)) $$;
SELECT act_as('stranger');
SELECT is(removed('b'), 'not_found', 'nobody deletes what is another''s');
SELECT act_as('manager');
SELECT is(removed('b', 7), 'precondition_failed', 'nor another version');
SELECT is(removed('m'), 'activity_in_use', 'what was published is not deleted');
SELECT is(removed('b'), 'none', 'a draft is');
SELECT is(removed('b'), 'not_found', 'once');
RESET ROLE;
INSERT INTO badge (id, organisation, state, achievement_type, translations)
VALUES (the('badge'), the('library'), 'active', 'Badge', '{"en": {"name": "Sewer", "criteria": "Sew"}}');
INSERT INTO award (badge, organisation, activity, recipient_email)
VALUES (the('badge'), the('library'), (activity_named('a')).id, 'x@town.example');
SELECT act_as('manager');
SELECT is(removed('a'), 'activity_in_use', 'nor one that an award names');

-- Found
RESET ROLE;
DELETE FROM award;
DELETE FROM activity;
SELECT act_as('stranger');
SELECT put('statue', '{"language": "en", "title": "Statues", "category": "arts", "summary": null, "sessions": [], "skills": [],
    "mode": "online", "onlineUrl": "https://s.example/", "place": null, "languages": ["en"], "learningForm": "informal"}', true, 'museum') \gset ignored_
SELECT act_as('manager');
SELECT put('yoga', '{"title": "Jóga pradedantiesiems", "summary": "Kvėpavimas", "language": "lt", "ageMin": 18,
    "translations": {"uk": {"title": "Йога"}}, "skills": ["https://skills.example/making"], "place": {"name": "A", "lat": 55.71, "lon": 21.1},
    "sessions": [{"startsAt": "2097-04-01T10:00:00Z", "endsAt": "2097-04-01T12:00:00Z"},
                 {"startsAt": "2097-04-08T10:00:00Z", "endsAt": "2097-04-08T12:00:00Z"}]}'),
       put('percent', '{"title": "100% lino_siūlai", "price": {"amount": "5.00", "currency": "EUR"}, "ageMax": 12,
    "skills": ["https://skills.example/sewing"], "place": {"name": "B", "lat": 55.7, "lon": 21.1}}'),
       put('plain', '{"title": "Lino siūlai", "skills": ["https://skills.example/darning"], "type": "course",
    "place": {"name": "C", "lat": 55.8, "lon": 21.1}}'),
       put('draft', '{"title": "Jóga juodraštis"}', false), put('later', '{"title": "Jóga vėliau"}'), put('off', '{"title": "Jóga atšaukta"}'),
       move('off', 'cancel') \gset ignored_
SELECT patch('later', jsonb_build_object('visibleFrom', now() + interval '1 second')) \gset ignored_
RESET ROLE;
CREATE FUNCTION filter_of(want jsonb) RETURNS text LANGUAGE sql AS $$
SELECT format('%L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L',
    want->>'city', want->>'q', want->>'organisation', want->>'category', want->>'form', want->>'mode', want->>'type',
    want->>'skill', want->>'language', coalesce(want->>'free', 'false'), want->>'age', want->>'startsAfter',
    want->>'startsBefore', want->>'since', want->>'lat', want->>'lon', want->>'radius') $$;
CREATE FUNCTION found(want jsonb, sort text DEFAULT 'start') RETURNS text[] LANGUAGE sql AS $$
SELECT array_agg(item::json->>'externalId') FROM unnest(answers(format(
    'EXECUTE activity_by_%s(%s, NULL, 100, ''{en}'', false)', sort, filter_of(want)))) AS item $$;
CREATE FUNCTION walk(want jsonb, sort text, step int DEFAULT 1) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    after text;
    item record;
    seen text[] := '{}';
    n int;
BEGIN
    LOOP
        n := 0;
        FOR item IN EXECUTE format('EXECUTE activity_by_%s(%s, %L, %s, ''{en}'', false)', sort, filter_of(want), after, step) LOOP
            seen := seen || (item.body->>'externalId');
            after := item.cursor;
            n := n + 1;
        END LOOP;
        EXIT WHEN n = 0 OR cardinality(seen) > 1000;
    END LOOP;
    RETURN seen;
END $$;
SELECT act_as('nobody', 'viewer');
SELECT is((SELECT array_agg(f ORDER BY f) FROM unnest(found(want::jsonb)) AS f), names::text[], format('%s finds %s', want, coalesce(names, 'nothing')))
  FROM (VALUES
    ('{}', '{percent,plain,statue,yoga}'), ('{"city": "port"}', '{percent,plain,statue,yoga}'), ('{"city": "field"}', NULL),
    ('{"q": "joga"}', '{yoga}'), ('{"q": "JÓGA"}', '{yoga}'), ('{"q": "йога"}', '{yoga}'), ('{"q": "kvepavimas"}', '{yoga}'),
    ('{"q": "pradedanteisiems"}', '{yoga}'), ('{"q": "kvėpavims"}', '{yoga}'), ('{"q": "siulai"}', '{percent,plain}'),
    ('{"q": "100%"}', '{percent}'), ('{"q": "%"}', '{percent}'), ('{"q": "o_s"}', '{percent}'), ('{"q": "\\"}', NULL),
    ('{"q": "lino siulai"}', '{percent,plain}'), ('{"q": "zzz"}', NULL),
    ('{"category": "arts"}', '{statue}'), ('{"form": "informal"}', '{statue}'), ('{"mode": "online"}', '{statue}'),
    ('{"type": "course"}', '{plain}'), ('{"language": "en"}', '{statue}'), ('{"free": true}', '{plain,statue,yoga}'),
    ('{"free": false}', '{percent,plain,statue,yoga}'),
    ('{"age": 12}', '{percent,plain,statue}'), ('{"age": 13}', '{plain,statue}'), ('{"age": 18}', '{plain,statue,yoga}'),
    ('{"skill": "https://skills.example/making"}', '{percent,plain,yoga}'),
    ('{"skill": "https://skills.example/sewing"}', '{percent,plain}'), ('{"skill": "https://skills.example/darning"}', '{plain}'),
    ('{"skill": "x:none"}', NULL),
    ('{"startsAfter": "2097-04-01T11:59:00Z"}', '{yoga}'), ('{"startsAfter": "2097-04-08T12:00:00Z"}', '{yoga}'),
    ('{"startsAfter": "2097-04-08T12:00:01Z"}', NULL),
    ('{"startsBefore": "2097-03-01T16:00:00Z"}', NULL), ('{"startsBefore": "2097-03-01T16:00:01Z"}', '{percent,plain}'),
    ('{"startsAfter": "2097-04-02T00:00:00Z", "startsBefore": "2097-04-08T00:00:00Z"}', NULL),
    ('{"startsAfter": "2097-04-01T11:00:00Z", "startsBefore": "2097-04-01T11:30:00Z"}', '{yoga}'),
    ('{"lat": 55.7, "lon": 21.1, "radius": 1}', '{percent}'), ('{"lat": 55.7, "lon": 21.1, "radius": 1100}', '{percent}'),
    ('{"lat": 55.7, "lon": 21.1, "radius": 1113}', '{percent,yoga}'), ('{"lat": 55.7, "lon": 21.1, "radius": 20000}', '{percent,plain,yoga}'),
    ('{"lat": 55.692, "lon": 21.0858, "radius": 1100}', NULL), ('{"lat": 55.692, "lon": 21.0858, "radius": 1300}', '{percent}'),
    ('{"q": "joga", "category": "arts"}', NULL)) AS t (want, names);
SELECT is(found(jsonb_build_object('organisation', the('museum'))), '{statue}', 'of one organisation');
SELECT is(found(jsonb_build_object('since', now())), NULL, 'what has changed since');
SELECT is(cardinality(found(jsonb_build_object('since', now() - interval '1 second'))), 4, 'a moment ago');
SELECT is((answers(format('EXECUTE activity_count(%s, 3)', filter_of('{}'))))[1], '3', 'counted as far as asked');
SELECT is((answers(format('EXECUTE activity_count(%s, 100)', filter_of('{"q": "siulai"}'))))[1], '2', 'or in whole');
SELECT act_as('manager', 'manager');
SELECT is((SELECT array_agg(f ORDER BY f) FROM unnest(found('{"q": "joga"}')) AS f), '{yoga}', 'a search finds what is public, whoever asks');
SELECT is((SELECT array_agg(item::json->>'externalId' ORDER BY item::json->>'externalId') FROM unnest(answers(format(
    'EXECUTE activity_of(%L, NULL, NULL, NULL, 100, ''{en}'', false)', the('library')))) AS item),
    '{draft,later,off,percent,plain,yoga}', 'its organisation lists all it has');
SELECT act_as('stranger');
SELECT is(refusal(format('EXECUTE activity_of(%L, NULL, NULL, NULL, 100, ''{en}'', false)', the('library'))), 'not_allowed',
    'and shows it to nobody else');

-- Orders, page by page
SELECT is((found('{}', 'start'))[3:], '{yoga,statue}', 'soonest first, and last what can begin at any time');
SELECT is(found('{"q": "lino siulai"}', 'relevance'), '{plain,percent}', 'a title that is the words is first');
SELECT is(found('{"lat": 55.7, "lon": 21.1, "radius": 50000}', 'distance'), '{percent,yoga,plain}', 'nearest first');
RESET ROLE;
UPDATE activity SET updated_at = now() - make_interval(secs => place) FROM (VALUES
    ('statue', 0.000001), ('plain', 1), ('yoga', 2), ('percent', 3)) AS t (name, place) WHERE external_id = name;
SELECT is(found('{}', 'update'), '{statue,plain,yoga,percent}', 'what changed last first');
-- Many that are alike in all that they are ordered by.
SELECT act_as('manager');
SELECT count(put('alike ' || n, jsonb_build_object('title', CASE n % 3 WHEN 0 THEN 'Siūlai' ELSE 'Siūlai ir adatos' END,
    'sessions', CASE n % 2 WHEN 0 THEN '[]'::jsonb ELSE '[{"startsAt": "2097-05-01T10:00:00Z", "endsAt": "2097-05-01T12:00:00Z"}]' END,
    'place', jsonb_build_object('name', 'D', 'lat', 55.7 + n % 4 / 1000.0, 'lon', 21.1)))) AS done FROM generate_series(1, 25) AS n \gset
SELECT act_as('nobody', 'viewer');
SELECT is(walk(want, sort, step), found(want, sort), format('by %s, %s at a time: each once, in the same order', sort, step))
  FROM (VALUES ('start'), ('update'), ('distance'), ('relevance')) AS s (sort), unnest(ARRAY[1, 4, 100]) AS step,
       jsonb_build_object('lat', 55.7, 'lon', 21.1, 'radius', 50000, 'q', 'siulai') AS want;
SELECT is(walk('{}', sort, 5), found('{}', sort), format('by %s: all there is', sort)) FROM (VALUES ('start'), ('update')) AS s (sort);
SELECT is(cardinality(found('{"lat": 55.7, "lon": 21.1, "radius": 50000, "q": "siulai"}', 'distance')), 27, 'which are many');

-- Shown
SELECT is(answers(format('EXECUTE activity_show(%L, ''{en}'', false)', (activity_named(name)).id)) <> '{}', seen, format('%s: %s', name, seen))
  FROM (VALUES ('yoga', true), ('off', true), ('draft', false), ('later', false)) AS t (name, seen);
SELECT is(answers(format('EXECUTE activity_show_external(%L, %L, ''{en}'', false)', the('library'), name)) <> '{}', seen, format('%s: %s', name, seen))
  FROM (VALUES ('yoga', true), ('draft', false), ('later', false), ('statue', false)) AS t (name, seen);
SELECT is((answers(format('EXECUTE activity_show(%L, ''{uk,lt}'', false)', (activity_named('yoga')).id)))[1]::jsonb
    - 'id' - 'url' - 'createdAt' - 'updatedAt' - 'publishedAt', format('{"externalId": "yoga", "city": "port",
    "organisation": {"id": "%1$s", "slug": "library", "name": "Library", "url": "https://town.example/v1/organisations/%1$s"},
    "state": "published", "stateReason": null, "completed": false, "title": "Йога", "summary": null, "description": null,
    "language": "uk", "availableLanguages": ["lt", "uk"], "translations": null, "learningForm": "non_formal", "mode": "in_person",
    "type": "workshop", "category": "digital", "languages": ["lt"], "sessions": [
        {"startsAt": "2097-04-01T10:00:00Z", "endsAt": "2097-04-01T12:00:00Z"},
        {"startsAt": "2097-04-08T10:00:00Z", "endsAt": "2097-04-08T12:00:00Z"}],
    "startsAt": "2097-04-01T10:00:00Z", "endsAt": "2097-04-08T12:00:00Z", "timeZone": "Europe/Vilnius",
    "place": {"name": "A", "address": null, "lat": 55.71, "lon": 21.1}, "onlineUrl": null,
    "skills": [{"id": "%2$s", "uri": "https://skills.example/making", "label": "making"}], "price": null, "capacity": null,
    "ageMin": 18, "ageMax": null, "durationMinutes": null, "enrolment": {"mode": "none", "url": null}}',
    the('library'), the('making'))::jsonb, 'an activity in the language that is wanted');

SELECT * FROM finish();
ROLLBACK;
