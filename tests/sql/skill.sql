-- Skills: taken in from a framework's files, and found again in any language.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/skill.sql`
:prepare
SELECT plan(45);

CREATE FUNCTION take(language text, rows jsonb) RETURNS text LANGUAGE sql AS $$
SELECT (added, changed)::text FROM skill_take_in('trades', language, rows) $$;
CREATE FUNCTION known(uri text) RETURNS text LANGUAGE sql STABLE AS $$
SELECT string_agg(concat_ws(' ', language, kind, label), ', ' ORDER BY language, kind, label)
  FROM skill_label AS l JOIN skill AS s ON s.id = l.skill WHERE s.uri = $1 $$;
CREATE FUNCTION found(q text, languages text[] DEFAULT '{en}', framework text DEFAULT 'trades',
                      count int DEFAULT 10, after text DEFAULT NULL) RETURNS text[] LANGUAGE sql AS $$
SELECT array_agg(item::json->>'uri') FROM unnest(answers(format(
    'EXECUTE skill_search(%L, %L, %L, %L, %L, false)', q, framework, after, count, languages))) AS item $$;

-- Taking in
SELECT is(answers($$EXECUTE framework_put('trades', 'Trades', '1', 'by us')$$), '{trades}', 'a framework is announced');
SELECT is(answers($$EXECUTE framework_put('trades', 'Trades', '2', 'by us')$$), '{trades}', 'and again');
SELECT is(take('en', '[
    {"uri": "t:baking", "type": "skill/competence", "label": "bake bread", "alternative": ["make loaves"],
     "hidden": ["bakery"], "description": "From flour to loaf.", "reuseLevel": "sector"},
    {"uri": "t:yeast", "type": "knowledge", "label": "yeast"},
    {"uri": "t:pastry", "type": "other things", "label": "Pâte à choux 100%"}]'), '(3,0)', 'skills are taken in');
SELECT is((SELECT string_agg(uri || ' ' || type, ', ' ORDER BY uri) FROM skill WHERE framework = 'trades'),
    't:baking skill, t:pastry other, t:yeast knowledge', 'each of its type');
SELECT is(take('en', '[{"uri": "t:yeast", "type": "knowledge", "label": "yeast"}]'), '(0,0)', 'what is equal stays');
SELECT is((SELECT version FROM skill WHERE uri = 't:yeast'), 1, 'as it was');
SELECT is(take('lt', '[{"uri": "t:baking", "type": "skill/competence", "label": "kepti duoną", "reuseLevel": "sector"},
                       {"uri": "t:yeast", "type": "knowledge", "label": "mielės"}]'), '(2,0)', 'another language is added');
SELECT is(known('t:baking'), 'en preferred bake bread, en alternative make loaves, en hidden bakery, lt preferred kepti duoną',
    'beside the first');
SELECT is(take('en', '[{"uri": "t:baking", "type": "skill/competence", "label": "bake bread",
    "alternative": ["make rolls"], "reuseLevel": "sector"}]'), '(0,1)', 'what differs is changed');
SELECT is(known('t:baking'), 'en preferred bake bread, en alternative make rolls, lt preferred kepti duoną',
    'in its language alone');
SELECT ok((SELECT version > 1 FROM skill WHERE uri = 't:baking'), 'and makes a new version');
SELECT is((SELECT count(*) FROM skill WHERE uri = 't:baking'), 1::bigint, 'a skill is there once');
SELECT is(take('en', '[{"uri": "t:oven", "type": "knowledge", "label": "oven"},
                       {"uri": "t:oven", "type": "knowledge", "label": "oven"}]'), '(1,0)', 'even when it was sent twice');

-- Broader skills
SELECT is(answers($$EXECUTE skill_broader_take_in('{t:pastry,t:yeast,t:none}', '{t:baking,t:baking,t:baking}')$$),
    '{2}', 'pairs with a stranger are passed over');
SELECT is(answers($$EXECUTE skill_broader_take_in('{t:pastry}', '{t:baking}')$$), '{0}', 'a pair is there once');
SELECT set_eq($$SELECT uri FROM skill WHERE id IN (SELECT skill_and_narrower('t:baking'))$$,
    '{t:baking,t:pastry,t:yeast}'::text[], 'a skill and what is narrower');
SELECT is(answers($$EXECUTE skill_broader_take_in('{t:baking}', '{t:pastry}')$$), '{1}', 'a circle');
SELECT is((SELECT count(*) FROM skill_and_narrower('t:baking')), 3::bigint, 'is walked once');
SELECT is_empty($$SELECT skill_and_narrower('t:nothing')$$, 'nothing has nothing narrower');

-- Found by words
SELECT act_as('nobody', '');
SELECT is(found(q), uris::text[], format('"%s" finds %s', q, coalesce(uris, 'nothing'))) FROM (VALUES
    ('bake bread', '{t:baking}'), ('BAKE', '{t:baking}'), ('kepti duona', '{t:baking}'), ('rolls', '{t:baking}'),
    ('Pate a', '{t:pastry}'), ('100%', '{t:pastry}'), ('%', '{t:pastry}'), ('_', NULL), ('\', NULL),
    ('yaest', NULL), ('bakke bread', '{t:baking}')) AS t (q, uris);
SELECT is(found('o'), '{t:oven,t:baking,t:pastry}', 'a label that begins so is first, then the shorter');
SELECT is(found('sewing', '{en}', NULL), ARRAY['https://skills.example/sewing'], 'in any framework');
SELECT is(found('sewing'), NULL, 'or in one');
SELECT is(found(NULL), '{t:baking,t:oven,t:pastry,t:yeast}', 'without words by URI');

-- Page by page
RESET ROLE;
CREATE FUNCTION walk(q text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    after text;
    item record;
    seen text[] := '{}';
BEGIN
    LOOP
        EXECUTE format('EXECUTE skill_search(%L, NULL, %L, 1, ''{en}'', false)', q, after) INTO item;
        EXIT WHEN item.cursor IS NULL;
        seen := seen || (item.body->>'uri');
        after := item.cursor;
    END LOOP;
    RETURN seen;
END $$;
SELECT is(walk(NULL), found(NULL, '{en}', NULL), 'a walk by URI meets every skill once');
SELECT is(walk('ing'), found('ing', '{en}', NULL), 'and so does a search');

-- Shown
SELECT is((answers(format('EXECUTE skill_show(%L, ''{lt}'', false)', (SELECT id FROM skill WHERE uri = 't:baking'))))[1]::jsonb
          - 'id' - 'url' - 'broader', '{"uri": "t:baking", "framework": "trades", "type": "skill", "reuseLevel": "sector",
    "label": "kepti duoną", "language": "lt", "matchedLabel": null, "description": null, "alternativeLabels": [],
    "translations": null, "retired": false}'::jsonb, 'a skill is shown in the language that is wanted');
SELECT is((SELECT (skill_label_in(the('sewing'), '{uk}')).label), 'sewing', 'else in English');
SELECT is((answers('EXECUTE framework_list'))[2]::jsonb, '{"slug": "trades", "name": "Trades", "version": "2",
    "attribution": "by us", "skills": 4}'::jsonb, 'a framework says how many it has');

-- Retired
RESET ROLE;
SELECT is(answers($$EXECUTE skill_retire('trades', '{t:baking,t:pastry,t:oven}')$$), '{1}', 'what a file lacks is retired');
SELECT is(answers($$EXECUTE skill_retire('trades', '{t:baking,t:pastry,t:oven}')$$), '{0}', 'once');
SELECT is(found('yeast'), NULL, 'it is not found');
SELECT is((answers(format('EXECUTE skill_show(%L, ''{lt}'', false)', (SELECT id FROM skill WHERE uri = 't:yeast'))))[1]::json
    ->>'retired', 'true', 'but shown');
SELECT take('en', '[{"uri": "t:yeast", "type": "knowledge", "label": "yeast"}]') AS again \gset
SELECT is(found('yeast'), '{t:yeast}', 'and comes back with the next file');
SELECT act_as('owner', 'owner');
SELECT is(refusal($$SELECT skill_take_in('trades', 'en', '[{"uri": "t:x", "type": "knowledge", "label": "x"}]')$$), '42501',
    'nobody takes skills in by the API');

SELECT * FROM finish();
ROLLBACK;
