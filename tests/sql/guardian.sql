-- Minors: when a guardian is needed, what guardians decide, and what follows of it.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/guardian.sql db/queries/person.sql`
:prepare
SELECT plan(106);

-- The port asks for consent below 14, the field below 16. `turning` is the age that somebody has this year.
UPDATE city SET consent_age = CASE slug WHEN 'port' THEN 14 ELSE 16 END;
CREATE FUNCTION this_year() RETURNS int LANGUAGE sql AS $$
SELECT extract(year FROM now() AT TIME ZONE 'Europe/Vilnius')::int $$;
CREATE FUNCTION comes(name text, turning int, city text DEFAULT 'port') RETURNS uuid LANGUAGE sql AS $$
INSERT INTO person (id, email, name, birth_year, home_city)
VALUES (the(name), name || '@town.example', initcap(name), this_year() - turning, the(city)) RETURNING id $$;
SELECT comes(name, turning) FROM (VALUES ('child', 10), ('sister', 12), ('youth', 17), ('mother', 40), ('father', 41)) AS p (name, turning);

CREATE FUNCTION invite(address text, link text) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE guardian_invite(%L, %L, %L, ''sealed'', ''lt'')', address, sha256(link::bytea), gen_random_uuid())) $$;
CREATE FUNCTION answer(link text, action text, id uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE guardian_answer(%L, %L, %L, ''relative'')', sha256(link::bytea), id, action)) $$;
CREATE FUNCTION decide(child text, action text) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE child_decide(%L, %L, NULL, ''api'')', the(child), action)) $$;
CREATE FUNCTION state(name text) RETURNS text LANGUAGE sql AS $$ SELECT consent_state(the(name))::text $$;
CREATE FUNCTION audited(child text) RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
SELECT string_agg(action, ' ' ORDER BY id) FROM audit_entry WHERE about = the(child) AND noun = 'security' $$;

-- When a guardian is needed: until the year is over in which one turns the city's age
SELECT is(of_age_at(2012, the('port')), '2027-01-01 00:00:00 Europe/Vilnius', 'of age from the year after one turns 14');
SELECT is(of_age_at(2012, the('field')), '2029-01-01 00:00:00 Europe/Riga', 'where it is 16, two years later; by the city''s clock');
SELECT is(of_age_at(2012, NULL), '2029-01-01 00:00:00 UTC', 'without a city the highest age counts');
SELECT is(of_age_at(NULL, the('port')), NULL, 'without a year nothing is known');
SELECT is(needs_guardian(NULL, the('port')), false, 'and no guardian needed');
SELECT is((SELECT string_agg(concat_ws(' ', age, needs_guardian(this_year() - age + 1, the('port')),
                                       needs_guardian(this_year() - age, the('port')),
                                       needs_guardian(this_year() - age - 1, the('port'))), ', ' ORDER BY age)
             FROM generate_series(13, 16) AS age,
                  LATERAL (SELECT set_config('x.age', age::text, true)) AS s), '13 t t t, 14 t t f, 15 t f f, 16 f f f',
    'whoever turns 14 this year may not have done so yet');
CREATE FUNCTION needed_at(age int) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    UPDATE city SET consent_age = age WHERE slug = 'field';
    RETURN (SELECT string_agg(CASE WHEN needs_guardian(this_year() - turning, the('field')) THEN turning::text END, ' ' ORDER BY turning)
              FROM generate_series(12, 18) AS turning);
END $$;
SELECT is(needed_at(13), '12 13', 'of a city with 13');
SELECT is(needed_at(14), '12 13 14', 'with 14');
SELECT is(needed_at(15), '12 13 14 15', 'with 15');
SELECT is(needed_at(16), '12 13 14 15 16', 'with 16');
SELECT is(state('learner'), 'adult', 'who gave no year is of age');
SELECT is(state('youth'), 'adult', 'who is older as well');
SELECT is(state('child'), 'awaiting_guardian', 'a child waits');
SELECT is(consent_state(gen_random_uuid()), NULL, 'nobody has no state');

-- Awards to a child are held
INSERT INTO badge (id, organisation, achievement_type, translations)
SELECT the(b), the('library'), 'Badge', '{"en": {"name": "A", "criteria": "B"}}' FROM unnest(ARRAY['reader', 'writer', 'singer', 'swimmer']) AS b;
UPDATE badge SET state = 'active';
CREATE FUNCTION award(name text, badge text, address text) RETURNS uuid LANGUAGE sql AS $$
INSERT INTO award (id, badge, organisation, recipient_email) VALUES (the(name), the(badge), the('library'), address) RETURNING person $$;
CREATE FUNCTION holder(name text) RETURNS uuid LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$ SELECT person FROM award WHERE id = the(name) $$;
SELECT is(award('first', 'reader', 'child@town.example'), NULL, 'an award to a child without consent is held');
SELECT is(award('youths', 'reader', 'youth@town.example'), the('youth'), 'to others not');
SELECT award('second', 'writer', 'childs.second@town.example') AS held \gset
INSERT INTO identifier (email, person) VALUES ('childs.second@town.example', the('child'));
SELECT is(holder('second'), NULL, 'nor does one come with another address');
SELECT is(refusal($$SELECT award('again', 'reader', 'childs.second@town.example')$$), 'already_has_badge', 'but it counts as held');
SELECT act_as('library client', 'viewer');
SELECT is((SELECT count(*) FROM award WHERE id IN (the('first'), the('second'))), 2::bigint, 'the issuer sees no difference');
SELECT act_as('child', 'viewer');
SELECT is(answers('SELECT id FROM award'), '{}', 'the child sees none of them');
SELECT is((answers(format('EXECUTE me_show(%L)', the('child'))))[1]::json->>'consentState', 'awaiting_guardian', 'but how it stands');

-- Asking
SELECT is(invite('child@town.example', 'x'), 'own_address', 'a child is not its own guardian');
SELECT is(invite('Childs.Second@town.example', 'x'), 'own_address', 'by none of its addresses');
SELECT is(invite('Mother@Town.example', 'one'), 'none', 'a guardian is asked');
SELECT is(refusal('SELECT hash FROM guardianship'), '42501', 'hashes are not seen');
SELECT is(answers('SELECT guardian_email FROM guardianship'), '{mother@town.example}', 'one''s own guardianships are');
SELECT is(refusal($$UPDATE guardianship SET state = 'consented'$$), '42501', 'nobody consents by hand');
SELECT is(refusal('INSERT INTO consent SELECT * FROM consent'), '42501', 'nor writes into the ledger');
RESET ROLE;
SELECT is((SELECT (kind, recipient, person, state)::text FROM mail WHERE kind = 'guardian'),
    format('(guardian,mother@town.example,%s,queued)', the('child')), 'a mail is on its way, and is the child''s to ask about');
SELECT is((SELECT data FROM mail WHERE kind = 'guardian'), '{"child": "Child", "city": "Uostas", "age": 14}', 'it says who asks, where, and why');
UPDATE person SET name = E'Win at https://evil.example or www.evil.example' WHERE id = the('child');
SELECT is((SELECT text_for_mail(p.name) !~ 'https?:|[a-z][.][a-z]|www|/' FROM person AS p WHERE id = the('child')), true, 'a name makes no link in it');
UPDATE person SET name = 'Ona B. Čiurlytė-Žemaitė' WHERE id = the('child');
SELECT is((SELECT text_for_mail(p.name) FROM person AS p WHERE id = the('child')), 'Ona B. Čiurlytė-Žemaitė', 'a usual one stays');
SELECT act_as('youth');
SELECT is(invite('mother@town.example', 'x'), 'guardian_not_needed', 'who is of age asks nobody');
SELECT is(answers('SELECT id FROM guardianship'), '{}', 'nobody sees those of others');

-- The link and the address
SELECT act_as('nobody');
SELECT is((SELECT (child, city, email)::text FROM guardian_question(sha256('one'), NULL, '{en}')),
    '("Ona B. Čiurlytė-Žemaitė",Port,mother@town.example)', 'the link shows who asks');
SELECT is(answer('other', 'consent'), 'not_found', 'another shows nothing');
RESET ROLE;
SELECT id AS question FROM guardianship \gset
SELECT act_as('nobody');
SELECT is(answer('other', 'refuse', :'question'), 'not_found', 'nor does the id, to nobody');
SELECT is(answer('one', 'consent'), 'guardian_address', 'nobody consents who is not signed in');
SELECT act_as('father');
SELECT is(answer('other', 'consent', :'question'), 'not_found', 'nor does the id, to who lacks the address');
SELECT is(answer('one', 'consent'), 'guardian_address', 'who has the link, but not the address, does not consent');
SELECT act_as('child');
SELECT is(answer('one', 'consent'), 'own_address', 'least of all the child');
RESET ROLE;
-- By the year of UTC, whatever it is in the city already.
CREATE FUNCTION year_of_utc() RETURNS int LANGUAGE sql AS $$ SELECT extract(year FROM now() AT TIME ZONE 'UTC')::int $$;
UPDATE person SET birth_year = year_of_utc() - 18 WHERE id = the('mother');
SELECT act_as('mother');
SELECT is(answer('one', 'consent'), 'guardian_not_adult', 'a guardian is certainly 18');
RESET ROLE;
UPDATE person SET birth_year = year_of_utc() - 19 WHERE id = the('mother');
UPDATE guardianship SET expires_at = now();
SELECT act_as('mother');
SELECT is(answer('one', 'consent'), 'not_found', 'a link that is too old counts no more');
RESET ROLE;
UPDATE guardianship SET expires_at = now() + interval '1 day';
SELECT act_as('mother');
SELECT is((SELECT (child, guardianship, "ofAgeAt")::text FROM (SELECT id = the('child') AS child, guardianship, "ofAgeAt" FROM child_list()) AS c),
    '(t,pending,)', 'who has the address finds the question, and not the year of birth');

-- Consent
SELECT is(answer('one', 'consent'), 'none', 'the guardian consents');
SELECT is(state('child'), 'consented', 'and it counts');
SELECT is(ARRAY[holder('first'), holder('second')], ARRAY[the('child'), the('child')], 'what was held comes at once, by each address');
SELECT is(answer('one', 'refuse'), 'not_found', 'the link counts once');
RESET ROLE;
SELECT is((SELECT (person, kind, version, scope, by, source, withdrawn_at)::text FROM consent),
    format('(%s,guardian,1,account,%s,link,)', the('child'), the('mother')), 'the ledger says who consented to what, and how');
SELECT is((SELECT (guardian, hash, relation, terms)::text FROM guardianship), format('(%s,,relative,1)', the('mother')), 'of the link nothing is left');
SELECT is((SELECT count(*) FROM mail WHERE kind = 'guardian_consented' AND recipient = 'child@town.example'), 1::bigint, 'the child hears of it');
SELECT is(award('third', 'singer', 'child@town.example'), the('child'), 'what is awarded later is not held');
SELECT act_as('child', 'viewer');
SELECT is(cardinality(answers('SELECT id FROM award')), 3, 'the child sees its awards');
SELECT is((answers('EXECUTE guardianship_list'))[1]::jsonb - 'id' - 'invitedAt' - 'expiresAt' - 'decidedAt', jsonb_build_object(
    'isChild', true, 'child', the('child'), 'childName', 'Ona B. Čiurlytė-Žemaitė', 'guardianEmail', 'mother@town.example',
    'state', 'consented', 'relation', 'relative'), 'and its guardian');
SELECT is(cardinality(answers('SELECT id FROM consent')), 1, 'and the ledger');
SELECT act_as('father');
SELECT is(answers('SELECT id FROM consent'), '{}', 'which others do not');
SELECT is(decide('child', 'withdraw'), 'not_found', 'nobody withdraws for another');

-- Private, and sharing
RESET ROLE;
SELECT is((SELECT array_agg(DISTINCT visibility) FROM award), '{private}', 'an award begins private');
UPDATE award SET visibility = 'public' WHERE id IN (the('first'), the('youths'));
SELECT is((SELECT count(*) FROM award WHERE visibility = 'public'), 2::bigint, 'with consent it may be shown');
SELECT award('nobodys', 'reader', 'nobody.yet@town.example') AS held \gset
SELECT is(refusal($$UPDATE award SET visibility = 'link' WHERE id = the('nobodys')$$), 'minor_stays_private', 'what is nobody''s is not shown');

-- Apps
INSERT INTO browser_session (id, hash, person, network, agent) SELECT the(p || ' session'), p::bytea, the(p), '', '' FROM unnest(ARRAY['child', 'sister']) AS p;
CREATE FUNCTION connect(who text) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT code_begin(gen_random_uuid()::text::bytea, %L, ''https://a.example'', ''c'', NULL, ''{openid}'', %L, true)',
                      the('library client'), the(who || ' session'))) $$;
SELECT act_as('sister');
SELECT is(connect('sister'), 'guardian_needed', 'no app gets a code for a child without consent');
SELECT act_as('child');
SELECT is(connect('child'), 'none', 'with consent it does');
RESET ROLE;
SELECT is((SELECT count(*) FROM connection WHERE person = the('sister')), 0::bigint, 'nothing of it is kept');
INSERT INTO token_family (id, client, person, session, scopes, auth_at)
VALUES (the('family'), the('library client'), the('child'), the('child session'), '{openid}', now());

-- Withdrawal
SELECT act_as('mother');
SELECT is(decide('child', 'withdraw'), 'none', 'the guardian withdraws');
SELECT is(decide('child', 'withdraw'), 'wrong_state', 'once');
SELECT is(state('child'), 'withdrawn', 'it counts at once');
RESET ROLE;
SELECT is((SELECT visibility FROM award WHERE id = the('first')), 'private', 'nothing is shown any more');
SELECT is((SELECT visibility FROM award WHERE id = the('youths')), 'public', 'but what is others''');
SELECT is(refusal($$UPDATE award SET visibility = 'link' WHERE id = the('first')$$), 'minor_stays_private', 'nor again');
SELECT is(ARRAY[holder('first'), holder('third')], ARRAY[the('child'), the('child')], 'what there is stays the child''s');
SELECT is(award('fourth', 'swimmer', 'child@town.example'), NULL, 'what comes is held');
SELECT is((SELECT why FROM token_family WHERE id = the('family')), 'disconnected', 'apps end');
SELECT is((SELECT count(*) FROM revocation WHERE subject = the('family')::text), 1::bigint, 'with their tokens');
SELECT is((SELECT revoked_at FROM connection WHERE person = the('child')), now(), 'and do not come back by themselves');
SELECT is((SELECT withdrawn_at FROM consent), now(), 'the ledger says when');
SELECT act_as('child');
SELECT is(connect('child'), 'guardian_needed', 'no app comes anew');

-- A second guardian does not outvote who withdrew
SELECT is(invite('father@town.example', 'two'), 'none', 'the child asks somebody else');
SELECT act_as('father');
SELECT is(answer('none', 'consent', (SELECT g.id FROM caller_guardianships() AS g)), 'none', 'who consents, by the address alone');
SELECT is(state('child'), 'withdrawn', 'a withdrawal stands until it is taken back');
SELECT is(holder('fourth'), NULL, 'and the award is held');
SELECT act_as('mother');
SELECT is(decide('child', 'consent'), 'none', 'it is taken back');
SELECT is(state('child'), 'consented', 'and that counts');
SELECT is(holder('fourth'), the('child'), 'the award comes');
SELECT act_as('father');
SELECT is(decide('child', 'withdraw'), 'none', 'one of two is enough to withdraw');
SELECT is(state('child'), 'withdrawn', 'for all');
SELECT is(decide('child', 'consent'), 'none', 'and consents again');
RESET ROLE;
SELECT is(audited('child'), 'guardian_invited guardian_consented app_connected guardian_withdrew guardian_invited guardian_consented guardian_consented guardian_withdrew guardian_consented',
    'the child can read all of it');
SELECT is((SELECT person FROM audit_entry WHERE action = 'guardian_consented' ORDER BY id LIMIT 1), the('mother'), 'and who did it');
SELECT ok((SELECT bool_and(concat(before, after) !~ '@') FROM audit_entry WHERE action LIKE 'guardian%'), 'without addresses');

-- Refusal, and asking again
SELECT act_as('sister');
SELECT is(invite('stranger@town.example', 'three'), 'none', 'an address that is wrong');
SELECT act_as('nobody');
SELECT is(answer('three', 'refuse'), 'none', 'refuses by the link alone');
SELECT is(state('sister'), 'refused', 'and that counts');
SELECT act_as('sister');
SELECT is(invite('father@town.example', 'four') || invite('mother@town.example', 'five'), 'nonenone', 'until somebody else is asked');
SELECT is(state('sister'), 'awaiting_guardian', 'who has to answer first');
SELECT act_as('nobody');
SELECT is(answer('four', 'refuse'), 'not_found', 'a new question takes the place of the one before');
SELECT act_as('mother');
SELECT is(answer('five', 'refuse') || decide('sister', 'consent'), 'nonenone', 'who has refused may consent yet');
SELECT is((SELECT array_agg("consentState" ORDER BY name) FROM child_list()), '{consented,consented}', 'several children have one guardian');
SELECT act_as('sister');
SELECT is(invite('a@town.example', 'a') || invite('b@town.example', 'b') || invite('c@town.example', 'c'), 'nonenoneguardian_asked_too_often',
    'five are asked in a day');

-- An award to the guardian's address, for a child
RESET ROLE;
SELECT award('given', 'swimmer', 'mother@town.example') AS mothers \gset
SELECT act_as('mother', 'viewer');
CREATE FUNCTION pg_temp.hand(child text, award text) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE child_award(%L, %L, ''{en}'')', the(child), the(award))) $$;
SELECT is(pg_temp.hand('youth', 'given'), 'not_found', 'an award goes to no child of others');
SELECT is(pg_temp.hand('sister', 'youths'), 'not_found', 'nor does one of others');
SELECT is(pg_temp.hand('child', 'given'), 'already_has_badge', 'nor to who holds the badge');
SELECT is(pg_temp.hand('sister', 'given'), 'none', 'but to the child that it is for');
SELECT is(holder('given'), the('sister'), 'whose it is then');

-- Of age
RESET ROLE;
UPDATE guardianship SET state = 'withdrawn' WHERE child = the('sister') AND state = 'consented';
SELECT award('last', 'reader', 'sister@town.example') AS held \gset
UPDATE person SET birth_year = this_year() - 15 WHERE id = the('sister');
SELECT is(state('sister'), 'adult', 'a birthday needs no job');
SELECT act_as('mother');
SELECT is(decide('sister', 'consent') || cardinality(answers('SELECT id FROM child_list()')), 'not_found1', 'the guardian''s power ends, and the sight');
RESET ROLE;
SET LOCAL ROLE citylearn_courier;
EXECUTE awards_come_of_age;
RESET ROLE;
SELECT is(ARRAY[holder('last'), holder('nobodys')], ARRAY[the('sister'), NULL], 'what was held comes');

SELECT * FROM finish();
ROLLBACK;
