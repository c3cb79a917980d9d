-- Badges: made, changed, activated, and frozen in their meaning once somebody holds one.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/badge.sql`
:prepare
SELECT plan(161);

CREATE FUNCTION badge_with(more jsonb) RETURNS jsonb LANGUAGE sql AS $$ SELECT '{
    "name": "Siuvėja", "criteria": "Pasiūti", "language": "lt", "tags": ["a"],
    "skills": ["https://skills.example/sewing"]}'::jsonb || more $$;
CREATE FUNCTION make(more jsonb DEFAULT '{}', organisation text DEFAULT 'library') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT badge_made(the(%L), %L)', organisation, badge_with(more))) $$;
CREATE FUNCTION patch(patch jsonb, version int DEFAULT 0) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT badge_patched(the(''badge''), %L, %s)', patch, version)) $$;
CREATE FUNCTION move(action text) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT badge_moved(the(''badge''), %L)', action)) $$;
-- Makes the badge anew, past all rules.
CREATE FUNCTION renew(state text DEFAULT 'draft') RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
DELETE FROM award;
DELETE FROM badge WHERE id = the('badge');
INSERT INTO badge (id, organisation, state, achievement_type, translations, valid_days)
VALUES (the('badge'), the('library'), state::badge_state, 'Badge',
        '{"lt": {"name": "A", "description": "B", "criteria": "C"}, "en": {"name": "D"}}', 10);
INSERT INTO badge_skill (badge, skill) VALUES (the('badge'), the('sewing')) $$;
CREATE FUNCTION is_now() RETURNS badge LANGUAGE sql STABLE SECURITY DEFINER AS $$
SELECT * FROM badge WHERE id = the('badge') $$;

-- Made
SELECT act_as('manager');
SELECT is(make(more::jsonb), rule, title) FROM (VALUES
    ('{"template": "no-such"}', 'unknown_template', 'a template is the city''s'),
    ('{"skills": ["https://skills.example/sewing", "x:none"]}', 'unknown_skill', 'skills are known'),
    ('{"language": "de"}', 'unknown_language', 'in a language of the city'),
    ('{"validDays": 0}', 'badge_valid_days_check', 'it counts for a day at least')) AS t (more, rule, title);
SELECT is(make('{}', 'museum'), 'not_allowed', 'for the own organisation alone');
SELECT is(make('{}', 'nothing'), 'not_found', 'which is there');
SELECT is(make('{}', 'choir'), 'not_found', 'or can be seen');
SELECT badge_made(the('library'), badge_with('{}')) AS made,
       badge_made(the('library'), badge_with('{"template": "first-steps", "validDays": 365}')) AS templated,
       badge_made(the('library'), badge_with('{"skills": ["https://skills.example/sewing",
                                                          "https://skills.example/sewing"]}')) AS skilled \gset
SELECT is((SELECT (state, achievement_type, translations, tags, valid_days, version)::text
             FROM badge WHERE id = :'made'),
    '(draft,Badge,"{""lt"": {""name"": ""Siuvėja"", ""criteria"": ""Pasiūti""}}",{a},,1)', 'it begins as a draft');
SELECT is((SELECT (achievement_type, translations, valid_days)::text FROM badge WHERE id = :'templated'),
    '(Course,"{""en"": {""name"": ""First steps"", ""criteria"": ""Come""}, ""lt"": {""name"": ""Siuvėja"", '
    '""criteria"": ""Pasiūti"", ""description"": ""Pradžia""}}",365)', 'a template lends what was not said');
SELECT is((SELECT array_agg(skill) FROM badge_skill WHERE badge = :'skilled'), ARRAY[the('sewing')],
    'a skill is named once');

RESET ROLE;
-- Every action in every state
CREATE FUNCTION walked(from_state text, action text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM renew(from_state), badge_moved(the('badge'), action);
    RETURN (is_now()).state;
EXCEPTION WHEN check_violation THEN
    RETURN SQLERRM;
END $$;
SELECT act_as('manager');
SELECT is(walked(state, action), next_state, format('%s %s: %s', action, state, next_state)) FROM (VALUES
    ('draft', 'activate', 'active'), ('active', 'activate', 'wrong_state'), ('archived', 'activate', 'active'),
    ('draft', 'archive', 'wrong_state'), ('active', 'archive', 'archived'), ('archived', 'archive', 'wrong_state'))
    AS t (state, action, next_state);
SELECT is(refusal_detail($$SELECT renew('active'), badge_moved(the('badge'), 'activate')$$),
    '"state":"active","allowed":["archive"]', 'a refusal says what can be done');

-- What an active badge has to have
SELECT renew();
SELECT is(patch('{"criteria": null}'), 'none', 'a draft may lack texts');
SELECT is(move('activate'), 'text_missing', 'an active badge has a name and criteria');
SELECT is(patch('{"criteria": "E", "language": "en"}'), 'none', 'one complete language');
SELECT is(move('activate'), 'none', 'is enough');
SELECT is(patch('{"criteria": null, "language": "en"}'), 'text_missing', 'which it keeps');
SELECT renew();
RESET ROLE;
CREATE FUNCTION activated(state text, city text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RESET ROLE;
    UPDATE organisation SET state = $1::organisation_state, city = the($2) WHERE id = the('library');
    PERFORM renew(), act_as('manager');
    RETURN move('activate');
END $$;
SELECT is(activated(state::text, 'port'), CASE state WHEN 'verified' THEN 'none' ELSE 'organisation_unverified' END,
          format('a city that admits: %s', state)) FROM unnest(enum_range(NULL::organisation_state)) AS state;
SELECT is(activated(state::text, 'field'),
          CASE WHEN state IN ('verified', 'draft', 'pending') THEN 'none' ELSE 'organisation_unverified' END,
          format('an open city: %s', state)) FROM unnest(enum_range(NULL::organisation_state)) AS state;
RESET ROLE;
UPDATE organisation SET state = 'verified', city = the('port') WHERE id = the('library');

-- Changes
SELECT renew();
SELECT act_as('manager');
SELECT is(patch('{"tags": ["x"]}', 2), 'precondition_failed', 'a change of another version is refused');
SELECT is(patch('{"tags": ["x"], "validDays": null, "learningForm": "formal", "achievementType": "Award",
                  "skills": ["https://skills.example/singing"], "description": null,
                  "translations": {"en": null, "uk": {"name": "F"}}}', 1), 'none', 'a merge patch');
SELECT is((SELECT (tags, valid_days, learning_form, achievement_type, translations, version)::text FROM is_now()),
    '({x},,formal,Award,"{""lt"": {""name"": ""A"", ""criteria"": ""C""}, ""uk"": {""name"": ""F""}}",2)', 'is merged');
SELECT is(answers('SELECT skill FROM badge_skill WHERE badge = the(''badge'')'), ARRAY[the('singing')]::text[],
    'skills are replaced');
SELECT is(patch('{"learningForm": null}'), 'none', 'null');
SELECT is((SELECT learning_form FROM is_now()), NULL, 'takes away');
SELECT is(patch(patch::jsonb), rule, title) FROM (VALUES
    ('{"skills": ["x:none"]}', 'unknown_skill', 'skills are known'),
    ('{"translations": {"de": {"name": "E"}}}', 'unknown_language', 'languages are the city''s')) AS t (patch, rule, title);
RESET ROLE;
CREATE FUNCTION moved_by(who text) RETURNS text LANGUAGE sql AS $$
SELECT renew(); SELECT act_as(who); SELECT move('activate') $$;
CREATE FUNCTION patched_by(who text) RETURNS text LANGUAGE sql AS $$
SELECT renew('active'); SELECT act_as(who); SELECT patch('{"tags": ["y"]}') $$;
SELECT is(patched_by(who) || ' ' || moved_by(who), CASE WHEN may THEN 'none none' ELSE 'not_allowed not_found' END,
          format('the %s: %s', who, may)) FROM (VALUES
    ('nobody', false), ('learner', false), ('stranger', false), ('viewer', false), ('issuer', false),
    ('manager', true), ('owner', true), ('mayor', true), ('neighbour', false), ('museum client', false),
    ('library client', true)) AS t (who, may);

-- A write answers with what it wrote
RESET ROLE;
SELECT renew();
SELECT act_as('manager');
SELECT is((answers(format('EXECUTE badge_make(%L, %L, ''{en,lt}'')', the('library'), badge_with('{}'))))[1]::jsonb
    - 'id' - 'url' - 'achievementUrl' - 'image' - 'organisation' - 'createdAt' - 'updatedAt', jsonb_build_object('skills', jsonb_build_array(jsonb_build_object(
        'id', the('sewing'), 'uri', 'https://skills.example/sewing', 'label', 'sewing'))) || '{"state": "draft",
    "name": "Siuvėja", "description": null, "criteria": "Pasiūti", "language": "lt", "availableLanguages": ["lt"],
    "translations": {"lt": {"name": "Siuvėja", "criteria": "Pasiūti"}}, "achievementType": "Badge", "learningForm": null,
    "tags": ["a"], "alignments": [], "criteriaUrl": null, "resultDescriptions": [], "related": [], "humanCode": null,
    "fieldOfStudy": null, "specialization": null, "creditsAvailable": null, "consumerDescription": null, "imageCaption": null, "otherIdentifiers": [],
    "validDays": null, "version": 1, "awarded": false, "endorsementCount": 0}', 'what was made');
SELECT is((answers(format('EXECUTE badge_patch(%L, ''{"tags": ["z"], "skills": []}'', 1, ''{lt}'')', the('badge'))))[1]::jsonb
    @> '{"tags": ["z"], "skills": []}', true, 'what it was patched to');
SELECT is((answers(format('EXECUTE badge_move(%L, ''activate'', ''{lt}'')', the('badge'))))[1]::json->>'state', 'active',
    'where it was moved');

-- What else it says
RESET ROLE;
SELECT renew();
CREATE FUNCTION result_with(more text) RETURNS text LANGUAGE sql AS $$
SELECT refusal_detail(format('SELECT badge_patched(the(''badge''), %L, 0)', jsonb_build_object('resultDescriptions',
    jsonb_build_array('{"id": "pass", "name": "Passed", "resultType": "Status"}'::jsonb,
                      '{"id": "mark", "name": "Mark", "resultType": "RawScore"}'::jsonb || more::jsonb)))) $$;
SELECT act_as('manager');
SELECT is(result_with(more), flaw, format('a result: %s', more)) FROM (VALUES
    ('{}', 'none'), ('{"valueMin": 1, "valueMax": 1}', 'none'), ('{"id": "pass"}', '/resultDescriptions/0/id'),
    ('{"valueMin": 2, "valueMax": 1.5}', '/resultDescriptions/1/valueMax'),
    ('{"allowedValues": ["a", "b"], "requiredValue": "c"}', '/resultDescriptions/1/requiredValue'),
    ('{"requiredValue": "good"}', '/resultDescriptions/1/requiredValue'), ('{"requiredValue": "5.5"}', 'none'),
    ('{"requiredLevel": "high"}', '/resultDescriptions/1/requiredLevel'),
    ('{"levels": [{"id": "high", "name": "High"}]}', '/resultDescriptions/1/levels'),
    ('{"resultType": "RubricCriterionLevel", "levels": [{"id": "high", "name": "A"}, {"id": "high", "name": "B"}]}', '/resultDescriptions/1/levels'),
    ('{"resultType": "RubricCriterionLevel", "requiredLevel": "high", "levels": [{"id": "high", "name": "High"}]}', 'none')) AS t (more, flaw);
SELECT is(refusal_detail($$SELECT badge_patched(the('badge'), '{"creditsAvailable": 0.00001}', 0)$$), '/creditsAvailable', 'credits have four decimals');
SELECT is(patch('{"creditsAvailable": 2.5000, "humanCode": "S 1", "alignments": [{"targetName": "A", "targetUrl": "https://a.example/"}]}')
    || patch('{"humanCode": null, "alignments": []}'), 'nonenone', 'the rest is merged as it comes');
SELECT is((SELECT particulars - 'resultDescriptions' FROM is_now()), '{"creditsAvailable": 2.5000}', 'and what is empty is left out');

-- Frozen
RESET ROLE;
SELECT renew('active');
SELECT act_as('issuer', 'issuer');
SELECT is(refusal('SELECT award_made(the(''badge''), ''learner@town.example'', NULL, NULL, NULL)'), 'none', 'it is awarded');
SELECT is((SELECT first_awarded_at FROM is_now()), now(), 'since when is known');
SELECT act_as('manager');
RESET ROLE;
CREATE FUNCTION versions() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$
SELECT concat_ws(' ', edition, edition_awarded_at IS NOT NULL, (SELECT string_agg(number || (content->'translations'->'lt'->>'name'), ',' ORDER BY number)
                                                   FROM badge_edition WHERE badge = id)) FROM badge WHERE id = the('badge') $$;
CREATE FUNCTION after_award(patch text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    rule text;
BEGIN
    RESET ROLE;
    PERFORM renew('active');
    INSERT INTO award (badge, organisation, recipient_email) VALUES (the('badge'), the('library'), 'x@town.example');
    PERFORM act_as('manager');
    rule := patch(patch::jsonb);
    RETURN concat_ws(' ', rule, (is_now()).edition);
END $$;
CREATE FUNCTION straight(change text) RETURNS text LANGUAGE sql AS $$
SELECT renew('active'); INSERT INTO award (badge, organisation, recipient_email) VALUES (the('badge'), the('library'), 'x@town.example');
SELECT refusal('UPDATE badge SET ' || change || ' WHERE id = the(''badge'')') $$;
SELECT is(straight(change), rule, format('past the functions: %s: %s', change, rule)) FROM (VALUES
    ('tags = ''{z}''', 'badge_frozen'), ('valid_days = 9', 'badge_frozen'), ('translations = ''{"lt": {"name": "Z", "criteria": "C"}}''', 'badge_frozen'),
    ('corrections = 1, valid_days = 9', 'badge_frozen'), ('state = ''archived''', 'none')) AS t (change, rule);
SELECT is(after_award(patch), answer, format('once it was awarded: %s', patch)) FROM (VALUES
    ('{"name": "A"}', 'none 1'), ('{"skills": ["https://skills.example/sewing"]}', 'none 1'), ('{"consumerDescription": "Z"}', 'none 1'), ('{"translations": {"en": {"consumerDescription": "Z"}}}', 'none 1'),
    ('{"name": "Z"}', 'none 2'), ('{"criteria": "Z"}', 'none 2'), ('{"translations": {"en": null}}', 'none 2'), ('{"achievementType": "Award"}', 'none 2'),
    ('{"learningForm": "formal"}', 'none 2'), ('{"validDays": 9}', 'none 2'), ('{"skills": []}', 'none 2'), ('{"tags": ["b"]}', 'none 2'),
    ('{"imageCaption": "Z"}', 'none 2'), ('{"imageCaption": "Z", "changeNote": "A slip."}', 'none 1'),
    ('{"otherIdentifiers": [{"identifier": "9", "identifierType": "isbn"}]}', 'none 2'), ('{"otherIdentifiers": []}', 'none 1'),
    ('{"humanCode": "B 2"}', 'none 2'), ('{"name": "Z", "changeNote": "A slip."}', 'none 1'), ('{"humanCode": "B 2", "changeNote": "A slip."}', 'badge_frozen 1'),
    ('{"skills": [], "changeNote": "A slip."}', 'badge_frozen 1'), ('{"name": "Z", "validDays": 9, "changeNote": "A slip."}', 'badge_frozen 1')) AS t (patch, answer);
RESET ROLE;
SELECT is(after_award('{"name": "Z", "skills": []}') || versions(), 'none 22 f 1A', 'a new version begins, which nobody has');
SELECT is(patch('{"name": "Y"}') || versions(), 'none2 f 1A', 'and is free until somebody does');
SELECT is((SELECT (was.translations->'lt'->>'name', badge_skills(was), badge_skills(is_now()), was.edition_awarded_at)::text FROM badge_at(is_now(), 1) AS was),
    format('(A,{%s},{},"%s")', the('sewing'), now()), 'the old one is as it was');
SELECT is((SELECT was.id FROM badge_at(is_now(), 3) AS was), NULL, 'one that does not exist yet is none');
RESET ROLE;
INSERT INTO award (badge, organisation, recipient_email) VALUES (the('badge'), the('library'), 'y@town.example');
SELECT is((SELECT array_agg(edition ORDER BY recipient_email) FROM award WHERE badge = the('badge')), '{1,2}', 'each award keeps its own');
SELECT is((SELECT array_agg((version, name, "isCurrent", awarded, "endedAt" IS NULL)::text) FROM badge_versions(is_now(), '{lt}')),
    '{"(2,Y,t,t,t)","(1,A,f,t,f)"}', 'all of them are listed');
SELECT act_as('manager');
SELECT is(patch('{"description": "W", "changeNote": "B was a slip."}') || versions(), 'none2 t 1A', 'a slip is mended where it stands');
SELECT is((SELECT v.corrections[1].note FROM badge_versions(is_now(), '{}') AS v WHERE v.version = 2), 'B was a slip.', 'and that is told');
RESET ROLE;
SELECT is((SELECT payload::jsonb->'data'->>'version' FROM event WHERE type = 'badge.version_created' ORDER BY id DESC LIMIT 1), '2', 'partners hear of a new version');
SELECT act_as('manager');
SELECT is(move('archive'), 'none', 'and it can be archived');
SELECT is(refusal('SELECT badge_deleted(the(''badge''), 0)'), 'badge_frozen', 'but not deleted');
SELECT is(refusal('DELETE FROM badge WHERE id = the(''badge'') RETURNING 1'), 'none', 'a wall stands before');
SELECT is((SELECT (is_now()).state::text), 'archived', 'a badge that was awarded: it is not deleted');

-- Pictures
RESET ROLE;
CREATE FUNCTION pictured(content text, note text DEFAULT NULL, version int DEFAULT 0) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT badge_pictured(the(''badge''), ''image/png'', %L, NULL, 90, 100, %L, %s)', content::bytea, note, version)) $$;
CREATE FUNCTION pictured_by(who text) RETURNS text LANGUAGE sql AS $$
SELECT renew('active'); SELECT act_as(who); SELECT pictured('one') $$;
CREATE FUNCTION shown(in_edition int, in_form text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
SELECT string_agg(type || ' ' || convert_from(content, 'UTF8'), ',') FROM badge_picture_show(the('badge'), in_edition, in_form) $$;
SELECT is(pictured_by(who), CASE WHEN may THEN 'none' ELSE 'not_allowed' END, format('the %s gives it a picture: %s', who, may)) FROM (VALUES
    ('nobody', false), ('learner', false), ('stranger', false), ('viewer', false), ('issuer', false), ('manager', true), ('owner', true),
    ('mayor', true), ('neighbour', false), ('museum client', false), ('library client', true)) AS t (who, may);
RESET ROLE;
SELECT renew('active');
SELECT act_as('manager');
SELECT is(pictured('one', NULL, 2), 'precondition_failed', 'not to another version than was seen');
SELECT is(refusal($$SELECT badge_pictured(the('nothing'), 'image/png', 'one', NULL, 90, 90, NULL, 0)$$), 'not_found', 'nor to what is not there');
SELECT is(pictured(repeat('x', 1048577)), 'badge_picture_content_check', 'nor one that is too large');
SELECT is(refusal($$SELECT badge_pictured(the('badge'), 'text/html', 'one', 'one', 90, 90, NULL, 0)$$), 'badge_picture_type_check', 'nor what is no picture');
SELECT is(refusal($$SELECT badge_pictured(the('badge'), 'image/svg+xml', 'one', NULL, 90, 90, NULL, 0)$$), 'badge_picture_check', 'nor an SVG that was not drawn');
SELECT is(shown(1), NULL, 'without one it is drawn');
SELECT is(pictured('one'), 'none', 'with one');
SELECT is((is_now()).version || shown(1) || ',' || shown(1, 'image/svg+xml'), '2image/png one,image/png one', 'it is shown');
SELECT is(pictured('one'), 'none', 'the same once more');
SELECT is((is_now()).version, 2, 'is no change');
SELECT is((SELECT image::text FROM badge_document(is_now(), '{}', false)),
    format('(https://town.example/ob/badges/%s/image,image/png,90,100,t)', the('badge')), 'it says how it is');
RESET ROLE;
INSERT INTO award (badge, organisation, recipient_email) VALUES (the('badge'), the('library'), 'x@town.example');
SELECT is(refusal($$UPDATE badge SET picture = NULL WHERE id = the('badge')$$), 'badge_frozen', 'that of what was awarded is frozen, past the functions as well');
SELECT act_as('manager');
SELECT is(pictured('two') || versions(), 'none2 f 1A', 'another one is of another version');
SELECT is(shown(1) || ',' || shown(2), 'image/png one,image/png two', 'and the old one keeps its own');
SELECT is(shown(3), NULL, 'a version that does not exist has none');
SELECT is(pictured('three') || versions(), 'none2 f 1A', 'which is free until somebody has it');
RESET ROLE;
INSERT INTO award (badge, organisation, recipient_email) VALUES (the('badge'), the('library'), 'y@town.example');
SELECT act_as('manager');
SELECT is(pictured('four', 'A slip.') || versions() || shown(2), 'none2 t 1Aimage/png four', 'a slip is mended where it stands');
SELECT is((SELECT v.corrections[1].note FROM badge_versions(is_now(), '{}') AS v WHERE v.version = 2), 'A slip.', 'which is told');
RESET ROLE;
SELECT is((SELECT convert_from(p.content, 'UTF8') FROM badge_correction AS k JOIN badge_picture AS p ON p.hash = k.picture WHERE k.badge = the('badge')),
    'three', 'and the one before is kept');
SELECT act_as('manager');
SELECT is(patch('{"name": "Z", "changeNote": "Another."}') || shown(2), 'noneimage/png four', 'texts are mended without it');
SELECT is(refusal($$SELECT badge_pictured(the('badge'), NULL, NULL, NULL, 0, 0, NULL, 0)$$) || versions() || coalesce(shown(3), 'drawn'),
    'none3 f 1A,2Zdrawn', 'it can be taken away, as another version');
SELECT is(pictured('one'), 'none', 'and given again');
RESET ROLE;
INSERT INTO badge_picture (hash, type, content, width, height) VALUES ('lost', 'image/png', 'lost', 90, 90);
CREATE FUNCTION kept() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(convert_from(content, 'UTF8'), ',' ORDER BY content) FROM badge_picture $$;
SET LOCAL ROLE citylearn_courier;
SELECT lives_ok('SELECT badge_pictures_forget()', 'the courier cleans up');
RESET ROLE;
SELECT is(kept(), 'four,lost,one,three,two', 'what was sent just now stays');
UPDATE badge_picture SET sent_at = now() - interval '61 minutes';
SELECT badge_pictures_forget();
SELECT is(kept(), 'four,one,three', 'then what no version and no correction has goes');
SELECT matches(refusal('DELETE FROM badge_picture'), '_picture_fkey$', 'and what one has cannot go');
UPDATE badge SET state = 'draft' WHERE id = the('badge');
SELECT act_as('nobody');
SELECT is(shown(3), NULL, 'that of a draft is nobody''s to see');
SELECT is(refusal('SELECT FROM badge_picture'), '42501', 'and nothing is seen past the functions');

-- Events
RESET ROLE;
SELECT renew();
DELETE FROM event;
SELECT act_as('manager');
SELECT patch('{"name": "N"}') || move('activate') || patch('{"criteria": "M"}') || move('archive') || move('activate')
       AS done \gset
RESET ROLE;
SELECT is((SELECT array_agg((type, seq, organisation = the('library'), subject = the('badge'))::text ORDER BY seq) FROM event),
    '{"(badge.activated,3,t,t)","(badge.updated,4,t,t)","(badge.archived,5,t,t)","(badge.activated,6,t,t)"}', 'each move, and each change while it is active, is one event');

-- Deleted
RESET ROLE;
CREATE FUNCTION deleted_by(who text, version int DEFAULT 0) RETURNS text LANGUAGE sql AS $$
SELECT renew('active'); SELECT act_as(who); SELECT refusal(format('SELECT badge_deleted(the(''badge''), %s)', version)) $$;
SELECT is(deleted_by('issuer'), 'not_allowed', 'who only awards deletes nothing');
SELECT is(deleted_by('manager', 2), 'precondition_failed', 'nor does a manager who has not seen it last');
SELECT is(deleted_by('manager', 1), 'none', 'what was never awarded is deleted');
SELECT is((is_now()).id, NULL, 'and gone');

-- Lists
RESET ROLE;
SELECT renew();
INSERT INTO badge (id, organisation, state, achievement_type, translations)
VALUES (the('other'), the('museum'), 'active', 'Badge', '{"en": {"name": "100% wool", "criteria": "x"}}');
CREATE FUNCTION listed(who text, q text DEFAULT NULL) RETURNS text[] LANGUAGE sql AS $$
SELECT act_as(who, 'viewer');
SELECT array_agg(item::json->>'name' ORDER BY item::json->>'name') FROM unnest(answers(format(
    'EXECUTE badge_list(NULL, ''port'', %L, NULL, 100, ''{en}'', false)', q))) AS item
 WHERE item::json->>'id' IN (the('badge')::text, the('other')::text) $$;
SELECT is(listed(who, q), names::text[], format('%s for %s: %s', coalesce(q, 'all'), who, names)) FROM (VALUES
    ('nobody', NULL, '{100% wool}'), ('viewer', NULL, '{100% wool,D}'), ('stranger', NULL, '{100% wool}'),
    ('nobody', '100%', '{100% wool}'), ('nobody', '100_', NULL), ('nobody', 'WOÓL', '{100% wool}')) AS t (who, q, names);

SELECT * FROM finish();
ROLLBACK;
