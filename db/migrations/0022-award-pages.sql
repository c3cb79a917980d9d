-- Awards for people, and for programs that know no verifiable credentials: the page of an award, Open
-- Badges 2.0, and lists of what was revoked.

CREATE INDEX award_revoked ON award (organisation, id) WHERE revoked_at IS NOT NULL;

-- A day as its city has it, for the words of a page.
CREATE FUNCTION day_there(at timestamptz, zone text) RETURNS text LANGUAGE sql STABLE AS $$
SELECT to_char(at AT TIME ZONE zone, 'YYYY MM DD')
$$;

-- What the page of an award says, for anybody: whether it counts now, what it stands for in the reader's
-- language, and who gave it. Of the learner it knows nothing.
CREATE FUNCTION award_page(in_award uuid, wanted text[])
RETURNS TABLE (verdict text, reason text, badge json, organisation uuid, issuer text, issuer_state text,
               website text, issued text, expires text, revoked text, document text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT award_status_now(a)::text, a.revocation_reason, to_json(d), o.id,
           coalesce(o.translations->choose_language(o.translations, wanted, c.default_language)->>'name',
                    o.legal_name),
           o.state::text, o.website, day_there(a.issued_at, c.time_zone),
           day_there(a.expires_at, c.time_zone), day_there(a.revoked_at, c.time_zone), k.document
      FROM award AS a JOIN badge AS b ON b.id = a.badge
      JOIN organisation AS o ON o.id = a.organisation JOIN city AS c ON c.id = o.city
      JOIN award_credential AS k ON k.award = a.id,
           LATERAL badge_document(badge_at(b, a.edition), wanted, false) AS d
     WHERE a.id = in_award;
END $$;

-- What a hosted assertion of Open Badges 2.0 says. Its hash is that of the credential.
CREATE FUNCTION assertion_facts(in_award uuid)
RETURNS TABLE (award uuid, badge uuid, version int, recipient_hash text, salt text, issued_at bigint, expires_at bigint,
               revoked boolean, reason text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT a.id, a.badge, a.edition, encode(sha256(convert_to(a.recipient_email || k.salt, 'UTF8')), 'hex'), k.salt,
           floor(extract(epoch FROM a.issued_at))::bigint, floor(extract(epoch FROM a.expires_at))::bigint,
           a.revoked_at IS NOT NULL, a.revocation_reason
      FROM award AS a JOIN award_credential AS k ON k.award = a.id
     WHERE a.id = in_award;
END $$;

-- The same badge in Open Badges 2.0, beside those that it is related to; no credential names it, since that is
-- not what it was given for. Contexts of one form do not know the other's, so that the type stands in full.
CREATE FUNCTION related_to_class(more text, in_badge uuid, in_edition int) RETURNS text LANGUAGE sql STABLE AS $$
SELECT jsonb_set(more::jsonb, '{related}', coalesce(more::jsonb->'related', '[]') || jsonb_build_object(
           'id', address(replace(badge_path(in_badge, in_edition), '/ob/', '/ob2/')),
           'type', jsonb_build_array('Related', 'https://w3id.org/openbadges#BadgeClass'),
           'version', 'Open Badges v2p0'))::text
$$;

-- The address that an organisation gives for questions, to anybody.
CREATE FUNCTION issuer_email(in_organisation uuid) RETURNS text LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT o.email FROM organisation AS o WHERE o.id = in_organisation);
END $$;

-- All awards that an organisation has revoked; with its words as long as the list is not too long for them.
CREATE FUNCTION revocations(in_organisation uuid) RETURNS TABLE (award uuid, reason text) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT a.id, CASE WHEN count(*) OVER () <= 5000 THEN a.revocation_reason END
      FROM award AS a WHERE a.organisation = in_organisation AND a.revoked_at IS NOT NULL ORDER BY a.id;
END $$;

REVOKE EXECUTE ON FUNCTION award_page, assertion_facts, issuer_email, revocations FROM PUBLIC;
GRANT EXECUTE ON FUNCTION award_page, assertion_facts, issuer_email, revocations TO citylearn_api;
