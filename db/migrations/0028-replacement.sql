-- Awards that take the place of others (domain.md B17): the one before is superseded. It keeps its address
-- and its bytes, leads to its successor, and counts no more.

ALTER TYPE award_status ADD VALUE 'superseded';

-- Both are written in one statement, so that neither is there without the other. `revoked_at` is when an
-- award ceased to count: by a revocation, or because a successor took its place.
ALTER TABLE award ADD superseded_by uuid
    CONSTRAINT already_superseded UNIQUE REFERENCES award DEFERRABLE INITIALLY DEFERRED,
    ADD CHECK (superseded_by IS NULL OR revoked_at IS NOT NULL);

CREATE OR REPLACE FUNCTION award_status_now(a award) RETURNS award_status LANGUAGE sql STABLE AS $$
SELECT (CASE WHEN a.superseded_by IS NOT NULL THEN 'superseded'
             WHEN a.revoked_at IS NOT NULL THEN 'revoked'
             WHEN a.expires_at <= now() THEN 'expired' ELSE 'valid' END)::award_status
$$;

-- A successor is what its predecessor was, said rightly: of the same badge, in the version that is awarded
-- now, and of the same person. Whoever holds the one holds the other, whatever has become of their address. It has no end
-- when it is said so (infinity), however long its badge would let it count; that is after award_begins in the alphabet.
CREATE FUNCTION award_succeeds() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    old award;
BEGIN
    SELECT * INTO old FROM award WHERE superseded_by = NEW.id;
    IF NOT FOUND THEN
        RETURN NEW;
    ELSIF (old.badge, old.recipient_email) IS DISTINCT FROM (NEW.badge, NEW.recipient_email) THEN
        PERFORM refuse('award_not_valid');
    END IF;
    NEW.person := coalesce(old.person, NEW.person);
    NEW.visibility := old.visibility;
    NEW.expires_at := nullif(NEW.expires_at, 'infinity');
    RETURN NEW;
END $$;
CREATE TRIGGER award_begins_anew BEFORE INSERT ON award
    FOR EACH ROW EXECUTE FUNCTION award_succeeds();

-- What has a successor has it for good.
CREATE FUNCTION award_keeps_successor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse('already_superseded');
    RETURN NULL;
END $$;
CREATE TRIGGER award_keeps_successor BEFORE UPDATE ON award
    FOR EACH ROW WHEN (OLD.superseded_by IS NOT NULL
                       AND (NEW.superseded_by, NEW.revoked_at) IS DISTINCT FROM (OLD.superseded_by, OLD.revoked_at))
    EXECUTE FUNCTION award_keeps_successor();

-- The award that stands at the end of a chain; the hundredth of one that is longer, which leads on.
CREATE FUNCTION award_newest(in_award uuid) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
    at uuid := in_award;
    onward uuid;
BEGIN
    FOR i IN 1..100 LOOP
        SELECT superseded_by INTO onward FROM award WHERE id = at;
        EXIT WHEN onward IS NULL;
        at := onward;
    END LOOP;
    RETURN at;
END $$;

-- Why it was taken out of the world, for documents that have no more than a sentence for it.
CREATE FUNCTION award_end_reason(a award) RETURNS text LANGUAGE sql STABLE AS $$
SELECT CASE WHEN a.superseded_by IS NULL THEN a.revocation_reason
            ELSE concat_ws(' ', 'Superseded by ' || address('/b/' || a.superseded_by) || '.', a.revocation_reason) END
$$;

