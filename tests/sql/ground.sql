-- What the schema stands on: identifiers, time, languages, merge patches, text for search.
BEGIN;
\ir town.psql
SELECT plan(68);

-- Identifiers
SELECT is((SELECT count(*) FROM generate_series(1, 1000) WHERE uuid7()::text !~
    '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'), 0::bigint,
    'uuid7 has version 7 and the variant of RFC 9562');
SELECT is((SELECT count(DISTINCT uuid7()) FROM generate_series(1, 1000)), 1000::bigint,
    'uuid7 is never the same');
CREATE TEMPORARY TABLE made AS
SELECT n, uuid7() AS id, pg_sleep(0.00001)::text AS pause FROM generate_series(1, 200) AS n;
SELECT is((SELECT array_agg(n ORDER BY id) FROM made), (SELECT array_agg(n ORDER BY n) FROM made),
    'uuid7 sorts by when it was made');
SELECT ok(abs(('x' || translate(left(uuid7()::text, 13), '-', ''))::bit(48)::bigint
              - extract(epoch FROM clock_timestamp()) * 1000) < 60000,
    'uuid7 begins with the milliseconds since 1970');

-- Time and addresses
SELECT is(utc('2027-03-28 03:59:59.9+03'), '2027-03-28T00:59:59Z', 'utc writes RFC 3339 in UTC');
SELECT is(utc(NULL), NULL, 'utc of nothing is nothing');
SET LOCAL TIME ZONE 'Asia/Tokyo';
SELECT is(utc('2027-01-01 00:00+00'), '2027-01-01T00:00:00Z', 'utc does not depend on the session');
SELECT is(address('/v1/cities'), 'https://town.example/v1/cities', 'address begins with the base');

