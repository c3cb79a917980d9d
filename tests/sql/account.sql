-- Accounts: mailed links count once and for one purpose, guessers wait, and a new password ends what was there.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/account.sql`
:prepare
SELECT plan(34);

-- Mails a link of that name, and what it is worth.
CREATE FUNCTION reset_link(name text, address text DEFAULT 'learner@town.example') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE reset_offer(%L, %L, %L, ''sealed'', ''en'')', address, sha256(name::bytea), the(name))) $$;
CREATE FUNCTION sign_up_link(name text, address text, who text DEFAULT 'Rasa') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE sign_up_offer(%L, %L, 1990, ''port'', ''en'', ''/account'', %L, %L, ''sealed'')',
                      address, who, sha256(name::bytea), the(name))) $$;
CREATE FUNCTION address_link(name text, address text) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE address_offer(%L, %L, %L, ''sealed'', ''en'')', address, sha256(name::bytea), the(name))) $$;
CREATE FUNCTION kind_of(name text) RETURNS text[] LANGUAGE sql AS $$
SELECT answers(format('EXECUTE link_find(%L)', sha256(name::bytea))) $$;
CREATE FUNCTION reset_by(name text) RETURNS text[] LANGUAGE sql AS $$
SELECT answers(format('EXECUTE password_reset(%L, ''phc'', ''account'', %L, ''agent'')', sha256(name::bytea),
                      sha256(uuid7()::text::bytea))) $$;
CREATE FUNCTION sign_up_by(name text) RETURNS text[] LANGUAGE sql AS $$
SELECT answers(format('EXECUTE sign_up_confirm(%L, ''phc'', %L, ''agent'')', sha256(name::bytea),
                      sha256(uuid7()::text::bytea))) $$;
CREATE FUNCTION confirm(name text) RETURNS text[] LANGUAGE sql AS $$
SELECT answers(format('EXECUTE address_confirm(%L)', sha256(name::bytea))) $$;
CREATE FUNCTION wait_of(account bytea, device bytea DEFAULT '', address text DEFAULT 'learner@town.example') RETURNS int
LANGUAGE sql AS $$ SELECT wait FROM sign_in_begin(address, account, device) $$;

-- A link counts once, whatever its page has shown before, and for what it was mailed for
SELECT reset_link('r1'), reset_link('r2');
SELECT is(sign_up_by('r1'), '{}', 'a link for a new password makes no account');
SELECT is(kind_of('r1'), '{reset}', 'and counts still');
SELECT is(reset_by('r1'), ARRAY[the('learner')::text], 'a link sets a password');
SELECT is(reset_by('r1'), '{}', 'a second time it does not');
SELECT is(kind_of('r2') || reset_by('r2'), '{}', 'nor do those that were mailed before');
SELECT reset_link('r3') AS unused \gset
UPDATE mail_link SET expires_at = now() WHERE hash = sha256('r3');
SELECT is(reset_by('r3'), '{}', 'nor does one that is too old');
SELECT is(reset_by('none'), '{}', 'nor one that was made up');
SELECT is(reset_link('r4', 'nobody@town.example'), 'none', 'a link for nobody is written down');
SELECT is(reset_by('r4'), '{}', 'and is worth nothing');
SELECT sign_up_link('v1', 'new@town.example') AS unused \gset
SELECT is(reset_by('v1'), '{}', 'a link for an account sets no password');
SELECT is(cardinality(sign_up_by('v1')), 1, 'but makes one');
SELECT sign_up_link('v2', 'late@town.example') AS unused \gset
SELECT person_enter('late@town.example') AS late \gset
SELECT is(sign_up_by('v2'), '{}', 'not where there is an account by now');
SELECT sign_up_link('v3', 'somebody@town.example', 'Win at https://evil.example') AS unused \gset
SELECT is((SELECT data->>'name' FROM mail WHERE id = the('v3')), 'Win at https evil example',
    'what a stranger calls somebody makes no link in the mail to them');

-- An address that one gives up leads nowhere any more
INSERT INTO identifier (email, person) VALUES ('spare@town.example', the('viewer'));
SELECT act_as('learner');
SELECT address_link('a1', 'second@town.example') AS unused \gset
SELECT is(confirm('a1'), '{second@town.example}', 'a second address is added');
SELECT is(confirm('a1'), '{}', 'once');
SELECT reset_link('r5', 'second@town.example') AS unused \gset
SELECT is(address_remove('second@town.example'), true, 'and removed');
SELECT is(reset_by('r5'), '{}', 'a link that was mailed there before sets no password');
SELECT is(address_remove('spare@town.example'), false, 'nobody removes an address of another');
SELECT is(address_primary('viewer@town.example'), false, 'nor is written to there');

-- A new password ends what was there
SELECT reset_link('r6') AS unused \gset
SELECT sign_in_done(the('learner'), 'account', NULL, sha256('here'), '', sha256('device'), 'here') AS here \gset
SELECT sign_in_done(the('learner'), 'account', NULL, sha256('there'), '', sha256('other device'), 'there') AS there \gset
SELECT account_password('phc', :'here');
SELECT is(answers(format('SELECT id FROM session_find(%L) UNION ALL SELECT id FROM session_find(%L)', sha256('here'), sha256('there'))),
    ARRAY[:'here'], 'a new password ends the sessions elsewhere');
SELECT is(reset_by('r6'), '{}', 'and the links that were mailed before');
RESET ROLE;
SELECT is((SELECT count(*) FROM known_device WHERE person = the('learner')), 0::bigint, 'no browser is known any more');

INSERT INTO service_client (id, name, scopes, kind, auth_method, redirect_uris, grants)
VALUES (the('portal'), 'portal', '{openid,offline_access}', 'public', 'none', '{https://portal.example/back}', '{authorization_code,refresh_token}');
INSERT INTO token_family (client, person, session, scopes, auth_at)
VALUES (the('portal'), the('learner'), :'here', '{openid,offline_access}', now());
SELECT reset_link('r7'), reset_by('r7');
SELECT is((SELECT why FROM token_family), 'signed_out', 'a password by mail ends what apps may do while one is away');

-- Who guesses waits, the longer the more
CREATE FUNCTION failed(times int, account bytea, who uuid DEFAULT the('learner')) RETURNS void LANGUAGE sql AS $$
SELECT sign_in_failed(who, account) FROM generate_series(1, times) $$;
SELECT failed(5, 'known'), failed(5, 'unknown', NULL);
SELECT is(wait_of('known'), 1, 'after five one waits');
SELECT is(wait_of('unknown', address => 'nobody@town.example'), 1, 'as long where there is no account');
SELECT failed(4, 'known');
SELECT is(wait_of('known'), 16, 'it doubles');
INSERT INTO known_device (hash, person) VALUES ('mine', the('learner')), ('theirs', the('viewer'));
SELECT is(wait_of('known', 'mine'), 0, 'a browser in which one was before does not wait');
SELECT is(wait_of('known', 'theirs'), 16, 'one in which somebody else was does');
SELECT sign_in_done(the('viewer'), 'viewers', NULL, sha256('one more'), 'mine', 'moved', 'agent') AS unused \gset
SELECT is(wait_of('known', 'mine'), 16, 'once anybody has signed in there, nobody is known by the cookie of before');
SELECT is(wait_of('known', 'moved'), 0, 'but all by the new one');
UPDATE sign_in_failure SET failures = 20, last_at = now() - interval '1 hour';
SELECT is(wait_of('known'), 0, 'after a quarter of an hour one may try again');
UPDATE sign_in_failure SET failures = 100;
SELECT is(wait_of('known'), 900, 'but after a hundred no more');
SELECT reset_link('r8') AS unused \gset
SELECT password_reset(sha256('r8'), 'phc', 'known', sha256('last'), 'agent');
SELECT is(wait_of('known'), 0, 'until there is a new password');

-- Whoever knows an address cannot fill its mailbox
SELECT count(reset_link('flood ' || n, 'viewer@town.example')) AS unused FROM generate_series(1, 30) AS n \gset
SELECT is((SELECT count(*) FROM mail WHERE recipient = 'viewer@town.example' AND state = 'queued'), 20::bigint,
    'an address gets twenty mails an hour');

SELECT * FROM finish();
ROLLBACK;