-- Replaces an award that counts. What is left out stays as it was, and null takes it away.
CREATE FUNCTION award_replaced(in_award uuid, input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    old  award;
    made CONSTANT uuid := uuid7();
BEGIN
    SELECT * INTO old FROM award WHERE id = in_award AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF old.superseded_by IS NOT NULL THEN
        PERFORM refuse('already_superseded');
    ELSIF award_status_now(old) <> 'valid' THEN
        PERFORM refuse('award_not_valid');
    ELSIF (input->>'activity') IS NOT NULL AND NOT EXISTS (
        SELECT FROM activity WHERE id = (input->>'activity')::uuid AND organisation = old.organisation) THEN
        PERFORM refuse('bad_input', '/activity');
    END IF;
    UPDATE award SET superseded_by = made, revoked_at = now(), revocation_reason = input->>'reason',
                     version = version + 1, updated_at = now()
     WHERE id = in_award;
    input := jsonb_build_object(
        'activity', old.activity, 'narrative', old.narrative, 'narrativePublic', old.narrative_public,
        'evidence', old.evidence, 'results', old.results, 'activityStartsAt', old.activity_began_at,
        'activityEndsAt', old.activity_ended_at, 'creditsEarned', old.credits_earned,
        'expiresAt', old.expires_at) || input;
    INSERT INTO award (id, badge, organisation, activity, recipient_email, narrative, expires_at,
                       narrative_public, evidence, results, activity_began_at, activity_ended_at, credits_earned,
                       issued_by_person, issued_by_client)
    VALUES (made, old.badge, old.organisation, (input->>'activity')::uuid, old.recipient_email,
            input->>'narrative', coalesce((input->>'expiresAt')::timestamptz, 'infinity'),
            coalesce((input->>'narrativePublic')::boolean, false),
            evidence_kept(nullif(input->'evidence', 'null')), coalesce(nullif(input->'results', 'null'), '[]'),
            (input->>'activityStartsAt')::timestamptz, (input->>'activityEndsAt')::timestamptz,
            (input->>'creditsEarned')::numeric, caller_person(), caller_client());
    RETURN made;
END $$;

CREATE OR REPLACE FUNCTION award_revoked(in_award uuid, in_reason text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    a award;
BEGIN
    SELECT * INTO a FROM award WHERE id = in_award AND allowed(organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF a.superseded_by IS NOT NULL THEN
        PERFORM refuse('already_superseded');
    ELSIF a.revoked_at IS NOT NULL THEN
        PERFORM refuse('already_revoked');
    END IF;
    UPDATE award SET revoked_at = now(), revocation_reason = in_reason, version = version + 1,
                     updated_at = now()
     WHERE id = in_award;
    RETURN in_award;
END $$;

-- Partners hear of it once for each of the two: this one is over, and that one was issued.
INSERT INTO event_type (name, description, example, schema)
SELECT 'award.superseded', 'Another award has taken the place of an award. The learner is not named.',
       '{"id": "0194d0c4-3333-7a51-9c39-2f6a1b0c8d11", "badge": "0194d0c4-2222-7a51-9c39-2f6a1b0c8d11", "status": "superseded", "successor": "0194d0c4-3334-7a51-9c39-2f6a1b0c8d11"}',
       jsonb_set(jsonb_set(jsonb_set(schema::jsonb, '{properties,successor}', '{"type": "string", "format": "uuid"}'),
                           '{properties,status}', '{"enum": ["superseded"]}'),
                 '{required}', '["badge", "id", "status", "successor", "url"]')
  FROM event_type WHERE name = 'award.revoked';
CREATE OR REPLACE FUNCTION award_events() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM event_add(NEW.organisation,
        CASE WHEN NEW.superseded_by IS NOT NULL THEN 'award.superseded'
             WHEN NEW.revoked_at IS NOT NULL THEN 'award.revoked'
             WHEN NEW.expiry_told THEN 'award.expired' ELSE 'award.issued' END,
        NEW.id, NEW.version, '/v1/verifications/',
        jsonb_strip_nulls(jsonb_build_object('badge', NEW.badge, 'status', award_status_now(NEW),
                                             'successor', NEW.superseded_by)));
    RETURN NULL;
END $$;

ALTER TYPE doc.award ADD ATTRIBUTE "replaces" uuid, ADD ATTRIBUTE "supersededAt" doc.instant,
    ADD ATTRIBUTE "supersededBy" uuid, ADD ATTRIBUTE "replacementReason" text;
COMMENT ON COLUMN doc.award."replaces" IS 'The award whose place this one took; null when it took none.';
COMMENT ON COLUMN doc.award."supersededAt" IS 'Null when no other took its place.';
COMMENT ON COLUMN doc.award."supersededBy" IS 'The award that took its place; null when none did.';
COMMENT ON COLUMN doc.award."replacementReason" IS 'Why another took its place; null when none did.';
CREATE OR REPLACE FUNCTION award_document(a award, wanted text[]) RETURNS doc.award
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    is_over CONSTANT boolean := a.superseded_by IS NOT NULL;
BEGIN
    RETURN (
    SELECT ROW(a.id,
               ROW(b.id, b.edition,
                   b.translations->choose_language(texts_with(b.translations, 'name'), wanted, c.default_language)->>'name',
                   address('/v1/badges/' || b.id))::doc.badge_stub,
               organisation_stub(o, wanted, c.default_language),
               a.activity, ROW(a.recipient_email)::doc.award_recipient, award_status_now(a),
               a.narrative, a.narrative_public, ARRAY(SELECT jsonb_populate_recordset(NULL::doc.evidence, a.evidence)),
               ARRAY(SELECT jsonb_populate_recordset(NULL::doc.award_result, a.results)),
               utc(a.activity_began_at), utc(a.activity_ended_at), a.credits_earned, utc(a.issued_at), utc(a.expires_at),
               CASE WHEN NOT is_over THEN utc(a.revoked_at) END, CASE WHEN NOT is_over THEN a.revocation_reason END,
               address('/v1/verifications/' || a.id),
               address('/v1/awards/' || a.id), utc(a.updated_at), address('/ob/awards/' || a.id),
               (SELECT old.id FROM award AS old WHERE old.superseded_by = a.id),
               CASE WHEN is_over THEN utc(a.revoked_at) END, a.superseded_by,
               CASE WHEN is_over THEN a.revocation_reason END)::doc.award
      FROM organisation AS o, city AS c, badge AS newest, LATERAL badge_at(newest, a.edition) AS b
     WHERE o.id = a.organisation AND c.id = o.city AND newest.id = a.badge);
END $$;

ALTER TYPE doc.verification ADD ATTRIBUTE "supersededAt" doc.instant, ADD ATTRIBUTE "supersededBy" doc.address,
    ADD ATTRIBUTE "replacementReason" text;
COMMENT ON COLUMN doc.verification."supersededAt" IS 'Null when no other award took its place.';
COMMENT ON COLUMN doc.verification."supersededBy" IS 'Where the award is verified that counts in its place, or did last; null when no other took it.';
COMMENT ON COLUMN doc.verification."replacementReason" IS 'In the issuer''s words; null when no other award took its place.';
CREATE OR REPLACE FUNCTION verification_document(in_award uuid, in_email text, wanted text[])
RETURNS doc.verification LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT ROW(a.id, award_status_now(a)::text::verification_verdict, ARRAY[
                   ROW('issued_here', true, 'The award is in the records of this service.'),
                   ROW('not_revoked', n.revoked_at IS NULL,
                       CASE WHEN n.revoked_at IS NULL THEN 'The issuer has not revoked it.'
                            ELSE 'The issuer revoked it on ' || utc(n.revoked_at) || '.' END),
                   ROW('not_expired', a.expires_at IS NULL OR a.expires_at > now(),
                       CASE WHEN a.expires_at IS NULL THEN 'It does not expire.'
                            WHEN a.expires_at > now() THEN 'It is valid until ' || utc(a.expires_at) || '.'
                            ELSE 'It expired on ' || utc(a.expires_at) || '.' END),
                   ROW('issuer_verified', o.state = 'verified',
                       'The issuer is ' || o.state || ' in its city.')]::doc.verification_check[]
               || CASE WHEN n.superseded_at IS NOT NULL THEN ARRAY[
                   ROW('not_superseded', false, 'The issuer put another in its place on ' || utc(n.superseded_at)
                                                || '.')]::doc.verification_check[] END,
               badge_document(badge_at(b, a.edition), wanted, false),
               ROW(o.id, o.translations->choose_language(o.translations, wanted, c.default_language)->>'name',
                   o.state, address('/v1/organisations/' || o.id))::doc.verification_issuer,
               utc(a.issued_at), utc(a.expires_at), utc(n.revoked_at),
               CASE WHEN n.revoked_at IS NOT NULL THEN a.revocation_reason END,
               lower(in_email) = a.recipient_email, address('/v1/verifications/' || a.id),
               utc(now()), 'done', NULL, NULL, '{}', '{}', utc(n.superseded_at),
               CASE WHEN n.superseded_at IS NOT NULL THEN address('/v1/verifications/' || award_newest(a.id)) END,
               CASE WHEN n.superseded_at IS NOT NULL THEN a.revocation_reason END)::doc.verification
      FROM award AS a JOIN badge AS b ON b.id = a.badge
      JOIN organisation AS o ON o.id = a.organisation JOIN city AS c ON c.id = o.city,
           LATERAL (SELECT CASE WHEN a.superseded_by IS NULL THEN a.revoked_at END AS revoked_at,
                           CASE WHEN a.superseded_by IS NOT NULL THEN a.revoked_at END AS superseded_at) AS n
     WHERE a.id = in_award);
END $$;
CREATE OR REPLACE FUNCTION verification_told(v verification, wanted text[]) RETURNS doc.verification
LANGUAGE plpgsql STABLE AS $$
DECLARE
    d doc.verification;
    told jsonb := coalesce(v.told, '{}');
BEGIN
    IF v.award IS NOT NULL THEN
        d := verification_own(v.award, NULL, v.differs, wanted);
        d.url := address('/v1/verifications/' || v.id);
    ELSE
        d := ROW(NULL, told->>'verdict',
                 ARRAY(SELECT jsonb_populate_record(NULL::doc.verification_check, c)
                         FROM jsonb_array_elements(coalesce(told->'checks', '[]')) AS c),
                 NULL, NULL, told->'credential'->>'issuedAt', told->'credential'->>'expiresAt', NULL, NULL, NULL,
                 address('/v1/verifications/' || v.id), utc(coalesce(v.done_at, now())), v.state, told->>'reason',
                 jsonb_populate_record(NULL::doc.verified_credential, told->'credential'),
                 ARRAY(SELECT jsonb_populate_record(NULL::doc.verification_part, p)
                         FROM jsonb_array_elements(coalesce(told->'endorsements', '[]')) AS p),
                 ARRAY(SELECT jsonb_populate_record(NULL::doc.verification_part, p)
                         FROM jsonb_array_elements(coalesce(told->'contents', '[]')) AS p),
                 NULL, NULL, NULL)::doc.verification;
        IF told ? 'credential' THEN
            d.issuer := ROW(NULL, told->'credential'->>'issuerName', NULL,
                            told->'credential'->>'issuerUrl')::doc.verification_issuer;
        END IF;
    END IF;
    d."recipientMatches" := v.matches;
    RETURN d;
END $$;

-- The page leads to the newest; where that one is, is for anybody to know who has the address of this one.
DROP FUNCTION award_page;
CREATE FUNCTION award_page(in_award uuid, wanted text[])
RETURNS TABLE (verdict text, reason text, badge json, organisation uuid, issuer text, issuer_state text,
               website text, issued text, expires text, revoked text, document text, superseded text, successor uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT award_status_now(a)::text, a.revocation_reason, to_json(d), o.id,
           coalesce(o.translations->choose_language(o.translations, wanted, c.default_language)->>'name',
                    o.legal_name),
           o.state::text, o.website, day_there(a.issued_at, c.time_zone),
           day_there(a.expires_at, c.time_zone),
           CASE WHEN a.superseded_by IS NULL THEN day_there(a.revoked_at, c.time_zone) END, k.document,
           CASE WHEN a.superseded_by IS NOT NULL THEN day_there(a.revoked_at, c.time_zone) END,
           CASE WHEN a.superseded_by IS NOT NULL THEN award_newest(a.id) END
      FROM award AS a JOIN badge AS b ON b.id = a.badge
      JOIN organisation AS o ON o.id = a.organisation JOIN city AS c ON c.id = o.city
      JOIN award_credential AS k ON k.award = a.id,
           LATERAL badge_document(badge_at(b, a.edition), wanted, false) AS d
     WHERE a.id = in_award;
END $$;

CREATE OR REPLACE FUNCTION assertion_facts(in_award uuid)
RETURNS TABLE (award uuid, badge uuid, version int, recipient_hash text, salt text, issued_at bigint, expires_at bigint,
               revoked boolean, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT a.id, a.badge, a.edition, encode(sha256(convert_to(a.recipient_email || k.salt, 'UTF8')), 'hex'), k.salt,
           floor(extract(epoch FROM a.issued_at))::bigint, floor(extract(epoch FROM a.expires_at))::bigint,
           a.revoked_at IS NOT NULL, award_end_reason(a)
      FROM award AS a JOIN award_credential AS k ON k.award = a.id
     WHERE a.id = in_award;
END $$;

-- Anybody reads this list, whereas a successor may be an award whose address nobody else has. Whoever has the first is
-- told by the signed list, which has no names, and by its address.
CREATE OR REPLACE FUNCTION revocations(in_organisation uuid) RETURNS TABLE (award uuid, reason text) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT a.id, CASE WHEN count(*) OVER () <= 5000 THEN a.revocation_reason END
      FROM award AS a WHERE a.organisation = in_organisation AND a.revoked_at IS NOT NULL AND a.superseded_by IS NULL
     ORDER BY a.id;
END $$;

REVOKE EXECUTE ON FUNCTION award_succeeds, award_keeps_successor, award_page FROM PUBLIC;
GRANT EXECUTE ON FUNCTION award_page TO citylearn_api;
