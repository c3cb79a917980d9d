-- Badges of others that learners keep here, byte for byte as they came (domain.md B12), and what the Open
-- Badges 3.0 API gives of them and of the awards that were made here.

CREATE TABLE held_credential (
    id           uuid PRIMARY KEY DEFAULT uuid7(),
    person       uuid NOT NULL REFERENCES person,
    key          bytea NOT NULL, -- SHA-256 of what tells credentials apart: issuer and id
    form         text NOT NULL CHECK (form IN ('json', 'jws', 'png', 'svg')),
    kind         text NOT NULL, -- "badge", "clr", "endorsement"; of Open Badges 2.0 another
    content      bytea NOT NULL CHECK (octet_length(content) <= 3145728),
    credential   text NOT NULL, -- what was in the picture, or the same
    facts        jsonb NOT NULL, -- what it says of itself
    valid_from   timestamptz,
    question     bytea NOT NULL, -- what is asked to have it verified
    verification uuid, -- the newest question; forgotten there long before the badge is here
    verdict      text, -- the newest answer
    verified_at  timestamptz,
    added_at     timestamptz NOT NULL DEFAULT now(),
    changed_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (person, key)
);
CREATE INDEX ON held_credential (person, id);
CREATE INDEX ON held_credential (verification);
ALTER TABLE held_credential ENABLE ROW LEVEL SECURITY;
CREATE POLICY holder ON held_credential TO citylearn_api USING (person = caller_person());
GRANT SELECT, DELETE ON held_credential TO citylearn_api;

-- What came of a question is remembered beside the badge.
CREATE FUNCTION held_hears_verdict() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE held_credential SET verdict = NEW.told->>'verdict', verified_at = NEW.done_at
     WHERE verification = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER held_hears_verdict AFTER UPDATE OF state ON verification
    FOR EACH ROW WHEN (OLD.state <> 'done' AND NEW.state = 'done') EXECUTE FUNCTION held_hears_verdict();

-- What a person kept goes when they do.
CREATE FUNCTION person_takes_their_badges() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM held_credential WHERE person = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER person_takes_their_badges AFTER UPDATE OF closed_at ON person
    FOR EACH ROW WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL)
    EXECUTE FUNCTION person_takes_their_badges();

CREATE TYPE doc.held_credential AS (
    id uuid, kind text, form text, name text, description text, issuer text, "issuerName" text,
    "issuedAt" text, "expiresAt" text, verdict text, "verifiedAt" doc.instant,
    "verificationUrl" doc.address, "fileUrl" doc.address, url doc.address, "addedAt" doc.instant
);
COMMENT ON TYPE doc.held_credential IS 'A badge of another service that a learner keeps here.';
COMMENT ON COLUMN doc.held_credential.kind IS 'What it is: badge, clr, endorsement, or one of Open Badges 2.0.';
COMMENT ON COLUMN doc.held_credential.form IS 'How it came: json, jws, png or svg.';
COMMENT ON COLUMN doc.held_credential.name IS 'As the badge says, or null; nobody vouches for it before the verdict.';
COMMENT ON COLUMN doc.held_credential.description IS 'As the badge says, or null.';
COMMENT ON COLUMN doc.held_credential.issuer IS 'The id of the issuer, or null.';
COMMENT ON COLUMN doc.held_credential."issuerName" IS 'As the badge says, or null.';
COMMENT ON COLUMN doc.held_credential."issuedAt" IS 'As the badge says, or null.';
COMMENT ON COLUMN doc.held_credential."expiresAt" IS 'As the badge says, or null.';
COMMENT ON COLUMN doc.held_credential."verifiedAt" IS 'When the verdict was given, or null.';
COMMENT ON COLUMN doc.held_credential.verdict IS 'As of verifiedAt; null before anybody has looked.';
COMMENT ON COLUMN doc.held_credential."verificationUrl" IS 'The checks of the newest verification, for an hour.';
COMMENT ON COLUMN doc.held_credential."fileUrl" IS 'The badge byte for byte as it came.';

CREATE FUNCTION held_document(h held_credential) RETURNS doc.held_credential
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(h.id, h.kind, h.form, left(h.facts->>'name', 300), left(h.facts->>'description', 1000),
               left(h.facts->>'issuer', 2048), left(h.facts->>'issuerName', 300),
               left(h.facts->>'issued', 40), left(h.facts->>'expires', 40), h.verdict, utc(h.verified_at),
               address('/v1/verifications/' || h.verification),
               address('/v1/me/credentials/' || h.id || '/file'), address('/v1/me/credentials/' || h.id),
               utc(h.added_at))::doc.held_credential;
END $$;

-- Has the badge verified; what the same question was answered a moment ago counts.
CREATE FUNCTION held_ask(in_id uuid) RETURNS SETOF held_credential LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held  held_credential;
    asked verification;
