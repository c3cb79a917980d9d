-- The second wall: what each caller may do with each table, whatever a handler forgets.
--
-- The rows below are tried as citylearn_api by every caller there is. A row says
-- what is tried and who gets through, for a route that needs the role `needs`; for
-- all others the statement finds nothing or is refused. Each thing is there twice:
-- the library's, whose staff act here, and the museum's, which is the stranger's.
BEGIN;
\ir town.psql
SELECT plan(222);

CREATE TEMPORARY TABLE caller (place int, name text);
INSERT INTO caller SELECT n, name FROM unnest(ARRAY[
    'nobody', 'learner', 'stranger', 'viewer', 'issuer', 'manager', 'owner', 'mayor', 'clerk', 'neighbour',
    'museum client', 'library client']) WITH ORDINALITY AS c (name, n);

-- One of everything for each of the two.
INSERT INTO activity (id, organisation, city, external_id, state, learning_form, mode, type, category, translations, time_zone,
                      place_name, search_text, visible_from)
SELECT the(o || ' ' || a), the(o), the('port'), a, state::activity_state, 'formal', 'in_person', 'course', 'arts',
       '{"en": {"title": "A", "description": "B"}}', 'UTC', 'C', 'a', CASE a WHEN 'later' THEN now() + interval '1 hour' END
  FROM unnest(ARRAY['library', 'museum']) AS o,
       (VALUES ('draft', 'draft'), ('open', 'published'), ('later', 'published'), ('over', 'archived')) AS a (a, state);
UPDATE activity SET ends_at = now();
UPDATE activity SET change = 1 WHERE id = the('library later');
UPDATE activity SET change = 2 WHERE id = the('library open');
INSERT INTO activity_session SELECT id, now(), now() FROM activity;
INSERT INTO activity_skill SELECT id, the('sewing') FROM activity;
INSERT INTO badge (id, organisation, state, achievement_type, translations)
SELECT the(o || ' ' || b), the(o), b::badge_state, 'Badge', '{"en": {"name": "A", "criteria": "B"}}'
  FROM unnest(ARRAY['library', 'museum']) AS o, unnest(ARRAY['draft', 'active', 'archived']) AS b;
INSERT INTO badge_skill SELECT id, the('sewing') FROM badge;
INSERT INTO badge_edition SELECT id, 7, '{}', '{}', now(), now() FROM badge;
INSERT INTO badge_correction (badge, edition, note, before) SELECT id, 1, 'A slip', '{}' FROM badge;
INSERT INTO award (id, badge, organisation, recipient_email) VALUES
    (the('library award'), the('library active'), the('library'), 'learner@town.example'),
    (the('museum award'), the('museum active'), the('museum'), 'issuer@town.example');
ALTER TABLE endorsement DISABLE TRIGGER USER;
INSERT INTO endorsement (id, kind, organisation, endorser, badge, edition, award, state, comment)
SELECT the(name), kind::endorsement_kind, the(o), the(endorser), CASE WHEN kind = 'badge' THEN the(o || ' active') END, CASE WHEN kind = 'badge' THEN 1 END,
       CASE WHEN kind = 'award' THEN the(o || ' award') END, CASE WHEN is_given THEN 'accepted' ELSE 'requested' END::endorsement_state, CASE WHEN is_given THEN 'A' END
  FROM (VALUES ('question', 'badge', 'library', 'museum', false), ('foreign question', 'badge', 'museum', 'choir', false),
               ('given', 'organisation', 'museum', 'choir', true), ('given to an award', 'award', 'museum', 'choir', true)) AS e (name, kind, o, endorser, is_given);
ALTER TABLE endorsement ENABLE TRIGGER USER;
INSERT INTO endorsement_credential (endorsement, list, place) SELECT the('given'), list, 0 FROM award_credential LIMIT 1;
INSERT INTO organisation_verification (id, organisation) SELECT the(o || ' request'), the(o) FROM unnest(ARRAY['library', 'museum']) AS o;
DELETE FROM event;
INSERT INTO event (id, organisation, city, type, subject, seq, payload)
SELECT the(o || ' event'), the(o), the('port'), 'activity.updated', the('x'), 1, '' FROM unnest(ARRAY['library', 'museum']) AS o;
INSERT INTO webhook_endpoint (id, organisation, url, types, sealed)
SELECT the(o || ' endpoint'), the(o), 'https://a.example/', '{*}', '' FROM unnest(ARRAY['library', 'museum']) AS o;
INSERT INTO webhook_old_key (endpoint, sealed, expires_at) SELECT id, '', now() FROM webhook_endpoint;
INSERT INTO delivery (event, endpoint) SELECT the(o || ' event'), the(o || ' endpoint') FROM unnest(ARRAY['library', 'museum']) AS o;
INSERT INTO delivery_attempt (event, endpoint, attempt, outcome) SELECT event, endpoint, 1, 'answered' FROM delivery;
INSERT INTO job (id, kind, organisation, scope) SELECT the(o || ' job'), 'webhook_replay', the(o), 'webhook:manage' FROM unnest(ARRAY['library', 'museum']) AS o;
INSERT INTO job (id, kind, organisation, scope) SELECT the(o || ' import job'), 'import', the(o), 'activity:write' FROM unnest(ARRAY['library', 'museum']) AS o;
INSERT INTO import (id, organisation, job, source, format, size, publish, dry_run, is_whole)
SELECT the(o || ' import'), the(o), the(o || ' import job'), 'file', 'csv', 1, true, false, false FROM unnest(ARRAY['library', 'museum']) AS o;
INSERT INTO calendar (id, organisation, name, address, template, publish, minutes)
SELECT the(o || ' calendar'), the(o), 'events', 'https://a.example/', '{"category": "arts"}', true, 60 FROM unnest(ARRAY['library', 'museum']) AS o;
INSERT INTO import_piece SELECT id, organisation, 0, '' FROM import;
INSERT INTO import_error SELECT id, 1, 1, NULL, 'required' FROM import;
INSERT INTO import_seen SELECT id, 'x' FROM import;
INSERT INTO activity_origin SELECT id, organisation, 'file' FROM activity;
INSERT INTO signing_key (kid, state, algorithm, jwk, sealed) VALUES ('k', 'active', 'ES256', '{}', '');
INSERT INTO issuer_key (kid, organisation, sealed) VALUES ('z', the('library'), '');
INSERT INTO connection (person, client, scopes) VALUES (the('learner'), the('library client'), '{openid}');
INSERT INTO guardianship (id, child, guardian, guardian_email, state, terms)
VALUES (the('guardianship'), the('learner'), the('stranger'), 'stranger@town.example', 'consented', '1');
INSERT INTO consent (person, guardianship, kind, version, scope, by, source)
VALUES (the('learner'), the('guardianship'), 'guardian', '1', 'account', the('stranger'), 'link');
INSERT INTO revocation (subject) VALUES ('somebody');
INSERT INTO browser_session (hash, person, network, agent) SELECT sha256(email::bytea), id, '', '' FROM person WHERE id IN (the('learner'), the('owner'));
INSERT INTO credential (person, phc) SELECT id, 'v1$' FROM person;
INSERT INTO sign_up (email, name, birth_year, city, language, next) VALUES ('new@town.example', 'N', 1990, the('port'), 'lt', '/account');
INSERT INTO mail_link (hash, kind, email, expires_at) VALUES ('', 'verify', 'new@town.example', now());
INSERT INTO sign_in_failure (account) VALUES ('');
INSERT INTO known_device (hash, person) VALUES ('', the('learner'));
INSERT INTO mail_suppression (email) VALUES ('hard@town.example');
INSERT INTO mail (id, kind, recipient, language, person, organisation, city)
VALUES (the('own mail'), 'reset', 'learner@town.example', 'lt', the('learner'), NULL, NULL),
       (the('library mail'), 'invitation', 'new@town.example', 'lt', NULL, the('library'), NULL),
       (the('port mail'), 'city_invitation', 'new@town.example', 'lt', NULL, NULL, the('port'));
