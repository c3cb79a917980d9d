-- Reading of what was done: who reads what, and what nobody reads.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/audit.sql`
:prepare
SELECT plan(18);

DELETE FROM audit_entry;
SELECT act_as('owner');
UPDATE membership SET role = 'issuer' WHERE organisation = the('library') AND person = the('viewer');
DELETE FROM client_secret WHERE client = the('library client');
RESET ROLE;
SELECT caller_enter(the('viewer')::text, '', '', 'viewer', 'r', '', '192.0.2.0/24');
SELECT audit_note('sign_in', 'security', 's', the('viewer'));
SELECT caller_enter('', '', '', 'viewer', 'r', '', '198.51.100.0/24');
SELECT audit_note('sign_in_failed', 'security', 's', the('viewer'));
SELECT audit_note('odd', 'security', 's', the('viewer'), NULL, the('port'), '{"guardian": "a@b.example", "newToken": "x", "count": 1}');

CREATE FUNCTION mine(action text DEFAULT NULL, noun text DEFAULT NULL) RETURNS SETOF json LANGUAGE sql AS $$
SELECT unnest(answers(format('EXECUTE audit_mine(%L, %L, NULL, 100)', action, noun)))::json
$$;
CREATE FUNCTION organisations(action text DEFAULT NULL) RETURNS SETOF json LANGUAGE sql AS $$
SELECT unnest(answers(format('EXECUTE audit_organisation(%L, %L, NULL, NULL, 100)', the('library'), action)))::json
$$;

SELECT act_as('viewer', 'manager');
SELECT is((SELECT array_agg(e->>'action' ORDER BY e->>'action') FROM mine() AS e), '{odd,sign_in,sign_in_failed,update}', 'a person reads what is about them');
SELECT is((SELECT array_agg(e->>'id') FROM mine() AS e), (SELECT array_agg(e->>'id' ORDER BY e->>'id' DESC) FROM mine() AS e), 'the newest first');
SELECT is((SELECT e->'actor'->>'kind' FROM mine('update') AS e), 'person', 'that somebody did it');
SELECT is((SELECT coalesce(e->'actor'->>'person', e->>'network', 'nobody') FROM mine('update') AS e), 'nobody', 'but not which clerk, and from where');
SELECT is((SELECT e->'actor'->>'person' FROM mine('sign_in') AS e), the('viewer')::text, 'of themselves they read it');
SELECT is((SELECT e->>'network' FROM mine('sign_in_failed') AS e), '198.51.100.0/24', 'and from where somebody tried to sign in');
SELECT is((SELECT e->'after' FROM mine('odd') AS e)::jsonb, '{"count": 1}', 'nothing that looks like an address or a secret is shown');
SELECT is((SELECT count(*) FROM mine(NULL, 'membership')), 1::bigint, 'by the kind of thing');
SELECT is((SELECT array_agg(a.e) FROM (SELECT (mine()->>'id') AS e LIMIT 2 OFFSET 1) AS a),
    (SELECT array_agg(item::json->>'id') FROM unnest(answers(format('EXECUTE audit_mine(NULL, NULL, %L, 2)', (SELECT e->>'id' FROM mine() AS e LIMIT 1)))) AS item),
    'page by page');
SELECT is(refusal(format('EXECUTE audit_organisation(%L, NULL, NULL, NULL, 9)', the('library'))), 'not_allowed', 'not what is the organisation''s');

SELECT act_as('manager');
SELECT is((SELECT array_agg(format('%s %s', e->>'noun', e->'actor'->>'name') ORDER BY e->>'noun') FROM organisations() AS e),
    '{"client_secret Owner","membership Owner"}', 'a manager reads who did what');
SELECT is((SELECT e->'before'->>'role' || ' ' || (e->'after'->>'role') FROM organisations('update') AS e), 'viewer issuer', 'and what changed');
SELECT is(refusal(format('EXECUTE audit_organisation(%L, NULL, NULL, NULL, 9)', the('museum'))), 'not_allowed', 'not of others');
SELECT is(refusal('EXECUTE audit_city(''port'', NULL, NULL, NULL, 9)'), 'not_allowed', 'not of the city');
SELECT act_as('clerk');
SELECT is(refusal('EXECUTE audit_city(''port'', NULL, NULL, NULL, 9)'), 'not_allowed', 'its viewers do not either');
SELECT act_as('mayor');
SELECT is((SELECT array_agg(item::json->>'action') FROM unnest(answers('EXECUTE audit_city(''port'', NULL, NULL, NULL, 9)')) AS item), '{odd}',
    'its administrator does');
SELECT is(refusal('SELECT FROM audit_entry'), '42501', 'and nobody reads the table');
RESET ROLE;
SELECT is(cardinality(answers('EXECUTE audit_list(''Viewer@town.example'', ''2020-01-01'', 100)')), 4, 'the operator reads all, by a person''s address');

SELECT * FROM finish();
ROLLBACK;
