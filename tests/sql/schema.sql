-- What holds of the schema as a whole: a table, key or function that is added later is held to it as well.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
SELECT plan(14);

-- All that is ours, in the schema "public": what extensions made is not.
CREATE VIEW pg_temp.ours AS
SELECT c.oid, c.relname AS name, c.relkind AS kind, c.relrowsecurity AS walled, c.reloptions AS options
  FROM pg_class AS c
 WHERE c.relnamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e');
CREATE VIEW pg_temp.our_functions AS
SELECT p.oid, p.proname AS name, p.prosecdef AS as_owner, p.proconfig AS settings, p.prosrc AS body,
       p.prorettype = 'trigger'::regtype AS is_trigger, p.proacl AS rights, p.proowner AS owner
  FROM pg_proc AS p
 WHERE p.pronamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e');

-- Row-level security
CREATE TEMPORARY TABLE open_table (name name, why text);
INSERT INTO open_table VALUES
    ('city', 'public'), ('category', 'public'), ('city_text', 'public'), ('badge_template', 'public'),
    ('skill_framework', 'public'), ('skill', 'public'), ('skill_label', 'public'),
    ('skill_description', 'public'), ('skill_broader', 'public'), ('transition', 'public'),
    ('event_type', 'public'),
    ('signing_key', 'every worker signs by it; the private part is sealed'),
    ('revocation', 'every worker reads all of it; it names ids alone'),
    ('idempotency', 'not for the API; its functions are given the caller'),
    ('audit_entry', 'not for the API; written by a trigger'),
    ('credential', 'not for the API; its functions are given the person'),
    ('issuer_key', 'not for the API; its functions tell who signs'),
    ('status_list', 'not for the API; its functions are given the list'),
    ('award_credential', 'not for the API; its functions are given the award'),
    ('endorsement_credential', 'not for the API; its functions are given the endorsement'),
    ('award_offer', 'not for the API; its functions are given the code'),
    ('wallet_nonce', 'not for the API; its functions are given the nonce'),
    ('badge_picture', 'not for the API; its functions show those of badges that anybody may see'),
    ('verification', 'not for the API; its functions are given the question'),
    ('fetched_document', 'not for the API; the courier''s'),
    ('badge_host_client', 'not for the API; its functions are given the host'),
    ('badge_host_key', 'not for the API; its functions are given the account'),
    ('badge_host_way', 'not for the API; its functions are given the account'),
    ('badge_host_farewell', 'not for the API; the courier''s'),
    ('badge_host_deleted', 'not for the API; a trigger and the courier know the person'),
    ('sign_up', 'not for the API; its functions are given the link'),
    ('mail_link', 'not for the API; its functions are given the link'),
    ('sign_in_failure', 'not for the API; its functions are given the account'),
    ('known_device', 'not for the API; its functions are given the device'),
    ('mail_suppression', 'not for the API; the courier''s'),
    ('authorization_code', 'not for the API; its functions are given the client'),
    ('token_family', 'not for the API; its functions are given the client'),
    ('refresh_token', 'not for the API; its functions are given the client'),
    ('client_registration', 'not for the API; its functions are given the client'),
    ('client_assertion', 'not for the API; its functions are given the client'),
    ('import_seen', 'not for the API; the courier''s'),
    ('invitation', 'not for the API; its functions ask who may'),
    ('change_start', 'not for the API; its functions read it'),
    ('schema_migration', 'not for the API; the operator''s');
SELECT is_empty($$
    SELECT name FROM ours WHERE kind IN ('r', 'p') AND NOT walled AND name NOT IN (SELECT name FROM open_table)
$$, 'every table has row-level security, or a reason why not');
SELECT is_empty($$
    SELECT name FROM open_table WHERE name IN (SELECT name FROM ours WHERE walled)
$$, 'no table has a reason that it does not need');
SELECT is_empty($$
    SELECT name FROM ours WHERE kind = 'r' AND walled
       AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = ours.oid)
$$, 'every wall has a door');
SELECT is_empty($$
    SELECT o.name FROM open_table AS o JOIN ours USING (name),
           unnest(ARRAY['citylearn_api', 'citylearn_metrics']) AS role
     WHERE o.why LIKE 'not for the API%' AND has_any_column_privilege(role, ours.oid, 'SELECT, INSERT, UPDATE')
$$, 'what is not for the API is not granted to it');
SELECT is_empty($$
    SELECT name FROM ours WHERE kind = 'v' AND NOT coalesce('security_invoker=true' = ANY (options), false)
       AND name NOT IN ('public_activity', 'activity_change', 'calendar_activity', 'queue_figures', 'mail_figures')
$$, 'no view but five looks over the wall');

-- Foreign keys
CREATE TEMPORARY TABLE bare_key (name text, why text);
INSERT INTO bare_key VALUES
    ('activity_city_fkey', 'cities stay'),
    ('unknown_category', 'categories stay'),
    ('organisation_verification_organisation_fkey', 'organisations stay'),
    ('organisation_verification_requested_by_fkey', 'people stay'),
    ('organisation_verification_decided_by_fkey', 'people stay'),
    ('import_piece_organisation_fkey', 'organisations stay'),
    ('import_person_fkey', 'people stay'),
    ('calendar_person_fkey', 'people stay'),
    ('award_credential_kid_fkey', 'keys of issuers stay'),
    ('endorsement_credential_kid_fkey', 'keys of issuers stay'),
    ('event_type_fkey', 'types of events stay'),
    ('person_home_city_fkey', 'cities stay');
