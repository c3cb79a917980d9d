-- Invitations: who may send them, whom they count for, and for how long.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/invitation.sql`
:prepare
SELECT plan(64);

CREATE SEQUENCE link_number;
GRANT USAGE ON SEQUENCE link_number TO citylearn_api;
CREATE FUNCTION invite(address text, role text, organisation text DEFAULT 'library') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE invitation_make(%L, NULL, %L, %L, NULL, %L, %L, ''sealed'', NULL)', the(organisation), address, role,
    nextval('link_number')::text, uuid7()))
$$;
CREATE FUNCTION invite_to_city(address text, role text, city text DEFAULT 'port') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE invitation_make(NULL, %L, %L, %L, ''en'', %L, %L, ''sealed'', NULL)', city, address, role,
    nextval('link_number')::text, uuid7()))
$$;
-- The newest invitation of an address.
CREATE FUNCTION of(address text) RETURNS uuid LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
SELECT id FROM invitation WHERE email = address ORDER BY id DESC LIMIT 1
$$;
CREATE FUNCTION state_of(address text) RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
SELECT invitation_state_now(i)::text FROM invitation AS i WHERE id = of(address)
$$;
CREATE FUNCTION accept(address text) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE invitation_accept(%L, NULL)', of(address)))
$$;
CREATE FUNCTION resend(address text) RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('EXECUTE invitation_resend(%L, NULL, %L, %L, %L, ''sealed'', NULL)', the('library'), of(address),
    nextval('link_number')::text, uuid7()))
$$;
CREATE FUNCTION role_of(who text, organisation text DEFAULT 'library') RETURNS text LANGUAGE sql
SECURITY DEFINER SET search_path = public AS $$
SELECT coalesce((SELECT role::text FROM membership AS m WHERE m.organisation = the(role_of.organisation) AND person = the(who)), 'none')
$$;

-- Who may invite
SELECT act_as('issuer');
SELECT is(invite('new@town.example', 'viewer'), 'not_allowed', 'an issuer invites nobody');
SELECT act_as('library client');
SELECT is(invite('new@town.example', 'viewer'), 'not_allowed', 'nor does a program');
SELECT act_as('manager');
SELECT is(invite('new@town.example', 'manager'), 'not_allowed', 'a manager invites no managers');
SELECT is(invite('new@town.example', 'owner'), 'not_allowed', 'and no owners');
SELECT is(invite('new@town.example', 'viewer', 'museum'), 'not_allowed', 'not for another');
SELECT is(invite('new@town.example', 'viewer', 'choir'), 'not_found', 'nor for one that cannot be seen');
SELECT is(invite('New@town.example', 'issuer'), 'none', 'but issuers');
SELECT is(invite('new@town.example', 'viewer'), 'already_invited', 'once, in whatever letters');
SELECT is(invite('viewer@town.example', 'issuer'), 'already_member', 'not who is a member');
SELECT is(invite('learner@town.example', 'issuer'), 'none', 'also who has an account');
SELECT act_as('owner');
SELECT is(invite('second@town.example', 'owner'), 'none', 'an owner invites owners');
SELECT act_as('mayor');
SELECT is(invite('third@town.example', 'viewer'), 'none', 'an administrator of the city counts as a manager');
RESET ROLE;
SELECT is((SELECT array_agg(DISTINCT format('%s %s %s %s', kind, data->>'organisation', data->>'role', data->>'inviter'))
             FROM mail WHERE recipient = 'new@town.example'), '{"invitation Library issuer Manager"}', 'a mail tells of it');
SELECT is((SELECT array_agg(DISTINCT language) FROM mail), '{lt}', 'in the language of the city');
SELECT is((SELECT count(*) FROM audit_entry WHERE noun = 'invitation' AND organisation = the('library')), 4::bigint,
    'the audit tells of it');
SELECT ok((SELECT bool_and(concat(before, after) !~ '@|link') FROM audit_entry WHERE noun = 'invitation'), 'without the address');

-- Lists
SELECT act_as('manager');
SELECT is((SELECT array_agg(item::json->>'email') FROM unnest(answers(format('EXECUTE invitation_list(%L, NULL, ''pending'', NULL, 9, NULL)',
    the('library')))) AS item), '{third@town.example,second@town.example,learner@town.example,new@town.example}', 'the newest first');
SELECT is((SELECT DISTINCT item::json->>'mailState' FROM unnest(answers(format('EXECUTE invitation_list(%L, NULL, NULL, NULL, 9, NULL)',
    the('library')))) AS item), 'queued', 'with what became of the mail');
SELECT is(answers(format('EXECUTE invitation_list(%L, NULL, ''accepted'', NULL, 9, NULL)', the('library'))), '{}', 'by their state');
SELECT act_as('viewer');
SELECT is(refusal(format('EXECUTE invitation_list(%L, NULL, NULL, NULL, 9, NULL)', the('library'))), 'not_allowed', 'not for all');

-- Whom it counts for
SELECT act_as('stranger');
SELECT is(accept('learner@town.example'), 'not_found', 'nobody accepts another''s');
SELECT is(answers('EXECUTE invitation_mine(NULL, 9, NULL)'), '{}', 'or sees it');
SELECT act_as('learner');
SELECT is((SELECT array_agg(format('%s %s %s', item::json->>'role', item::json->>'state', item::json->>'mailState'))
             FROM unnest(answers('EXECUTE invitation_mine(NULL, 9, NULL)')) AS item), '{"issuer pending "}', 'who is invited sees it');
SELECT is(role_of('learner'), 'none', 'and is nothing yet');
SELECT is(accept('learner@town.example'), 'none', 'accepts');
SELECT is(role_of('learner'), 'issuer', 'and is a member');
SELECT is(accept('learner@town.example'), 'wrong_state', 'once');
SELECT is(answers('EXECUTE invitation_mine(NULL, 9, NULL)'), '{}', 'it waits no more');
RESET ROLE;
SELECT is((SELECT array_agg(action) FROM audit_entry WHERE noun = 'membership' AND about = the('learner') AND person = the('learner')
              AND organisation = the('library')), '{insert}', 'the audit tells of the member');
INSERT INTO identifier (email, person) VALUES ('second@town.example', the('stranger'));
SELECT act_as('stranger');
SELECT is(accept('second@town.example'), 'none', 'any verified address counts');
SELECT is(role_of('stranger'), 'owner', 'for the role that was offered');
RESET ROLE;
INSERT INTO person (id, email, name) VALUES (the('new'), 'new@town.example', 'New');
SELECT is(role_of('new'), 'none', 'coming into being accepts nothing');
SELECT act_as('new');
SELECT is(refusal(format('EXECUTE invitation_decline(%L, NULL)', of('new@town.example'))), 'none', 'one may decline');
SELECT is(state_of('new@town.example') || ' ' || role_of('new'), 'declined none', 'and nothing comes of it');
SELECT is(accept('new@town.example'), 'wrong_state', 'for good');

-- Again, back, and the end
SELECT act_as('manager');
SELECT is(invite('new@town.example', 'viewer'), 'none', 'who declined can be invited again');
RESET ROLE;
SELECT encode(link, 'hex') AS old_link FROM invitation WHERE id = of('new@town.example') \gset
SELECT act_as('nobody');
SELECT is(answers(format('SELECT email || role FROM invitation_by_token(%L, ''{}'')', '\x' || :'old_link')), '{new@town.exampleviewer}', 'the link leads there');
SELECT act_as('manager');
SELECT is(resend('new@town.example'), 'none', 'it is sent again');
SELECT is(answers(format('SELECT email FROM invitation_by_token(%L, ''{}'')', '\x' || :'old_link')), '{}', 'the old link counts no more');
SELECT is((SELECT array_agg(resend('new@town.example')) FROM generate_series(1, 5)), '{none,none,none,none,too_many_resends}',
    'five times a day');
RESET ROLE;
UPDATE mail SET state = 'sent' WHERE recipient = 'new@town.example';
SELECT mail AS last_mail FROM invitation WHERE id = of('new@town.example') \gset
SELECT act_as('manager');
SELECT is(refusal(format('SELECT mail_resend(%L)', :'last_mail')), 'none', 'the mail itself is sent once more');
SELECT is(refusal(format('EXECUTE invitation_revoke(%L, NULL, %L)', the('club'), of('new@town.example'))), 'not_found', 'not by another address');
SELECT is(refusal(format('EXECUTE invitation_revoke(%L, NULL, %L)', the('library'), of('new@town.example'))), 'none', 'it is taken back');
RESET ROLE;
UPDATE mail SET state = 'sent' WHERE recipient = 'new@town.example';
SELECT act_as('manager');
SELECT is(refusal(format('SELECT mail_resend(%L)', :'last_mail')), 'mail_link_expired', 'and its mail goes out no more');
SELECT is(resend('new@town.example'), 'wrong_state', 'for good');
SELECT act_as('owner');
SELECT is(invite('fourth@town.example', 'manager'), 'none', 'an owner invites a manager');
SELECT act_as('manager');
SELECT is(refusal(format('EXECUTE invitation_revoke(%L, NULL, %L)', the('library'), of('fourth@town.example'))), 'not_allowed',
    'which no manager takes back');
RESET ROLE;
UPDATE invitation SET expires_at = now() WHERE email = 'fourth@town.example';
INSERT INTO identifier (email, person) VALUES ('fourth@town.example', the('learner'));
SELECT act_as('learner');
SELECT is(accept('fourth@town.example'), 'wrong_state', 'after thirty days it counts no more');
SELECT act_as('owner');
SELECT is(resend('fourth@town.example'), 'none', 'unless it is sent again');
SELECT act_as('learner');
SELECT is(accept('fourth@town.example'), 'none', 'then it does');
SELECT is(role_of('learner'), 'manager', 'and raises who is a member already');

-- Many at once
RESET ROLE;
CREATE FUNCTION many(organisation text, addresses text[], role text) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
    n CONSTANT int := cardinality(addresses);
BEGIN
    RETURN (answers(format('EXECUTE invitation_batch(%L, NULL, %L, %L, %L, %L, %L, %L)', the(organisation), addresses, array_fill(role, ARRAY[n]),
        array_fill(''::text, ARRAY[n]), ARRAY(SELECT '\x' || md5(random()::text) FROM generate_series(1, n)),
        ARRAY(SELECT uuid7()::text FROM generate_series(1, n)), array_fill('\x00'::text, ARRAY[n]))))[1];
END $$;
SELECT act_as('manager');
SELECT is((SELECT string_agg(item->>'status', ' ') FROM json_array_elements(many('library',
    '{a@x.example,viewer@town.example,"",A@x.example,b@x.example,third@town.example}', 'viewer')->'items') AS item),
    'invited already_member invalid_email already_invited invited already_invited', 'each row has its outcome');
SELECT is(many('library', '{c@x.example}', 'owner')->'counts'->>'notAllowed', '1', 'also where the role is not the caller''s to give');
SELECT is(many('library', ARRAY(SELECT n || '@y.example' FROM generate_series(1, 500) AS n), 'viewer')->'counts'->>'invited', '500', 'five hundred');
SELECT is(refusal(format('SELECT many(''club'', ARRAY(SELECT n || ''@y.example'' FROM generate_series(1, 21) AS n), ''viewer'')')),
    'too_many_invitations', 'twenty for whom no city has verified');
SELECT is(many('club', ARRAY(SELECT n || '@z.example' FROM generate_series(1, 20) AS n), 'viewer')->'counts'->>'invited', '20', 'and no more');
RESET ROLE;
UPDATE invitation SET state = 'revoked', answered_at = now() WHERE organisation = the('club');
SELECT act_as('manager');
SELECT is(refusal('SELECT many(''club'', ''{21@z.example}'', ''viewer'')'), 'too_many_invitations', 'nor by taking them back');
RESET ROLE;
UPDATE invitation SET created_at = now() - interval '1 day' WHERE organisation = the('club');
SELECT act_as('manager');
SELECT is(many('club', '{21@z.example}', 'viewer')->'counts'->>'invited', '1', 'before a day is over');
RESET ROLE;
SELECT is((SELECT count(*) FROM mail WHERE recipient LIKE '%@y.example' AND kind = 'invitation'), 500::bigint, 'each is mailed');

-- Of a city
SELECT act_as('clerk');
SELECT is(invite_to_city('learner@town.example', 'city_viewer'), 'not_allowed', 'a viewer of the city invites nobody');
SELECT act_as('mayor');
SELECT is(invite_to_city('clerk@town.example', 'city_admin'), 'already_member', 'the administrator invites no member');
SELECT is(invite_to_city('learner@town.example', 'city_admin'), 'none', 'but others');
SELECT act_as('learner');
SELECT is(accept('learner@town.example'), 'none', 'who accept');
SELECT ok(allowed_city(the('port'), 'city_admin'), 'and administer');

SELECT * FROM finish();
ROLLBACK;
