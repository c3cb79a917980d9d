-- Awards as verifiable credentials (Open Badges 3.0, domain.md B12, B17): who signs them, what was
-- signed, and the lists that say which of them were revoked.

-- Keys that sign awards. An organisation's own are Ed25519, called by their Multikey; the one that
-- signs for all as RS256 is the service's, called by its thumbprint. None is ever deleted: what it
-- has signed is checked with it for as long as anybody holds it.
CREATE TABLE issuer_key (
    kid          text PRIMARY KEY,
    organisation uuid REFERENCES organisation, -- NULL: the service's
    jwk          json, -- the public half where the kid does not say it
    sealed       bytea NOT NULL, -- the private half, under the operator's key file, about the kid
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    retired_at   timestamptz, -- NULL: it signs
    CHECK ((organisation IS NULL) = (jwk IS NOT NULL))
);
CREATE UNIQUE INDEX issuer_key_one_signs ON issuer_key (organisation) NULLS NOT DISTINCT
    WHERE retired_at IS NULL;
CREATE INDEX ON issuer_key (organisation);

-- 131,072 bits, of which each award has one (W3C Bitstring Status List). What was signed is out of
-- date as soon as `changed` has moved on.
CREATE TABLE status_list (
    id           uuid PRIMARY KEY DEFAULT uuid7(),
    organisation uuid NOT NULL REFERENCES organisation,
    changed      bigint NOT NULL DEFAULT 1,
    signed       bigint NOT NULL DEFAULT 0,
    document     text
);
CREATE INDEX ON status_list (organisation, id);

-- What anybody is given of an award: its subject is a name for the learner that is used nowhere else,
-- and the salt keeps the hash of the address from being looked up.
CREATE TABLE award_credential (
    award     uuid PRIMARY KEY REFERENCES award ON DELETE CASCADE,
    list      uuid NOT NULL REFERENCES status_list,
    place     int NOT NULL CHECK (place BETWEEN 0 AND 131071),
    revoked   boolean NOT NULL DEFAULT false,
    subject   uuid NOT NULL DEFAULT gen_random_uuid(),
    salt      text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
    document  text, -- as it was signed, byte for byte; NULL until then
    token     text, -- the same as a VC-JWT
    kid       text REFERENCES issuer_key,
    signed_at timestamptz,
    begun_at  timestamptz, -- when a courier took it up last
    UNIQUE (list, place)
);
CREATE INDEX ON award_credential (list) WHERE revoked;
CREATE INDEX ON award_credential (award) WHERE document IS NULL;

CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON issuer_key
    FOR EACH ROW EXECUTE FUNCTION audit();

-- One at a time, so that the awards of an organisation hide among each other.
CREATE FUNCTION status_list_begin(in_organisation uuid, but uuid) RETURNS uuid LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    newest uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('status list ' || in_organisation, 0));
    SELECT id INTO newest FROM status_list WHERE organisation = in_organisation ORDER BY id DESC LIMIT 1;
    IF newest IS NOT DISTINCT FROM but THEN
        INSERT INTO status_list (organisation) VALUES (in_organisation) RETURNING id INTO newest;
    END IF;
    RETURN newest;
END $$;

-- A place in the newest list, by chance: a number says nothing about when its award was given. When
-- eight places are taken, the list is so full that a new one begins; that is never tried in vain.
CREATE FUNCTION credential_begin(in_award uuid, in_organisation uuid) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    at uuid := (SELECT id FROM status_list WHERE organisation = in_organisation ORDER BY id DESC LIMIT 1);
BEGIN
    LOOP
        FOR i IN 1..CASE WHEN at IS NULL THEN 0 ELSE 8 END LOOP
            INSERT INTO award_credential (award, list, place)
            VALUES (in_award, at,
                    get_byte(uuid_send(gen_random_uuid()), 0) * 512 + get_byte(uuid_send(gen_random_uuid()), 1) * 2
                    + (get_byte(uuid_send(gen_random_uuid()), 2) & 1))
                ON CONFLICT (list, place) DO NOTHING;
            IF FOUND THEN
                RETURN;
            END IF;
        END LOOP;
        at := status_list_begin(in_organisation, at);
    END LOOP;
END $$;

CREATE FUNCTION award_has_credential() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM credential_begin(NEW.id, NEW.organisation);
    RETURN NULL;
END $$;
CREATE TRIGGER award_has_credential AFTER INSERT ON award
    FOR EACH ROW EXECUTE FUNCTION award_has_credential();
SELECT credential_begin(id, organisation) FROM award ORDER BY id;

