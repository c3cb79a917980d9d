-- Organisations: registration, the way through their states, and what is fixed once it was judged.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/organisation.sql`
:prepare
SELECT plan(133);

CREATE FUNCTION form(more jsonb) RETURNS jsonb LANGUAGE sql AS $$ SELECT '{
    "city": "port", "slug": "workshop", "legalName": "VšĮ Dirbtuvė", "registrationNumber": "77",
    "language": "lt", "name": "Dirbtuvė", "email": "info@workshop.example"}'::jsonb || more $$;
CREATE FUNCTION state_of(name text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS $$
SELECT state::text FROM organisation WHERE id = the(name) $$;
-- A superuser puts it there, past all rules.
CREATE FUNCTION put_in_state(name text, state text) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
DELETE FROM organisation_verification WHERE organisation = the(name);
INSERT INTO organisation_verification (organisation) SELECT the(name) WHERE state = 'pending';
UPDATE organisation SET state = $2::organisation_state, state_reason = NULL WHERE id = the(name) $$;

-- Registration
SELECT act_as('learner');
SELECT is(refusal(format('SELECT organisation_register(form(%L))', more)), rule, title) FROM (VALUES
    ('{"city": "nowhere"}', 'unknown_city', 'the city is there'),
    ('{"name": null}', 'bad_input', 'it has a name'),
    ('{"language": "de"}', 'unknown_language', 'in a language of the city'),
    ('{"translations": {"en": {"name": "W"}, "pl": {"name": "W"}}}', 'unknown_language', 'in every one'),
    ('{"slug": "library"}', 'slug_taken', 'a slug belongs to one organisation'),
    ('{"registrationNumber": "1"}', 'registration_taken', 'it is registered once'))
    AS t (more, rule, title);
SELECT act_as('nobody');
SELECT is(refusal('SELECT organisation_register(form(''{}''))'), 'not_allowed', 'nobody registers nothing');
SELECT act_as('library client');
SELECT is(refusal('SELECT organisation_register(form(''{}''))'), 'not_allowed', 'nor does a program');
SELECT act_as('learner');
SELECT is((SELECT (slug, state, country, version, translations)::text
             FROM organisation_register(form('{}'))),
    '(workshop,draft,LT,1,"{""lt"": {""name"": ""Dirbtuvė""}}")', 'it begins as a draft, in its city''s country');
SELECT is(refusal('SELECT organisation_register(form(''{"slug": "w2", "country": "LV"}''))'), 'none',
    'the number counts in its country');
SELECT is(answers('SELECT role FROM membership WHERE person = the(''learner'')'), '{owner,owner}',
    'who registers becomes the owner');
RESET ROLE;
UPDATE city SET state = 'archived' WHERE slug = 'field';
SELECT act_as('learner');
SELECT is(refusal('SELECT organisation_register(form(''{"slug": "w3", "city": "field"}''))'), 'unknown_city',
    'an archived city takes nobody in');
RESET ROLE;
UPDATE city SET state = 'active' WHERE slug = 'field';
SELECT is((SELECT after ? 'email' FROM audit_entry WHERE noun = 'organisation' AND action = 'insert'
              AND after->>'slug' = 'workshop'), false, 'the audit keeps no address');
SELECT is((SELECT (person = the('learner'), request)::text FROM audit_entry
            WHERE noun = 'organisation' AND after->>'slug' = 'workshop'),
    '(t,"request of learner")', 'but who it was, in which request');

-- Every action in every state: those that are here lead there, all others are refused
CREATE TEMPORARY TABLE way (state text, action text, next_state text);
INSERT INTO way VALUES
    ('draft', 'submit', 'pending'), ('rejected', 'submit', 'pending'), ('pending', 'verify', 'verified'),
    ('pending', 'reject', 'rejected'), ('verified', 'suspend', 'suspended'),
    ('suspended', 'reinstate', 'verified'), ('draft', 'archive', 'archived'),
    ('pending', 'archive', 'archived'), ('rejected', 'archive', 'archived'), ('verified', 'archive', 'archived'),
    ('suspended', 'archive', 'archived');
CREATE FUNCTION walked(from_state text, action text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RESET ROLE;
    PERFORM put_in_state('club', from_state);
    IF action = 'submit' THEN
        PERFORM act_as('owner'), organisation_submit(the('club'), NULL, '{}');
    ELSE
        PERFORM act_as('mayor'), organisation_decide(the('club'), action, 'because');
    END IF;
    RETURN state_of('club');
EXCEPTION WHEN check_violation THEN
    RETURN SQLERRM;
END $$;
SELECT is(walked(state, action), coalesce(next_state, 'wrong_state'),
          format('%s %s: %s', action, state, coalesce(next_state, 'refused')))
  FROM unnest(enum_range(NULL::organisation_state)::text[]) AS state
 CROSS JOIN unnest(ARRAY['submit', 'verify', 'reject', 'suspend', 'reinstate', 'archive']) AS action
  LEFT JOIN way USING (state, action);
RESET ROLE;

SELECT put_in_state('club', 'pending');
SELECT act_as('owner');
SELECT is(refusal_detail('SELECT organisation_submit(the(''club''), NULL, ''{}'')'),
    '"state":"pending","allowed":["archive", "reject", "verify"]', 'a refusal says what can be done');
RESET ROLE;

-- Who decides: the city's administrators alone
SELECT put_in_state('club', 'pending');
CREATE FUNCTION decision(who text) RETURNS text LANGUAGE sql AS $$
SELECT act_as(who); SELECT refusal('SELECT organisation_decide(the(''club''), ''verify'', NULL)') $$;
SELECT is(decision(who), rule, format('the %s: %s', who, rule)) FROM (VALUES
    ('nobody', 'not_found'), ('learner', 'not_found'), ('stranger', 'not_found'),
    ('owner', 'not_allowed'), ('clerk', 'not_allowed'), ('neighbour', 'not_found'),
    ('library client', 'not_found'), ('mayor', 'none')) AS t (who, rule);
RESET ROLE;
SELECT is(state_of('club'), 'verified', 'so the city has verified it');
CREATE FUNCTION submission(who text, needs text DEFAULT 'manager') RETURNS text LANGUAGE sql AS $$
SELECT act_as(who, needs); SELECT refusal('SELECT organisation_submit(the(''choir''), NULL, ''{}'')') $$;
SELECT is(submission(who), CASE who WHEN 'clerk' THEN 'not_allowed' ELSE 'not_found' END,
          format('the %s submits for nobody else', who))
  FROM unnest(ARRAY['nobody', 'owner', 'learner', 'clerk', 'neighbour', 'library client']) AS who;
SELECT is(submission('stranger'), 'none', 'the owner does');
RESET ROLE;

-- The request and the decision
SELECT put_in_state('club', 'draft');
SELECT version AS before FROM organisation WHERE id = the('club') \gset
SELECT act_as('owner');
SELECT is((SELECT state::text FROM organisation_submit(the('club'), 'Please',
                                                       '{https://files.example/statutes.pdf}')),
    'pending', 'asked for verification');
SELECT is((SELECT (comment, documents, requested_by = the('owner'), accepted)::text
             FROM organisation_verification WHERE organisation = the('club')),
    '(Please,{https://files.example/statutes.pdf},t,)', 'the request is kept, not decided');
SELECT act_as('mayor', 'viewer');
SELECT is((SELECT (state, state_reason)::text FROM organisation_decide(the('club'), 'reject', 'No statutes')),
    '(rejected,"No statutes")', 'rejected, and why');
SELECT is((SELECT (accepted, reason, decided_by = the('mayor'), decided_at = now())::text
             FROM organisation_verification WHERE organisation = the('club')),
    '(f,"No statutes",t,t)', 'the decision is kept with the request');
SELECT act_as('owner');
SELECT is((SELECT (state, state_reason)::text FROM organisation_submit(the('club'), 'Again', '{}')),
    '(pending,)', 'a new request begins without the old reason');
SELECT act_as('mayor');
SELECT is((SELECT (state, state_reason)::text FROM organisation_decide(the('club'), 'verify', 'Well done')),
    '(verified,)', 'a reason is kept of what is bad news alone');
SELECT is(answers('SELECT accepted FROM organisation_verification WHERE organisation = the(''club'')
                    ORDER BY comment DESC'), '{false,true}', 'each request has its decision');
SELECT is((SELECT (state, state_reason)::text FROM organisation_decide(the('club'), 'suspend', 'A complaint')),
    '(suspended,"A complaint")', 'suspended, and why');
SELECT is((SELECT (state, state_reason)::text FROM organisation_decide(the('club'), 'reinstate', NULL)),
    '(verified,)', 'and reinstated');
RESET ROLE;
SELECT is((SELECT array_agg(type ORDER BY seq) FROM event WHERE subject = the('club') AND seq > :before),
    '{organisation.rejected,organisation.verified,organisation.suspended,organisation.verified}',
    'each decision is an event');
SELECT is((SELECT payload::jsonb - 'id' - 'timestamp' FROM event WHERE subject = the('club')
            ORDER BY seq DESC LIMIT 1),
    jsonb_build_object('type', 'organisation.verified', 'subject', the('club'),
        'organisation', the('club'), 'apiVersion', '1.0.0', 'seq',
        (SELECT version FROM organisation WHERE id = the('club')), 'data', jsonb_build_object(
            'id', the('club'), 'state', 'verified', 'url', 'https://town.example/v1/organisations/' || the('club'))),
    'an event says what happened to whom');
SELECT is(refusal('INSERT INTO organisation_verification (organisation)
                   SELECT the(''choir'') FROM generate_series(1, 2)'),
    'organisation_verification_open', 'one request at a time');

-- What is fixed once verification was asked for
CREATE FUNCTION changed(from_state text, patch jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RESET ROLE;
    PERFORM put_in_state('club', from_state), act_as('manager');
    RETURN refusal(format('SELECT organisation_patch(the(''club''), %L, 0)', patch));
END $$;
SELECT is(changed(state::text, patch), CASE WHEN state IN ('draft', 'rejected') THEN 'none' ELSE 'locked_field' END,
          format('%s: %s', state, patch))
  FROM unnest(enum_range(NULL::organisation_state)) AS state, (VALUES
    ('legalName'), ('registrationNumber'), ('country')) AS f (field),
       jsonb_build_object(field, upper('x' || left(state::text, 1))) AS patch;
SELECT is(changed(state::text, '{"name": "Klubas", "website": "https://club.example", "slug": "the-club"}'),
          'none', format('%s: other fields can be changed', state))
  FROM unnest(enum_range(NULL::organisation_state)) AS state;
RESET ROLE;

-- Changes
UPDATE organisation SET version = 7, translations = '{"lt": {"name": "A", "description": "B"}, "en": {"name": "C"}}'
 WHERE id = the('library');
CREATE FUNCTION patched(patch jsonb, version int DEFAULT 0) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT organisation_patch(the(''library''), %L, %s)', patch, version)) $$;
SELECT act_as('manager');
SELECT is(patched('{"name": "X"}', 6), 'precondition_failed', 'a change of an older version is refused');
SELECT is(patched('{"name": "X"}', 7), 'none', 'a change of this one is taken');
SELECT is((SELECT version FROM organisation WHERE id = the('library')), 8, 'and makes the next');
SELECT is(patched('{"description": null, "website": "https://library.example", "email": "a@library.example",
                    "translations": {"en": null, "uk": {"name": "D"}}}'), 'none', 'a merge patch');
SELECT is((SELECT (translations, website, email)::text FROM organisation WHERE id = the('library')),
    '("{""lt"": {""name"": ""X""}, ""uk"": {""name"": ""D""}}",https://library.example,a@library.example)',
    'is merged');
SELECT is(patched('{"website": null}'), 'none', 'null');
SELECT is((SELECT website FROM organisation WHERE id = the('library')), NULL, 'takes away');
SELECT is(patched(patch::jsonb), rule, title) FROM (VALUES
    ('{"translations": null}', 'bad_input', 'a name stays in some language'),
    ('{"translations": {"de": {"name": "E"}}}', 'unknown_language', 'in languages of the city'),
    ('{"slug": "museum"}', 'slug_taken', 'a slug belongs to one organisation')) AS t (patch, rule, title);
RESET ROLE;
CREATE FUNCTION patched_by(who text) RETURNS text LANGUAGE sql AS $$
SELECT act_as(who); SELECT patched('{"name": "Y"}') $$;
SELECT is(patched_by(who), rule, format('the %s: %s', who, rule)) FROM (VALUES
    ('nobody', 'not_allowed'), ('learner', 'not_allowed'), ('stranger', 'not_allowed'), ('viewer', 'not_allowed'),
    ('reviewer', 'not_allowed'), ('issuer', 'not_allowed'), ('owner', 'none'), ('mayor', 'none'),
    ('clerk', 'not_allowed'), ('museum client', 'not_allowed'), ('library client', 'none')) AS t (who, rule);

-- Lists
RESET ROLE;
SELECT put_in_state('club', 'draft'), put_in_state('choir', 'rejected');
CREATE FUNCTION listed_to(who text) RETURNS text[] LANGUAGE sql AS $$
SELECT act_as(who, 'viewer');
SELECT array_agg(item::json->>'slug') FROM unnest(answers(
    'EXECUTE organisation_list(NULL, NULL, NULL, 100, ''{en}'', false)')) AS item
 WHERE item::json->>'slug' NOT IN ('workshop', 'w2') $$;
SELECT is(listed_to(who), slugs::text[], format('what the %s sees', who)) FROM (VALUES
    ('nobody', '{farm,library,museum}'), ('viewer', '{farm,library,museum,the-club}'),
    ('stranger', '{choir,farm,library,museum}'), ('clerk', '{choir,farm,library,museum,the-club}')) AS t (who, slugs);
SELECT act_as('nobody', 'viewer');
SELECT is(cardinality(answers(format('EXECUTE organisation_list(NULL, %L, NULL, 100, ''{en}'', false)', q))), n,
          format('%s organisations for "%s"', n, q)) FROM (VALUES
    ('MUSÉUM', 1), ('%', 0), ('_', 0), ('nothing', 0)) AS t (q, n);
SELECT is((answers(format('EXECUTE organisation_show(%L, ''{en}'', false)', the('museum'))))[1]::json->>'slug',
    'museum', 'an organisation is found by id');

SELECT * FROM finish();
ROLLBACK;
