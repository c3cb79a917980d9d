-- Badges of others that learners keep: each once, as it came, for its holder alone, and in one list with what was made here.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/exchange.sql`
:prepare
SELECT plan(55);

INSERT INTO badge (id, organisation, state, achievement_type, translations)
SELECT the(name), the('library'), 'active', 'Badge', '{"en": {"name": "Sewer", "criteria": "Sew"}}'
  FROM unnest(ARRAY['badge', 'second', 'third']) AS name;
INSERT INTO award (id, badge, organisation, recipient_email, issued_at, created_at, revoked_at, revocation_reason)
SELECT the(name), the(badge), the('library'), whose || '@town.example', at, made, revoked, CASE WHEN revoked IS NOT NULL THEN 'A mistake.' END
  FROM (VALUES ('own', 'badge', 'learner', now() - interval '10 days', now() - interval '10 days', NULL),
               ('late', 'second', 'learner', now() - interval '9 days', now() - interval '2 days', NULL),
               ('ended', 'third', 'learner', now() - interval '8 days', now() - interval '8 days', now()),
               ('hers', 'badge', 'stranger', now() - interval '7 days', now() - interval '7 days', NULL)) AS a (name, badge, whose, at, made, revoked);

-- Issuer and id are known by a hash; here a name stands for it. What is asked about a badge follows from what it is.
CREATE FUNCTION hash(name text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT sha256(convert_to(name, 'UTF8')) $$;
CREATE FUNCTION keeps(name text, what text, since timestamptz DEFAULT NULL, award text DEFAULT NULL, kind text DEFAULT 'badge') RETURNS text LANGUAGE sql AS $$
SELECT CASE WHEN is_new THEN 'new ' ELSE 'there ' END || (body).name
  FROM held_put(the(award), hash(name), 'json', kind, what::bytea, what, jsonb_build_object('name', left(what, 10), 'issued', since), since, hash(what)) $$;
CREATE FUNCTION the_held(name text) RETURNS held_credential LANGUAGE sql AS $$ SELECT h FROM held_credential AS h WHERE key = hash(name) $$;

-- Kept
SELECT act_as('learner');
SELECT is(keeps('one', 'Diver', '2026-01-02'), 'new Diver', 'a badge is kept');
SELECT is(keeps('one', 'Diver', '2026-01-02'), 'there Diver', 'once');
SELECT is(keeps('two', 'Diver', '2026-01-02'), 'new Diver', 'another by issuer and id is another, whatever else it says');
SELECT (the_held('one')).id AS one, (the_held('one')).verification AS question \gset
SELECT is(keeps('one', 'Older', '2026-01-01'), 'there Diver', 'what began to count earlier changes nothing');
SELECT is((the_held('one')).content, 'Diver'::bytea, 'not a byte of it');
SELECT is(keeps('one', 'Newer', '2026-02-02'), 'there Newer', 'what begins later takes its place');
SELECT is(((the_held('one')).id, (the_held('one')).content, (the_held('one')).credential, (the_held('one')).valid_from), (:'one'::uuid, 'Newer'::bytea, 'Newer'::text, '2026-02-02'::timestamptz), 'whole, and is the same one');
SELECT isnt((the_held('one')).verification, :'question'::uuid, 'and is asked about anew');
SELECT is(keeps('one', 'Again', '2026-02-02'), 'there Again', 'so does what begins at the same moment');
SELECT is(keeps('one', 'Undated'), 'there Undated', 'and what does not say when');
SELECT is(keeps('one', 'Dated', '2020-01-01'), 'there Dated', 'after which anything does');
SELECT is((SELECT count(*) FROM held_credential), 2::bigint, 'each is there once');
SELECT is(refusal($$SELECT keeps('three', 'Sewer', award => 'own')$$), 'award_is_here', 'an award of theirs that was made here is here');
SELECT is(refusal($$SELECT keeps('three', 'Sewer', award => 'hers')$$), 'not_allowed', 'that of another they may not have');
SELECT is(refusal($$SELECT keeps('three', 'Sewer', award => 'nothing')$$), 'not_allowed', 'nor what was never awarded');

-- Verified
SELECT is(((the_held('one')).verdict, (the_held('one')).verified_at), (NULL::text, NULL::timestamptz), 'nobody has looked yet');
RESET ROLE;
UPDATE verification SET state = 'running', owner = the('courier') WHERE id = (the_held('one')).verification;
SELECT is((the_held('one')).verdict, NULL, 'nor when somebody looks');
UPDATE verification SET state = 'done', told = '{"verdict": "valid"}', content = NULL, done_at = now() WHERE id = (the_held('one')).verification;
SELECT is(((the_held('one')).verdict, (the_held('one')).verified_at), ('valid'::text, now()), 'what the courier says is written beside it');
SELECT is((the_held('two')).verdict, NULL, 'and beside no other');
SELECT act_as('nobody');
SELECT (verification_ask(hash('Climber'), 'Climber', NULL)).id AS earlier \gset
RESET ROLE;
UPDATE verification SET state = 'done', told = '{"verdict": "expired"}', content = NULL, done_at = now() - interval '5 seconds' WHERE id = :'earlier';
SELECT act_as('learner');
SELECT is(keeps('three', 'Climber'), 'new Climber', 'a badge that somebody asked about a moment ago is kept');
SELECT is(((the_held('three')).verification, (the_held('three')).verdict, (the_held('three')).verified_at), (:'earlier'::uuid, 'expired'::text, now() - interval '5 seconds'), 'with what came of that');
SELECT is(keeps('one', 'Last', '2026-03-03'), 'there Last', 'what takes the place of another');
SELECT is(((the_held('one')).verdict, (the_held('one')).verified_at), (NULL::text, NULL::timestamptz), 'has not its verdict');
RESET ROLE;
UPDATE verification SET created_at = now() - interval '2 minutes';
SELECT act_as('learner');
SELECT is((SELECT h.verdict FROM held_ask((the_held('three')).id) AS h), 'expired', 'asked about again it has its verdict until there is another');
SELECT isnt((the_held('three')).verification, :'earlier'::uuid, 'of a new question');
SELECT act_as('stranger');
SELECT is((SELECT count(*) FROM held_ask(:'one')), 0::bigint, 'nobody asks about what another keeps');

-- For its holder alone
SELECT is((SELECT count(*) FROM held_credential), 0::bigint, 'nor sees it');
SELECT is(answers(format('EXECUTE held_file(%L, %L)', the('learner'), :'one')), '{}', 'nor fetches it');
SELECT is(answers(format('EXECUTE held_delete(%L, %L)', the('learner'), :'one')), '{}', 'nor deletes it');
SELECT is(keeps('one', 'Stranger'), 'new Stranger', 'whoever has the same has it for themselves');
SELECT is(refusal('UPDATE held_credential SET verdict = ''valid'''), '42501', 'nobody writes a verdict');
SELECT is(refusal('INSERT INTO held_credential SELECT * FROM held_credential'), '42501', 'nor what was not looked at');
SELECT act_as('nobody');
SELECT is((SELECT count(*) FROM held_credential), 0::bigint, 'who is nobody has none');
SELECT act_as('library client');
SELECT is((SELECT count(*) FROM held_credential), 0::bigint, 'nor has a service client');

-- In one list
RESET ROLE;
UPDATE held_credential SET changed_at = now() - interval '5 days' WHERE id = :'one';
UPDATE held_credential SET changed_at = now() - interval '1 day', kind = 'clr' WHERE key = hash('two');
UPDATE held_credential SET changed_at = now() - interval '3 days', kind = 'endorsement' WHERE key = hash('three');
CREATE FUNCTION pages(since timestamptz DEFAULT NULL, most int DEFAULT 10, skip int DEFAULT 0) RETURNS text LANGUAGE sql AS $$
SELECT max(p.total) || ':' || coalesce(string_agg(CASE p.award WHEN the('own') THEN ' own' WHEN the('late') THEN ' late' ELSE ' ' || p.credential END, '' ORDER BY n), '')
  FROM exchange_page(since, most, skip) WITH ORDINALITY AS p (total, award, credential, n) $$;
SELECT act_as('learner');
SELECT is(pages(), '3: own Last late', 'awards that count and badges of others are one list, in the order in which they came');
SELECT is(pages(most => 2), '3: own Last', 'a page');
SELECT is(pages(most => 2, skip => 2), '3: late', 'and the next');
SELECT is(pages(skip => 3), '3:', 'an empty one tells how many there are');
RESET ROLE;
UPDATE held_credential SET credential = repeat('x', 4194304) WHERE id = :'one';
SELECT act_as('learner');
SELECT is((SELECT array_agg(p.award) FROM exchange_page(NULL, 10, 0) AS p), ARRAY[the('own'), NULL], 'what begins beyond 4 MiB is on the next page');
SELECT is(pages(skip => 2), '3: late', 'which begins there');
RESET ROLE;
UPDATE held_credential SET credential = repeat('x', 4194304 - 204801) WHERE id = :'one';
SELECT act_as('learner');
SELECT is((SELECT count(*) FROM exchange_page(NULL, 10, 0)), 3::bigint, 'what begins before it is not; an award that nobody has signed yet counts too');
RESET ROLE;
UPDATE held_credential SET credential = 'Last' WHERE id = :'one';
SELECT act_as('learner');
SELECT is(pages(now() - interval '6 days'), '2: Last late', 'since a moment, what came here after it');
SELECT is(pages(now() - interval '5 days'), '1: late', 'and not at it');
SELECT is(pages(now()), '0:', 'or nothing');
SELECT act_as('nobody');
SELECT is(pages(), '0:', 'nobody has any');

-- As many as somebody may want
RESET ROLE;
INSERT INTO held_credential (person, key, form, kind, content, credential, facts, question)
SELECT the('learner'), hash(n::text), 'json', 'badge', '', '', '{}', hash(n::text) FROM generate_series(4, 1000) AS n;
SELECT act_as('learner');
SELECT is(refusal($$SELECT keeps('more', 'More')$$), 'too_many_held', 'there is an end to how many are kept');
SELECT is(keeps('one', 'Newest', '2026-04-04'), 'there Newest', 'what is there is taken all the same');
SELECT is(answers(format('EXECUTE held_delete(%L, %L)', the('learner'), (the_held('two')).id))::uuid[] <> '{}', true, 'where one goes');
SELECT is(keeps('more', 'More'), 'new More', 'another comes');
RESET ROLE;
DELETE FROM held_credential WHERE person = the('learner') AND credential = '';
INSERT INTO held_credential (person, key, form, kind, content, credential, facts, question)
SELECT the('stranger'), hash(n::text), 'png', 'badge', repeat('x', 3145728)::bytea, '', '{}', hash(n::text) FROM generate_series(1, 33) AS n;
SELECT act_as('stranger');
SELECT is(refusal(format('SELECT keeps(''more'', repeat(''x'', %s))', 524281)), 'too_many_held', 'and to how large they are together, with what is in them');
SELECT is(keeps('more', repeat('x', 524280)), 'new xxxxxxxxxx', 'to the byte');

-- The name, and the end
SELECT act_as('learner');
SELECT is((SELECT name FROM exchange_profile_put('Milda M.')), 'Milda M.', 'another host says what they are called');
SELECT is((SELECT name FROM exchange_profile_put(NULL)), 'Milda M.', 'or nothing of it');
SELECT act_as('nobody');
SELECT is((SELECT count(*) FROM exchange_profile_put('Nobody')), 0::bigint, 'nobody is called anything');
RESET ROLE;
UPDATE person SET closed_at = now() WHERE id = the('learner');
SELECT is((SELECT array_agg(DISTINCT person) FROM held_credential), ARRAY[the('stranger')], 'what somebody kept goes with them, and no other''s');

SELECT * FROM finish();
ROLLBACK;
