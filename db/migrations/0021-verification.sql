-- Badges of others, judged for whoever asks (domain.md B16): what was asked, what came of it, and what was
-- fetched for it.

-- A question, for an hour. Its id is chance, unlike those of all else here, which tell when they were
-- made: whoever has it reads the answer, so that nobody may guess it. The address of the learner is
-- sealed, about the question, and gone once that is answered.
CREATE TABLE verification (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    question    bytea NOT NULL, -- a keyed hash of all that was asked
    award       uuid REFERENCES award ON DELETE CASCADE, -- of one of ours; then nothing is left to do
    differs     boolean NOT NULL DEFAULT false, -- what was shown is not what was signed here
    content     bytea, -- the badge, or its address; gone once it is judged
    recipient   bytea,
    matches     boolean, -- whether it is that person's
    state       verification_state NOT NULL DEFAULT 'queued',
    attempt     int NOT NULL DEFAULT 0,
    owner       uuid,
    lease_until timestamptz,
    told        jsonb, -- what came of it: verdict, reason, checks, credential, endorsements, contents
    created_at  timestamptz NOT NULL DEFAULT now(),
    done_at     timestamptz,
    CHECK ((state = 'done') = (told IS NOT NULL OR award IS NOT NULL)),
    CHECK (state <> 'done' OR (content IS NULL AND recipient IS NULL))
);
CREATE INDEX ON verification (question, created_at);
CREATE INDEX ON verification (created_at) WHERE state <> 'done';
CREATE INDEX ON verification (created_at);
CREATE INDEX ON verification (award) WHERE award IS NOT NULL;

-- What strangers answered, for a moment: badges of one issuer are asked about together, and an issuer
-- that does not answer is not asked again by each.
CREATE TABLE fetched_document (
    url        text PRIMARY KEY,
    status     int NOT NULL, -- 0: nobody answered
    etag       text,
    type       text,
    body       bytea NOT NULL CHECK (octet_length(body) <= 2097152),
    size       int NOT NULL,
    fetched_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON fetched_document (fetched_at);

-- Takes a question in, unless the same was asked within the minute. There is an end to how many wait.
CREATE FUNCTION verification_ask(in_question bytea, in_content bytea, in_recipient bytea) RETURNS verification
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made verification;
BEGIN
    SELECT * INTO made FROM verification AS v
     WHERE v.question = in_question AND v.created_at > now() - interval '1 minute'
     ORDER BY v.created_at DESC LIMIT 1
       FOR SHARE; -- so that whoever remembers its id is told of an answer that comes at this moment
    IF FOUND THEN
        RETURN made;
    ELSIF (SELECT count(*) FROM (SELECT FROM verification WHERE state <> 'done' LIMIT 500) AS waiting) = 500 THEN
        PERFORM refuse('busy');
    END IF;
    INSERT INTO verification (question, content, recipient)
    VALUES (in_question, in_content, in_recipient) RETURNING * INTO made;
    RETURN made;
END $$;

-- An award of ours, held against the credential that was shown, if one was.
CREATE FUNCTION verification_differs(in_award uuid, in_document jsonb, in_token text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
    SELECT FROM award_credential AS k
     WHERE k.award = in_award
       AND ((in_document IS NOT NULL AND k.document::jsonb IS DISTINCT FROM in_document)
            OR (in_token IS NOT NULL AND k.token IS DISTINCT FROM in_token)));
END $$;

CREATE FUNCTION verification_own(in_award uuid, in_email text, in_differs boolean, wanted text[])
RETURNS doc.verification LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    d doc.verification := verification_document(in_award, in_email, wanted);
BEGIN
    IF in_differs AND d.award IS NOT NULL THEN
        d.verdict := 'tampered';
        d.checks := d.checks || ROW('as_issued', false,
            'What was shown is not what the issuer signed; all that is said here is about the award as it was issued.'
            )::doc.verification_check;
    END IF;
    RETURN d;
END $$;

-- Keeps the answer about one of ours, for a page that is looked at later; once a minute. Breaks not_found.
CREATE FUNCTION verification_keep(in_question bytea, in_award uuid, in_email text, in_differs boolean) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    SELECT v.id INTO made FROM verification AS v
     WHERE v.question = in_question AND v.award = in_award AND v.differs = in_differs
       AND v.created_at > now() - interval '1 minute' LIMIT 1;
    IF FOUND THEN
        RETURN made;
    END IF;
    INSERT INTO verification (question, award, differs, matches, state, done_at)
    SELECT in_question, a.id, in_differs, lower(in_email) = a.recipient_email, 'done', now()
      FROM award AS a WHERE a.id = in_award
    RETURNING id INTO made;
    IF made IS NULL THEN
        PERFORM refuse('not_found');
    END IF;
    RETURN made;
END $$;

CREATE FUNCTION verification_told(v verification, wanted text[]) RETURNS doc.verification
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
                         FROM jsonb_array_elements(coalesce(told->'contents', '[]')) AS p))::doc.verification;
        IF told ? 'credential' THEN
            d.issuer := ROW(NULL, told->'credential'->>'issuerName', NULL,
                            told->'credential'->>'issuerUrl')::doc.verification_issuer;
        END IF;
    END IF;
    d."recipientMatches" := v.matches;
    RETURN d;
END $$;

-- What is known of an award of ours, or of a question, by its id.
CREATE FUNCTION verification_show(in_id uuid, wanted text[]) RETURNS doc.verification
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    d doc.verification := verification_document(in_id, NULL, wanted);
BEGIN
    IF d."asOf" IS NULL THEN
        SELECT t.* INTO d FROM verification AS v, LATERAL verification_told(v, wanted) AS t
         WHERE v.id = in_id AND v.created_at > now() - interval '1 hour';
    END IF;
    RETURN d;
END $$;

REVOKE EXECUTE ON FUNCTION
    verification_ask, verification_differs, verification_own, verification_keep, verification_show
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    verification_ask, verification_differs, verification_own, verification_keep, verification_show
    TO citylearn_api;
GRANT SELECT, UPDATE (state, attempt, owner, lease_until, content, recipient, matches, told, done_at), DELETE
    ON verification TO citylearn_courier;
GRANT SELECT, INSERT, UPDATE, DELETE ON fetched_document TO citylearn_courier;