-- The list is out of date from the very moment on in which the award is.
CREATE FUNCTION award_status_moves() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE award_credential SET revoked = NEW.revoked_at IS NOT NULL WHERE award = NEW.id;
    UPDATE status_list SET changed = changed + 1
     WHERE id = (SELECT list FROM award_credential WHERE award = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER award_status_moves AFTER UPDATE OF revoked_at ON award
    FOR EACH ROW WHEN ((OLD.revoked_at IS NULL) <> (NEW.revoked_at IS NULL))
    EXECUTE FUNCTION award_status_moves();
UPDATE award_credential AS c SET revoked = true FROM award AS a WHERE a.id = c.award AND a.revoked_at IS NOT NULL;

-- Alignments as Open Badges 3.0 writes them; NULL of none, since there an empty list is none.
CREATE FUNCTION alignments_written(alignments jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (SELECT jsonb_agg(jsonb_build_object('type', jsonb_build_array('Alignment')) || one ORDER BY place)
              FROM jsonb_array_elements(alignments) WITH ORDINALITY AS a (one, place));
END $$;

-- The same of results, which have their place behind the address of the badge.
CREATE FUNCTION results_described(results jsonb, badge text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (
    SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'id', home.address, 'type', jsonb_build_array('ResultDescription'), 'name', r.one->'name',
               'resultType', r.one->'resultType', 'allowedValue', nullif(r.one->'allowedValues', '[]'),
               'requiredLevel', home.address || '/' || (r.one->>'requiredLevel'),
               'requiredValue', r.one->'requiredValue',
               'valueMin', trim_scale((r.one->>'valueMin')::numeric)::text,
               'valueMax', trim_scale((r.one->>'valueMax')::numeric)::text,
               'alignment', alignments_written(r.one->'alignments'),
               'rubricCriterionLevel', (
                   SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                              'id', home.address || '/' || (l.one->>'id'),
                              'type', jsonb_build_array('RubricCriterionLevel'), 'name', l.one->'name',
                              'description', l.one->'description', 'level', l.one->'level', 'points', l.one->'points',
                              'alignment', alignments_written(l.one->'alignments'))) ORDER BY l.place)
                     FROM jsonb_array_elements(r.one->'levels') WITH ORDINALITY AS l (one, place)))) ORDER BY r.place)
      FROM jsonb_array_elements(results) WITH ORDINALITY AS r (one, place),
           LATERAL (SELECT badge || '#results/' || (r.one->>'id') AS address) AS home);
END $$;

-- What a badge means, in one language, as its credentials say it. Frozen once it was awarded. `more` is
-- what the standard lets it say beside, as members of an object.
CREATE TYPE achievement_facts AS (
    badge uuid, version int, name text, description text, criteria text, criteria_url text, type text, language text, tags text,
    skills text, alignments text, more text, organisation uuid, issuer text, website text, about text, legal_name text
);
CREATE FUNCTION achievement_more(particulars jsonb, badge text, versions jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN jsonb_strip_nulls(jsonb_build_object(
        'humanCode', particulars->'humanCode', 'fieldOfStudy', particulars->'fieldOfStudy',
        'specialization', particulars->'specialization',
        'creditsAvailable', trim_scale((particulars->>'creditsAvailable')::numeric),
        'resultDescription', results_described(particulars->'resultDescriptions', badge),
        'related', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                               'id', one->'id', 'type', jsonb_build_array('Related'), 'inLanguage', one->'language',
                               'version', one->'version')) ORDER BY place)
                      FROM jsonb_array_elements(coalesce(particulars->'related', '[]') || versions) WITH ORDINALITY AS r (one, place))));
END $$;
CREATE FUNCTION achievement_facts(in_badge uuid, in_edition int) RETURNS achievement_facts LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT ROW(b.id, b.edition, texts.own->>'name', texts.own->>'description', texts.own->>'criteria',
               b.particulars->>'criteriaUrl', b.achievement_type, texts.tag, to_json(b.tags),
               (SELECT coalesce(json_agg(json_build_object(
                           'name', coalesce(s.labels->>choose_language(s.labels, ARRAY[texts.tag], 'en'), s.uri),
                           'uri', s.uri) ORDER BY s.uri), '[]')
                  FROM skill AS s WHERE s.id = ANY (badge_skills(b))),
               alignments_written(b.particulars->'alignments'), achievement_more(
                   b.particulars, address(badge_path(b.id, b.edition)),
                   (SELECT coalesce(jsonb_agg(jsonb_build_object('id', address(badge_path(b.id, n)), 'version', n::text)
                                              ORDER BY n), '[]')
                      FROM generate_series(1, newest.edition) AS n WHERE n <> b.edition)),
               o.id, coalesce(named.own->>'name', o.legal_name), o.website,
               named.own->>'description', o.legal_name)::achievement_facts
      FROM badge AS newest JOIN organisation AS o ON o.id = newest.organisation JOIN city AS c ON c.id = o.city,
           LATERAL badge_at(newest, in_edition) AS b,
           LATERAL (SELECT tag, b.translations->tag AS own
                      FROM choose_language(texts_with(b.translations, 'name', 'criteria'), '{}', c.default_language) AS tag) AS texts,
           LATERAL (SELECT o.translations->choose_language(o.translations, '{}', c.default_language)
                    AS own) AS named
     WHERE newest.id = in_badge AND b.state <> 'draft');