-- A partial index serves when it leaves out nothing but NULL.
CREATE VIEW pg_temp.unserved AS
SELECT k.conname AS name FROM pg_constraint AS k
 WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
   AND NOT EXISTS (
        SELECT FROM pg_index AS i
         WHERE i.indrelid = k.conrelid
           AND (SELECT array_agg(a ORDER BY a) FROM unnest(k.conkey) AS a)
             = (SELECT array_agg(a ORDER BY a)
                  FROM unnest((i.indkey::int2[])[0:cardinality(k.conkey) - 1]) AS a)
           AND (i.indpred IS NULL
                OR pg_get_expr(i.indpred, i.indrelid) = '(' || (
                    SELECT attname FROM pg_attribute WHERE attrelid = k.conrelid AND attnum = k.conkey[1])
                    || ' IS NOT NULL)'));
SELECT is_empty('SELECT name FROM unserved WHERE name NOT IN (SELECT name FROM bare_key)',
    'every foreign key has an index, or a reason why not');
SELECT is_empty('SELECT name FROM bare_key WHERE name NOT IN (SELECT name FROM unserved)',
    'no foreign key has a reason that it does not need');

-- Functions
SELECT is_empty($$
    SELECT name FROM our_functions WHERE as_owner AND NOT coalesce('search_path=public, pg_temp' = ANY (settings), false)
$$, 'what runs as its owner looks for names in "public" first');
SELECT is_empty($$
    SELECT name FROM our_functions AS f, unnest(ARRAY['citylearn_courier', 'citylearn_metrics']) AS role
     WHERE as_owner AND NOT is_trigger AND has_function_privilege(role, f.oid, 'EXECUTE')
       AND name NOT IN ('event_whole', 'import_step', 'import_end', 'import_cancel_step', 'import_forget',
                        'import_zone', 'calendar_take', 'calendar_due', 'credential_due', 'credential_facts', 'credential_keep',
                         'credential_set_facts', 'credential_set_keep', 'issuer_key_add', 'issuer_key_signing', 'award_offers_forget',
                         'badge_pictures_forget',
                         'held_import_claim', 'held_import_keep', 'held_import_settle', 'held_imports_give_up', 'held_imports_forget',
                         'badge_host_claim', 'badge_host_due', 'badge_host_ended', 'badge_host_exchanged', 'badge_host_farewell_claim',
                         'badge_host_farewell_done', 'badge_host_forget', 'badge_host_leave', 'badge_host_next', 'badge_host_paged',
                         'badge_host_pulled', 'badge_host_pushed', 'badge_host_read', 'badge_host_refreshed', 'badge_host_take', 'badge_host_unknown', 'badge_host_unread')
$$, 'what runs as its owner is for the API alone, but for imports, which go by the rights of who asked, what is sent on, what is signed, what learners bring, and other hosts of badges');
SELECT set_eq($$
    SELECT name FROM our_functions AS f
     WHERE as_owner AND NOT is_trigger AND NOT has_function_privilege('citylearn_api', f.oid, 'EXECUTE')
$$, ARRAY['event_add', 'event_write', 'event_whole', 'change_go_on', 'change_next', 'award_owner', 'federation_person', 'owner_remains', 'administrator_remains', 'invitation_document',
         'invitation_mail', 'invitation_own', 'audit_document', 'status_list_begin', 'credential_begin', 'credential_due', 'credential_set_facts', 'credential_set_keep',
         'award_offers_forget', 'badge_pictures_forget',
         'import_step', 'import_end', 'import_cancel_step', 'import_forget', 'import_zone', 'calendar_take', 'calendar_due',
         'held_import_claim', 'held_import_keep', 'held_import_settle', 'held_imports_give_up', 'held_imports_forget',
         'badge_host_claim', 'badge_host_due', 'badge_host_ended', 'badge_host_exchanged', 'badge_host_farewell_claim',
         'badge_host_farewell_done', 'badge_host_forget', 'badge_host_leave', 'badge_host_next', 'badge_host_paged',
         'badge_host_pulled', 'badge_host_pushed', 'badge_host_read', 'badge_host_refreshed', 'badge_host_take', 'badge_host_unknown', 'badge_host_unread']::name[], 'but what triggers and the courier may do');
SELECT is_empty($$SELECT name FROM our_functions WHERE body ~* 'create\s+temp'$$,
    'no function makes temporary tables');

SELECT is_empty($$
    SELECT DISTINCT p.oid::regprocedure, input
      FROM our_functions AS f JOIN pg_proc AS p USING (oid) CROSS JOIN unnest(p.proargnames) AS input
      JOIN pg_attribute AS a ON a.attname = input AND a.attnum > 0
      JOIN ours ON ours.oid = a.attrelid AND p.prosrc ~ ('\m' || ours.name || '\M')
     WHERE p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'sql')
$$, 'no function has an input that a column of its tables hides');

-- Columns
SELECT is_empty($$
    SELECT attrelid::regclass, attname FROM pg_attribute JOIN ours ON ours.oid = attrelid
     WHERE attnum > 0 AND atttypid IN ('timestamp'::regtype, 'timetz'::regtype, 'varchar'::regtype,
                                       'bpchar'::regtype, 'money'::regtype)
$$, 'no column is of a type that has a better one');
SELECT is_empty($$
    SELECT t.typname FROM pg_type AS t
     WHERE t.typnamespace = 'doc'::regnamespace AND t.typtype = 'c' AND obj_description(t.oid, 'pg_type') IS NULL
$$, 'every shape of a reply says what it is');

SELECT * FROM finish();
ROLLBACK;