INSERT INTO identity_provider (id, city, name, issuer, client_id, sealed)
VALUES (the('port provider'), the('port'), 'Port', 'https://id.port.example', 'us', '');
INSERT INTO federated_identity (provider, subject, person) VALUES (the('port provider'), 'l', the('learner'));
INSERT INTO federation_attempt (id, provider, browser, state, nonce, verifier, next) VALUES (the('way'), the('port provider'), '', '', '', '', '');
INSERT INTO idempotency VALUES ('manager', 'key', '', '');
INSERT INTO held_credential (person, key, form, kind, content, credential, facts, question)
SELECT the(p), '', 'json', 'badge', '', '{}', '{}', '' FROM unnest(ARRAY['learner', 'stranger']) AS p;
INSERT INTO held_import (person, source) SELECT the(p), 'https://a.example/' FROM unnest(ARRAY['learner', 'stranger']) AS p;
INSERT INTO badge_host (id, base, read_at) SELECT the(p || ' host'), 'https://' || p || '.example', now() FROM unnest(ARRAY['learner', 'stranger']) AS p;
INSERT INTO badge_host_client SELECT id, '', '', '' FROM badge_host;
INSERT INTO badge_host_account (id, host, person) SELECT the(p || ' account'), the(p || ' host'), the(p) FROM unnest(ARRAY['learner', 'stranger']) AS p;
INSERT INTO badge_host_key SELECT id FROM badge_host_account;
INSERT INTO badge_host_way (account, browser, state, verifier) SELECT id, '', id::text::bytea, '' FROM badge_host_account;
INSERT INTO badge_host_push (account, award) SELECT id, the('library award') FROM badge_host_account;
INSERT INTO badge_host_deleted (person, key, hash) VALUES (the('learner'), '', '');
INSERT INTO badge_host_farewell (account, host) SELECT id, host FROM badge_host_account;

