-- Awards are signed in sets: the facts of all of them in one statement, and what was signed kept in
-- another one. Most sets are of one badge, so what it means is asked once for all of its awards.

-- The casts say that the texts depend on nothing else, so that each caller takes this function in.
CREATE OR REPLACE FUNCTION badge_path(in_badge uuid, in_edition int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT '/ob/badges/' || in_badge::text || CASE WHEN in_edition > 1 THEN '/versions/' || in_edition::text ELSE '' END
$$;

-- What is said of the learner beside who it is, as members of an object. Most awards have no results.
CREATE OR REPLACE FUNCTION subject_more(a award) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    said jsonb := jsonb_strip_nulls(jsonb_build_object(
        'narrative', CASE WHEN a.narrative_public THEN a.narrative END,
        'activityStartDate', utc(a.activity_began_at), 'activityEndDate', utc(a.activity_ended_at),
        'creditsEarned', trim_scale(a.credits_earned)));
BEGIN
    IF a.results = '[]' THEN
        RETURN said;
    END IF;
    RETURN said || jsonb_strip_nulls(jsonb_build_object(
        'result', (SELECT jsonb_agg(jsonb_build_object(
                              'type', jsonb_build_array('Result'), 'resultDescription', home.address,
                              'value', one->'value', 'achievedLevel', home.address || '/' || (one->>'achievedLevel'),
                              'status', one->'status') ORDER BY place)
                     FROM jsonb_array_elements(a.results) WITH ORDINALITY AS r (one, place),
                          LATERAL (SELECT address(badge_path(a.badge, a.edition)) || '#results/'
                                          || (one->>'resultDescription') AS address) AS home)));
END $$;

-- What the credentials of several awards say, those of one badge beside each other.
CREATE FUNCTION credential_set_facts(in_awards uuid[]) RETURNS SETOF credential_facts LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH meant AS MATERIALIZED (
        SELECT m.badge, m.edition, achievement_facts(m.badge, m.edition) AS facts
          FROM (SELECT DISTINCT a.badge, a.edition FROM award AS a WHERE a.id = ANY (in_awards)) AS m)
    SELECT a.id, k.subject, k.salt,
           encode(sha256(convert_to(a.recipient_email || k.salt, 'UTF8')), 'hex'),
           floor(extract(epoch FROM a.issued_at))::bigint,
           floor(extract(epoch FROM a.expires_at))::bigint,
           k.list, k.place, subject_more(a)::text, evidence_written(a.evidence)::text, m.facts
      FROM award AS a JOIN award_credential AS k ON k.award = a.id
      JOIN meant AS m ON m.badge = a.badge AND m.edition = a.edition
     WHERE a.id = ANY (in_awards)
     ORDER BY a.organisation, a.badge, a.edition, a.id;
END $$;

CREATE OR REPLACE FUNCTION credential_facts(in_award uuid) RETURNS credential_facts LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT f FROM credential_set_facts(ARRAY[in_award]) AS f);
END $$;

-- Keeps what was signed of several awards, each unless somebody was quicker.
CREATE FUNCTION credential_set_keep(in_awards uuid[], in_kids text[], in_documents text[], in_tokens text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE award_credential AS k
       SET document = s.document, token = s.token, kid = s.kid, signed_at = clock_timestamp()
      FROM unnest(in_awards, in_kids, in_documents, in_tokens) AS s (award, kid, document, token)
     WHERE k.award = s.award AND k.document IS NULL;
END $$;

-- A VC-JWT is base64 and has nothing to be pressed out of it; to find that out took as long as all else
-- of keeping it.
ALTER TABLE award_credential ALTER COLUMN token SET STORAGE EXTERNAL;
-- Documents have; LZ4 needs a part of the time.
ALTER TABLE award_credential ALTER COLUMN document SET COMPRESSION lz4;

REVOKE EXECUTE ON FUNCTION credential_set_facts, credential_set_keep FROM PUBLIC;
GRANT EXECUTE ON FUNCTION credential_set_facts, credential_set_keep TO citylearn_courier;