END $$;

-- What was shown, as far as it is anybody's to see; NULL when nothing is.
CREATE FUNCTION evidence_written(evidence jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                       'id', one->'url', 'type', jsonb_build_array('Evidence'), 'name', one->'name',
                       'description', one->'description', 'narrative', one->'narrative', 'genre', one->'genre')) ORDER BY place)
              FROM jsonb_array_elements(evidence) WITH ORDINALITY AS e (one, place) WHERE (one->>'public')::boolean);
END $$;

-- What is said of the learner beside who it is, as members of an object.
CREATE FUNCTION subject_more(a award) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_strip_nulls(jsonb_build_object(
        'narrative', CASE WHEN a.narrative_public THEN a.narrative END,
        'activityStartDate', utc(a.activity_began_at), 'activityEndDate', utc(a.activity_ended_at),
        'creditsEarned', trim_scale(a.credits_earned),
        'result', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                              'type', jsonb_build_array('Result'), 'resultDescription', home.address,
                              'value', one->'value', 'achievedLevel', home.address || '/' || (one->>'achievedLevel'),
                              'status', one->'status')) ORDER BY place)
                     FROM jsonb_array_elements(a.results) WITH ORDINALITY AS r (one, place),
                          LATERAL (SELECT address(badge_path(a.badge, a.edition)) || '#results/'
                                          || (one->>'resultDescription') AS address) AS home)));
END $$;

-- All that an award's credential says. The address of the learner does not leave the database, nor does
-- what was written about them, unless it was meant for everybody.
CREATE TYPE credential_facts AS (
    award uuid, subject uuid, salt text, recipient_hash text, issued_at bigint,
    expires_at bigint, list uuid, place int, subject_more text, evidence text, achievement achievement_facts
);
CREATE FUNCTION credential_facts(in_award uuid) RETURNS credential_facts LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT ROW(a.id, k.subject, k.salt,
               encode(sha256(convert_to(a.recipient_email || k.salt, 'UTF8')), 'hex'),
               floor(extract(epoch FROM a.issued_at))::bigint,
               floor(extract(epoch FROM a.expires_at))::bigint,
               k.list, k.place, subject_more(a), evidence_written(a.evidence), achievement_facts(a.badge, a.edition))::credential_facts
      FROM award AS a JOIN award_credential AS k ON k.award = a.id WHERE a.id = in_award);
END $$;

