-- OAuth: a code counts once, refresh tokens rotate, and what ends one token ends its family.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/oauth.sql`
:prepare
SELECT plan(85);

-- An app that people sign in to, another, and the browsers of two people.
INSERT INTO service_client (id, name, scopes, kind, auth_method, redirect_uris, grants)
SELECT the(name), name, '{openid,profile,email,offline_access,learner:read}', 'public', 'none',
       ARRAY['https://' || name || '.example/back'], '{authorization_code,refresh_token}'
  FROM unnest(ARRAY['portal', 'other']) AS name;
INSERT INTO browser_session (id, hash, person, network, agent, auth_at)
SELECT the(who || ' browser'), sha256(who::bytea), the(who), '', '', now() - interval '1 minute'
  FROM unnest(ARRAY['learner', 'stranger']) AS who;

-- A code by its name, for the portal and the learner's browser if nothing else is said.
CREATE FUNCTION begin_code(name text, scopes text[] DEFAULT '{openid}', asked boolean DEFAULT true,
                           who text DEFAULT 'learner', app text DEFAULT 'portal',
                           browser text DEFAULT 'learner browser') RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    found text[];
BEGIN
    PERFORM act_as(who);
    found := answers(format('EXECUTE code_begin(%L, %L, ''https://portal.example/back'', ''challenge'', ''n'', %L, %L, %L)',
                            sha256(name::bytea), the(app), scopes, the(browser), asked));
    RESET ROLE;
    RETURN found;
END $$;
CREATE FUNCTION use_code(name text, app text DEFAULT 'portal', redirect text DEFAULT 'https://portal.example/back',
                         challenge text DEFAULT 'challenge') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text[];
BEGIN
    PERFORM act_as('nobody');
    found := answers(format('EXECUTE code_use(%L, %L, %L, %L, %L)', sha256(name::bytea), the(app), redirect, challenge,
                            sha256((name || ' 1')::bytea)));
    RESET ROLE;
    RETURN found[1];
END $$;
CREATE FUNCTION refresh(token text, next text, app text DEFAULT 'portal', scopes text[] DEFAULT NULL) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    found text[];
BEGIN
    PERFORM act_as('nobody');
    found := answers(format('EXECUTE refresh_use(%L, %L, %L, %L)', sha256(token::bytea), the(app), sha256(next::bytea), scopes));
    RESET ROLE;
    RETURN found[1];
END $$;
-- The family that came of a code, and why it has ended.
CREATE FUNCTION family_of(name text) RETURNS uuid LANGUAGE sql AS $$
SELECT family FROM authorization_code WHERE hash = sha256(name::bytea) $$;
CREATE FUNCTION ended(name text) RETURNS text LANGUAGE sql AS $$
SELECT why FROM token_family WHERE id = family_of(name) $$;
CREATE FUNCTION told(name text) RETURNS bigint LANGUAGE sql AS $$
SELECT count(*) FROM revocation WHERE subject = family_of(name)::text $$;
-- A family with offline access, whose first refresh token is "NAME 1".
CREATE FUNCTION offline(name text) RETURNS text LANGUAGE sql AS $$
SELECT begin_code(name, '{openid,offline_access}'); SELECT use_code(name) $$;

-- Consent
SELECT is(begin_code('c1', asked => false), '{}', 'who was never asked gets no code');
SELECT is(begin_code('c1'), ARRAY[the('portal')::text], 'who says yes gets one');
SELECT is(begin_code('c2', asked => false), ARRAY[the('portal')::text], 'and is not asked again');
SELECT is(begin_code('c3', '{openid,email}', false), '{}', 'but for more');
SELECT is(begin_code('c3', '{openid,email}'), ARRAY[the('portal')::text], 'which is allowed too');
SELECT is((SELECT scopes FROM connection WHERE person = the('learner')), '{email,openid}', 'and kept');
SELECT is(begin_code('c4', '{email}', false), ARRAY[the('portal')::text], 'less is allowed with it');
SELECT is(begin_code('c5', '{openid}', false, app => 'other'), '{}', 'another app has to ask for itself');
SELECT is(begin_code('c5', who => 'stranger'), '{}', 'nobody gets a code with another''s browser');
SELECT is(begin_code('c5', who => 'nobody'), '{}', 'nor without being signed in');
SELECT is((SELECT array_agg(action ORDER BY id) FROM audit_entry WHERE noun = 'security'), '{app_connected,app_connected}',
    'each yes is noted');
SELECT act_as('learner');
SELECT is(answers('SELECT client FROM connection'), ARRAY[the('portal')::text], 'everybody sees their connections');
SELECT is((answers(format('EXECUTE oauth_client(%L)', the('portal'))))[1], 'portal', 'and what the app is');
SELECT is(refusal('SELECT FROM authorization_code'), '42501', 'codes are not seen');
SELECT is(refusal('SELECT FROM token_family'), '42501', 'nor families');
SELECT is(refusal('SELECT FROM refresh_token'), '42501', 'nor refresh tokens');
SELECT act_as('stranger');
SELECT is(answers('SELECT client FROM connection'), '{}', 'nor the connections of others');
SELECT is(answers(format('EXECUTE connection_list(%L)', the('learner'))), '{}', 'by no function');
RESET ROLE;

-- A code counts once
SELECT is(use_code('c1'), 'granted', 'a code is exchanged');
SELECT is((SELECT count(*) FROM refresh_token), 0::bigint, 'without offline access there is no refresh token');
SELECT is((SELECT (scopes, session, auth_at)::text FROM token_family WHERE id = family_of('c1')),
    (SELECT ('{openid}'::text[], id, auth_at)::text FROM browser_session WHERE id = the('learner browser')),
    'the family is what the code was');
SELECT is(ended('c1'), NULL, 'and goes on');
SELECT is(use_code('c1'), 'replayed', 'a second time it is not');
SELECT is(ended('c1'), 'replayed', 'and what the first time gave is ended');
SELECT is(told('c1'), 1::bigint, 'in every worker');
SELECT is(use_code('c1'), 'replayed', 'a third time');
SELECT is(told('c1'), 1::bigint, 'says nothing new');
SELECT is((SELECT count(*) FROM audit_entry WHERE action = 'code_reused' AND about = the('learner')), 1::bigint,
    'but that once is noted');
SELECT is(use_code('none'), 'unknown', 'what was never a code');
SELECT is(use_code('c2', 'other'), 'unknown', 'another app does not get it');
SELECT is(use_code('c2', redirect => 'https://portal.example/back/'), 'other_redirect', 'nor is it for another address');
SELECT is(use_code('c2'), 'replayed', 'and then it is used up');
SELECT is(use_code('c3', challenge => 'another'), 'other_verifier', 'nor with another verifier');
SELECT is(use_code('c3'), 'replayed', 'which uses it up');
SELECT is((SELECT count(*) FROM token_family), 1::bigint, 'nothing came of these');
UPDATE authorization_code SET expires_at = now() WHERE hash = sha256('c4');
SELECT is(use_code('c4'), 'expired', 'after a minute it is too late');
SELECT is((SELECT array_agg(DISTINCT expires_at - created_at) FROM authorization_code WHERE hash <> sha256('c4')),
    '{00:01:00}'::interval[], 'a minute it is');

-- What it stands on
SELECT begin_code('s1') AS unused \gset
UPDATE connection SET revoked_at = now();
SELECT is(use_code('s1'), 'ended', 'a code ends with its connection');
SELECT is(begin_code('s2', asked => false), '{}', 'and one who has ended it is asked again');
SELECT is(begin_code('s2', '{openid}'), ARRAY[the('portal')::text], 'for what is wanted now');
SELECT is((SELECT scopes FROM connection WHERE person = the('learner')), '{openid}', 'and no more');
UPDATE browser_session SET ended_at = now() WHERE id = the('learner browser');
SELECT is(use_code('s2'), 'ended', 'a code ends with its session');
SELECT is(begin_code('s3'), '{}', 'which gives no others');
UPDATE browser_session SET ended_at = NULL, expires_at = now() WHERE id = the('learner browser');
SELECT is(begin_code('s3'), '{}', 'nor one that has run out');
UPDATE browser_session SET expires_at = now() + interval '1 day' WHERE id = the('learner browser');
SELECT begin_code('s4') AS unused \gset
UPDATE person SET closed_at = now() WHERE id = the('learner');
SELECT is(use_code('s4'), 'ended', 'a code ends with its person');
UPDATE person SET closed_at = NULL WHERE id = the('learner');

-- Rotation
SELECT is(offline('r'), 'granted', 'with offline access');
SELECT is(refresh('r 1', 'r 2'), 'granted', 'a refresh token gives the next');
SELECT is(refresh('r 2', 'r 3'), 'granted', 'and that the next');
SELECT is(refresh('r 3', 'r x', app => 'other'), 'unknown', 'another app gets nothing for it');
SELECT is(refresh('never', 'r x'), 'unknown', 'nor anybody for what is none');
SELECT is(refresh('r 3', 'r x', scopes => '{openid,email}'), 'other_scope', 'no more is to be had than was allowed');
SELECT is(refresh('r 3', 'r 4', scopes => '{openid}'), 'granted', 'which has used up nothing; less is to be had');
SELECT is(ended('r'), NULL, 'all that is one family');

-- Grace: the answer was lost
SELECT is(refresh('r 3', 'r 5'), 'granted', 'the one before the newest counts while the newest was not used');
SELECT is(refresh('r 3', 'r 6'), 'granted', 'also twice');
SELECT is((SELECT array_agg(hash ORDER BY hash) FROM refresh_token WHERE family = family_of('r') AND used_at IS NULL AND revoked_at IS NULL),
    ARRAY[sha256('r 6')], 'and one is alive at a time');
SELECT is(refresh('r 6', 'r 7'), 'granted', 'it goes on');
SELECT is(refresh('r 3', 'r x'), 'reused', 'once it was used the one before counts no more');
SELECT is(ended('r'), 'reused', 'and the family is ended');
SELECT is(told('r'), 1::bigint, 'in every worker');
SELECT is(refresh('r 7', 'r x'), 'ended', 'so that the newest counts no more');
SELECT is(refresh('r 1', 'r x'), 'ended', 'whoever comes then');
SELECT is((SELECT (recipient, data->>'client')::text FROM mail WHERE kind = 'refresh_reused'), '(learner@town.example,portal)',
    'the person gets one mail');
SELECT is((SELECT count(*) FROM audit_entry WHERE action = 'refresh_reused' AND about = the('learner')), 1::bigint,
    'and can read of it');
SELECT offline('g') AS unused \gset
SELECT refresh('g 1', 'g 2') AS unused \gset
UPDATE refresh_token SET used_at = now() - interval '11 seconds' WHERE hash = sha256('g 1');
SELECT is(refresh('g 1', 'g x'), 'reused', 'grace is ten seconds long');
SELECT offline('h') AS unused \gset
SELECT refresh('h 1', 'h 2'), refresh('h 1', 'h 3');
SELECT is(refresh('h 2', 'h x'), 'reused', 'one that gave way to another is not to be used either');

-- What ends a family
SELECT offline('e1'), offline('e2'), begin_code('e3');
SELECT use_code('e3') AS unused \gset
UPDATE token_family SET expires_at = now() WHERE id = family_of('e1');
SELECT is(refresh('e1 1', 'x'), 'expired', 'thirty days');
UPDATE token_family SET last_used_at = now() - interval '14 days' WHERE id = family_of('e2');
SELECT is(refresh('e2 1', 'x'), 'expired', 'or fourteen without use');
SELECT offline('e4') AS unused \gset
UPDATE browser_session SET ended_at = now() WHERE id = the('learner browser');
SELECT is(ended('e3'), 'signed_out', 'signing out');
SELECT is(told('e3'), 1::bigint, 'within seconds');
SELECT is(ended('e4'), NULL, 'but for who may act while the person is away');
UPDATE browser_session SET ended_at = NULL WHERE id = the('learner browser');
SELECT act_as('stranger');
SELECT is(answers(format('EXECUTE connection_revoke(%L, %L)', the('learner'), the('portal'))), '{}', 'nobody ends another''s connection');
SELECT act_as('learner');
SELECT is(answers(format('EXECUTE connection_revoke(%L, %L)', the('learner'), the('portal'))), ARRAY[the('portal')::text],
    'everybody ends their own');
SELECT is(answers(format('EXECUTE connection_revoke(%L, %L)', the('learner'), the('portal'))), '{}', 'once');
SELECT is(answers(format('EXECUTE connection_list(%L)', the('learner'))), '{}', 'it is listed no more');
RESET ROLE;
SELECT is(ended('e4'), 'disconnected', 'and its tokens end');
SELECT offline('e5') AS unused \gset
SELECT act_as('nobody');
SELECT is(cardinality(answers(format('SELECT family FROM refresh_find(%L)', sha256('e5 1')))), 1, 'what a live token is can be found');
SELECT is(family_revoke_by_refresh(sha256('e5 1'), the('other')), false, 'another app does not give it back');
SELECT is(family_revoke_by_refresh(sha256('e5 1'), the('portal')), true, 'its own does');
SELECT is(answers(format('SELECT family FROM refresh_find(%L)', sha256('e5 1'))), '{}', 'and then it is nothing');
RESET ROLE;
SELECT is(ended('e5'), 'revoked', 'with all of its family');
SELECT offline('e6') AS unused \gset
SELECT act_as('learner');
SELECT person_close(the('learner'));
RESET ROLE;
SELECT is(ended('e6'), 'closed', 'who closes the account ends all');

-- Who it is
UPDATE person SET closed_at = NULL, language = 'lt' WHERE id = the('learner');
SELECT act_as('learner');
SELECT is((answers(format('EXECUTE userinfo_show(%L, %L)', the('learner'), '{openid,email,profile}'::text[])))[1]::jsonb,
    jsonb_build_object('sub', the('learner'), 'email', 'learner@town.example', 'email_verified', true, 'name', 'Learner', 'locale', 'lt'),
    'an app is told what it was allowed to know');
SELECT is((answers(format('EXECUTE userinfo_show(%L, ''{openid}'')', the('learner'))))[1]::jsonb, jsonb_build_object('sub', the('learner')),
    'and no more');
SELECT is(answers(format('EXECUTE userinfo_show(%L, ''{openid}'')', the('stranger'))), '{}', 'of nobody else');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