-- Whether a statement finds anything to do; what it did is undone.
CREATE FUNCTION gets_through(who text, needs text, statement text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    PERFORM act_as(who, needs);
    EXECUTE statement;
    GET DIAGNOSTICS n = ROW_COUNT;
    RAISE EXCEPTION USING ERRCODE = 'UNDO1', MESSAGE = n;
EXCEPTION
    WHEN SQLSTATE 'UNDO1' THEN RETURN SQLERRM::bigint > 0;
    WHEN insufficient_privilege THEN RETURN false;
END $$;

-- Who gets through, in few words.
CREATE TEMPORARY TABLE circle (name text, callers text[]);
INSERT INTO circle VALUES
    ('nobody else', '{}'),
    ('everybody', ARRAY(SELECT name FROM caller ORDER BY place)),
    ('staff', '{viewer,issuer,manager,owner,mayor,"library client"}'),
    ('issuers', '{issuer,manager,owner,mayor,"library client"}'),
    ('managers', '{manager,owner,mayor,"library client"}'),
    ('owners', '{owner,"library client"}'),
    ('others', '{stranger,mayor,"museum client"}'),
    ('other owners', '{stranger,"museum client"}');

CREATE TEMPORARY TABLE wall (n serial, noun text, needs text, statement text, circle text, also text[] DEFAULT '{}');
-- Read
INSERT INTO wall (noun, needs, circle, also, statement) VALUES
    ('city', 'viewer', 'everybody', '{}', 'SELECT FROM city'),
    ('category', 'viewer', 'everybody', '{}', 'SELECT FROM category'),
    ('city_text', 'viewer', 'nobody else', '{}', 'SELECT FROM city_text'),
    ('badge_template', 'viewer', 'everybody', '{}', 'SELECT FROM badge_template'),
    ('transition', 'viewer', 'everybody', '{}', 'SELECT FROM transition'),
    ('skill_framework', 'viewer', 'everybody', '{}', 'SELECT FROM skill_framework'),
    ('skill', 'viewer', 'everybody', '{}', 'SELECT FROM skill'),
    ('skill_label', 'viewer', 'everybody', '{}', 'SELECT FROM skill_label'),
    ('skill_description', 'viewer', 'nobody else', '{}', 'SELECT FROM skill_description'),
    ('skill_broader', 'viewer', 'everybody', '{}', 'SELECT FROM skill_broader'),
    ('event_type', 'viewer', 'everybody', '{}', 'SELECT FROM event_type'),
    ('signing_key', 'viewer', 'everybody', '{}', 'SELECT FROM signing_key'),
    ('revocation', 'viewer', 'everybody', '{}', 'SELECT FROM revocation'),
    ('queue_figures', 'viewer', 'everybody', '{}', 'SELECT FROM queue_figures'),
    ('mail_figures', 'viewer', 'everybody', '{}', 'SELECT FROM mail_figures'),
    ('connection', 'viewer', 'nobody else', '{learner}', 'SELECT FROM connection'),
    ('badge_host', 'viewer', 'nobody else', '{learner}', 'SELECT FROM badge_host WHERE id = the(''learner host'')'),
    ('badge_host_account', 'viewer', 'nobody else', '{learner}', 'SELECT FROM badge_host_account WHERE id = the(''learner account'')'),
    ('badge_host_account', 'owner', 'nobody else', '{learner}', 'DELETE FROM badge_host_account WHERE id = the(''learner account'')'),
    ('badge_host_push', 'viewer', 'nobody else', '{learner}', 'SELECT FROM badge_host_push WHERE account = the(''learner account'')'),
    ('badge_host_client', 'owner', 'nobody else', '{}', 'SELECT FROM badge_host_client'),
    ('badge_host_key', 'owner', 'nobody else', '{}', 'SELECT FROM badge_host_key'),
    ('badge_host_way', 'owner', 'nobody else', '{}', 'SELECT FROM badge_host_way'),
    ('badge_host_farewell', 'owner', 'nobody else', '{}', 'SELECT FROM badge_host_farewell'),
    ('badge_host_deleted', 'owner', 'nobody else', '{}', 'SELECT FROM badge_host_deleted'),
    ('held_credential', 'viewer', 'nobody else', '{learner}', 'SELECT FROM held_credential WHERE person = the(''learner'')'),
    ('held_credential', 'owner', 'nobody else', '{learner}', 'DELETE FROM held_credential WHERE person = the(''learner'')'),
    ('held_import', 'viewer', 'nobody else', '{learner}', 'SELECT FROM held_import WHERE person = the(''learner'')'),
    ('guardianship', 'viewer', 'nobody else', '{learner,stranger}', 'SELECT FROM guardianship'),
    ('guardianship', 'owner', 'nobody else', '{}', 'SELECT hash FROM guardianship'),
    ('consent', 'viewer', 'nobody else', '{learner,stranger}', 'SELECT FROM consent'),
    ('authorization_code', 'owner', 'nobody else', '{}', 'SELECT FROM authorization_code'),
    ('token_family', 'owner', 'nobody else', '{}', 'SELECT FROM token_family'),
    ('award_offer', 'owner', 'nobody else', '{}', 'SELECT FROM award_offer'),
    ('badge_picture', 'owner', 'nobody else', '{}', 'SELECT FROM badge_picture'),
    ('wallet_nonce', 'owner', 'nobody else', '{}', 'SELECT FROM wallet_nonce'),
    ('refresh_token', 'owner', 'nobody else', '{}', 'SELECT FROM refresh_token'),
    ('idempotency', 'owner', 'nobody else', '{}', 'SELECT FROM idempotency'),
    ('invitation', 'owner', 'nobody else', '{}', 'SELECT FROM invitation'),
    ('audit_entry', 'owner', 'nobody else', '{}', 'SELECT FROM audit_entry'),
    ('organisation', 'viewer', 'everybody', '{}', 'SELECT FROM organisation WHERE id = the(''library'')'),
    ('organisation', 'viewer', 'everybody', '{}', 'SELECT FROM organisation WHERE id = the(''museum'')'),
    ('organisation', 'viewer', 'everybody', '{}', 'SELECT FROM organisation WHERE id = the(''farm'')'),
    ('organisation', 'viewer', 'nobody else', '{viewer,issuer,manager,owner,mayor,clerk}', 'SELECT FROM organisation WHERE id = the(''club'')'),
    ('organisation', 'viewer', 'nobody else', '{stranger,mayor,clerk}', 'SELECT FROM organisation WHERE id = the(''choir'')'),
    ('organisation_verification', 'viewer', 'staff', '{clerk}', 'SELECT FROM organisation_verification WHERE organisation = the(''library'')'),
    ('organisation_verification', 'viewer', 'others', '{clerk}', 'SELECT FROM organisation_verification WHERE organisation = the(''museum'')'),
    ('membership', 'viewer', 'staff', '{}', 'SELECT FROM membership WHERE organisation = the(''library'') AND person = the(''reviewer'')'),
    ('membership', 'viewer', 'others', '{}', 'SELECT FROM membership WHERE organisation = the(''museum'')'),
    ('membership', 'owner', 'nobody else', '{manager,owner,"library client"}', 'SELECT FROM membership WHERE organisation = the(''library'') AND person = the(''manager'')'),
    ('city_membership', 'viewer', 'nobody else', '{mayor,clerk}', 'SELECT FROM city_membership WHERE person = the(''mayor'')'),
    ('city_membership', 'viewer', 'nobody else', '{mayor,clerk,neighbour}', 'SELECT FROM city_membership'),
    ('person', 'viewer', 'nobody else', '{learner}', 'SELECT FROM person WHERE id = the(''learner'')'),
    ('person', 'viewer', 'nobody else', '{}', 'SELECT FROM person HAVING count(*) > 1'),
    ('identifier', 'viewer', 'nobody else', '{learner}', 'SELECT FROM identifier WHERE person = the(''learner'')'),
    ('identifier', 'viewer', 'nobody else', '{}', 'SELECT FROM identifier HAVING count(*) > 1'),
    ('browser_session', 'viewer', 'nobody else', '{learner}', 'SELECT FROM browser_session WHERE person = the(''learner'')'),
    ('browser_session', 'owner', 'nobody else', '{}', 'SELECT hash FROM browser_session'),
    ('credential', 'owner', 'nobody else', '{}', 'SELECT FROM credential'),
    ('issuer_key', 'owner', 'nobody else', '{}', 'SELECT FROM issuer_key'),
    ('status_list', 'owner', 'nobody else', '{}', 'SELECT FROM status_list'),
    ('endorsement_credential', 'owner', 'nobody else', '{}', 'SELECT FROM endorsement_credential'),
    ('endorsement', 'viewer', 'staff', '{stranger,"museum client"}', 'SELECT FROM endorsement WHERE id = the(''question'')'),
    ('endorsement', 'viewer', 'others', '{}', 'SELECT FROM endorsement WHERE id = the(''foreign question'')'),
    ('endorsement', 'viewer', 'everybody', '{}', 'SELECT FROM endorsement WHERE id = the(''given'')'),
    ('endorsement', 'viewer', 'others', '{}', 'SELECT FROM endorsement WHERE id = the(''given to an award'')'),
    ('award_credential', 'owner', 'nobody else', '{}', 'SELECT FROM award_credential'),
    ('sign_up', 'owner', 'nobody else', '{}', 'SELECT FROM sign_up'),
    ('mail_link', 'owner', 'nobody else', '{}', 'SELECT FROM mail_link'),
    ('sign_in_failure', 'owner', 'nobody else', '{}', 'SELECT FROM sign_in_failure'),
    ('known_device', 'owner', 'nobody else', '{}', 'SELECT FROM known_device'),
    ('mail_suppression', 'owner', 'nobody else', '{}', 'SELECT FROM mail_suppression'),
    ('mail', 'owner', 'nobody else', '{}', 'SELECT FROM mail'),
    ('identity_provider', 'manager', 'nobody else', '{mayor}', 'SELECT FROM identity_provider'),
    ('federated_identity', 'viewer', 'nobody else', '{learner}', 'SELECT FROM federated_identity'),
    ('federation_attempt', 'owner', 'nobody else', '{}', 'SELECT FROM federation_attempt'),
    ('service_client', 'manager', 'managers', '{}', 'SELECT FROM service_client WHERE organisation = the(''library'')'),
    ('service_client', 'manager', 'others', '{}', 'SELECT FROM service_client WHERE organisation = the(''museum'')'),
    ('client_registration', 'owner', 'nobody else', '{}', 'SELECT FROM client_registration'),
    ('client_assertion', 'owner', 'nobody else', '{}', 'SELECT FROM client_assertion'),
    ('client_secret', 'manager', 'managers', '{}', 'SELECT FROM client_secret WHERE client = the(''library client'')'),
    ('client_secret', 'manager', 'others', '{}', 'SELECT FROM client_secret WHERE client = the(''museum client'')'),
    ('activity', 'viewer', 'staff', '{}', 'SELECT FROM activity WHERE id = the(''library draft'')'),
    ('activity', 'viewer', 'others', '{}', 'SELECT FROM activity WHERE id = the(''museum draft'')'),
    ('activity', 'viewer', 'everybody', '{}', 'SELECT FROM activity WHERE id = the(''library open'')'),
    ('activity', 'viewer', 'everybody', '{}', 'SELECT FROM activity WHERE id = the(''library over'')'),
    ('activity', 'viewer', 'staff', '{}', 'SELECT FROM activity WHERE id = the(''library later'')'),
    ('activity', 'viewer', 'others', '{}', 'SELECT FROM activity WHERE id = the(''museum later'')'),
    ('public_activity', 'viewer', 'everybody', '{}', 'SELECT FROM public_activity WHERE id = the(''library open'')'),
    ('public_activity', 'viewer', 'nobody else', '{}', 'SELECT FROM public_activity WHERE external_id <> ''open'''),
    ('activity_change', 'viewer', 'everybody', '{}', 'SELECT FROM activity_change WHERE id = the(''library open'') AND activity IS DISTINCT FROM NULL'),
    ('activity_change', 'viewer', 'everybody', '{}', 'SELECT FROM activity_change WHERE id = the(''library later'')'),
    ('activity_change', 'viewer', 'nobody else', '{}', 'SELECT FROM activity_change WHERE id = the(''library later'') AND activity IS DISTINCT FROM NULL'),
    ('calendar_activity', 'viewer', 'everybody', '{}', 'SELECT FROM calendar_activity WHERE id = the(''library open'')'),
    ('calendar_activity', 'viewer', 'nobody else', '{}', 'SELECT FROM calendar_activity WHERE (activity).external_id <> ''open'''),
    ('change_start', 'owner', 'nobody else', '{}', 'SELECT FROM change_start'),
    ('portfolio_change', 'viewer', 'nobody else', '{learner}', 'SELECT FROM portfolio_change WHERE award = the(''library award'')'),
    ('activity_session', 'viewer', 'staff', '{}', 'SELECT FROM activity_session WHERE activity = the(''library draft'')'),
    ('activity_session', 'viewer', 'others', '{}', 'SELECT FROM activity_session WHERE activity = the(''museum draft'')'),
    ('activity_session', 'viewer', 'everybody', '{}', 'SELECT FROM activity_session WHERE activity = the(''library open'')'),
    ('activity_skill', 'viewer', 'staff', '{}', 'SELECT FROM activity_skill WHERE activity = the(''library draft'')'),
    ('activity_skill', 'viewer', 'others', '{}', 'SELECT FROM activity_skill WHERE activity = the(''museum draft'')'),
    ('activity_skill', 'viewer', 'everybody', '{}', 'SELECT FROM activity_skill WHERE activity = the(''library open'')'),
    ('badge', 'viewer', 'staff', '{}', 'SELECT FROM badge WHERE id = the(''library draft'')'),
    ('badge', 'viewer', 'others', '{}', 'SELECT FROM badge WHERE id = the(''museum draft'')'),
    ('badge', 'viewer', 'everybody', '{}', 'SELECT FROM badge WHERE id = the(''library active'')'),
    ('badge', 'viewer', 'everybody', '{}', 'SELECT FROM badge WHERE id = the(''library archived'')'),
    ('badge_skill', 'viewer', 'staff', '{}', 'SELECT FROM badge_skill WHERE badge = the(''library draft'')'),
    ('badge_skill', 'viewer', 'everybody', '{}', 'SELECT FROM badge_skill WHERE badge = the(''library active'')'),
    ('badge_edition', 'viewer', 'staff', '{}', 'SELECT FROM badge_edition WHERE badge = the(''library draft'')'),
    ('badge_edition', 'viewer', 'everybody', '{}', 'SELECT FROM badge_edition WHERE badge = the(''library active'')'),
    ('badge_correction', 'viewer', 'staff', '{}', 'SELECT FROM badge_correction WHERE badge = the(''library draft'')'),
    ('badge_correction', 'viewer', 'everybody', '{}', 'SELECT FROM badge_correction WHERE badge = the(''library active'')'),
    ('award', 'viewer', 'staff', '{learner}', 'SELECT FROM award WHERE id = the(''library award'')'),
    ('award', 'viewer', 'others', '{issuer}', 'SELECT FROM award WHERE id = the(''museum award'')'),
    ('event', 'manager', 'managers', '{}', 'SELECT FROM event WHERE organisation = the(''library'')'),
    ('event', 'manager', 'others', '{}', 'SELECT FROM event WHERE organisation = the(''museum'')'),
    ('webhook_endpoint', 'manager', 'managers', '{}', 'SELECT FROM webhook_endpoint WHERE organisation = the(''library'')'),
    ('webhook_endpoint', 'manager', 'others', '{}', 'SELECT FROM webhook_endpoint WHERE organisation = the(''museum'')'),
    ('delivery', 'manager', 'managers', '{}', 'SELECT FROM delivery WHERE endpoint = the(''library endpoint'')'),
    ('delivery', 'manager', 'others', '{}', 'SELECT FROM delivery WHERE endpoint = the(''museum endpoint'')'),
    ('delivery_attempt', 'manager', 'managers', '{}', 'SELECT FROM delivery_attempt WHERE endpoint = the(''library endpoint'')'),
    ('delivery_attempt', 'manager', 'others', '{}', 'SELECT FROM delivery_attempt WHERE endpoint = the(''museum endpoint'')'),
    ('webhook_old_key', 'manager', 'managers', '{}', 'SELECT FROM webhook_old_key WHERE endpoint = the(''library endpoint'')'),
    ('webhook_old_key', 'manager', 'others', '{}', 'SELECT FROM webhook_old_key WHERE endpoint = the(''museum endpoint'')'),
    ('job', 'viewer', 'managers', '{}', 'SELECT FROM job WHERE organisation = the(''library'')'),
    ('calendar', 'manager', 'managers', '{}', 'SELECT FROM calendar WHERE organisation = the(''library'')'),
    ('calendar', 'manager', 'others', '{}', 'SELECT FROM calendar WHERE organisation = the(''museum'')'),
    ('import', 'manager', 'managers', '{}', 'SELECT FROM import WHERE organisation = the(''library'')'),
    ('import', 'manager', 'others', '{}', 'SELECT FROM import WHERE organisation = the(''museum'')'),
    ('import_error', 'manager', 'managers', '{}', 'SELECT FROM import_error WHERE import = the(''library import'')'),
    ('import_error', 'manager', 'others', '{}', 'SELECT FROM import_error WHERE import = the(''museum import'')'),
    ('import_piece', 'manager', 'nobody else', '{}', 'SELECT FROM import_piece'),
    ('verification', 'manager', 'nobody else', '{}', 'SELECT FROM verification'),
    ('fetched_document', 'manager', 'nobody else', '{}', 'SELECT FROM fetched_document'),
    ('import_seen', 'manager', 'nobody else', '{}', 'SELECT FROM import_seen'),
    ('activity_origin', 'viewer', 'staff', '{}', 'SELECT FROM activity_origin WHERE organisation = the(''library'')'),
    ('activity_origin', 'viewer', 'others', '{}', 'SELECT FROM activity_origin WHERE organisation = the(''museum'')'),
    ('job', 'viewer', 'others', '{}', 'SELECT FROM job WHERE organisation = the(''museum'')');
-- Written
INSERT INTO wall (noun, needs, circle, also, statement) VALUES
    ('organisation', 'manager', 'managers', '{}', 'UPDATE organisation SET website = NULL WHERE id = the(''library'')'),
    ('organisation', 'manager', 'others', '{}', 'UPDATE organisation SET website = NULL WHERE id = the(''museum'')'),
    ('organisation', 'manager', 'nobody else', '{}', 'INSERT INTO organisation (city, slug, legal_name, registration_number, country, translations, state) VALUES (the(''port''), ''new'', '''', ''9'', ''LT'', ''{}'', ''verified'')'),
    ('organisation_verification', 'manager', 'nobody else', '{manager,owner,mayor}', 'INSERT INTO organisation_verification (organisation) VALUES (the(''club''))'),
    ('organisation_verification', 'manager', 'nobody else', '{stranger,mayor}', 'INSERT INTO organisation_verification (organisation) VALUES (the(''choir''))'),
    ('organisation_verification', 'manager', 'nobody else', '{}', 'INSERT INTO organisation_verification (organisation, accepted) VALUES (the(''library''), true)'),
    ('organisation_verification', 'manager', 'nobody else', '{mayor}', 'UPDATE organisation_verification SET accepted = true WHERE organisation = the(''library'')'),
    ('service_client', 'manager', 'managers', '{}', 'INSERT INTO service_client (organisation, name, scopes) VALUES (the(''library''), '''', ''{}'')'),
    ('service_client', 'manager', 'others', '{}', 'INSERT INTO service_client (organisation, name, scopes) VALUES (the(''museum''), '''', ''{}'')'),
    ('service_client', 'manager', 'managers', '{}', 'UPDATE service_client SET deleted_at = now() WHERE organisation = the(''library'')'),
    ('service_client', 'manager', 'others', '{}', 'UPDATE service_client SET deleted_at = now() WHERE organisation = the(''museum'')'),
    ('service_client', 'manager', 'nobody else', '{mayor}', 'UPDATE service_client SET organisation = the(''museum'') WHERE organisation = the(''library'')'),
    ('client_secret', 'manager', 'managers', '{}', 'INSERT INTO client_secret (client, hash) VALUES (the(''library client''), '''')'),
    ('client_secret', 'manager', 'others', '{}', 'INSERT INTO client_secret (client, hash) VALUES (the(''museum client''), '''')'),
    ('client_secret', 'manager', 'managers', '{}', 'DELETE FROM client_secret WHERE client = the(''library client'')'),
    ('client_secret', 'manager', 'others', '{}', 'DELETE FROM client_secret WHERE client = the(''museum client'')'),
    ('activity', 'manager', 'managers', '{}', 'UPDATE activity SET capacity = 1 WHERE id = the(''library open'')'),
    ('activity', 'manager', 'others', '{}', 'UPDATE activity SET capacity = 1 WHERE id = the(''museum open'')'),
    ('activity', 'manager', 'nobody else', '{mayor}', 'UPDATE activity SET organisation = the(''museum''), external_id = NULL WHERE id = the(''library open'')'),
    ('activity', 'manager', 'managers', '{}', 'DELETE FROM activity WHERE id = the(''library draft'')'),
    ('activity', 'manager', 'others', '{}', 'DELETE FROM activity WHERE id = the(''museum draft'')'),
    ('badge', 'manager', 'managers', '{}', 'INSERT INTO badge (organisation, achievement_type, translations) VALUES (the(''library''), ''Badge'', ''{}'')'),
    ('badge', 'manager', 'others', '{}', 'INSERT INTO badge (organisation, achievement_type, translations) VALUES (the(''museum''), ''Badge'', ''{}'')'),
    ('endorsement', 'manager', 'managers', '{}', 'INSERT INTO endorsement (kind, organisation, endorser) VALUES (''organisation'', the(''library''), the(''museum''))'),
    ('endorsement', 'manager', 'others', '{}', 'INSERT INTO endorsement (kind, organisation, endorser) VALUES (''organisation'', the(''museum''), the(''library''))'),
    ('endorsement', 'manager', 'managers', '{stranger,"museum client"}', 'UPDATE endorsement SET state = ''declined'' WHERE id = the(''question'')'),
    ('endorsement', 'manager', 'others', '{}', 'UPDATE endorsement SET state = ''revoked'' WHERE id = the(''given'')'),
    ('badge', 'manager', 'managers', '{}', 'UPDATE badge SET tags = ''{}'' WHERE id = the(''library active'')'),
    ('badge', 'manager', 'others', '{}', 'UPDATE badge SET tags = ''{}'' WHERE id = the(''museum active'')'),
    ('badge', 'manager', 'managers', '{}', 'DELETE FROM badge WHERE id = the(''library draft'')'),
    ('badge', 'manager', 'others', '{}', 'DELETE FROM badge WHERE id = the(''museum draft'')'),
    ('badge', 'manager', 'nobody else', '{}', 'DELETE FROM badge WHERE id = the(''library active'')'),
    ('badge_skill', 'manager', 'managers', '{}', 'INSERT INTO badge_skill VALUES (the(''library active''), the(''singing''))'),
    ('badge_skill', 'manager', 'others', '{}', 'INSERT INTO badge_skill VALUES (the(''museum active''), the(''singing''))'),
    ('badge_skill', 'manager', 'managers', '{}', 'DELETE FROM badge_skill WHERE badge = the(''library active'')'),
    ('badge_skill', 'manager', 'others', '{}', 'DELETE FROM badge_skill WHERE badge = the(''museum active'')'),
    ('badge_correction', 'manager', 'managers', '{}', 'INSERT INTO badge_correction (badge, edition, note, before) VALUES (the(''library active''), 1, '''', ''{}'')'),
    ('badge_correction', 'manager', 'others', '{}', 'INSERT INTO badge_correction (badge, edition, note, before) VALUES (the(''museum active''), 1, '''', ''{}'')'),
    ('award', 'issuer', 'issuers', '{}', 'INSERT INTO award (badge, organisation, recipient_email) VALUES (the(''library active''), the(''library''), ''x'')'),
    ('award', 'issuer', 'others', '{}', 'INSERT INTO award (badge, organisation, recipient_email) VALUES (the(''museum active''), the(''museum''), ''x'')'),
    ('award', 'issuer', 'issuers', '{}', 'UPDATE award SET narrative = ''x'' WHERE id = the(''library award'')'),
    ('award', 'issuer', 'others', '{}', 'UPDATE award SET narrative = ''x'' WHERE id = the(''museum award'')'),
    ('webhook_endpoint', 'manager', 'managers', '{}', 'INSERT INTO webhook_endpoint (organisation, url, types, sealed) VALUES (the(''library''), '''', ''{*}'', '''')'),
    ('webhook_endpoint', 'manager', 'others', '{}', 'INSERT INTO webhook_endpoint (organisation, url, types, sealed) VALUES (the(''museum''), '''', ''{*}'', '''')'),
    ('webhook_endpoint', 'manager', 'managers', '{}', 'UPDATE webhook_endpoint SET deleted_at = now() WHERE organisation = the(''library'')'),
    ('webhook_endpoint', 'manager', 'others', '{}', 'UPDATE webhook_endpoint SET deleted_at = now() WHERE organisation = the(''museum'')'),
    ('delivery', 'manager', 'managers', '{}', 'UPDATE delivery SET attempt = 0 WHERE endpoint = the(''library endpoint'')'),
    ('delivery', 'manager', 'others', '{}', 'UPDATE delivery SET attempt = 0 WHERE endpoint = the(''museum endpoint'')'),
    ('webhook_old_key', 'manager', 'managers', '{}', 'INSERT INTO webhook_old_key (endpoint, sealed, expires_at) VALUES (the(''library endpoint''), '''', now())'),
    ('webhook_old_key', 'manager', 'others', '{}', 'INSERT INTO webhook_old_key (endpoint, sealed, expires_at) VALUES (the(''museum endpoint''), '''', now())'),
    ('webhook_old_key', 'manager', 'managers', '{}', 'DELETE FROM webhook_old_key WHERE endpoint = the(''library endpoint'')'),
    ('webhook_old_key', 'manager', 'others', '{}', 'DELETE FROM webhook_old_key WHERE endpoint = the(''museum endpoint'')'),
    ('calendar', 'manager', 'managers', '{}', 'INSERT INTO calendar (organisation, name, address, template, publish, minutes) VALUES (the(''library''), ''x'', ''x'', ''{"category": "arts"}'', true, 60)'),
    ('calendar', 'manager', 'others', '{}', 'INSERT INTO calendar (organisation, name, address, template, publish, minutes) VALUES (the(''museum''), ''x'', ''x'', ''{"category": "arts"}'', true, 60)'),
    ('calendar', 'manager', 'managers', '{}', 'DELETE FROM calendar WHERE organisation = the(''library'')'),
    ('calendar', 'manager', 'others', '{}', 'DELETE FROM calendar WHERE organisation = the(''museum'')'),
    ('job', 'manager', 'managers', '{}', 'INSERT INTO job (kind, organisation, scope) VALUES (''x'', the(''library''), ''x'')'),
    ('job', 'manager', 'others', '{}', 'INSERT INTO job (kind, organisation, scope) VALUES (''x'', the(''museum''), ''x'')'),
    ('job', 'manager', 'managers', '{}', 'UPDATE job SET state = ''cancelled'' WHERE organisation = the(''library'')'),
    ('job', 'manager', 'others', '{}', 'UPDATE job SET state = ''cancelled'' WHERE organisation = the(''museum'')'),
    ('membership', 'manager', 'nobody else', '{manager,owner,mayor}', 'UPDATE membership SET role = ''issuer'' WHERE organisation = the(''library'') AND person = the(''reviewer'')'),
    ('membership', 'manager', 'nobody else', '{owner}', 'UPDATE membership SET role = ''owner'' WHERE organisation = the(''library'') AND person = the(''reviewer'')'),
    ('membership', 'viewer', 'nobody else', '{viewer,manager,owner,mayor}', 'DELETE FROM membership WHERE organisation = the(''library'') AND person = the(''viewer'')'),
    ('membership', 'viewer', 'nobody else', '{manager,owner,mayor}', 'DELETE FROM membership WHERE organisation = the(''library'') AND person = the(''manager'')'),
    ('city_membership', 'manager', 'nobody else', '{mayor}', 'UPDATE city_membership SET role = ''city_admin'' WHERE person = the(''clerk'')'),
    ('city_membership', 'viewer', 'nobody else', '{mayor,clerk}', 'DELETE FROM city_membership WHERE person = the(''clerk'')'),
    ('revocation', 'manager', 'everybody', '{}', 'INSERT INTO revocation (subject) VALUES (''x'')');
-- The ladder: a route that needs more shows less
INSERT INTO wall (noun, needs, circle, also, statement) VALUES
    ('award', 'issuer', 'issuers', '{learner}', 'SELECT FROM award WHERE id = the(''library award'')'),
    ('award', 'manager', 'managers', '{learner}', 'SELECT FROM award WHERE id = the(''library award'')'),
    ('award', 'owner', 'owners', '{learner}', 'SELECT FROM award WHERE id = the(''library award'')'),
    ('award', 'owner', 'other owners', '{issuer}', 'SELECT FROM award WHERE id = the(''museum award'')'),
    ('award', '', 'nobody else', '{learner,"library client"}', 'SELECT FROM award WHERE id = the(''library award'')');
SELECT is(ARRAY(SELECT name FROM caller WHERE gets_through(name, needs, statement) ORDER BY place),
          ARRAY(SELECT name FROM caller WHERE name = ANY (callers || also) ORDER BY place),
          format('%s: %s%s (needs %s)', statement, circle, CASE WHEN also <> '{}' THEN ' and ' || also::text ELSE '' END, needs))
  FROM wall JOIN circle ON circle.name = wall.circle ORDER BY n;
SELECT set_eq($$
    SELECT c.relname FROM pg_class AS c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'p', 'm') AND c.relname <> 'schema_migration'
       AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')
$$, 'SELECT DISTINCT noun::name FROM wall', 'every table and view was tried');
RESET ROLE;

-- What is granted, and nothing else
CREATE FUNCTION granted(role text) RETURNS text[] LANGUAGE sql AS $$
SELECT array_agg(noun || ': ' || rights ORDER BY noun) FROM (
    SELECT table_name::text AS noun, string_agg(DISTINCT right_name, ', ' ORDER BY right_name) AS rights
      FROM (SELECT table_name, privilege_type::text AS right_name FROM information_schema.role_table_grants
             WHERE grantee = role AND table_schema = 'public'
             UNION ALL
            SELECT table_name, privilege_type || ' (' || string_agg(column_name, ', ' ORDER BY column_name) || ')'
              FROM information_schema.role_column_grants AS c
             WHERE grantee = role AND table_schema = 'public'
               AND NOT EXISTS (SELECT FROM information_schema.role_table_grants AS t
                                WHERE (t.grantee, t.table_name, t.privilege_type) = (c.grantee, c.table_name, c.privilege_type))
             GROUP BY table_name, privilege_type) AS g
     GROUP BY table_name) AS t $$;
SELECT is(granted('citylearn_api'), ARRAY[
    'activity: DELETE, SELECT, UPDATE', 'activity_change: SELECT', 'activity_origin: SELECT', 'activity_session: SELECT', 'activity_skill: SELECT',
    'award: INSERT, SELECT, UPDATE', 'badge: DELETE, INSERT, SELECT, UPDATE', 'badge_correction: INSERT, SELECT', 'badge_edition: SELECT',
    'badge_host: SELECT', 'badge_host_account: DELETE, SELECT', 'badge_host_push: SELECT',
    'badge_skill: DELETE, INSERT, SELECT', 'badge_template: SELECT',
    'browser_session: SELECT (agent, auth_at, created_at, ended_at, expires_at, id, network, person)',
    'calendar: DELETE, INSERT, SELECT', 'calendar_activity: SELECT', 'category: SELECT', 'city: SELECT',
    'city_membership: DELETE, SELECT, UPDATE (role)', 'city_text: SELECT',
    'client_secret: DELETE, INSERT, SELECT', 'connection: SELECT', 'consent: SELECT',
    'delivery: SELECT, UPDATE', 'delivery_attempt: SELECT',
    'endorsement: INSERT, SELECT, UPDATE (claims, comment, decided_at, hidden_at, language, reason, revoked_at, state, updated_at, version)', 'event: SELECT', 'event_type: SELECT',
    'federated_identity: SELECT',
    'guardianship: SELECT (child, decided_at, expires_at, guardian, guardian_email, id, invited_at, relation, state, terms)',
    'held_credential: DELETE, SELECT', 'held_import: SELECT',
    'identifier: SELECT', 'identity_provider: DELETE, INSERT, SELECT, UPDATE', 'import: SELECT', 'import_error: SELECT',
    'job: INSERT, SELECT, UPDATE (done_at, state)', 'mail_figures: SELECT',
    'membership: DELETE, SELECT, UPDATE (role)', 'organisation: INSERT, SELECT, UPDATE',
    'organisation_verification: INSERT, SELECT, UPDATE', 'person: SELECT', 'portfolio_change: SELECT', 'public_activity: SELECT',
    'queue_figures: SELECT', 'revocation: INSERT, SELECT', 'service_client: INSERT, SELECT, UPDATE',
    'signing_key: SELECT', 'skill: SELECT', 'skill_broader: SELECT', 'skill_description: SELECT',
    'skill_framework: SELECT', 'skill_label: SELECT', 'transition: SELECT',
    'webhook_endpoint: INSERT, SELECT, UPDATE', 'webhook_old_key: DELETE, INSERT, SELECT'],
    'the API reads and writes what the queries do');
SELECT is(granted('citylearn_courier'), ARRAY[
    'activity: SELECT (id, listed, state, visible_from), UPDATE (listed)',
    'authorization_code: DELETE, SELECT', 'award: SELECT (expires_at, expiry_told, id, person, recipient_email, revoked_at, version), UPDATE (expiry_told, person, version)',
    'browser_session: DELETE, SELECT (ended_at, expires_at, id)',
    'calendar: SELECT, UPDATE (fault, look_at, read_at)', 'city: SELECT',
    'client_assertion: DELETE, SELECT (expires_at)',
    'client_registration: SELECT (created_at, network), UPDATE (network)',
    'client_secret: SELECT (client, created_at, expires_at, id, warned_days), UPDATE (warned_days)',
    'delivery: DELETE, INSERT, SELECT, UPDATE', 'delivery_attempt: DELETE, INSERT, SELECT', 'event: DELETE, SELECT, UPDATE (fanned_at, place, whole)',
    'federation_attempt: DELETE, SELECT, UPDATE (code, found, lease_until, owner, reason, stage)',
    'fetched_document: DELETE, INSERT, SELECT, UPDATE',
    'idempotency: DELETE, SELECT', 'identifier: SELECT (email, person)',
    'identity_provider: SELECT, UPDATE (authorize_url, fault, jwks, jwks_url, look_at, read_at, token_url)',
    'import: SELECT', 'import_piece: SELECT',
    'job: DELETE, SELECT, UPDATE (attempt, counts, cursor, done_at, in_vain, lease_until, owner, problem, started_at, state)',
    'known_device: DELETE, SELECT',
    'mail: DELETE, SELECT, UPDATE (attempt, due_at, lease_until, owner, reply_code, sealed, sent_at, state)',
    'mail_link: DELETE, SELECT', 'mail_suppression: INSERT, SELECT',
    'person: SELECT (birth_year, home_city, id)', 'revocation: DELETE, SELECT',
    'service_client: DELETE, SELECT (created_at, deleted_at, id, last_used_at, organisation, registered)',
    'sign_in_failure: DELETE, SELECT', 'sign_up: DELETE, SELECT', 'token_family: DELETE, SELECT',
    'verification: DELETE, SELECT, UPDATE (attempt, content, done_at, lease_until, matches, owner, recipient, state, told)',
    'webhook_endpoint: SELECT, UPDATE (allowance, allowance_at, breaker_seconds, breaker_until, challenge, failing_since, failures, last_success_at, slow_until, state, verified_at, version, warned)',
    'webhook_old_key: DELETE, SELECT'],
    'the courier delivers and forgets');
SELECT is(granted('citylearn_metrics'), ARRAY['mail_figures: SELECT', 'queue_figures: SELECT'], 'monitoring counts');
SELECT is((SELECT array_agg(right_of) FROM unnest(granted('PUBLIC')) AS right_of
            WHERE split_part(right_of, ':', 1) IN (SELECT noun FROM wall)), NULL, 'nobody else has anything');
SELECT is_empty($$
    SELECT rolname FROM pg_roles WHERE rolname LIKE 'citylearn\_%' AND rolname <> 'citylearn_owner'
       AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)
$$, 'no role stands above the wall');
SELECT is_empty($$
    SELECT role, nspname FROM unnest(ARRAY['citylearn_api', 'citylearn_courier', 'citylearn_metrics']) AS role, pg_namespace
     WHERE nspname IN ('public', 'doc') AND has_schema_privilege(role, oid, 'CREATE')
$$, 'no role makes anything');

-- Functions that run as their owner keep to the caller as well
CREATE FUNCTION refused_to(who text, statement text) RETURNS text LANGUAGE sql AS $$
SELECT act_as(who); SELECT refusal(statement) $$;
SELECT is(ARRAY(SELECT name FROM caller WHERE refused_to(name, format(
        'SELECT activity_put(the(''library''), ''[%s]'', ''{0}'', ''create'', false)', activity_with('{}'))) = 'none' ORDER BY place),
    '{manager,owner,mayor,"library client"}', 'activity_put');
RESET ROLE;
SELECT is(ARRAY(SELECT name FROM caller WHERE refused_to(name, format(
        'SELECT activity_put(the(''library''), ''[%s]'', ''{0}'', ''replace'', false, the(''museum open''))', activity_with('{}')))
        = 'none' ORDER BY place), '{}', 'activity_put with the activity of another');
RESET ROLE;
CREATE FUNCTION expired_by(who text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RESET ROLE;
    UPDATE client_secret SET expires_at = NULL;
    PERFORM act_as(who), client_secret_expire(the('library client'), uuid7(), 60);
    RESET ROLE;
    RETURN (SELECT expires_at IS NOT NULL FROM client_secret WHERE client = the('library client'));
END $$;
SELECT is(ARRAY(SELECT name FROM caller WHERE expired_by(name) ORDER BY place), '{manager,owner,mayor,"library client"}',
    'client_secret_expire');
RESET ROLE;
SELECT is(ARRAY(SELECT name FROM caller WHERE refused_to(name,
        'SELECT event_add(the(''library''), ''award.issued'', uuid7(), 1, '''', ''{}'')') = 'none'), '{}', 'event_add');

SELECT * FROM finish();
ROLLBACK;
