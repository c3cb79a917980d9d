-- Who works for whom: who may give which role, and that somebody always stays.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/member.sql`
:prepare
SELECT plan(40);

CREATE FUNCTION list(organisation text) RETURNS text[] LANGUAGE sql AS $$
SELECT answers(format('EXECUTE member_list(%L, NULL, 100)', the(organisation)))
$$;
CREATE FUNCTION give(who text, role text, organisation text DEFAULT 'library') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE member_change(%L, %L, %L)', the(organisation), the(who), role))
$$;
CREATE FUNCTION remove(who text, organisation text DEFAULT 'library') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE member_remove(%L, %L)', the(organisation), the(who)))
$$;
CREATE FUNCTION role_of(who text, organisation text DEFAULT 'library') RETURNS text LANGUAGE sql
SECURITY DEFINER SET search_path = public AS $$
SELECT coalesce((SELECT role::text FROM membership AS m WHERE m.organisation = the(role_of.organisation) AND person = the(who)), 'none')
$$;

-- Lists
SELECT act_as('viewer', 'viewer');
SELECT is(cardinality(list('library')), 5, 'a member sees all members');
SELECT is((SELECT array_agg(item::json->'person'->>'email') FROM unnest(list('library')) AS item WHERE item LIKE '%@%'),
    '{viewer@town.example}', 'but of their addresses only the own one');
SELECT is(refusal(format('EXECUTE member_list(%L, NULL, 9)', the('museum'))), 'not_allowed', 'not those of another');
SELECT is(refusal(format('EXECUTE member_list(%L, NULL, 9)', the('choir'))), 'not_found', 'nor of one that cannot be seen');
SELECT act_as('manager', 'viewer');
SELECT is((SELECT count(item::json->'person'->>'email') FROM unnest(list('library')) AS item), 5::bigint, 'a manager sees addresses');
SELECT act_as('mayor', 'viewer');
SELECT is((SELECT count(item::json->'person'->>'email') FROM unnest(list('choir')) AS item), 1::bigint,
    'so does the administrator of the city');
SELECT is(cardinality(answers(format('EXECUTE member_list(%L, NULL, 2)', the('library')))), 2, 'it is paged');
SELECT act_as('library client', 'viewer');
SELECT is((SELECT count(item::json->'person'->>'email') FROM unnest(list('library')) AS item), 0::bigint,
    'a program sees no address');

-- Who may give what
SELECT act_as('issuer');
SELECT is(give('viewer', 'reviewer'), 'not_allowed', 'an issuer gives no role');
SELECT is(give('issuer', 'manager'), 'not_allowed', 'least of all to themselves');
SELECT act_as('manager');
SELECT is(give('viewer', 'issuer'), 'none', 'a manager gives roles below their own');
SELECT is(role_of('viewer'), 'issuer', 'and so it is');
SELECT is(give('viewer', 'manager'), 'not_allowed', 'not their own');
SELECT is(give('owner', 'viewer'), 'not_allowed', 'and takes none from an owner');
SELECT is(give('manager', 'owner'), 'not_allowed', 'nor becomes one');
SELECT is(give('stranger', 'viewer'), 'not_found', 'nobody is made a member by this');
SELECT is(give('stranger', 'viewer', 'museum'), 'not_allowed', 'not elsewhere');
SELECT is(refusal(format('UPDATE membership SET role = ''owner'' WHERE organisation = %L AND person = %L', the('library'), the('viewer'))),
    '42501', 'and the second wall says the same');
SELECT act_as('owner');
SELECT is(give('manager', 'owner'), 'none', 'an owner makes owners');
SELECT is(give('owner', 'viewer'), 'none', 'and may then step down');
SELECT act_as('manager');
SELECT is(give('manager', 'manager'), 'last_owner', 'the last may not');
SELECT is(remove('manager'), 'last_owner', 'nor leave');
SELECT is(give('owner', 'owner'), 'none', 'unless there is another');
SELECT is(give('manager', 'manager'), 'none', 'again');

-- Removal
SELECT is(remove('owner'), 'not_allowed', 'a manager removes no owner');
SELECT is(remove('reviewer'), 'none', 'but a reviewer');
SELECT is(remove('reviewer'), 'not_found', 'once');
SELECT act_as('issuer', 'manager');
SELECT is(remove('viewer'), 'not_allowed', 'an issuer removes nobody');
SELECT is(remove('issuer'), 'none', 'but may leave');
SELECT is(remove('issuer', 'choir'), 'not_found', 'who is no member cannot leave what cannot be seen');
SELECT ok(NOT allowed(the('library')), 'from then on nothing is allowed');

-- Closing an account is leaving
RESET ROLE;
SELECT is(refusal(format('SELECT person_close(%L)', the('owner'))), 'last_owner', 'the account of the last owner stays open');
SELECT is(refusal(format('SELECT person_close(%L)', the('mayor'))), 'last_administrator', 'and the last administrator''s');
UPDATE organisation SET state = 'archived' WHERE id IN (the('library'), the('club'));
SELECT is(refusal(format('SELECT person_close(%L)', the('owner'))), 'none', 'what is archived may be left');

-- Cities
SELECT act_as('clerk', 'viewer');
SELECT is((SELECT array_agg(item::json->'person'->>'email') FROM unnest(answers('EXECUTE city_member_list(''port'', NULL, 9)')) AS item
            WHERE item LIKE '%@%'), '{clerk@town.example}', 'a viewer of the city sees its people, but one address');
SELECT is(refusal(format('EXECUTE city_member_change(''port'', %L, ''city_admin'')', the('clerk'))), 'not_allowed', 'and changes nobody');
SELECT is(refusal('EXECUTE city_member_list(''field'', NULL, 9)'), 'not_allowed', 'not of another city');
SELECT act_as('mayor');
SELECT is(refusal(format('EXECUTE city_member_remove(''port'', %L)', the('mayor'))), 'last_administrator', 'the last administrator stays');
SELECT is(refusal(format('EXECUTE city_member_change(''port'', %L, ''city_admin'')', the('clerk'))), 'none', 'makes another');
SELECT is(refusal(format('EXECUTE city_member_remove(''port'', %L)', the('mayor'))), 'none', 'and then may leave');

SELECT * FROM finish();
ROLLBACK;
