-- Cities, and what they start with.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/city.sql`
:prepare
SELECT plan(34);

CREATE FUNCTION kit() RETURNS jsonb LANGUAGE sql AS $$ SELECT '{
    "categories": [{"slug": "zoology", "translations": {"lt": {"name": "Gyvūnai"}, "en": {"name": "Animals"}}},
                   {"slug": "arts", "translations": {"en": {"name": "Arts"}}}],
    "badgeTemplates": [{"slug": "guide", "achievementType": "Competency",
                        "translations": {"en": {"name": "Guide", "criteria": "Lead a walk"}}}],
    "texts": [{"key": "welcome", "translations": {"lt": {"title": "Sveiki", "body": "Mokykitės"}}}]}'::jsonb $$;
CREATE FUNCTION town_with(more jsonb) RETURNS jsonb LANGUAGE sql AS $$ SELECT '{
    "slug": "hill", "country": "LT", "timeZone": "Europe/Vilnius", "defaultLanguage": "lt",
    "languages": ["lt", "en"], "centre": {"lat": 54.7, "lon": 25.3},
    "translations": {"lt": {"name": "Kalnas"}, "en": {"name": "Hill", "description": "High"}}}'::jsonb || more $$;

SELECT is(refusal(format('SELECT city_open(town_with(%L), kit())', more)), rule, title) FROM (VALUES
    ('{"slug": "port"}', 'city_slug_taken', 'a slug belongs to one city'),
    ('{"timeZone": "Europe/Atlantis"}', 'unknown_time_zone', 'the time zone is known'),
    ('{"defaultLanguage": "de", "translations": {"de": {"name": "H"}}}', 'unknown_language', 'the usual language is among the languages'),
    ('{"translations": {"en": {"name": "Hill"}}}', 'text_missing', 'there is a name in the usual language'),
    ('{"slug": "Hill"}', 'city_slug_check', 'a slug is in small letters'),
    ('{"slug": "-h"}', 'city_slug_check', 'a slug begins with a letter or digit'),
    ('{"country": "lt"}', 'city_country_check', 'a country is ISO 3166-1'),
    ('{"centre": {"lat": 91, "lon": 0}}', 'city_lat_check', 'the centre is on the earth'),
    ('{"consentAge": 12}', 'consent_age_range', 'no child under thirteen consents alone'),
    ('{"consentAge": 17}', 'consent_age_range', 'and none of sixteen needs anybody'))
    AS t (more, rule, title);
SELECT is_empty($$SELECT 1 FROM city WHERE slug = 'hill'$$, 'what was refused left nothing');

SELECT is((SELECT slug FROM city_open(town_with('{}'), kit())), 'hill', 'a city opens');
SELECT is((SELECT (approval, consent_age, zoom, state)::text FROM city WHERE slug = 'hill'),
    '(approve,16,12,active)', 'with what is usual');
SELECT is((SELECT array_agg(category.slug ORDER BY place) FROM category JOIN city ON city.id = city
            WHERE city.slug = 'hill'), '{zoology,arts}', 'the categories keep the kit''s order');

SELECT act_as('nobody', '');
SELECT is(answers($$EXECUTE city_list(NULL, 10, '{en}', false)$$), answers(
    $$SELECT to_json(city_document(c, '{en}', false)) FROM city AS c WHERE slug IN ('field', 'hill', 'port')
       ORDER BY slug$$), 'everybody sees the cities, by slug');
SELECT is(answers($$EXECUTE city_list('hill', 10, '{en}', false)$$)::text LIKE '%Port%', true, 'after one');
SELECT is(cardinality(answers($$EXECUTE city_list(NULL, 2, '{en}', false)$$)), 2, 'as many as are asked for');
SELECT is((answers($$EXECUTE city_show('hill', '{en}', false)$$))[1]::json->>'description', 'High',
    'a city is shown in the language that is wanted');
SELECT is((answers($$EXECUTE city_show('hill', '{uk}', false)$$))[1]::json->>'name', 'Kalnas',
    'else in its usual one');
SELECT is((answers($$EXECUTE city_show('hill', '{uk}', false)$$))[1]::json->>'description', NULL,
    'what is not said in it is null');
SELECT is((answers($$EXECUTE city_show('hill', '{uk}', false)$$))[1]::json->>'translations', NULL,
    'translations are not shown');
SELECT is((answers($$EXECUTE city_show('hill', '{uk}', true)$$))[1]::json->'translations'->'en'->>'name', 'Hill',
    'unless they are asked for');
SELECT is((answers(format('EXECUTE city_show(%L, ''{en}'', false)', the('port'))))[1]::json->>'slug', 'port',
    'a city is found by id');
SELECT is(answers($$EXECUTE city_show('nowhere', '{en}', false)$$), '{}', 'what is not there is not');
SELECT is((SELECT array_agg(item::json->>'name') FROM unnest(answers(
    $$EXECUTE category_list('hill', '{lt}')$$)) AS item), '{Gyvūnai,Arts}',
    'categories each in the language that suits');
SELECT is((answers($$EXECUTE starter_kit_show('hill', '{lt}')$$))[1]::jsonb, '{
    "categories": [{"slug": "zoology", "name": "Gyvūnai", "language": "lt"},
                   {"slug": "arts", "name": "Arts", "language": "en"}],
    "badgeTemplates": [{"slug": "guide", "achievementType": "Competency", "name": "Guide",
                        "description": null, "criteria": "Lead a walk", "language": "en"}],
    "texts": [{"key": "welcome", "title": "Sveiki", "body": "Mokykitės", "language": "lt"}]}'::jsonb,
    'the starter kit is what the city began with');
SELECT is(refusal($$INSERT INTO city SELECT * FROM city$$), '42501', 'nobody opens a city by the API');
SELECT is(refusal($$SELECT city_open(town_with('{"slug": "dale"}'), kit())$$), '42501', 'not even by its function');
RESET ROLE;

UPDATE city SET state = 'archived' WHERE slug = 'hill';
SELECT is(answers($$EXECUTE city_list(NULL, 10, '{en}', false)$$)::text LIKE '%Hill%', false,
    'an archived city is not listed');
SELECT is(cardinality(answers($$EXECUTE city_show('hill', '{en}', false)$$)), 1, 'but shown');

SELECT is(answers($$EXECUTE city_admit('field', 'New.Clerk@Town.Example', 'city_viewer')$$),
    answers($$SELECT id FROM person WHERE email = 'new.clerk@town.example'$$),
    'a person is admitted by address, without case');
SELECT is(answers($$EXECUTE city_admit('field', 'new.clerk@town.example', 'city_admin')$$),
    answers($$SELECT id FROM person WHERE email = 'new.clerk@town.example'$$), 'and again, as the same');
SELECT is((SELECT array_agg(role::text) FROM city_membership JOIN person ON id = person
            WHERE email = 'new.clerk@town.example'), '{city_admin}', 'with the last role alone');
SELECT is(answers($$EXECUTE city_admit('nowhere', 'x@town.example', 'city_admin')$$), '{}',
    'nobody is admitted to a city that is not there');

SELECT * FROM finish();
ROLLBACK;
