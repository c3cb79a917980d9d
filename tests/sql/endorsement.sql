-- Endorsements: asked for by whose it is, given by who is verified, and a credential of their own.
BEGIN;
\ir town.psql
\set prepare `cd "${STAGE_TOP:-.}" && awk -f tests/sql/prepare.awk db/queries/endorsement.sql db/queries/badge.sql`
:prepare
SELECT plan(95);

INSERT INTO badge (id, organisation, state, achievement_type, translations)
SELECT the(name), the(owner), state::badge_state, 'Badge', '{"en": {"name": "Sewer", "criteria": "Sew"}}'
  FROM (VALUES ('badge', 'library', 'active'), ('draft', 'library', 'draft'), ('foreign', 'museum', 'active')) AS b (name, owner, state);
INSERT INTO award (id, badge, organisation, recipient_email, issued_at) VALUES
    (the('award'), the('badge'), the('library'), 'one@town.example', now() - interval '1 day'),
    (the('over'), the('foreign'), the('museum'), 'one@town.example', now());
UPDATE badge SET first_awarded_at = NULL, edition_awarded_at = NULL WHERE id = the('badge');
DELETE FROM event;

CREATE FUNCTION asked(kind text, subject text, endorser text DEFAULT 'museum', more jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT endorsement_asked(%L, %L, %L)', kind, the(subject), jsonb_build_object('endorser', the(endorser)) || more)) $$;
CREATE FUNCTION newest() RETURNS endorsement LANGUAGE sql STABLE SECURITY DEFINER AS $$ SELECT * FROM endorsement ORDER BY requested_at DESC, id DESC LIMIT 1 $$;
CREATE FUNCTION moved(action text, input jsonb DEFAULT '{"comment": "Good.", "claims": ["relevance", "quality"], "reason": "So."}') RETURNS text LANGUAGE sql AS $$
SELECT refusal(format('SELECT endorsement_moved(%L, %L, %L)', (newest()).id, action, input)) $$;

CREATE FUNCTION corrected() RETURNS text LANGUAGE sql AS $$
SELECT refusal('EXECUTE badge_patch(''' || the('badge') || ''', ''{"translations": {"en": {"description": "' || uuid7() || '"}}, "changeNote": "A slip."}'', 0, ''{en}'')') $$;

CREATE FUNCTION hidden() RETURNS text LANGUAGE sql AS $$ SELECT refusal(format('SELECT endorsement_hidden(%L)', (newest()).id)) $$;

-- Asked
CREATE FUNCTION asked_by(who text, needs text DEFAULT 'manager') RETURNS text LANGUAGE sql AS $$
SELECT act_as(who, needs); SELECT asked('organisation', 'library', 'choir') $$;
SELECT is(asked_by(who), rule, format('the %s: %s', who, rule)) FROM (VALUES
    ('nobody', 'not_allowed'), ('learner', 'not_allowed'), ('viewer', 'not_allowed'), ('issuer', 'not_allowed'),
    ('museum client', 'not_allowed'), ('neighbour', 'not_allowed'), ('stranger', 'not_allowed'), ('manager', 'unknown_organisation'), ('mayor', 'endorser_unverified')) AS t (who, rule);
SELECT act_as('manager');
SELECT is(asked('badge', 'draft'), 'badge_not_active', 'a draft is not endorsed');
SELECT is(asked('badge', 'foreign', 'museum'), 'not_allowed', 'nor what is another''s');
SELECT is(asked('award', 'over', 'museum'), 'not_found', 'nor what is not known');
SELECT is(asked('badge', 'badge', 'library'), 'own_endorsement', 'nobody endorses what is their own');
SELECT is(asked('badge', 'badge', 'nothing'), 'unknown_organisation', 'somebody is asked who is there');
SELECT is(asked('badge', 'badge', 'museum', '{"version": 2}'), 'bad_input', 'about a version that is there');
SELECT is((SELECT edition_awarded_at FROM badge WHERE id = the('badge')), NULL, 'what is refused freezes nothing');
SELECT is(asked('badge', 'badge', 'museum', '{"message": "You know us."}'), 'none', 'an organisation asks another');
SELECT is((SELECT (kind, organisation = the('library'), endorser = the('museum'), badge = the('badge'), edition, subject = the('badge'), state, message,
                   expires_at = now() + interval '30 days')::text FROM newest()), '(badge,t,t,t,1,t,requested,"You know us.",t)', 'with all that belongs to it');
SELECT is((SELECT (first_awarded_at = now(), edition_awarded_at = now())::text FROM badge WHERE id = the('badge')), '(t,t)', 'the version is frozen from then on');
SELECT is(asked('badge', 'badge'), 'already_asked', 'once at a time');
SELECT is(corrected(), 'badge_frozen', 'what the endorser has read is not corrected');
SELECT is(refusal(format('SELECT badge_pictured(%L, ''image/png'', ''x'', NULL, 9, 9, ''A slip.'', 0)', the('badge'))), 'badge_frozen', 'nor its picture');
SELECT is(refusal('EXECUTE badge_patch(''' || the('badge') || ''', ''{"tags": ["x"]}'', 0, ''{en}'')'), 'none', 'a change of it');
SELECT is((SELECT edition FROM badge WHERE id = the('badge')), 2, 'makes the next version');
SELECT is(asked('badge', 'badge'), 'none', 'which can be asked about as well');
SELECT is((newest()).edition, 2, 'by itself');
SELECT is(moved('withdraw', NULL), 'none', 'who asked takes it back');
SELECT is(asked('badge', 'badge'), 'none', 'and asks again');
SELECT is(moved('accept'), 'not_allowed', 'but does not answer');
SELECT is(moved('decline'), 'not_allowed', 'in neither way');
SELECT act_as('stranger');
SELECT is(moved('withdraw', NULL), 'not_allowed', 'who was asked does not take it back');
SELECT is(moved('decline'), 'none', 'but may say no');
SELECT is(moved('accept'), 'wrong_state', 'once');
RESET ROLE;
SELECT is((SELECT (state, reason, decided_at = now(), comment)::text FROM newest()), '(declined,So.,t,)', 'and why');
SELECT is((SELECT count(*) FROM endorsement_credential), 0::bigint, 'then there is nothing to sign');
UPDATE organisation SET state = 'suspended' WHERE id = the('museum');
SELECT act_as('manager');
SELECT is(asked('organisation', 'library'), 'endorser_unverified', 'who is suspended is not asked');
RESET ROLE;
UPDATE organisation SET state = 'verified' WHERE id = the('museum');
UPDATE organisation SET state = 'suspended' WHERE id = the('library');
SELECT act_as('manager');
SELECT is(asked('organisation', 'library'), 'organisation_unverified', 'nor does who is suspended ask');
RESET ROLE;
UPDATE organisation SET state = 'verified' WHERE id = the('library');

-- Given
SELECT act_as('manager');
SELECT is(asked('organisation', 'library'), 'none', 'an organisation asks for itself');
RESET ROLE;
UPDATE organisation SET state = 'suspended' WHERE id = the('museum');
SELECT act_as('stranger');
SELECT is(moved('accept'), 'endorser_unverified', 'who is suspended vouches for nobody');
RESET ROLE;
UPDATE organisation SET state = 'verified' WHERE id = the('museum');
SELECT act_as('stranger');
SELECT is(moved('accept'), 'none', 'it is endorsed');
SELECT is((SELECT (state, comment, claims, decided_at = now(), version)::text FROM newest()), '(accepted,Good.,"{quality,relevance}",t,2)', 'in the endorser''s words');
SELECT is(moved('accept'), 'wrong_state', 'once');
SELECT is(moved('decline'), 'wrong_state', 'and for good');
SELECT act_as('manager');
SELECT is(asked('organisation', 'library'), 'already_asked', 'who endorses it is not asked again');
SELECT is(moved('withdraw', NULL), 'wrong_state', 'what was given is not taken back by who asked');
RESET ROLE;
SELECT is(refusal('UPDATE endorsement SET comment = ''Better.'' WHERE id = ''' || (newest()).id || ''''), 'wrong_state', 'what was signed stays, past the functions, too');
SELECT is(refusal('UPDATE endorsement SET endorser = the(''choir'') WHERE id = ''' || (newest()).id || ''''), 'wrong_state', 'and whose it is');
SELECT is(ARRAY(SELECT type || ' ' || (CASE organisation WHEN the('library') THEN 'library' WHEN the('museum') THEN 'museum' END) FROM event
                 WHERE subject = (newest()).id ORDER BY 1), '{"endorsement.accepted library","endorsement.accepted museum","endorsement.requested library","endorsement.requested museum"}', 'both sides are told of each step');
SELECT is(ARRAY(SELECT DISTINCT CASE organisation WHEN the('library') THEN 'library' WHEN the('museum') THEN 'museum' END FROM audit_entry WHERE subject = (newest()).id::text ORDER BY 1),
    '{library,museum}', 'and find it in their audits');
SELECT is(ARRAY(SELECT action || (CASE organisation WHEN the('library') THEN ' library ' ELSE ' museum ' END)
                       || coalesce((CASE person WHEN the('manager') THEN 'manager' ELSE 'stranger' END) || ' ' || request, 'x' || person || client || network || request, 'unknown')
                  FROM audit_entry WHERE subject = (newest()).id::text ORDER BY 1),
    '{"insert library manager request of manager","insert museum unknown","update library unknown","update museum stranger request of stranger"}', 'but not who acts for the other');

-- Signed
SELECT act_as('nobody', '');
SELECT is((SELECT (endorsed, endorsed_organisation = the('library'), title, comment, organisation = the('museum'), issuer)::text FROM endorsement_facts((newest()).id)),
    format('(https://town.example/ob/issuers/%s,t,Library,Good.,t,Museum)', the('library')), 'all that its credential says');
SELECT is((SELECT document FROM endorsement_keep((newest()).id, NULL, 'first', 't')), 'first', 'what is signed is kept');
SELECT is((SELECT document FROM endorsement_keep((newest()).id, NULL, 'second', 't')), 'first', 'and never signed anew');
SELECT is((SELECT array_agg(document) FROM endorsements_signed(the('library'), 0)), '{first}', 'it stands where it is about');
RESET ROLE;
UPDATE organisation SET state = 'suspended' WHERE id = the('museum');
SELECT is((SELECT count(*) FROM endorsements_signed(the('library'), 0)), 0::bigint, 'but not while its endorser is suspended');
UPDATE organisation SET state = 'verified' WHERE id = the('museum');
SELECT isnt((SELECT list FROM endorsement_credential), (SELECT list FROM award_credential WHERE award = the('over')), 'awards and endorsements have no place in common');
SELECT is((SELECT count(DISTINCT kind) FROM status_list WHERE organisation = the('museum')), 2::bigint, 'since each has lists of its own');
SELECT list AS list FROM endorsement_credential \gset
SELECT act_as('nobody', '');
SELECT is((SELECT places FROM status_show(:'list')), '', 'nothing of it is revoked');
SELECT act_as('manager');
SELECT is(moved('revoke'), 'not_allowed', 'nor by who asked');
SELECT act_as('stranger');
SELECT is(moved('revoke'), 'none', 'but by its endorser');
SELECT is(moved('revoke'), 'wrong_state', 'once');
SELECT act_as('nobody', '');
SELECT is((SELECT (document, places, changed)::text FROM status_show(:'list')), (SELECT format('(,%s,2)', places) FROM status_show(:'list')), 'and the list is out of date');
RESET ROLE;
SELECT is((SELECT places FROM status_show(:'list')), (SELECT place::text FROM endorsement_credential), 'in which it now stands');
SELECT is((SELECT count(*) FROM endorsements_signed(the('library'), 0)), 0::bigint, 'it is shown no more');
SELECT is((SELECT document FROM endorsement_signed((newest()).id)), 'first', 'and served as it was');

-- Of an award
SELECT act_as('issuer', 'issuer');
SELECT is(asked('award', 'award'), 'none', 'who awards may ask about an award');
RESET ROLE;
UPDATE award SET revoked_at = now() WHERE id = the('award');
SELECT act_as('stranger');
SELECT is(moved('accept'), 'award_not_valid', 'of what counts no more nobody says anything');
RESET ROLE;
UPDATE award SET revoked_at = NULL WHERE id = the('award');
SELECT act_as('stranger');
SELECT is(moved('accept'), 'none', 'of what counts they do');
SELECT act_as('nobody', '');
SELECT is((SELECT count(*) FROM award_endorsements(the('award'), NULL, NULL, 10)), 1::bigint, 'whoever has its address finds it');
SELECT is((SELECT count(*) FROM endorsement WHERE kind = 'award'), 0::bigint, 'and nobody else does');
SELECT is((SELECT array_agg(kind || ' ' || endorser) FROM award_page_endorsements(the('award'), '{en}')), '{"award Museum"}', 'its page has those that count');
SELECT act_as('manager');
SELECT is(hidden(), 'none', 'it can be hidden');
SELECT act_as('nobody', '');
SELECT is((SELECT count(*) FROM award_endorsements(the('award'), NULL, NULL, 10)) + (SELECT count(*) FROM award_page_endorsements(the('award'), '{en}')), 0::bigint, 'also from who has the address');

-- Of a version, which is corrected when nobody vouches for it
SELECT act_as('manager');
SELECT is(corrected(), 'none', 'a version about which one was asked and declined is corrected');
SELECT is(asked('badge', 'badge'), 'none', 'it is asked about once more');
SELECT is(hidden(), 'wrong_state', 'a question is not hidden');
SELECT act_as('stranger');
SELECT is(moved('accept'), 'none', 'and endorsed');
SELECT act_as('manager');
SELECT is(corrected(), 'badge_frozen', 'then it stays as it was endorsed');
SELECT act_as('stranger');
SELECT is(hidden(), 'not_allowed', 'the endorser does not hide what it gave');
SELECT act_as('viewer');
SELECT is(hidden(), 'not_allowed', 'nor does who manages nothing');
SELECT act_as('nobody');
SELECT is(endorsement_count(the('badge'), 2) || ' ' || (SELECT count(*) FROM endorsement WHERE id = (newest()).id), '1 1', 'until then everybody sees it');
SELECT act_as('manager');
SELECT is(hidden(), 'none', 'who is endorsed hides it');
SELECT is(hidden(), 'none', 'as often as they like');
SELECT is((SELECT count(*) FROM endorsement WHERE id = (newest()).id), 1::bigint, 'they find it');
SELECT act_as('nobody');
SELECT is(endorsement_count(the('badge'), 2) || ' ' || (SELECT count(*) FROM endorsements_signed(the('badge'), 2)) || ' ' || (SELECT count(*) FROM endorsement WHERE id = (newest()).id), '0 0 0', 'and nobody else does');
RESET ROLE;
SELECT is(refusal('UPDATE endorsement SET hidden_at = NULL WHERE id = ''' || (newest()).id || ''''), 'wrong_state', 'that is for good');
SELECT act_as('stranger');
SELECT is(moved('revoke'), 'none', 'until that is revoked');
SELECT act_as('manager');
SELECT is(corrected(), 'none', 'and it is a version like others');
RESET ROLE;

-- No longer
SELECT act_as('manager');
SELECT is(asked('organisation', 'library'), 'none', 'one that nobody answers');
RESET ROLE;
UPDATE endorsement SET requested_at = now() - interval '31 days', expires_at = now() WHERE id = (newest()).id RETURNING id AS late \gset
SELECT is((SELECT endorsement_state_now(e) FROM endorsement AS e WHERE id = :'late'), 'expired', 'is over after thirty days');
SELECT act_as('stranger');
SELECT is(refusal(format('SELECT endorsement_moved(%L, ''accept'', ''{"comment": "x"}'')', :'late')), 'wrong_state', 'and counts no more');
RESET ROLE;
INSERT INTO organisation (id, city, slug, legal_name, registration_number, country, translations, state)
SELECT the('o' || n), the('port'), 'o' || n, 'O', 'o' || n, 'LT', '{"en": {"name": "O"}}', 'verified' FROM generate_series(1, 101) AS n;
SELECT act_as('manager');
SELECT is((SELECT array_agg(DISTINCT asked('organisation', 'library', 'o' || n)) FROM generate_series(1, 99) AS n), '{none}', 'a hundred wait');
SELECT is(asked('organisation', 'library', 'o101'), 'too_many_endorsements', 'and no more');
RESET ROLE;
UPDATE endorsement SET state = 'withdrawn' WHERE state = 'requested';
SELECT count(*) AS so_far FROM endorsement WHERE organisation = the('library') AND requested_at > now() - interval '1 day' \gset
SELECT act_as('manager');
SELECT is((SELECT count(*) FROM generate_series(1, 101) AS n WHERE asked('organisation', 'library', 'o' || n) = 'none'), (200 - :so_far)::bigint, 'who takes back and asks anew does so two hundred times a day');
SELECT is(asked('organisation', 'library', 'o101'), 'too_many_endorsements', 'and no more often');
SELECT * FROM finish();
ROLLBACK;
