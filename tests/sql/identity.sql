-- Identities: addresses that are shown to be somebody's, browser sessions, closing, and the audit of it.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/session.sql db/queries/person.sql`
:prepare
SELECT plan(38);

CREATE FUNCTION found(cookie text) RETURNS text[] LANGUAGE sql AS $$
SELECT answers(format('SELECT person FROM session_find(%L)', sha256(cookie::bytea))) $$;

-- Addresses
SELECT is((SELECT count(*) FROM person AS p JOIN identifier AS i USING (email) WHERE i.person = p.id),
    (SELECT count(*) FROM person), 'everybody has the address that is written to');
INSERT INTO identifier (email, person) VALUES ('second@town.example', the('learner'));
SELECT is(person_enter('SECOND@town.example'), the('learner'), 'a second address leads to the same person');
SELECT is(refusal($$INSERT INTO identifier (email, person) VALUES ('second@town.example', the('viewer'))$$),
    'identifier_pkey', 'an address is one person''s');
SELECT is(refusal($$INSERT INTO identifier (email, person) VALUES ('Upper@town.example', the('viewer'))$$),
    'identifier_email_check', 'and written in small letters');
SELECT act_as('learner');
SELECT is(answers('SELECT email FROM identifier ORDER BY email'), '{learner@town.example,second@town.example}',
    'everybody sees their own');
SELECT is(refusal('SELECT FROM credential'), '42501', 'nobody sees what is kept of passwords');
SELECT is(refusal($$UPDATE identifier SET person = the('learner')$$), '42501', 'addresses are not taken by hand');
RESET ROLE;

-- Awards follow every address
INSERT INTO badge (id, organisation, achievement_type, translations)
VALUES (the('reader'), the('library'), 'Badge', '{"en": {"name": "Reader", "criteria": "Read"}}');
UPDATE badge SET state = 'active' WHERE id = the('reader');
INSERT INTO award (id, badge, organisation, recipient_email)
VALUES (the('early'), the('reader'), the('library'), 'third@town.example');
SELECT is((SELECT person FROM award WHERE id = the('early')), NULL, 'an award waits for its owner');
INSERT INTO identifier (email, person) VALUES ('third@town.example', the('learner'));
SELECT is((SELECT person FROM award WHERE id = the('early')), the('learner'), 'who comes with a new address');
SELECT is(refusal($$INSERT INTO award (badge, organisation, recipient_email)
    VALUES (the('reader'), the('library'), 'second@town.example')$$), 'already_has_badge',
    'a badge that is held by one address is not awarded to another of the same person');
SELECT is(refusal($$INSERT INTO award (badge, organisation, recipient_email)
    VALUES (the('reader'), the('library'), 'viewer@town.example')$$), 'none', 'but to somebody else');

-- Sessions
SELECT act_as('nobody');
SELECT session_begin(the('learner'), sha256('cookie'), repeat('A', 300)) AS session \gset
SELECT is(found('cookie'), ARRAY[the('learner')::text], 'the cookie finds its person');
SELECT is(found('cooky'), '{}', 'another finds nobody');
SELECT is(refusal('SELECT hash FROM browser_session'), '42501', 'hashes are not seen');
SELECT act_as('viewer');
SELECT is(answers('SELECT id FROM browser_session'), '{}', 'nor the sessions of others');
SELECT act_as('learner');
SELECT is(answers('SELECT length(agent) FROM browser_session'), '{200}', 'one''s own are; what the browser says is cut');
SELECT is(session_end(the('viewer'), :'session', NULL), 0, 'nobody ends a session of another');
SELECT session_begin(the('learner'), sha256('second'), 'B') AS second \gset
SELECT session_begin(the('learner'), sha256('third'), 'C') AS third \gset
SELECT is(session_end(the('learner'), NULL, :'second'), 2, 'all are ended but one');
SELECT is(found('cookie') || found('second') || found('third'), ARRAY[the('learner')::text], 'which goes on');
RESET ROLE;
UPDATE browser_session SET expires_at = now() WHERE id = :'second';
SELECT is(found('second'), '{}', 'until it expires');

-- Closing
SELECT session_begin(the('issuer'), sha256('owner'), 'D') AS owners \gset
SELECT act_as('issuer');
SELECT person_close(the('issuer'));
RESET ROLE;
SELECT is(found('owner'), '{}', 'who has closed the account is signed in nowhere');
SELECT is(refusal(format('SELECT session_begin(%L, sha256(''later''), ''E'')', the('issuer'))), 'not_allowed',
    'nor can a session begin later');
SELECT is((SELECT count(*) FROM revocation WHERE subject = the('issuer')::text), 1::bigint, 'and the tokens die');

-- Suspending
SELECT session_begin(the('viewer'), sha256('viewers'), 'V') AS viewers \gset
SELECT is((SELECT person_suspend('VIEWER@town.example')), the('viewer'), 'the operator keeps somebody out');
SELECT is(found('viewers'), '{}', 'who is signed in nowhere');
SELECT is(refusal(format('SELECT session_begin(%L, sha256(''anew''), ''V'')', the('viewer'))), 'not_allowed', 'nor signs in');
SELECT is((SELECT count(*) FROM revocation WHERE subject = the('viewer')::text), 1::bigint, 'and the tokens die');
SELECT is((SELECT person_suspend('viewer@town.example')), the('viewer'), 'twice is once');
SELECT is((SELECT person_reinstate('viewer@town.example')), the('viewer'), 'and lets them in again');
SELECT is(refusal(format('SELECT session_begin(%L, sha256(''anew''), ''V'')', the('viewer'))), 'none', 'to sign in');
SELECT is(found('viewers'), '{}', 'but what had ended stays ended');
SELECT is((SELECT array_agg(action ORDER BY id) FROM audit_entry WHERE about = the('viewer') AND noun = 'security'),
    '{account_suspended,account_reinstated}', 'which is noted, once each');
SELECT is_empty('SELECT person_suspend(''nobody@town.example'')', 'nobody has no account to suspend');

-- The audit
SELECT is((SELECT (person, about, noun)::text FROM audit_entry WHERE action = 'account_closed'),
    format('(%s,%s,security)', the('issuer'), the('issuer')), 'the closing is noted');
SELECT caller_enter(the('manager')::text, NULL, NULL, 'manager', 'r', '', '192.0.2.0/24');
UPDATE membership SET role = 'issuer' WHERE organisation = the('library') AND person = the('reviewer');
SELECT is((SELECT (person, about, organisation, network)::text FROM audit_entry WHERE noun = 'membership'
            ORDER BY id DESC LIMIT 1),
    format('(%s,%s,%s,192.0.2.0/24)', the('manager'), the('reviewer'), the('library')),
    'a change of a role says who, whose, where and from where');
UPDATE city_membership SET role = 'city_admin' WHERE person = the('clerk');
SELECT is((SELECT (about, city)::text FROM audit_entry WHERE noun = 'city_membership' ORDER BY id DESC LIMIT 1),
    format('(%s,%s)', the('clerk'), the('port')), 'also that of a city');
SELECT is((SELECT count(*) FROM audit_entry WHERE (coalesce(before, '{}') || coalesce(after, '{}'))::text ~ '@'), 0::bigint,
    'no entry holds an address');
SELECT is(refusal($$SELECT act_as('learner'); SELECT FROM audit_entry$$), '42501', 'the entries are not simply read');

SELECT * FROM finish();
ROLLBACK;
