-- Awards: given once, held for an address, and judged by anybody who has their id.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/award.sql db/queries/person.sql db/queries/verification.sql`
:prepare
SELECT plan(125);

INSERT INTO badge (id, organisation, state, achievement_type, translations, valid_days)
SELECT the(name), the(owner), state::badge_state, 'Badge', '{"en": {"name": "Sewer", "criteria": "Sew"}}', days
  FROM (VALUES ('badge', 'library', 'active', NULL), ('month', 'library', 'active', 30),
               ('draft', 'library', 'draft', NULL), ('archive', 'library', 'archived', NULL),
               ('foreign', 'museum', 'active', NULL)) AS b (name, owner, state, days);
INSERT INTO badge_skill (badge, skill) VALUES (the('badge'), the('sewing')), (the('month'), the('singing'));
SELECT act_as('manager');
SELECT put('sewing'), put('looms', '{}', false) \gset
RESET ROLE;
SELECT act_as('stranger');
SELECT put('statues', '{}', true, 'museum') \gset
RESET ROLE;

CREATE FUNCTION give(badge text, email text, expires timestamptz DEFAULT NULL, activity text DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT award_made(the(%L), %L, %L, ''Sewed a shirt'', %L)', badge, email,
                      (activity_named(activity)).id, expires)) $$;
CREATE FUNCTION revoke(email text) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT award_revoked((held(%L)).id, ''A mistake'')', email)) $$;
-- The award of an address, past all rules; the one that counts where there are two.
CREATE FUNCTION held(email text, badge text DEFAULT 'badge') RETURNS award LANGUAGE sql STABLE SECURITY DEFINER AS $$
SELECT * FROM award AS a WHERE a.recipient_email = email AND a.badge = the($2) ORDER BY revoked_at DESC NULLS FIRST LIMIT 1 $$;
CREATE FUNCTION verified(email text, asked text DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
SELECT (answers(format('EXECUTE verification_own(%L, %L, NULL, NULL, ''{en}'')', (held(email)).id, asked)))[1]::jsonb $$;

-- Given
SELECT act_as('issuer', 'issuer');
SELECT is(give(badge, 'x@town.example'), rule, title) FROM (VALUES
    ('draft', 'badge_not_active', 'a draft is not awarded'),
    ('archive', 'badge_not_active', 'nor is what was archived'),
    ('foreign', 'unknown_badge', 'nor another''s badge'),
    ('nothing', 'unknown_badge', 'nor what is not there')) AS t (badge, rule, title);
SELECT is(give('badge', 'x@town.example', now()), 'expiry_passed', 'it does not end as it begins');
SELECT is(give('badge', 'x@town.example', now() - interval '1 day'), 'expiry_passed', 'nor before');
SELECT is(give('badge', 'x@town.example', NULL, 'statues'), 'bad_input', 'the activity is the organisation''s');
SELECT is(give('badge', 'x@town.example', NULL, 'sewing'), 'none', 'it is awarded, for an activity');
SELECT is(give('badge', 'y@town.example', NULL, 'looms'), 'none', 'be it still a draft');
SELECT is((SELECT (badge = the('badge'), organisation = the('library'), activity = (activity_named('sewing')).id,
                   person, narrative, issued_at = now(), expires_at, issued_by_person = the('issuer'),
                   issued_by_client, version)::text FROM held('x@town.example')),
    '(t,t,t,,"Sewed a shirt",t,,t,,1)', 'with all that belongs to it');
SELECT is(give('badge', 'X@TOWN.example'), 'already_has_badge', 'an address holds a badge once, without case');
RESET ROLE;
INSERT INTO award (badge, organisation, recipient_email, issued_at, expires_at)
VALUES (the('badge'), the('library'), 'old@town.example', now() - interval '2 days', now() - interval '1 day');
SELECT act_as('issuer', 'issuer');
SELECT is(give('badge', 'old@town.example'), 'none', 'what has expired can be awarded again');
SELECT is(give('badge', 'old@town.example'), 'already_has_badge', 'but once');
SELECT is(give('month', 'X@Town.Example'), 'none', 'but another badge as well');
SELECT is((held('x@town.example', 'month')).expires_at, now() + interval '30 days', 'a badge says how long it counts');
SELECT is(give('month', 'y@town.example', now() + interval '2 days'), 'none', 'the award may say otherwise');
SELECT is((held('y@town.example', 'month')).expires_at, now() + interval '2 days', 'and counts so long');
SELECT act_as('library client');
SELECT is(give('badge', 'z@town.example'), 'none', 'a program awards as well');
SELECT is((held('z@town.example')).issued_by_client, the('library client'), 'and that is known');
RESET ROLE;
CREATE FUNCTION given_by(who text) RETURNS text LANGUAGE sql AS $$
SELECT act_as(who, 'issuer'); SELECT give('badge', 'by-' || replace(who, ' ', '-') || '@town.example') $$;
SELECT is(given_by(who), rule, format('the %s: %s', who, rule)) FROM (VALUES
    ('nobody', 'unknown_badge'), ('learner', 'unknown_badge'), ('stranger', 'unknown_badge'),
    ('viewer', 'unknown_badge'), ('reviewer', 'unknown_badge'), ('issuer', 'none'), ('manager', 'none'),
    ('owner', 'none'), ('mayor', 'none'), ('clerk', 'unknown_badge'), ('neighbour', 'unknown_badge'),
    ('museum client', 'unknown_badge')) AS t (who, rule);
RESET ROLE;
CREATE FUNCTION given_by_the(state text, city text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RESET ROLE;
    UPDATE organisation SET state = $1::organisation_state, city = the($2) WHERE id = the('library');
    PERFORM act_as('issuer', 'issuer');
    RETURN give('badge', state || '-' || city || '@town.example');
END $$;
SELECT is(given_by_the(state, city), rule, format('%s in the %s: %s', state, city, rule)) FROM (VALUES
    ('verified', 'port', 'none'), ('suspended', 'port', 'organisation_unverified'),
    ('draft', 'port', 'organisation_unverified'), ('archived', 'port', 'organisation_unverified'),
    ('draft', 'field', 'none'), ('suspended', 'field', 'organisation_unverified')) AS t (state, city, rule);
RESET ROLE;
UPDATE organisation SET state = 'verified', city = the('port') WHERE id = the('library');

-- What it says of the learner
RESET ROLE;
INSERT INTO badge (id, organisation, state, achievement_type, translations, particulars)
VALUES (the('judged'), the('library'), 'active', 'Badge', '{"en": {"name": "Judged", "criteria": "Sew"}}', '{"creditsAvailable": 2.5, "resultDescriptions": [
    {"id": "mark", "name": "M", "resultType": "RawScore", "valueMin": 1, "valueMax": 10, "requiredValue": "5"},
    {"id": "grade", "name": "G", "resultType": "LetterGrade", "allowedValues": ["C", "B", "A"], "requiredValue": "B"},
    {"id": "least", "name": "L", "resultType": "RawScore", "requiredValue": "50"},
    {"id": "done", "name": "D", "resultType": "Status"},
    {"id": "free", "name": "F", "resultType": "Result"},
    {"id": "skill", "name": "S", "resultType": "RubricCriterionLevel", "requiredLevel": "fair", "levels": [{"id": "poor", "name": "P"}, {"id": "fair", "name": "F"}, {"id": "good", "name": "G"}]}]}');
CREATE FUNCTION judged(more text) RETURNS text LANGUAGE sql AS $$
SELECT refusal_detail(format('SELECT award_made(the(''judged''), %L, NULL, NULL, NULL, %L)', md5(more) || '@town.example', more)) $$;
SELECT act_as('issuer', 'issuer');
SELECT is(judged(more), flaw, format('an award with %s', more)) FROM (VALUES
    ('{"results": [{"resultDescription": "mark", "value": "5"}, {"resultDescription": "grade", "value": "A"}, {"resultDescription": "done", "status": "Completed"},
                   {"resultDescription": "free", "value": "!"}, {"resultDescription": "skill", "achievedLevel": "good"}], "creditsEarned": 2.5}', 'none'),
    ('{"results": [{"resultDescription": "none", "value": "5"}]}', '/results/0/resultDescription'),
    ('{"results": [{"resultDescription": "mark", "value": "6"}, {"resultDescription": "mark", "value": "7"}]}', '/results/1/resultDescription'),
    ('{"results": [{"resultDescription": "mark", "value": "4.9"}]}', '/results/0/value'),
    ('{"results": [{"resultDescription": "mark", "value": "10.5"}]}', '/results/0/value'),
    ('{"results": [{"resultDescription": "mark", "value": "five"}]}', '/results/0/value'),
    ('{"results": [{"resultDescription": "least", "value": "49.9"}]}', '/results/0/value'),
    ('{"results": [{"resultDescription": "least", "value": "50"}]}', 'none'),
    ('{"results": [{"resultDescription": "mark"}]}', '/results/0/value'),
    ('{"results": [{"resultDescription": "mark", "value": "5", "status": "Failed"}]}', '/results/0/status'),
    ('{"results": [{"resultDescription": "grade", "value": "C"}]}', '/results/0/value'),
    ('{"results": [{"resultDescription": "grade", "value": "D"}]}', '/results/0/value'),
    ('{"results": [{"resultDescription": "done", "value": "yes"}]}', '/results/0/value'),
    ('{"results": [{"resultDescription": "skill", "achievedLevel": "poor"}]}', '/results/0/achievedLevel'),
    ('{"results": [{"resultDescription": "skill", "achievedLevel": "great"}]}', '/results/0/achievedLevel'),
    ('{"creditsEarned": 3}', '/creditsEarned'), ('{"creditsEarned": 0.00001}', '/creditsEarned'),
    ('{"activityStartsAt": "2026-01-02T00:00:00Z", "activityEndsAt": "2026-01-01T00:00:00Z"}', '/activityEndsAt')) AS t (more, flaw);
SELECT is(judged('{"evidence": [{"name": "A shirt"}, {"name": "A photo", "public": true}]}'), 'none', 'evidence is kept');
RESET ROLE;
SELECT is((SELECT evidence FROM award WHERE badge = the('judged') AND evidence <> '[]'), '[{"name": "A shirt", "public": false}, {"name": "A photo", "public": true}]',
    'and is nobody''s to see unless it is said to be');

-- Revoked
SELECT act_as('issuer', 'issuer');
SELECT is(revoke('z@town.example'), 'none', 'an award is taken back');
SELECT is((SELECT (revoked_at = now(), revocation_reason, version)::text FROM held('z@town.example')),
    '(t,"A mistake",2)', 'and why');
SELECT is(revoke('z@town.example'), 'already_revoked', 'once');
SELECT is(give('badge', 'z@town.example'), 'none', 'then it can be awarded again');
SELECT act_as('stranger', 'issuer');
SELECT is(revoke('z@town.example'), 'not_found', 'nobody else takes it back');
RESET ROLE;

-- A write answers with what it wrote
SELECT act_as('issuer', 'issuer');
SELECT (answers(format('EXECUTE award_make(%L, ''w@town.example'', NULL, ''Sang'', NULL, ''{}'', ''{en}'')', the('month'))))[1] AS made \gset
SELECT is(:'made'::jsonb - 'id' - 'url' - 'organisation' - 'updatedAt' - 'verificationUrl' - 'credentialUrl' - 'issuedAt', jsonb_build_object(
    'badge', jsonb_build_object('id', the('month'), 'version', 1, 'name', 'Sewer', 'url', 'https://town.example/v1/badges/' || the('month')),
    'recipient', '{"email": "w@town.example"}'::json, 'activity', NULL, 'status', 'valid', 'narrative', 'Sang', 'narrativePublic', false,
    'evidence', '[]'::json, 'results', '[]'::json, 'activityStartsAt', NULL, 'activityEndsAt', NULL, 'creditsEarned', NULL,
    'expiresAt', utc(now() + interval '30 days'), 'revokedAt', NULL, 'revocationReason', NULL,
    'replaces', NULL, 'supersededAt', NULL, 'supersededBy', NULL, 'replacementReason', NULL), 'what was awarded');
SELECT is((answers(format('EXECUTE award_revoke(%L, ''Oh'', ''{en}'')', :'made'::json->>'id')))[1]::jsonb
    @> '{"status": "revoked", "revocationReason": "Oh"}', true, 'what was revoked');
RESET ROLE;

-- Replaced
CREATE FUNCTION replaced(email text, more jsonb DEFAULT '{}', badge text DEFAULT 'badge') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT award_replaced((held(%L, %L)).id, %L)', email, badge, '{"reason": "A slip"}'::jsonb || more)) $$;
CREATE FUNCTION given_as(in_id uuid) RETURNS award LANGUAGE sql STABLE SECURITY DEFINER AS $$ SELECT * FROM award WHERE id = in_id $$;
SELECT act_as('issuer', 'issuer');
SELECT is(give('badge', 'r@town.example', NULL, 'sewing'), 'none', 'what will be replaced');
SELECT (held('r@town.example')).id AS first \gset
RESET ROLE;
UPDATE award SET person = the('viewer'), evidence = '[{"name": "A shirt", "public": true}]', credits_earned = 2, activity_began_at = '2026-01-01Z',
                 expires_at = now() + interval '1 year' WHERE id = :'first';
SELECT act_as('issuer', 'issuer');
SELECT is(replaced('r@town.example', '{"activity": "00000000-0000-7000-8000-000000000000"}'), 'bad_input', 'the activity is still the organisation''s');
SELECT is((given_as(:'first')).superseded_by, NULL, 'and what is refused replaces nothing');
SELECT is(replaced('r@town.example', '{"narrative": "Sewed two", "creditsEarned": null}'), 'none', 'an award is replaced');
SELECT (held('r@town.example')).id AS second \gset
SELECT isnt(:'first'::uuid, :'second'::uuid, 'by another one');
SELECT is((SELECT (award_status_now(a), superseded_by = :'second', revocation_reason, version)::text FROM given_as(:'first') AS a), '(superseded,t,"A slip",2)', 'that takes its place, and why');
SELECT is((SELECT (award_status_now(a), activity = (activity_named('sewing')).id, narrative, evidence->0->>'name', credits_earned, activity_began_at = '2026-01-01Z',
                   expires_at = now() + interval '1 year', version)::text FROM given_as(:'second') AS a), '(valid,t,"Sewed two","A shirt",,t,t,1)',
    'what was left out stays, and null takes away');
SELECT is((given_as(:'second')).person, the('viewer'), 'who held the one holds the other, wherever it was sent');
SELECT is(refusal(format('SELECT award_replaced(%L, ''{"reason": "x"}'')', :'first')), 'already_superseded', 'that is done once');
SELECT is(refusal(format('SELECT award_revoked(%L, ''x'')', :'first')), 'already_superseded', 'and not taken back');
RESET ROLE;
SELECT is(ARRAY(SELECT type || ' ' || subject || coalesce(' ' || (payload::json->'data'->>'successor'), '') FROM event
              WHERE subject IN (:'first', :'second') AND (subject, seq) <> (:'first', 1) ORDER BY type),
    ARRAY['award.issued ' || :'second', 'award.superseded ' || :'first' || ' ' || :'second'], 'both are told of');
SELECT is((SELECT array_agg(k.revoked ORDER BY k.revoked DESC) FROM award_credential AS k WHERE k.award IN (:'first', :'second')), '{t,f}', 'the one is in the list of revocations, the other not');
SELECT is_empty(format('SELECT FROM revocations(the(''library'')) WHERE award = %L', :'first'), 'but not in those that name awards to anybody, which would lead to the other');
SELECT is((SELECT array_agg(DISTINCT action) FROM audit_entry WHERE subject = :'first' AND after->>'superseded_by' = :'second'), '{update}', 'all of it is in the audit');
SELECT is(refusal(format('UPDATE award SET superseded_by = NULL, revoked_at = NULL WHERE id = %L', :'first')), 'already_superseded', 'past the functions it stays so');
SELECT is(refusal(format('UPDATE award SET superseded_by = %L, revoked_at = now() WHERE id = %L', :'second', (held('by-owner@town.example')).id)), 'already_superseded', 'one takes the place of one');
UPDATE award SET superseded_by = the('other'), revoked_at = now() WHERE id = (held('by-owner@town.example')).id;
SELECT is(refusal('INSERT INTO award (id, badge, organisation, recipient_email) VALUES (the(''other''), the(''badge''), the(''library''), ''x2@town.example'')'),
    'award_not_valid', 'and is the same person''s');
SELECT act_as('issuer', 'issuer');
SELECT is(replaced('r@town.example', '{"expiresAt": null, "evidence": [], "reason": "Again"}'), 'none', 'what replaced another is replaced as well');
SELECT (held('r@town.example')).id AS third \gset
SELECT is((SELECT (expires_at, evidence, narrative)::text FROM given_as(:'third')), '(,[],"Sewed two")', 'with what it says anew');
RESET ROLE;
SELECT is(award_newest(:'first'), :'third', 'a chain leads to its end');
SELECT is(award_newest(:'third'), :'third', 'which leads to itself');
SELECT act_as('nobody', '');
SELECT is((SELECT jsonb_build_array(v->'verdict', v->'supersededBy', v->'replacementReason', v->'revokedAt', v->'revocationReason', (SELECT jsonb_agg(c->'name') FROM jsonb_array_elements(v->'checks') AS c WHERE c->>'passed' = 'false'))
             FROM to_jsonb(verification_document(:'first', NULL, '{}')) AS v),
    jsonb_build_array('superseded', 'https://town.example/v1/verifications/' || :'third', 'A slip', NULL, NULL, '["not_superseded"]'::jsonb), 'anybody learns what counts instead');
RESET ROLE;
SELECT is(award_end_reason(given_as(:'first')), 'Superseded by https://town.example/b/' || :'second' || '. A slip', 'and so do those who read one sentence');
UPDATE award SET issued_at = now() - interval '2 days', expires_at = now() - interval '1 day' WHERE id = :'third';
SELECT act_as('issuer', 'issuer');
SELECT is(replaced('r@town.example'), 'award_not_valid', 'what has expired is not replaced');
SELECT is(replaced('w@town.example', '{}', 'month'), 'award_not_valid', 'what was revoked');
SELECT is(replaced('x@town.example', '{"results": [{"resultDescription": "mark", "value": "5"}]}'), 'result_unfit', 'it says what its badge lets it say');
RESET ROLE;
SELECT (held('x@town.example', 'month')).id AS endless \gset
UPDATE award SET expires_at = NULL WHERE id = :'endless';
SELECT act_as('issuer', 'issuer');
SELECT is(refusal(format('SELECT award_replaced(%L, ''{"reason": "x"}'')', :'endless')), 'none', 'what has no end is replaced');
SELECT is((given_as((given_as(:'endless')).superseded_by)).expires_at, NULL, 'by what has none either, though its badge would give it one');
SELECT act_as('stranger', 'issuer');
SELECT is(replaced('x@town.example'), 'not_found', 'nobody else replaces it');
SELECT act_as('learner', 'issuer');
SELECT is(replaced('x@town.example'), 'not_found', 'nor who holds one');
RESET ROLE;

-- Held for an address, until somebody has it
SELECT act_as('issuer', 'issuer');
SELECT is(give('badge', 'learner@town.example'), 'none', 'an award to somebody who is known');
SELECT is((held('learner@town.example')).person, the('learner'), 'is theirs at once');
SELECT is(give('badge', 'New.Comer@Town.example') || give('month', 'new.comer@town.example'), 'nonenone',
    'awards to somebody who is not');
SELECT is((held('new.comer@town.example')).person, NULL, 'are held');
RESET ROLE;
SELECT is(answers('EXECUTE person_enter(''NEW.comer@town.example'')'),
    answers('SELECT id FROM person WHERE email = ''new.comer@town.example'''), 'somebody comes with that address');
SELECT is((SELECT array_agg(DISTINCT p.email || ' ' || a.version) FROM award AS a JOIN person AS p ON p.id = a.person
            WHERE a.recipient_email = 'new.comer@town.example'), '{new.comer@town.example 1}', 'the awards are theirs, and look as before to their issuer');
SELECT is((SELECT count(*) FROM award WHERE person IS NOT NULL
              AND recipient_email NOT IN ('new.comer@town.example', 'learner@town.example', 'r@town.example')), 0::bigint, 'and no others');
SELECT is(answers('EXECUTE person_enter(''new.comer@town.example'')'),
    answers('SELECT id FROM person WHERE email = ''new.comer@town.example'''), 'who comes again is the same');

-- Verified by anybody
SELECT act_as('nobody', '');
SELECT is(verified('learner@town.example') - 'badge' - 'issuer' - 'checks' - 'url' - 'award', format('{"verdict": "valid",
    "supersededAt": null, "supersededBy": null, "replacementReason": null, "issuedAt": %1$s, "expiresAt": null, "revokedAt": null, "revocationReason": null, "recipientMatches": null,
    "asOf": %1$s, "state": "done", "reason": null, "credential": null, "contents": [], "endorsements": []}', to_json(utc(now())))::jsonb, 'anybody learns that an award counts');
SELECT is((SELECT array_agg(c->>'name' || ' ' || (c->>'passed')) FROM jsonb_array_elements(
    verified('learner@town.example')->'checks') AS c),
    '{issued_here true,not_revoked true,not_expired true,issuer_verified true}', 'and what was looked at');
SELECT is(verified('learner@town.example')->'issuer'->>'name', 'Library', 'and who stands behind it');
SELECT is(verified('learner@town.example')->'badge'->>'criteria', 'Sew', 'and for what');
SELECT ok(verified('learner@town.example')::text !~* 'learner|@|shirt|narrative|person',
    'but nothing about the learner');
SELECT is(verified('learner@town.example', asked)->>'recipientMatches', matches, title) FROM (VALUES
    ('learner@town.example', 'true', 'the address that it belongs to'),
    ('LEARNER@Town.Example', 'true', 'without case'),
    ('other@town.example', 'false', 'another address'), (NULL, NULL, 'no address')) AS t (asked, matches, title);
SELECT ok(verified('learner@town.example', 'learner@town.example')::text !~* 'learner', 'not even to who knows it');
SELECT is(answers(format('EXECUTE verification_own(%L, NULL, NULL, NULL, ''{en}'')', the('nothing'))), '{}',
    'what is not there is not verified');
SELECT is(cardinality(answers('SELECT id FROM award')), 0, 'and awards are not seen');
RESET ROLE;
UPDATE award SET revoked_at = '2027-01-01Z', revocation_reason = 'Error' WHERE id = (held('y@town.example')).id;
UPDATE award SET issued_at = now() - interval '2 days', expires_at = now() WHERE id = (held('x@town.example')).id;
SELECT act_as('nobody', '');
SELECT is((SELECT v->>'verdict' || ' ' || (v->'checks'->1->>'passed') || ' ' || (v->>'revocationReason')
             FROM verified('y@town.example') AS v), 'revoked false Error', 'what was revoked does not count');
SELECT is((SELECT v->>'verdict' || ' ' || (v->'checks'->2->>'passed') FROM verified('x@town.example') AS v),
    'expired false', 'nor what has expired, to the moment');
RESET ROLE;
UPDATE organisation SET state = 'suspended' WHERE id = the('library');
SELECT act_as('nobody', '');
SELECT is((SELECT v->>'verdict' || ' ' || (v->'checks'->3->>'passed') FROM verified('learner@town.example') AS v),
    'valid false', 'what a suspended issuer awarded still counts, and its state is told');

-- The learner's own
SELECT act_as('learner', 'viewer');
SELECT is(cardinality(answers(format('EXECUTE my_awards(%L, NULL, 10, ''{en}'')', the('learner')))), 1, 'the learner''s awards');
SELECT is(cardinality(answers(format('EXECUTE my_awards(%L, NULL, 10, ''{en}'')',
    (SELECT person FROM held('new.comer@town.example'))))), 0, 'nobody else''s');
SELECT is((SELECT p->'awards'->0->'recipient'->>'email' || ' ' || (p->'skills'->0->>'label')
             FROM portfolio_document(the('learner'), '{en}') AS d, to_json(d) AS p),
    'learner@town.example sewing', 'the portfolio has awards and their skills');
SELECT is((SELECT json_array_length(to_json(d)->'awards') FROM portfolio_document(the('owner'), '{en}') AS d), 0,
    'somebody else''s portfolio is empty');
RESET ROLE;

-- Events and audit
SELECT is((SELECT array_agg(type || ' ' || seq ORDER BY seq) FROM event WHERE subject = (
    SELECT id FROM award WHERE recipient_email = 'z@town.example' AND revoked_at IS NOT NULL)),
    '{award.issued 1,award.revoked 2}', 'an award and its end are an event each');
SELECT is((SELECT count(*) FROM event WHERE subject = (held('new.comer@town.example')).id), 1::bigint,
    'finding its owner is none');
SELECT ok((SELECT bool_and(payload !~ '@|shirt') FROM event WHERE type LIKE 'award.%'), 'no event names the learner');
SELECT ok((SELECT bool_and(concat(before, after) !~ '@') FROM audit_entry), 'nor does the audit');

SELECT * FROM finish();
ROLLBACK;
