-- The pages of awards, hosted assertions and lists of what was revoked: for anybody, and about nobody.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/hosted.sql`
:prepare
SELECT plan(22);

UPDATE city SET time_zone = 'Europe/Vilnius' WHERE id = the('port');
INSERT INTO badge (id, organisation, state, achievement_type, translations)
SELECT the(name), the(owner), 'active', 'Badge', '{"en": {"name": "Sewer", "criteria": "Sew"}, "lt": {"name": "Siuvėjas", "criteria": "Siūti"}}'
  FROM (VALUES ('badge', 'library'), ('foreign', 'museum')) AS b (name, owner);
INSERT INTO award (id, badge, organisation, recipient_email, narrative, issued_at, expires_at) VALUES
    (the('one'), the('badge'), the('library'), 'one@town.example', 'Asked well', '2026-01-02T23:04:05.678Z', NULL),
    (the('two'), the('badge'), the('library'), 'two@town.example', NULL, '2024-01-02T03:04:05Z', '2025-03-04T05:06:07Z'),
    (the('three'), the('badge'), the('library'), 'three@town.example', NULL, now(), NULL),
    (the('four'), the('foreign'), the('museum'), 'one@town.example', NULL, now(), NULL);
UPDATE award SET revoked_at = '2026-02-03T04:05:06Z', revocation_reason = 'A "mistake".' WHERE id = the('three');
UPDATE organisation SET email = 'ask@town.example' WHERE id = the('library');
UPDATE organisation SET email = NULL WHERE id = the('museum');

SELECT act_as('nobody');
-- Pages
SELECT is((SELECT verdict FROM award_page(the('one'), '{}')), 'valid', 'anybody reads that an award counts');
SELECT is((SELECT verdict FROM award_page(the('two'), '{}')), 'expired', 'that it has expired');
SELECT is((SELECT (verdict, reason, revoked) FROM award_page(the('three'), '{}')), ('revoked'::text, 'A "mistake".'::text, '2026 02 03'::text), 'that it was revoked, when and why');
SELECT is((SELECT issued FROM award_page(the('one'), '{}')), '2026 01 03', 'days are those of its city');
SELECT is((SELECT expires FROM award_page(the('one'), '{}')), NULL, 'one may have no end');
SELECT is((SELECT badge->>'name' FROM award_page(the('one'), '{lt}')), 'Siuvėjas', 'it is in the reader''s language');
SELECT is((SELECT badge->>'name' FROM award_page(the('one'), '{en}')), 'Sewer', 'or in another');
SELECT is((SELECT issuer_state FROM award_page(the('one'), '{}')), 'verified', 'it says what its issuer is');
SELECT ok((SELECT p::text NOT LIKE '%one@%' AND p::text NOT LIKE '%Asked%' FROM award_page(the('one'), '{}') AS p), 'and not whose it is, nor what was written about them');
SELECT is((SELECT count(*) FROM award_page(the('nothing'), '{}')), 0::bigint, 'what is not there has no page');

-- Assertions
SELECT is((SELECT recipient_hash FROM assertion_facts(the('one'))), (SELECT recipient_hash FROM credential_facts(the('one'))), 'the hash is that of the credential');
SELECT is((SELECT salt FROM assertion_facts(the('one'))), (SELECT salt FROM credential_facts(the('one'))), 'with the same salt');
SELECT is((SELECT (issued_at, expires_at) FROM assertion_facts(the('two'))), (1704164645::bigint, 1741064767::bigint), 'times are whole seconds');
SELECT ok((SELECT revoked AND reason = 'A "mistake".' FROM assertion_facts(the('three'))), 'it says what was revoked');
SELECT ok((SELECT NOT revoked FROM assertion_facts(the('two'))), 'which is not what has expired');
SELECT ok((SELECT f::text NOT LIKE '%one@%' FROM assertion_facts(the('one')) AS f), 'the address is not in it');
SELECT is((SELECT count(*) FROM assertion_facts(the('nothing'))), 0::bigint, 'of nothing there is none');

-- Issuers
SELECT is(issuer_email(the('library')), 'ask@town.example', 'the address for questions is for anybody');
SELECT is(issuer_email(the('museum')), NULL, 'who gave none has none');
SELECT results_eq('SELECT * FROM revocations(the(''library''))', 'SELECT the(''three''), ''A "mistake".''', 'what was revoked is listed');
SELECT is_empty('SELECT * FROM revocations(the(''museum''))', 'not what another has');
RESET ROLE;
SELECT is((SELECT count(*) FROM pg_proc AS p WHERE p.proname IN ('award_page', 'assertion_facts', 'issuer_email', 'revocations')
                                               AND has_function_privilege('citylearn_courier', p.oid, 'EXECUTE')), 0::bigint, 'the courier has no use for them');
SELECT * FROM finish();
ROLLBACK;
