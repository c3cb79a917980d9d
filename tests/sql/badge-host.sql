-- Other hosts of badges: named, gone to and come back from, visited by one courier at a time, and left.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/badge-host.sql`
:prepare
SELECT plan(113);

INSERT INTO badge (id, organisation, state, achievement_type, translations)
SELECT the(name), the('library'), 'active', 'Badge', '{"en": {"name": "Sewer", "criteria": "Sew"}}'
  FROM unnest(ARRAY['badge', 'second', 'third']) AS name;
INSERT INTO award (id, badge, organisation, recipient_email, issued_at, visibility, revoked_at, revocation_reason, person)
SELECT the(name), the(badge), the('library'), whose || '@town.example', now(), shown::visibility, revoked,
       CASE WHEN revoked IS NOT NULL THEN 'A mistake.' END, the(whose)
  FROM (VALUES ('own', 'badge', 'learner', 'private', NULL), ('shown', 'second', 'learner', 'public', NULL),
               ('ended', 'third', 'learner', 'public', now()), ('hers', 'badge', 'stranger', 'public', NULL))
       AS a (name, badge, whose, shown, revoked);
INSERT INTO person (id, email, name, birth_year, home_city)
VALUES (the('child'), 'child@town.example', 'Child', extract(year FROM now())::int - 10, the('port'));

CREATE FUNCTION hash(name text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ SELECT sha256(convert_to(name, 'UTF8')) $$;
CREATE FUNCTION adds(base text) RETURNS text LANGUAGE sql AS $$
SELECT CASE WHEN is_new THEN 'new ' ELSE 'there ' END || (body).state FROM badge_host_add('https://' || base || '.example') $$;
CREATE FUNCTION the_host(name text) RETURNS badge_host LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
SELECT h FROM badge_host AS h WHERE base = 'https://' || $1 || '.example' $$;
CREATE FUNCTION the_account(name text, whose text DEFAULT 'learner') RETURNS badge_host_account LANGUAGE sql
SECURITY DEFINER SET search_path = public AS $$
SELECT a FROM badge_host_account AS a WHERE a.host = (the_host(name)).id AND a.person = md5(whose)::uuid $$;
CREATE FUNCTION shows(name text, whose text DEFAULT 'learner') RETURNS doc.badge_host LANGUAGE sql
SECURITY DEFINER SET search_path = public AS $$ SELECT badge_host_document(the_account(name, whose)) $$;
CREATE FUNCTION the_key(name text) RETURNS badge_host_key LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
SELECT k FROM badge_host_key AS k WHERE k.account = (the_account(name)).id $$;
CREATE FUNCTION told(name text) RETURNS jsonb LANGUAGE sql AS $$
SELECT jsonb_build_object('kind', 'ob30', 'name', name, 'api', base || '/api', 'authorize', base || '/authorize', 'token', base || '/token',
                          'refresh', base || '/token', 'revoke', base || '/revoke', 'register', base || '/register',
                          'scopes', 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert')
  FROM (SELECT 'https://' || name || '.example') AS b (base) $$;
-- The courier reads the host of that name, and registers.
CREATE FUNCTION reads(name text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
SELECT badge_host_read(d.id, d.attempt, told(name), 'client of ' || name, 'sealed', NULL) FROM badge_host_due(10) AS d
 WHERE d.base = 'https://' || name || '.example' $$;

-- Named
SELECT act_as('learner');
SELECT is(adds('host'), 'new reading', 'a learner names a host');
SELECT is(adds('host'), 'there reading', 'once');
SELECT is((the_host('host')).look_at, now(), 'it is read at once');
SELECT act_as('stranger');
SELECT is(adds('host'), 'new reading', 'somebody else has an account of their own there');
SELECT is((SELECT count(*) FROM badge_host), 1::bigint, 'the host is known once');
SELECT is(answers(format('EXECUTE badge_host_show(%L, %L)', the('stranger'), (the_account('host')).id)), '{}', 'what another named nobody sees');
SELECT is(answers(format('EXECUTE badge_host_delete(%L, %L)', the('stranger'), (the_account('host')).id)), '{}', 'nor leaves');
SELECT act_as('child');
SELECT is(refusal($$SELECT adds('host')$$), 'guardian_needed', 'a child without consent connects nothing');
SELECT act_as('learner');
SELECT count(adds('n' || n)) AS unused FROM generate_series(2, 10) AS n \gset
SELECT is(refusal($$SELECT adds('n11')$$), 'too_many_badge_hosts', 'there is an end to how many one names');
DELETE FROM badge_host_account WHERE id <> (the_account('host')).id;

-- Read
RESET ROLE;
SELECT id AS host, attempt AS first FROM badge_host_due(10) WHERE base = 'https://host.example' \gset
SELECT is((SELECT count(*) FROM badge_host_due(10)), 0::bigint, 'a host that is being read is nobody else''s, and one without accounts nobody''s');
SELECT badge_host_unread(:'host', :first, 'not_a_host');
SELECT is((shows('host')).state, 'failed', 'what could not be read has failed');
SELECT is(((shows('host')).fault, (shows('host')).detail LIKE 'At this address%'), ('not_a_host'::text, true), 'in a word and a sentence');
SELECT is((the_host('host')).look_at, now() + interval '1 minute', 'it is tried again');
UPDATE badge_host SET look_at = now() + interval '1 hour', tried_at = now() - interval '10 seconds' WHERE id = :'host';
SELECT act_as('learner');
SELECT is(adds('host'), 'there failed', 'who names it again');
SELECT is((the_host('host')).look_at, now() + interval '50 seconds', 'has it asked within a minute of the last time, and no sooner');
RESET ROLE;
UPDATE badge_host SET look_at = now() WHERE id = :'host';
SELECT count(*) AS unused FROM badge_host_due(10) \gset
SELECT badge_host_read(:'host', :first, told('host'), 'old', 'sealed', NULL);
SELECT is((shows('host')).state, 'failed', 'of a lease that was lost nothing is written');
UPDATE badge_host SET look_at = now() WHERE id = :'host';
SELECT reads('host');
SELECT is((shows('host')).state, 'ready', 'once it was read it is ready');
SELECT is(((shows('host')).name, (shows('host'))."authorizationUrl"::text), ('host'::text, 'https://town.example/account/badge-hosts/' || (the_account('host')).id), 'and tells where one goes');
SELECT is((SELECT count(*) FROM badge_host_client), 1::bigint, 'this service is registered there once');
UPDATE badge_host SET look_at = now() WHERE id = :'host';
SELECT is((SELECT register_url FROM badge_host_due(10)), 'https://host.example/register', 'where that was is told when it is read again');
UPDATE badge_host_client SET expires_at = now() + interval '1 day';
UPDATE badge_host SET look_at = now() WHERE id = :'host';
SELECT is((SELECT register_url FROM badge_host_due(10)), NULL, 'but not when the secret is about to expire');
UPDATE badge_host_client SET expires_at = NULL, registered_at = now() - interval '31 days';
UPDATE badge_host SET look_at = now() WHERE id = :'host';
SELECT is((SELECT register_url FROM badge_host_due(10)), NULL, 'nor when that was long ago and nobody has anything there');
INSERT INTO badge_host_key (account, access) VALUES ((the_account('host')).id, 'access');
UPDATE badge_host SET look_at = now() WHERE id = :'host';
SELECT is((SELECT register_url FROM badge_host_due(10)), 'https://host.example/register', 'but when somebody has');
DELETE FROM badge_host_key;
UPDATE badge_host SET look_at = now() WHERE id = :'host';
SELECT reads('host');
SELECT is((SELECT registered_at FROM badge_host_client), now(), 'then it is registered anew');

-- There and back
CREATE FUNCTION goes(state text, browser text DEFAULT 'mine', whose text DEFAULT 'learner') RETURNS text[] LANGUAGE sql AS $$
SELECT answers(format('EXECUTE badge_host_begin(%L, %L, %L, %L)', (the_account('host', whose)).id, hash(browser), hash(state), 'verifier of ' || state)) $$;
CREATE FUNCTION comes(state text, browser text DEFAULT 'mine', host text DEFAULT 'host', issuer text DEFAULT NULL) RETURNS boolean LANGUAGE sql AS $$
SELECT answers(format('EXECUTE badge_host_find(%L, %L, %L, %L)', hash(state), hash(browser), (the_host(host)).id, issuer)) <> '{}' $$;
SELECT act_as('stranger');
SELECT is(goes('theirs'), '{}', 'nobody goes to the account of another');
SELECT act_as('learner');
SELECT is(goes('earlier'), '{https://host.example/authorize}', 'a learner goes there');
SELECT is(goes('first'), '{https://host.example/authorize}', 'and once more');
SELECT is(comes('earlier'), false, 'then the first way counts no more');
SELECT is(comes('first', 'another'), false, 'the answer counts in the browser that asked alone');
SELECT is(comes('other'), false, 'with the state that it has sent');
SELECT is(comes('first', host => 'n2'), false, 'at the address of its own host');
SELECT is(comes('first', issuer => 'https://evil.example'), false, 'and from nobody else');
SELECT is(comes('first', issuer => 'https://host.example'), true, 'it may say who it is');
SELECT is(comes('first'), true, 'or not');
SELECT act_as('stranger');
SELECT is(comes('first'), false, 'who else is signed in there brings nothing');
RESET ROLE;
UPDATE badge_host SET issuer = 'https://id.host.example', names_issuer = true WHERE id = :'host';
SELECT act_as('learner');
SELECT is(comes('first'), false, 'a host that names itself is not believed when it does not');
SELECT is(comes('first', issuer => 'https://id.host.example'), true, 'but when it does');
RESET ROLE;
UPDATE badge_host_way SET expires_at = now();
SELECT act_as('learner');
SELECT is(comes('first', issuer => 'https://id.host.example'), false, 'a way is good for ten minutes');
SELECT goes('denied');
SELECT badge_host_return((the_account('host')).id, hash('denied'), NULL, 'denied');
SELECT is(((shows('host')).state, (shows('host')).fault), ('ready'::badge_host_state, 'denied'::text), 'who does not allow it is told so');
SELECT goes('second');
SELECT badge_host_return((the_account('host')).id, hash('wrong'), 'code', NULL);
SELECT is((shows('host')).state, 'ready', 'nothing is written down of another state');
SELECT badge_host_return((the_account('host')).id, hash('second'), 'code', NULL);
SELECT is((shows('host')).state, 'authorising', 'a code is to be exchanged');
SELECT is(comes('second', issuer => 'https://id.host.example'), false, 'and the way is used up');

-- Visited
RESET ROLE;
CREATE FUNCTION visit(OUT id uuid, OUT attempt int, OUT access text, OUT code text, OUT pulls boolean, OUT pushes boolean, OUT place int, OUT since timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
SELECT c.id, c.attempt, convert_from(c.access, 'UTF8'), convert_from(c.code, 'UTF8'), c.pulls, c.pushes, c.pull_offset, c.since
  FROM badge_host_claim('00000000-0000-0000-0000-000000000001', 10) AS c $$;
\set owner '00000000-0000-0000-0000-000000000001'
SELECT id AS account, attempt AS visit, code AS code FROM visit() \gset
SELECT is(:'code'::text, 'code', 'a courier takes it up');
SELECT is((visit()).id, NULL, 'and no other one');
SELECT is(badge_host_exchanged(:'account', the('another'), :visit, 'a', 'r', 3600, '', NULL), false, 'who has it not in hand writes nothing');
SELECT is(badge_host_exchanged(:'account', :'owner', :visit, NULL, NULL, 0, NULL, 'code_refused'), false, 'a code that is refused');
SELECT is(((shows('host')).state, (shows('host')).fault, (the_key('host')).code), ('ready'::badge_host_state, 'code_refused'::text, NULL::bytea), 'is told of, and gone');
SELECT badge_host_leave(:'account', :'owner', :visit, 0, 0);
SELECT is((the_account('host')).due_at, NULL, 'then nothing is to be done');
SELECT act_as('learner');
SELECT goes('third'), badge_host_return((the_account('host')).id, hash('third'), 'code', NULL);
RESET ROLE;
SELECT attempt AS visit FROM visit() \gset
SELECT is(badge_host_exchanged(:'account', :'owner', :visit, 'access', 'refresh', 3600, 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly', NULL), true, 'what a good one is worth is kept');
SELECT is(badge_host_exchanged(:'account', :'owner', :visit, 'access', 'refresh', 3600, 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly', NULL), true, 'once, however often it is told');
SELECT is((SELECT count(*) FROM badge_host_farewell), 0::bigint, 'and is not given back');
SELECT badge_host_leave(:'account', :'owner', :visit, 0, 0);
SELECT is(((shows('host')).state, (shows('host'))."canPull", (shows('host'))."canPush"), ('connected'::badge_host_state, true, false), 'and tells what may be done');
SELECT is((the_account('host')).due_at, now() + interval '2 seconds', 'its badges are fetched at once, but in no loop');
UPDATE badge_host_account SET due_at = now() WHERE id = :'account';
SELECT attempt AS visit, pulls, place, since IS NULL AS whole FROM visit() \gset
SELECT is((:'pulls'::text, :place, :'whole'::text), ('t'::text, 0, 't'::text), 'all of them');
SELECT is(badge_host_take(:'account', :'owner', :visit, NULL, hash('b'), 'json', 'badge', 'b', 'b', '{}', NULL, hash('b')), 'new', 'one is new');
SELECT is((SELECT person FROM held_credential WHERE key = hash('b')), the('learner'), 'and kept for whoever has the account');
SELECT is(badge_host_take(:'account', :'owner', :visit, NULL, hash('b'), 'json', 'badge', 'b', 'b', '{}', NULL, hash('b')), 'known', 'the same is known');
SELECT is((SELECT count(*) FROM verification WHERE question = hash('b')), 1::bigint, 'and not judged again');
SAVEPOINT whole;
DELETE FROM held_credential WHERE key = hash('b');
SELECT is(badge_host_take(:'account', :'owner', :visit, NULL, hash('b'), 'json', 'badge', 'b', 'b', '{}', NULL, hash('b')), 'known', 'what they have deleted does not come back');
SELECT is((SELECT count(*) FROM held_credential WHERE key = hash('b')), 0::bigint, 'and is not kept');
SELECT is(badge_host_take(:'account', :'owner', :visit, NULL, hash('b'), 'json', 'badge', 'newer', 'newer', '{}', NULL, hash('newer')), 'new', 'unless it has changed');
DELETE FROM held_credential WHERE key = hash('b');
SELECT held_keep(the('learner'), NULL, hash('b'), 'json', 'badge', 'newer', 'newer', '{}', NULL, hash('newer'));
SELECT is((SELECT count(*) FROM badge_host_deleted), 0::bigint, 'or they bring it themselves');
DELETE FROM held_credential WHERE key = hash('b');
UPDATE person SET closed_at = now() WHERE id = the('learner');
SELECT is((SELECT count(*) FROM badge_host_deleted), 0::bigint, 'nothing is noted of who is gone');
ROLLBACK TO whole;
SELECT is(badge_host_take(:'account', :'owner', :visit, the('own'), hash('o'), 'json', 'badge', 'o', 'o', '{}', NULL, hash('o')), 'award_is_here', 'an award of theirs is here');
SELECT is(badge_host_take(:'account', :'owner', :visit, the('hers'), hash('o'), 'json', 'badge', 'o', 'o', '{}', NULL, hash('o')), 'not_allowed', 'that of another they may not have');
SELECT is(badge_host_paged(:'account', :'owner', :visit, 2, 1, 1, 0), true, 'a page was taken in');
SELECT badge_host_pulled(:'account', :'owner', :visit, 'bad_status', 60), badge_host_leave(:'account', :'owner', :visit, 0, 0);
SELECT is(((shows('host')).fault, (shows('host')).added, (shows('host'))."pulledAt"::text, (the_account('host')).due_at), ('bad_status'::text, 1, NULL::text, now() + interval '1 minute'), 'what breaks off is told of, and tried again');
UPDATE badge_host_account SET due_at = now(), pull_at = now() WHERE id = :'account';
SELECT attempt AS visit, place FROM visit() \gset
SELECT is(:place, 2, 'from where it was');
SAVEPOINT once;
SELECT count(badge_host_pulled(:'account', :'owner', :visit, 'too_much', 60)) AS unused FROM generate_series(1, 9) \gset
SELECT is(((the_account('host')).pull_offset, (the_account('host')).failures), (2, 0), 'a list that is long is no failure');
SELECT count(badge_host_pulled(:'account', :'owner', :visit, 'bad_status', 60)) AS unused FROM generate_series(1, 4) \gset
SELECT is((the_account('host')).pull_offset, 2, 'nor is one that fails begun anew at once');
SELECT badge_host_pulled(:'account', :'owner', :visit, 'bad_status', 60);
SELECT is((the_account('host')).pull_offset, 0, 'but after some failures');
ROLLBACK TO once;
SELECT badge_host_pulled(:'account', :'owner', :visit, NULL, 0), badge_host_leave(:'account', :'owner', :visit, 0, 0);
SELECT is(((shows('host')).fault, (the_account('host')).due_at), (NULL::text, now() + interval '1 day'), 'a list that is whole is asked for again in a day');
UPDATE badge_host_account SET due_at = now(), pull_at = now() WHERE id = :'account';
SELECT since AS since, attempt AS visit FROM visit() \gset
SELECT is(:'since'::timestamptz, now() - interval '1 day', 'as of the last one, less a day');
SELECT badge_host_pulled(:'account', :'owner', :visit, NULL, 0), badge_host_leave(:'account', :'owner', :visit, 0, 0);
UPDATE badge_host_account SET due_at = now(), pull_at = now(), whole_from = now() - interval '8 days' WHERE id = :'account';
SELECT since IS NULL AS whole, attempt AS visit FROM visit() \gset
SELECT is(:'whole'::text, 't', 'and once a week whole');
SELECT is(((the_account('host')).added, (the_account('host')).known), (0, 0), 'what is counted is counted of each anew');
SELECT badge_host_pulled(:'account', :'owner', :visit, NULL, 0), badge_host_leave(:'account', :'owner', :visit, 0, 0);
SELECT act_as('learner');
SELECT is((SELECT "nextPullAt"::text FROM badge_host_pull(:'account')), utc(now() + interval '1 minute')::text, 'who wants them now has them within a minute of the last time');
SELECT is((SELECT count(*) FROM badge_host_pull(:'host')), 0::bigint, 'what is no account of theirs is none');

SAVEPOINT many;
RESET ROLE;
INSERT INTO badge_host (id, base, kind, read_at) SELECT the('many ' || n), 'https://many-' || n || '.example', 'ob30', now() FROM generate_series(1, 4) AS n;
INSERT INTO badge_host_client (host, register_url, client_id, sealed) SELECT the('many ' || n), 'r', 'c', 's' FROM generate_series(1, 4) AS n;
INSERT INTO badge_host_account (id, host, person, state, due_at, pull_at)
SELECT the('many account ' || n), the('many ' || n), the('learner'), CASE n WHEN 4 THEN 'authorising' ELSE 'connected' END::badge_host_state,
       now() - interval '1 hour' / n, now() FROM generate_series(1, 4) AS n;
INSERT INTO badge_host_key (account, access) SELECT the('many account ' || n), 'a' FROM generate_series(1, 4) AS n;
SELECT is((SELECT array_agg(c.id) FROM badge_host_claim(:'owner', 1) AS c), ARRAY[the('many account 4')], 'who waits with a code goes first');
SELECT is((SELECT array_agg(c.id) FROM badge_host_claim(:'owner', 10) AS c), ARRAY[the('many account 1')], 'and nobody has more than two visits');
SELECT is((SELECT count(*) FROM badge_host_claim(:'owner', 10) AS c), 0::bigint, 'at once');
UPDATE badge_host_account SET lease_until = now() - interval '1 second' WHERE id = the('many account 1');
UPDATE badge_host_account SET person = the('viewer') WHERE id = the('many account 3');
SELECT is((SELECT count(*) FROM badge_host_claim(:'owner', 10) AS c), 2::bigint, 'others have theirs');
ROLLBACK TO many;

-- Brought
SELECT is(refusal(format('SELECT badge_host_send(%L, NULL)', :'account')), 'badge_host_reads_only', 'where one did not allow it no award is brought');
RESET ROLE;
UPDATE badge_host_account SET scopes = scopes || '{https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert}', pull_at = now() + interval '1 day' WHERE id = :'account';
INSERT INTO issuer_key (kid, organisation, sealed) VALUES ('z', the('library'), '');
UPDATE award_credential SET kid = 'z', document = 'document', token = 'token', signed_at = now();
SELECT act_as('learner');
SELECT is(refusal(format('SELECT badge_host_send(%L, ARRAY[the(''own''), the(''hers'')])', :'account')), 'unknown_award', 'nor that of another');
SELECT is(refusal(format('SELECT badge_host_send(%L, ARRAY[the(''ended'')])', :'account')), 'unknown_award', 'nor one that counts no more');
SELECT is((SELECT "pushesDue" FROM badge_host_send(:'account', NULL)), 1, 'all of them are those that anybody may see');
SELECT is((SELECT "pushesDue" FROM badge_host_send(:'account', ARRAY[the('own')])), 2, 'another one is named');
SELECT is((SELECT array_agg(a ORDER BY a) FROM unnest(answers(format('EXECUTE badge_host_awards(%L, %L, NULL, 25, ARRAY[''en''])', the('learner'), :'account'))) AS a),
          (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(ARRAY[the('own'), the('shown')]) AS a), 'those that count are there to be chosen');
SELECT is(answers(format('EXECUTE badge_host_awards(%L, %L, %L, 25, ARRAY[''en''])', the('learner'), :'account', least(the('own'), the('shown')))), '{}', 'and the list has an end');
RESET ROLE;
UPDATE award SET revoked_at = now(), revocation_reason = 'A mistake.' WHERE id = the('shown');
SELECT attempt AS visit FROM visit() \gset
SELECT is((SELECT (n.award, n.document) FROM badge_host_next(:'account', :'owner', :visit) AS n), (the('own'), 'document'::text), 'what counts is brought');
SELECT is((SELECT (state, fault) FROM badge_host_push WHERE award = the('shown')), ('failed'::badge_host_push_state, 'award_not_valid'::text), 'and what was revoked meanwhile is not');
SELECT badge_host_pushed(:'account', :'owner', :visit, the('own'), 'too_slow', 60), badge_host_leave(:'account', :'owner', :visit, 0, 0);
SELECT is((the_account('host')).due_at, now() + interval '1 minute', 'what fails is tried again');
SAVEPOINT tired;
UPDATE badge_host_account SET due_at = now();
SELECT attempt AS visit FROM visit() \gset
SELECT badge_host_leave(:'account', :'owner', :visit, 0, 3600);
SELECT is((the_account('host')).due_at, now() + interval '1 hour', 'a host that wants to rest is left alone');
SELECT act_as('learner');
SELECT is((SELECT "nextPullAt"::text FROM badge_host_pull(:'account')), utc(now() + interval '1 hour')::text, 'also by who wants badges fetched at once');
SELECT badge_host_send(:'account', ARRAY[the('own')]);
RESET ROLE;
SELECT is((the_account('host')).due_at, now() + interval '1 hour', 'or awards brought');
ROLLBACK TO tired;
UPDATE badge_host_push SET due_at = now();
UPDATE badge_host_account SET due_at = now();
SELECT attempt AS visit FROM visit() \gset
SELECT attempts AS tried FROM badge_host_next(:'account', :'owner', :visit) \gset
SELECT badge_host_pushed(:'account', :'owner', :visit, the('own'), NULL, 0);
SELECT is((SELECT (state, attempts) FROM badge_host_push WHERE award = the('own')), ('sent'::badge_host_push_state, 2), 'until it is taken');

-- The end
SAVEPOINT known;
SELECT badge_host_unknown(:'account', :'owner', :visit, 'another client'), badge_host_unknown(:'account', the('another'), :visit, 'client of host');
SELECT is((SELECT count(*) FROM badge_host_client WHERE host = :'host'), 1::bigint, 'a client that is newer is not forgotten, nor for a visit that is over');
SELECT badge_host_ended(:'account', :'owner', :visit), badge_host_unknown(:'account', :'owner', :visit, 'client of host'), badge_host_leave(:'account', :'owner', :visit, 0, 0);
SELECT is((SELECT count(*) FROM badge_host_client WHERE host = :'host'), 0::bigint, 'what the host does not know is');
SELECT is(((shows('host')).state, (the_host('host')).look_at), ('ended'::badge_host_state, now()), 'and it is looked at at once');
SELECT act_as('learner');
SELECT is(goes('nowhere'), '{}', 'until then nobody is sent there');
ROLLBACK TO known;
SELECT badge_host_ended(:'account', :'owner', :visit), badge_host_leave(:'account', :'owner', :visit, 0, 0);
SELECT is(((shows('host')).state, (the_key('host')).refresh, (the_account('host')).due_at), ('ended'::badge_host_state, NULL::bytea, NULL::timestamptz), 'a host that lets us in no more is not asked any more');
SELECT act_as('learner');
SELECT is(refusal(format('SELECT badge_host_pull(%L)', :'account')), 'badge_host_not_connected', 'and it is said why');
RESET ROLE;
UPDATE badge_host_key SET access = 'access', refresh = 'refresh' WHERE account = :'account';
SELECT act_as('learner');
SELECT is(answers(format('EXECUTE badge_host_delete(%L, %L)', the('learner'), :'account')), ARRAY[:'account'], 'one leaves it');
RESET ROLE;
SELECT is((SELECT ARRAY[account::text, encode(refresh, 'escape'), revoke_url] FROM badge_host_farewell_claim(10)), ARRAY[:'account', 'refresh', 'https://host.example/revoke'], 'and its tokens are given back');
SELECT is((SELECT count(*) FROM badge_host_farewell_claim(10)), 0::bigint, 'by one courier');
INSERT INTO badge_host (id, base, revoke_url) SELECT the('deaf ' || n), 'https://deaf-' || n || '.example', CASE n WHEN 1 THEN 'https://deaf-1.example/revoke' END FROM generate_series(1, 2) AS n;
INSERT INTO badge_host_client (host, register_url, client_id, sealed) VALUES (the('deaf 2'), 'https://deaf-2.example/register', 'c', 's');
INSERT INTO badge_host_farewell (id, account, host, due_at) SELECT the('deaf farewell ' || n), the('account'), the('deaf ' || n), now() - interval '1 day' FROM generate_series(1, 2) AS n;
INSERT INTO badge_host_farewell (id, account, host) VALUES (the('heard'), the('account'), :'host');
SELECT is((SELECT id FROM badge_host_farewell_claim(1)), the('heard'), 'those that cannot be given back stand in nobody''s way');
UPDATE badge_host_farewell SET left_at = now() - interval '8 days' WHERE id = the('deaf farewell 1');
SELECT badge_host_forget();
SELECT is((SELECT array_agg(id) FROM badge_host_farewell WHERE host IN (the('deaf 1'), the('deaf 2'))), ARRAY[the('deaf farewell 2')], 'and are forgotten after a week');
DELETE FROM badge_host_farewell WHERE id IN (the('heard'), the('deaf farewell 2'));
INSERT INTO badge_host_key (account, access) VALUES ((the_account('host', 'stranger')).id, 'access');
UPDATE badge_host_account SET person = the('viewer');
UPDATE person SET closed_at = now() WHERE id = the('viewer');
SELECT is((SELECT count(*) FROM badge_host_account), 0::bigint, 'who closes an account here leaves all');
SELECT is((the_host('host')).look_at, 'infinity'::timestamptz, 'a host without accounts is not asked');

INSERT INTO guardianship (id, child, guardian, guardian_email, state, terms)
VALUES (the('guardianship'), the('child'), the('owner'), 'owner@town.example', 'consented', '1');
SELECT act_as('child');
SELECT is(adds('host'), 'new ready', 'a child whose guardian has consented connects one');
RESET ROLE;
INSERT INTO badge_host_key (account, access) VALUES ((the_account('host', 'child')).id, 'access');
UPDATE guardianship SET state = 'withdrawn';
SELECT is((SELECT count(*) FROM badge_host_account), 0::bigint, 'and leaves all when the guardian withdraws');
SELECT is((SELECT count(*) FROM badge_host_farewell WHERE convert_from(access, 'UTF8') = 'access'), 3::bigint, 'with all tokens');
UPDATE badge_host SET created_at = now() - interval '1 year', tried_at = now() - interval '29 days' WHERE id = :'host';
SELECT badge_host_forget();
SELECT is((the_host('host')).id, :'host', 'a host that somebody has just left is known for a while');
UPDATE badge_host SET tried_at = now() - interval '31 days' WHERE id = :'host';
SELECT badge_host_forget();
SELECT is((SELECT count(*) FROM badge_host_client WHERE host = :'host'), 0::bigint, 'and forgotten with its client after a month');

SELECT * FROM finish();
ROLLBACK;