-- Text for search
SELECT is(plain(given), wanted, format('plain(%s)', given)) FROM (VALUES
    ('ĄŽUOLAS', 'azuolas'), ('Crème Brûlée', 'creme brulee'), ('Straße', 'strasse'), ('', ''),
    ('ЙОГА', 'йога'), ('100%_\', '100%_\')) AS t (given, wanted);
SELECT is(plain(NULL), NULL, 'plain of nothing is nothing');

-- Which language
SELECT is(choose_language(texts::jsonb, wanted, usual), answer, title) FROM (VALUES
    ('{"lt": {}, "en": {}}', '{en,lt}'::text[], 'lt', 'en', 'the first that is wanted'),
    ('{"lt": {}, "en": {}}', '{de,en}', 'lt', 'en', 'the first that is wanted and there'),
    ('{"lt": {}, "en": {}}', '{de}', 'lt', 'lt', 'else the usual one'),
    ('{"pl": {}, "en": {}}', '{de}', 'lt', 'en', 'else the first by name'),
    ('{"pl": {}, "en": {}}', NULL, 'lt', 'en', 'any when none is wanted'),
    ('{"pl": {}, "en": {}}', '{}', 'pl', 'pl', 'the usual one when none is wanted'),
    ('{}', '{de}', 'lt', NULL, 'none when there are none')) AS t (texts, wanted, usual, answer, title);
SELECT is(languages_of('{"lt": {}, "en": {}}'), '{en,lt}', 'languages are listed by name');
SELECT is(languages_of('{}'), '{}', 'no texts have no language');

-- Texts as they were sent
SELECT is(read_translations(input::jsonb, '{title,summary}', 'lt'), wanted::jsonb, title) FROM (VALUES
    ('{"title": "A"}', '{"lt": {"title": "A"}}', 'a field at the top is in the usual language'),
    ('{"title": "A", "language": "en"}', '{"en": {"title": "A"}}', 'or in the one that is named'),
    ('{"title": "A", "other": "B"}', '{"lt": {"title": "A"}}', 'other fields are no texts'),
    ('{"translations": {"en": {"title": "A"}}}', '{"en": {"title": "A"}}', 'translations are taken'),
    ('{"title": "A", "translations": {"en": {"title": "B"}}}',
     '{"lt": {"title": "A"}, "en": {"title": "B"}}', 'both together'),
    ('{"title": "A", "translations": {"lt": {"title": "B", "summary": "C"}}}',
     '{"lt": {"title": "A", "summary": "C"}}', 'the field at the top counts'),
    ('{"title": null, "translations": {"lt": {"title": "B", "summary": null}, "en": null}}',
     '{"lt": {"title": "B"}}', 'null is no text'),
    ('{"translations": {"en": {"title": null}, "lt": {}}}', '{}', 'a language without texts is none'),
    ('{"translations": null}', '{}', 'null is no translations'),
    ('{}', '{}', 'nothing is no texts')) AS t (input, wanted, title);

-- Texts that are patched
SELECT is(patch_translations('{"lt": {"title": "A", "summary": "B"}, "en": {"title": "C"}}',
                             patch::jsonb, '{title,summary}', 'lt'), wanted::jsonb, title) FROM (VALUES
    ('{}', '{"lt": {"title": "A", "summary": "B"}, "en": {"title": "C"}}', 'an empty patch changes nothing'),
    ('{"title": "Z"}', '{"lt": {"title": "Z", "summary": "B"}, "en": {"title": "C"}}',
     'a field at the top changes its language alone'),
    ('{"summary": null}', '{"lt": {"title": "A"}, "en": {"title": "C"}}', 'null at the top takes away'),
    ('{"title": null, "language": "en"}', '{"lt": {"title": "A", "summary": "B"}}',
     'a language that lost its last text is gone'),
    ('{"translations": {"en": null, "uk": {"title": "D"}}}',
     '{"lt": {"title": "A", "summary": "B"}, "uk": {"title": "D"}}', 'translations are merged'),
    ('{"title": "Z", "translations": null}', '{"lt": {"title": "Z"}}', 'null is none of them'),
    ('{"title": "Z", "translations": {"lt": {"title": "Y"}}}',
     '{"lt": {"title": "Z", "summary": "B"}, "en": {"title": "C"}}', 'the field at the top counts'))
    AS t (patch, wanted, title);

-- The examples of RFC 7396, appendix A
SELECT is(merge_patch(target::jsonb, patch::jsonb), wanted::jsonb, format('%s with %s', target, patch))
  FROM (VALUES
    ('{"a":"b"}', '{"a":"c"}', '{"a":"c"}'),
    ('{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'),
    ('{"a":"b"}', '{"a":null}', '{}'),
    ('{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'),
    ('{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'),
    ('{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'),
    ('{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'),
    ('{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'),
    ('["a","b"]', '["c","d"]', '["c","d"]'),
    ('{"a":"b"}', '["c"]', '["c"]'),
    ('{"a":"foo"}', 'null', 'null'),
    ('{"a":"foo"}', '"bar"', '"bar"'),
    ('{"e":null}', '{"a":1}', '{"e":null,"a":1}'),
    ('[1,2]', '{"a":"b","c":null}', '{"a":"b"}'),
    ('{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}')) AS t (target, patch, wanted);

-- Time zones
SELECT is(known_time_zone(zone), known, format('the time zone "%s"', zone)) FROM (VALUES
    ('Europe/Vilnius', true), ('UTC', true), ('Europe/Atlantis', false), ('EET', false), ('', false),
    ('+03', false)) AS t (zone, known);

-- States
SELECT is(next_state('organisation', 'draft', 'submit'), 'pending', 'a transition leads to its state');
SELECT is(refusal($$SELECT next_state('organisation', 'pending', 'submit')$$), 'wrong_state',
    'a transition that is not there is refused');
SELECT is(refusal_detail($$SELECT next_state('organisation', 'pending', 'submit')$$),
    '"state":"pending","allowed":["archive", "reject", "verify"]', 'and what is there is named');
SELECT is(refusal_detail($$SELECT next_state('activity', 'archived', 'publish')$$),
    '"state":"archived","allowed":[]', 'at the end nothing is');

-- Who asks
SELECT is(ARRAY[caller_person(), caller_client(), caller_organisation()], ARRAY[NULL, NULL, NULL]::uuid[],
    'nobody asks when nobody was named');
SELECT act_as('library client');
SELECT is(ARRAY[caller_person(), caller_client(), caller_organisation()],
    ARRAY[NULL, the('library client'), the('library')], 'a client asks for its organisation');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