BEGIN
    SELECT * INTO held FROM held_credential AS h WHERE h.id = in_id AND h.person = caller_person();
    IF NOT FOUND THEN
        RETURN;
    END IF;
    asked := verification_ask(held.question, convert_to(held.credential, 'UTF8'), NULL);
    RETURN QUERY
    UPDATE held_credential AS h
       SET verification = asked.id,
           verdict = CASE WHEN asked.state = 'done' THEN asked.told->>'verdict' ELSE h.verdict END,
           verified_at = CASE WHEN asked.state = 'done' THEN asked.done_at ELSE h.verified_at END
     WHERE h.id = in_id
    RETURNING h.*;
END $$;

-- Keeps a badge for the caller. The same credential is kept once: what begins to count later takes the
-- place of what was there, and what is older changes nothing (Open Badges 3.0 section 10).
-- Breaks award_is_here, not_allowed, too_many_held, busy.
CREATE FUNCTION held_put(in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea,
                         in_credential text, in_facts jsonb, in_valid_from timestamptz, in_question bytea)
RETURNS TABLE (id uuid, is_new boolean, body doc.held_credential) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before held_credential;
    kept   uuid;
    many   bigint;
    size   bigint;
BEGIN
    IF EXISTS (SELECT FROM award AS a WHERE a.id = in_award AND a.person = caller_person()) THEN
        PERFORM refuse('award_is_here');
    ELSIF in_award IS NOT NULL THEN
        PERFORM refuse('not_allowed');
    END IF;
    PERFORM FROM person AS p WHERE p.id = caller_person() FOR UPDATE;
    SELECT * INTO before FROM held_credential AS h WHERE h.person = caller_person() AND h.key = in_key;
    SELECT count(*), coalesce(sum(octet_length(h.content) + octet_length(h.credential)), 0)
      INTO many, size
      FROM held_credential AS h WHERE h.person = caller_person() AND h.key <> in_key;
    IF many >= 1000 OR size + octet_length(in_content) + octet_length(in_credential) > 104857600 THEN
        PERFORM refuse('too_many_held');
    END IF;
    kept := before.id;
    IF before.id IS NULL OR before.content <> in_content
                            AND coalesce(in_valid_from >= before.valid_from, true) THEN
        INSERT INTO held_credential AS h (person, key, form, kind, content, credential, facts, valid_from, question)
        VALUES (caller_person(), in_key, in_form, in_kind, in_content, in_credential, in_facts, in_valid_from,
                in_question)
            ON CONFLICT (person, key) DO UPDATE
           SET form = excluded.form, kind = excluded.kind, content = excluded.content,
               credential = excluded.credential, facts = excluded.facts, valid_from = excluded.valid_from,
               question = excluded.question, verdict = NULL, verified_at = NULL, changed_at = now()
        RETURNING h.id INTO kept;
    END IF;
    RETURN QUERY SELECT h.id, before.id IS NULL, d FROM held_ask(kept) AS h, LATERAL held_document(h) AS d;
END $$;

-- A page of what the caller has in Open Badges 3.0, in the order in which it came here: awards that were
-- made here and not revoked, and badges of others. `total` is in the first row, also of an empty page. What
-- would begin beyond 4 MiB is on the next one; an award that nobody has signed yet counts as 200 KiB.
CREATE FUNCTION exchange_page(in_since timestamptz, in_limit bigint, in_offset bigint)
RETURNS TABLE (total bigint, award uuid, credential text) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH own AS (
        SELECT a.id, greatest(a.issued_at, a.created_at) AS came_at, a.id AS award, k.document AS credential
          FROM award AS a JOIN award_credential AS k ON k.award = a.id
         WHERE a.person = caller_person() AND a.revoked_at IS NULL
         UNION ALL
        SELECT h.id, h.changed_at, NULL, h.credential
          FROM held_credential AS h WHERE h.person = caller_person() AND h.kind = 'badge'
    ), wanted AS (
        SELECT * FROM own WHERE in_since IS NULL OR own.came_at > in_since
    )
    SELECT counted.n, page.award, page.credential
      FROM (SELECT count(*) AS n FROM wanted) AS counted
      LEFT JOIN LATERAL (SELECT w.*, sum(coalesce(octet_length(w.credential), 204800)) OVER before AS size
                           FROM (SELECT * FROM wanted AS w ORDER BY w.came_at, w.id
                                  LIMIT in_limit OFFSET in_offset) AS w
                         WINDOW before AS (ORDER BY w.came_at, w.id
                                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS page
             ON coalesce(page.size, 0) < 4194304
     ORDER BY page.came_at, page.id;
END $$;

-- What another host says of the caller: the name alone is kept.
CREATE FUNCTION exchange_profile_put(in_name text) RETURNS SETOF person LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY UPDATE person AS p SET name = coalesce(in_name, p.name) WHERE p.id = caller_person() RETURNING p.*;
END $$;

REVOKE EXECUTE ON FUNCTION held_hears_verdict, person_takes_their_badges, held_ask, held_put, exchange_page,
    exchange_profile_put
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION held_ask, held_put, exchange_page, exchange_profile_put TO citylearn_api;
