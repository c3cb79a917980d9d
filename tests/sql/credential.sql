-- Credentials of awards: each with a place in a list, signed once, by keys that stay.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/credential.sql`
:prepare
SELECT plan(49);

INSERT INTO badge (id, organisation, state, achievement_type, translations, tags)
SELECT the(name), the(owner), state::badge_state, 'Badge', '{"en": {"name": "Sewer", "criteria": "Sew", "imageCaption": "A needle"}}', '{cloth}'
  FROM (VALUES ('badge', 'library', 'active'), ('draft', 'library', 'draft'), ('foreign', 'museum', 'active')) AS b (name, owner, state);
UPDATE badge SET particulars = '{"criteriaUrl": "https://a.example/c", "creditsAvailable": 2.5000, "humanCode": "S 1", "otherIdentifiers": [{"identifier": "b-7", "identifierType": "productId"}, {"identifier": "a", "identifierType": "isbn"}],
    "alignments": [{"targetName": "Sewing", "targetUrl": "https://a.example/sew"}], "related": [{"id": "https://a.example/b", "language": "en"}],
    "resultDescriptions": [{"id": "skill", "name": "Skill", "resultType": "RubricCriterionLevel", "requiredLevel": "high",
        "levels": [{"id": "high", "name": "High", "points": "2"}]}, {"id": "mark", "name": "Mark", "resultType": "RawScore", "valueMin": 1.50, "valueMax": 10}]}'
 WHERE id = the('badge');
INSERT INTO badge_skill (badge, skill) VALUES (the('badge'), the('sewing'));
INSERT INTO award (id, badge, organisation, recipient_email, issued_at) VALUES
    (the('one'), the('badge'), the('library'), 'one@town.example', '2026-01-02T03:04:05.678Z'),
    (the('two'), the('badge'), the('library'), 'two@town.example', now()),
    (the('three'), the('foreign'), the('museum'), 'one@town.example', now());

-- Places
SELECT is((SELECT count(*) FROM award_credential), 3::bigint, 'each award has a credential');
SELECT is((SELECT count(DISTINCT list) FROM award_credential), 2::bigint, 'each organisation has a list of its own');
SELECT isnt((SELECT salt FROM award_credential WHERE award = the('one')), (SELECT salt FROM award_credential WHERE award = the('three')),
    'one address has another salt each time');
SELECT isnt((SELECT subject FROM award_credential WHERE award = the('one')), (SELECT subject FROM award_credential WHERE award = the('three')),
    'and another name');
SELECT is(refusal('INSERT INTO award_credential (award, list, place) SELECT the(''two''), list, 131072 FROM award_credential'), 'award_credential_place_check',
    'there is no place beyond the last');
INSERT INTO award (badge, organisation, recipient_email) SELECT the('badge'), the('library'), 'n' || n FROM generate_series(1, 300) AS n;
SELECT is((SELECT count(DISTINCT (list, place)) FROM award_credential), 303::bigint, 'no place is given twice');
SELECT ok((SELECT max(place) > 90000 AND min(place) < 40000 FROM award_credential), 'they are all over the list');
SELECT ok((SELECT corr(place, n) BETWEEN -0.3 AND 0.3 FROM (SELECT place, row_number() OVER (ORDER BY award) AS n FROM award_credential) AS p),
    'and say nothing about which came first');

-- A list that is full: there is a place left in none, so that a new one begins.
SELECT list AS full_one FROM award_credential WHERE award = the('three') \gset
ALTER TABLE award_credential DISABLE TRIGGER ALL;
INSERT INTO award_credential (award, list, place)
SELECT gen_random_uuid(), :'full_one', n FROM generate_series(0, 131071) AS n ON CONFLICT DO NOTHING;
ALTER TABLE award_credential ENABLE TRIGGER ALL;
INSERT INTO award (id, badge, organisation, recipient_email) VALUES (the('four'), the('foreign'), the('museum'), 'four@town.example');
SELECT isnt((SELECT list FROM award_credential WHERE award = the('four')), :'full_one'::uuid, 'when a list is full, another begins');
DELETE FROM award_credential WHERE list = :'full_one' AND award <> the('three');

-- Facts
SELECT act_as('nobody');
SELECT is((SELECT array_agg(f) FROM credential_facts(the('nothing')) AS f WHERE f.award IS NOT NULL), NULL, 'an award that is not there says nothing');
SELECT is((SELECT (issued_at, expires_at) FROM credential_facts(the('one'))), (1767323045::bigint, NULL::bigint), 'times are whole seconds');
SELECT is((SELECT (achievement).tags FROM credential_facts(the('one'))), '["cloth"]', 'its badge is in it');
RESET ROLE;
UPDATE badge SET translations = translations || '{"lt": {"consumerDescription": "Moka siūti."}}' WHERE id = the('badge');
SELECT act_as('nobody');
SELECT is((SELECT ((achievement).name, (achievement).language)::text FROM credential_facts(the('one'))), '(Sewer,en)', 'in a language in which all of it is there');
RESET ROLE;
UPDATE badge SET translations = translations - 'lt' WHERE id = the('badge');
SELECT act_as('nobody');
SELECT is((SELECT (achievement).skills::jsonb->0->>'uri' FROM credential_facts(the('one'))), (SELECT uri FROM skill WHERE id = the('sewing')), 'and its skills');
SELECT is((SELECT (achievement).image_caption FROM credential_facts(the('one'))), 'A needle', 'what its picture shows');
SELECT is((SELECT (achievement).alignments::jsonb FROM credential_facts(the('one'))),
    '[{"type": ["Alignment"], "targetName": "Sewing", "targetUrl": "https://a.example/sew"}]', 'what else it corresponds to');
SELECT is((SELECT (achievement).more::jsonb FROM credential_facts(the('one'))), replace('{"humanCode": "S 1", "creditsAvailable": 2.5,
    "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "b-7", "identifierType": "productId"}, {"type": "IdentifierEntry", "identifier": "a", "identifierType": "isbn"}],
    "related": [{"id": "https://a.example/b", "type": ["Related"], "inLanguage": "en"}],
    "resultDescription": [{"id": "BADGE#results/skill", "type": ["ResultDescription"], "name": "Skill", "resultType": "RubricCriterionLevel",
        "requiredLevel": "BADGE#results/skill/high",
        "rubricCriterionLevel": [{"id": "BADGE#results/skill/high", "type": ["RubricCriterionLevel"], "name": "High", "points": "2"}]},
       {"id": "BADGE#results/mark", "type": ["ResultDescription"], "name": "Mark", "resultType": "RawScore", "valueMin": "1.5", "valueMax": "10"}]}',
    'BADGE', 'https://town.example/ob/badges/' || the('badge'))::jsonb, 'and all that the standard lets it say');
SELECT ok((SELECT f::text NOT LIKE '%one@%' FROM credential_facts(the('one')) AS f), 'but not the address');
SELECT is((SELECT f.name FROM achievement_facts(the('draft'), 1) AS f), NULL, 'a draft is nobody''s to see');
SELECT is((SELECT (subject_more, evidence)::text FROM credential_facts(the('two'))), '({},)', 'nothing is said of the learner');
RESET ROLE;
UPDATE award SET narrative = 'Secret', narrative_public = (id = the('one')), activity_began_at = '2026-01-01Z', credits_earned = 2.50,
    results = '[{"resultDescription": "skill", "achievedLevel": "high"}, {"resultDescription": "mark", "value": "2"}]',
    evidence = '[{"name": "A shirt", "public": false}, {"name": "A photo", "url": "https://a.example/p", "public": true}]' WHERE id IN (the('one'), the('two'));
SELECT is((SELECT array_agg(jsonb_build_array(f.subject_more::jsonb, f.evidence::jsonb)) FROM (VALUES ('one'), ('two')) AS a (name), credential_facts(the(name)) AS f), (SELECT ARRAY[
    jsonb_build_array(said || '{"narrative": "Secret"}', shown), jsonb_build_array(said, shown)] FROM (SELECT
    replace('{"activityStartDate": "2026-01-01T00:00:00Z", "creditsEarned": 2.5, "result": [{"type": ["Result"], "resultDescription": "BADGE#results/skill", "achievedLevel": "BADGE#results/skill/high"},
        {"type": ["Result"], "resultDescription": "BADGE#results/mark", "value": "2"}]}', 'BADGE', 'https://town.example/ob/badges/' || the('badge'))::jsonb AS said,
    '[{"id": "https://a.example/p", "type": ["Evidence"], "name": "A photo"}]'::jsonb AS shown) AS t), 'but what was meant for everybody');
UPDATE badge SET edition = 2, translations = '{"en": {"name": "Tailor", "criteria": "Sew more"}}' WHERE id = the('badge');
SELECT is((SELECT (f.achievement).name FROM credential_facts(the('one')) AS f), 'Sewer', 'an award goes on saying what it was given for');
SELECT is((SELECT array_agg((f.version, f.name, f.skills::jsonb->0->>'name', f.more::jsonb->'related'->-1->>'id')::text) FROM generate_series(1, 3) AS n, achievement_facts(the('badge'), n) AS f),
    ARRAY(SELECT replace(replace(t, 'BADGE', 'https://town.example/ob/badges/' || the('badge')), ' ', '') FROM unnest('{"(1,Sewer,sewing,BADGE/versions/2)","(2,Tailor,sewing,BADGE)","(,,,)"}'::text[]) AS t),
    'each version is there, and names the others');
SELECT is((SELECT count(*) FROM achievement_facts(the('badge'), 0) AS f WHERE f.badge IS NOT NULL), 0::bigint, 'before the first there is none');
SELECT is((SELECT recipient_hash FROM credential_facts(the('one'))),
          (SELECT encode(sha256(('one@town.example' || salt)::bytea), 'hex') FROM award_credential WHERE award = the('one')), 'it has the hash of it, with the salt behind');

-- Keys
SELECT act_as('nobody');
SELECT is((SELECT count(*) FROM issuer_keys(the('library'))), 0::bigint, 'before it signs, an organisation has no keys');
EXECUTE issuer_key_add('z1', the('library'), NULL, '\x01');
EXECUTE issuer_key_add('z2', the('library'), NULL, '\x02');
EXECUTE issuer_key_add('r1', NULL, '{"kty": "RSA"}', '\x03');
EXECUTE issuer_key_add('r2', NULL, '{"kty": "RSA"}', '\x04');
SELECT bag_eq(format('SELECT kid FROM issuer_key_signing(%L)', the('library')), '{z1,r1}'::text[], 'one signs for the organisation, and one for all');
SELECT bag_eq(format('SELECT kid FROM issuer_key_signing(%L)', the('museum')), '{r1}'::text[], 'not for another');
SELECT is((SELECT count(*) FROM issuer_keys(the('museum'))), 0::bigint, 'which has still none of its own');
SELECT is(refusal('EXECUTE issuer_key_rotate(''z3'', ''' || the('library') || ''', NULL, ''\x05'')'), '42501', 'the API changes no keys');
RESET ROLE;
EXECUTE issuer_key_rotate('z3', the('library'), NULL, '\x05');
EXECUTE issuer_key_rotate('r3', NULL, '{"kty": "RSA"}', '\x06');
SELECT bag_eq(format('SELECT kid FROM issuer_key_signing(%L)', the('library')), '{z3,r3}'::text[], 'the operator does, and the new ones sign');
SELECT results_eq(format('SELECT kid FROM issuer_keys(%L)', the('library')), '{z1,z3,r1,r3}'::text[], 'none that has signed is forgotten');
SELECT is((SELECT count(*) FROM issuer_key_public('z1')), 0::bigint, 'a key of an organisation is not one of the service');
SELECT is((SELECT array_agg(DISTINCT action ORDER BY action) FROM audit_entry WHERE noun = 'issuer_key'), '{insert,update}', 'all of that is in the audit');
SELECT is((SELECT count(*) FROM audit_entry WHERE noun = 'issuer_key' AND concat(before, after) LIKE '%sealed%'), 0::bigint, 'but no private half');

-- Signed once
SELECT act_as('nobody');
SELECT is((SELECT document FROM credential_show(the('one'))), NULL, 'nothing is signed yet');
SELECT is((SELECT document FROM credential_keep(the('one'), 'z3', 'first', 't')), 'first', 'what is signed is kept');
SELECT is((SELECT document FROM credential_keep(the('one'), 'z3', 'second', 't')), 'first', 'and never signed anew');
RESET ROLE;
SET LOCAL ROLE citylearn_courier;
SELECT is((SELECT count(*) FROM credential_due(1000)), 303::bigint, 'the courier is given what nobody has signed');
SELECT is((SELECT count(*) FROM credential_due(1000)), 0::bigint, 'to one courier at a time');
SELECT set_eq($$SELECT f::text FROM credential_set_facts(ARRAY[the('one'), the('two'), the('nothing'), the('one')]) AS f$$,
              $$SELECT credential_facts(the(name))::text FROM (VALUES ('one'), ('two')) AS a (name)$$, 'what a set says is what each says alone');
SELECT is((SELECT count(*) FROM credential_set_facts('{}')), 0::bigint, 'of none there is nothing to say');
SELECT lives_ok($$SELECT credential_set_keep(ARRAY[the('one'), the('two'), the('nothing')], '{z3,z3,z3}', '{third,second,x}', '{t,u,v}')$$, 'a set is kept');
SELECT set_eq($$SELECT s.document, s.token FROM (VALUES ('one'), ('two')) AS a (name), credential_keep(the(name), 'z3', 'late', 'late') AS s$$,
              $$VALUES ('first', 't'), ('second', 'u')$$, 'but for what was kept before');
RESET ROLE;

-- Revocation
SELECT list AS list FROM award_credential WHERE award = the('one') \gset
SELECT act_as('nobody');
SELECT is((SELECT (document, places) FROM status_show(:'list')), (NULL::text, ''::text), 'a list that nobody has signed says what it has to say');
EXECUTE status_keep(:'list', 1, 'signed');
SELECT is((SELECT document FROM status_show(:'list')), 'signed', 'then it is kept');
RESET ROLE;
UPDATE award SET revoked_at = now() WHERE id = the('one');
SELECT is((SELECT (document, places, changed) FROM status_show(:'list')),
          (SELECT (NULL::text, place::text, 2::bigint) FROM award_credential WHERE award = the('one')), 'with a revocation it is out of date');
EXECUTE status_keep(:'list', 2, 'newer');
EXECUTE status_keep(:'list', 1, 'signed');
SELECT is((SELECT document FROM status_show(:'list')), 'newer', 'an older one does not replace it');
UPDATE award SET narrative = 'x' WHERE id = the('one');
SELECT is((SELECT document FROM status_show(:'list')), 'newer', 'and nothing but a revocation makes it old');

SELECT * FROM finish();
ROLLBACK;