CREATE FUNCTION credential_show(in_award uuid) RETURNS TABLE (document text, token text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT k.document, k.token FROM award_credential AS k WHERE k.award = in_award;
END $$;

-- Keeps what was signed, unless somebody was quicker; answers what is kept.
CREATE FUNCTION credential_keep(in_award uuid, in_kid text, in_document text, in_token text)
RETURNS TABLE (document text, token text) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE award_credential AS k
       SET document = in_document, token = in_token, kid = in_kid, signed_at = clock_timestamp()
     WHERE k.award = in_award AND k.document IS NULL;
    RETURN QUERY SELECT k.document, k.token FROM award_credential AS k WHERE k.award = in_award;
END $$;

-- Those that nobody has signed yet. Who takes one up has a minute for it.
CREATE FUNCTION credential_due(most bigint) RETURNS SETOF uuid LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    UPDATE award_credential SET begun_at = now()
     WHERE award IN (SELECT k.award FROM award_credential AS k
                      WHERE k.document IS NULL
                        AND (k.begun_at IS NULL OR k.begun_at < now() - interval '1 minute')
                      ORDER BY k.award LIMIT most FOR UPDATE SKIP LOCKED)
    RETURNING award;
END $$;

-- The keys that sign for an organisation now: its own, and the service's.
CREATE FUNCTION issuer_key_signing(in_organisation uuid) RETURNS SETOF issuer_key LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
SELECT * FROM issuer_key
 WHERE retired_at IS NULL AND (organisation = in_organisation OR organisation IS NULL)
$$;

-- Takes a new key in, unless there is one that signs.
CREATE FUNCTION issuer_key_add(in_kid text, in_organisation uuid, in_jwk json, in_sealed bytea)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
INSERT INTO issuer_key (kid, organisation, jwk, sealed)
VALUES (in_kid, in_organisation, in_jwk, in_sealed)
    ON CONFLICT (organisation) WHERE retired_at IS NULL DO NOTHING
$$;

-- The operator's: the key that signs retires, and the new one signs.
CREATE FUNCTION issuer_key_rotate(in_kid text, in_organisation uuid, in_jwk json, in_sealed bytea)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE issuer_key SET retired_at = now()
     WHERE organisation IS NOT DISTINCT FROM in_organisation AND retired_at IS NULL;
    INSERT INTO issuer_key (kid, organisation, jwk, sealed)
    VALUES (in_kid, in_organisation, in_jwk, in_sealed);
END $$;

-- Every key that anything of this organisation may have been signed with, oldest first; none before
-- it has one of its own.
CREATE FUNCTION issuer_keys(in_organisation uuid) RETURNS TABLE (organisation uuid, kid text, jwk text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT in_organisation, k.kid, k.jwk::text FROM issuer_key AS k
     WHERE (k.organisation = in_organisation OR k.organisation IS NULL)
       AND EXISTS (SELECT FROM issuer_key AS own WHERE own.organisation = in_organisation)
     ORDER BY k.organisation IS NULL, k.created_at;
END $$;

CREATE FUNCTION issuer_key_public(in_kid text) RETURNS TABLE (kid text, jwk text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT k.kid, k.jwk::text FROM issuer_key AS k
     WHERE k.organisation IS NULL AND k.kid = coalesce(in_kid, k.kid)
     ORDER BY k.created_at;
END $$;

-- Whoever was admitted, or has awarded anything, stays known.
CREATE FUNCTION issuer_facts(in_organisation uuid)
RETURNS TABLE (id uuid, name text, website text, about text, legal_name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT o.id, coalesce(texts.own->>'name', o.legal_name), o.website, texts.own->>'description', o.legal_name
      FROM organisation AS o JOIN city AS c ON c.id = o.city,
           LATERAL (SELECT o.translations->choose_language(o.translations, '{}', c.default_language)
                    AS own) AS texts
     WHERE o.id = in_organisation
       AND (o.state IN ('verified', 'suspended', 'archived')
            OR EXISTS (SELECT FROM issuer_key AS k WHERE k.organisation = o.id));
END $$;

-- A list as it was signed, or without a document when that is out of date; then with its places.
CREATE FUNCTION status_show(in_list uuid)
RETURNS TABLE (id uuid, document text, organisation uuid, changed bigint, places text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT l.id, CASE WHEN l.signed = l.changed THEN l.document END, l.organisation, l.changed,
           CASE WHEN l.signed <> l.changed THEN
               (SELECT coalesce(string_agg(k.place::text, ',' ORDER BY k.place), '')
                  FROM award_credential AS k WHERE k.list = l.id AND k.revoked) END
      FROM status_list AS l WHERE l.id = in_list;
END $$;

CREATE FUNCTION status_keep(in_list uuid, in_changed bigint, in_document text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
UPDATE status_list SET signed = in_changed, document = in_document
 WHERE id = in_list AND signed < in_changed
$$;

-- Where the credential is, for who holds or has given the award.
ALTER TYPE doc.award ADD ATTRIBUTE "credentialUrl" doc.address;
COMMENT ON COLUMN doc.award."credentialUrl" IS 'The award as an Open Badges 3.0 credential, for wallets and the software of others.';
CREATE OR REPLACE FUNCTION award_document(a award, wanted text[]) RETURNS doc.award
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
               utc(a.activity_began_at), utc(a.activity_ended_at), a.credits_earned, utc(a.issued_at), utc(a.expires_at), utc(a.revoked_at),
               a.revocation_reason, address('/v1/verifications/' || a.id),
               address('/v1/awards/' || a.id), utc(a.updated_at), address('/ob/awards/' || a.id))::doc.award
      FROM organisation AS o, city AS c, badge AS newest, LATERAL badge_at(newest, a.edition) AS b
     WHERE o.id = a.organisation AND c.id = o.city AND newest.id = a.badge);
END $$;

REVOKE EXECUTE ON FUNCTION
    status_list_begin, credential_begin, award_has_credential, award_status_moves, achievement_facts,
    credential_facts, credential_show, credential_keep, credential_due, issuer_key_signing,
    issuer_key_add, issuer_key_rotate, issuer_keys, issuer_key_public, issuer_facts, status_show,
    status_keep
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    achievement_facts, credential_facts, credential_show, credential_keep, issuer_key_signing,
    issuer_key_add, issuer_keys, issuer_key_public, issuer_facts, status_show, status_keep
    TO citylearn_api;
GRANT EXECUTE ON FUNCTION
    credential_facts, credential_keep, credential_due, issuer_key_signing, issuer_key_add
    TO citylearn_courier;
