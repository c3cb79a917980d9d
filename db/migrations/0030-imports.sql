-- What learners have brought here that is not there and then kept: badges at addresses, which the courier
-- fetches, and archives, which it unpacks; and archives of all that a learner has, to be brought elsewhere.

CREATE TYPE held_import_state AS ENUM ('pending', 'kept', 'refused');

-- An import, for a day. The archive is gone once it was read.
CREATE TABLE held_import (
    id          uuid PRIMARY KEY DEFAULT uuid7(),
    person      uuid NOT NULL REFERENCES person,
    source      text, -- the address of a badge, or
    archive     bytea CHECK (octet_length(archive) <= 4194304), -- the bytes of a ZIP
    state       held_import_state NOT NULL DEFAULT 'pending',
    attempt     int NOT NULL DEFAULT 0,
    owner       uuid,
    lease_until timestamptz,
    items       jsonb NOT NULL DEFAULT '[]', -- what came of each file: name, state, code, reason, credential
    added_at    timestamptz NOT NULL DEFAULT now(),
    done_at     timestamptz,
    CHECK ((state = 'pending') = (done_at IS NULL)),
    CHECK (state <> 'pending' OR (source IS NULL) <> (archive IS NULL)),
    CHECK (state = 'pending' OR archive IS NULL)
);
CREATE INDEX ON held_import (person, id);
CREATE UNIQUE INDEX ON held_import (person, source) WHERE state = 'pending';
CREATE INDEX ON held_import (id) WHERE state = 'pending';
CREATE INDEX ON held_import (added_at);
ALTER TABLE held_import ENABLE ROW LEVEL SECURITY;
CREATE POLICY holder ON held_import TO citylearn_api USING (person = caller_person());
GRANT SELECT ON held_import TO citylearn_api;

CREATE OR REPLACE FUNCTION person_takes_their_badges() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM held_import WHERE person = NEW.id;
    DELETE FROM held_credential WHERE person = NEW.id;
    RETURN NULL;
END $$;

CREATE TYPE doc.held_import_item AS (
    name text, state text, code text, reason text, "credentialId" uuid, "credentialUrl" doc.address
);
COMMENT ON TYPE doc.held_import_item IS 'What came of one file.';
COMMENT ON COLUMN doc.held_import_item.name IS 'What it is called in the archive; null of an address.';
COMMENT ON COLUMN doc.held_import_item.state IS 'kept; here, when it was before; or refused.';
COMMENT ON COLUMN doc.held_import_item.code IS 'Why it was refused, or is here, for programs; or null.';
COMMENT ON COLUMN doc.held_import_item.reason IS 'The same for people, or null.';
COMMENT ON COLUMN doc.held_import_item."credentialId" IS 'The badge as it is kept, or null.';
COMMENT ON COLUMN doc.held_import_item."credentialUrl" IS 'Where it is, or null.';

CREATE TYPE doc.held_import AS (
    id uuid, source text, state held_import_state, code text, reason text, items doc.held_import_item[], url doc.address,
    "addedAt" doc.instant, "doneAt" doc.instant
);
COMMENT ON TYPE doc.held_import IS 'Badges that a learner has brought here, and what came of them; for a day.';
COMMENT ON COLUMN doc.held_import.source IS 'The address that the badge is fetched from; null of an archive.';
COMMENT ON COLUMN doc.held_import.state IS 'pending until it is done; then kept when there is any badge, and else refused.';
COMMENT ON COLUMN doc.held_import.code IS 'Why it was refused, for programs; of the first that was; or null.';
COMMENT ON COLUMN doc.held_import.reason IS 'The same for people, or null.';
COMMENT ON COLUMN doc.held_import."doneAt" IS 'When that was known, or null.';

CREATE FUNCTION held_import_document(i held_import) RETURNS doc.held_import LANGUAGE plpgsql STABLE AS $$
DECLARE
    first jsonb := CASE WHEN i.state = 'refused' THEN i.items->0 END;
BEGIN
    RETURN ROW(i.id, i.source, i.state, first->>'code', first->>'reason',
               ARRAY(SELECT ROW(one->>'name', one->>'state', one->>'code', one->>'reason', one->>'credential',
                                address('/v1/me/credentials/' || (one->>'credential')))::doc.held_import_item
                       FROM jsonb_array_elements(i.items) WITH ORDINALITY AS e (one, n) ORDER BY n),
               address('/v1/me/imports/' || i.id), utc(i.added_at), utc(i.done_at))::doc.held_import;
END $$;

-- Takes in an address or an archive of the caller's; the same address is waited for once. An award that was
-- made here is not fetched from here. Breaks award_is_here, not_allowed, too_many_imports.
CREATE FUNCTION held_import_begin(in_award uuid, in_source text, in_archive bytea) RETURNS held_import
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made held_import;
BEGIN
    PERFORM held_refuses(caller_person(), in_award);
    PERFORM FROM person AS p WHERE p.id = caller_person() FOR UPDATE;
    SELECT * INTO made FROM held_import AS i
     WHERE i.person = caller_person() AND i.source = in_source AND i.state = 'pending';
    IF FOUND THEN
        RETURN made;
    ELSIF (SELECT count(*) FROM held_import AS i WHERE i.person = caller_person() AND i.state = 'pending') >= 10 THEN
        PERFORM refuse('too_many_imports');
    END IF;
    INSERT INTO held_import (person, source, archive)
    VALUES (caller_person(), in_source, in_archive) RETURNING * INTO made;
    RETURN made;
END $$;

-- What was made here is not kept a second time, and by nobody else either.
CREATE FUNCTION held_refuses(in_person uuid, in_award uuid) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF EXISTS (SELECT FROM award AS a WHERE a.id = in_award AND a.person = in_person) THEN
        PERFORM refuse('award_is_here');
    ELSIF in_award IS NOT NULL THEN
        PERFORM refuse('not_allowed');
    END IF;
END $$;

-- Leases imports that nobody works at, for a minute. They come with the addresses that are known to be the
-- learner's, a line each.
CREATE FUNCTION held_import_claim(in_owner uuid, in_most bigint)
RETURNS TABLE (id uuid, attempt int, source text, archive bytea, emails text) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    UPDATE held_import AS i
       SET owner = in_owner, attempt = i.attempt + 1, lease_until = now() + interval '1 minute'
     WHERE i.id IN (SELECT due.id FROM held_import AS due
                     WHERE due.state = 'pending' AND due.attempt < 3
                       AND (due.lease_until IS NULL OR due.lease_until < now())
                     ORDER BY due.id LIMIT in_most FOR UPDATE SKIP LOCKED)
    RETURNING i.id, i.attempt, i.source, i.archive,
              (SELECT string_agg(known.email, E'\n') FROM identifier AS known WHERE known.person = i.person);
END $$;

-- Has a badge verified; what the same question was answered a moment ago counts.
CREATE FUNCTION held_question(in_id uuid) RETURNS SETOF held_credential LANGUAGE plpgsql AS $$
DECLARE
    held  held_credential;
    asked verification;
BEGIN
    SELECT * INTO held FROM held_credential AS h WHERE h.id = in_id;
    asked := verification_ask(held.question, convert_to(held.credential, 'UTF8'), NULL);
    RETURN QUERY
    UPDATE held_credential AS h
       SET verification = asked.id,
           verdict = CASE WHEN asked.state = 'done' THEN asked.told->>'verdict' ELSE h.verdict END,
           verified_at = CASE WHEN asked.state = 'done' THEN asked.done_at ELSE h.verified_at END
     WHERE h.id = in_id
    RETURNING h.*;
END $$;

CREATE OR REPLACE FUNCTION held_ask(in_id uuid) RETURNS SETOF held_credential LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT q.* FROM held_credential AS h, LATERAL held_question(h.id) AS q
     WHERE h.id = in_id AND h.person = caller_person();
END $$;

-- Keeps a badge for somebody. The same credential is kept once: what begins to count later takes the
-- place of what was there, and what is older changes nothing (Open Badges 3.0 section 10).
-- Breaks award_is_here, not_allowed, too_many_held.
CREATE FUNCTION held_keep(in_person uuid, in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea,
                          in_credential text, in_facts jsonb, in_valid_from timestamptz, in_question bytea,
                          OUT kept uuid, OUT was_there boolean) LANGUAGE plpgsql AS $$
DECLARE
    before held_credential;
    many   bigint;
    size   bigint;
BEGIN
    PERFORM held_refuses(in_person, in_award);
    PERFORM FROM person AS p WHERE p.id = in_person FOR UPDATE;
    SELECT * INTO before FROM held_credential AS h WHERE h.person = in_person AND h.key = in_key;
    SELECT count(*), coalesce(sum(octet_length(h.content) + octet_length(h.credential)), 0)
      INTO many, size
      FROM held_credential AS h WHERE h.person = in_person AND h.key <> in_key;
    IF many >= 1000 OR size + octet_length(in_content) + octet_length(in_credential) > 104857600 THEN
        PERFORM refuse('too_many_held');
    END IF;
    kept := before.id;
    was_there := before.id IS NOT NULL;
    IF before.id IS NULL OR before.content <> in_content
                            AND coalesce(in_valid_from >= before.valid_from, true) THEN
        INSERT INTO held_credential AS h (person, key, form, kind, content, credential, facts, valid_from, question)
        VALUES (in_person, in_key, in_form, in_kind, in_content, in_credential, in_facts, in_valid_from, in_question)
            ON CONFLICT (person, key) DO UPDATE
           SET form = excluded.form, kind = excluded.kind, content = excluded.content,
               credential = excluded.credential, facts = excluded.facts, valid_from = excluded.valid_from,
               question = excluded.question, verdict = NULL, verified_at = NULL, changed_at = now()
        RETURNING h.id INTO kept;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION held_put(in_award uuid, in_key bytea, in_form text, in_kind text, in_content bytea,
                         in_credential text, in_facts jsonb, in_valid_from timestamptz, in_question bytea)
RETURNS TABLE (id uuid, is_new boolean, body doc.held_credential) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it record;
BEGIN
    it := held_keep(caller_person(), in_award, in_key, in_form, in_kind, in_content, in_credential, in_facts,
                    in_valid_from, in_question);
    RETURN QUERY SELECT h.id, NOT it.was_there, d FROM held_question(it.kept) AS h, LATERAL held_document(h) AS d;
END $$;

-- What the courier keeps leaves half of what may wait to be verified to who asks at the moment. Breaks busy.
CREATE FUNCTION held_leaves_room() RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM verification WHERE state <> 'done' LIMIT 250) AS waiting) = 250 THEN
        PERFORM refuse('busy');
    END IF;
END $$;

-- Keeps one badge of an import that the courier holds, and goes on holding it; no row when it lost it, or the
-- learner is not here any more.
-- Breaks award_is_here, not_allowed, too_many_held, busy.
CREATE FUNCTION held_import_keep(in_import uuid, in_owner uuid, in_attempt bigint, in_award uuid, in_key bytea,
                                 in_form text, in_kind text, in_content bytea, in_credential text, in_facts jsonb,
                                 in_valid_from timestamptz, in_question bytea)
RETURNS TABLE (id uuid, is_new boolean) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    whose uuid;
    it    record;
BEGIN
    -- The person before the import, as whoever closes an account has it.
    SELECT p.id INTO whose FROM held_import AS i JOIN person AS p ON p.id = i.person
     WHERE i.id = in_import AND is_active(p)
       FOR UPDATE OF p;
    UPDATE held_import AS i SET lease_until = now() + interval '1 minute'
     WHERE i.id = in_import AND i.owner = in_owner AND i.attempt = in_attempt AND i.state = 'pending'
       AND i.person = whose;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM held_leaves_room();
    it := held_keep(whose, in_award, in_key, in_form, in_kind, in_content, in_credential, in_facts, in_valid_from,
                    in_question);
    PERFORM held_question(it.kept);
    RETURN QUERY SELECT it.kept, NOT it.was_there;
END $$;

-- What came of it; of a lease that was lost nothing is written.
CREATE FUNCTION held_import_settle(in_import uuid, in_owner uuid, in_attempt bigint, in_items jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
UPDATE held_import
   SET state = CASE WHEN in_items @> '[{"state": "kept"}]' OR in_items @> '[{"state": "here"}]' THEN 'kept'
                    ELSE 'refused' END::held_import_state,
       items = in_items, archive = NULL, done_at = now()
 WHERE id = in_import AND owner = in_owner AND attempt = in_attempt AND state = 'pending'
$$;

-- What broke couriers, or could not be done for long.
CREATE FUNCTION held_imports_give_up() RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
UPDATE held_import
   SET state = 'refused', archive = NULL, done_at = now(),
       items = '[{"state": "refused", "code": "busy", "reason": "It could not be done to its end; bring it again."}]'
 WHERE state = 'pending' AND attempt >= 3 AND lease_until < now()
$$;

CREATE FUNCTION held_imports_forget() RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DELETE FROM held_import WHERE added_at < now() - interval '1 day'
$$;

-- All that the caller has, in the order in which it began: awards that were made here, and badges of others as
-- they came. An award that nobody has signed yet counts as 200 KiB.
CREATE FUNCTION held_all() RETURNS TABLE (one uuid, own uuid, bytes bigint) LANGUAGE sql STABLE AS $$
SELECT a.id, a.id, coalesce(octet_length(k.document), 204800)
  FROM award AS a JOIN award_credential AS k ON k.award = a.id WHERE a.person = caller_person()
 UNION ALL
SELECT h.id, NULL, octet_length(h.content) FROM held_credential AS h WHERE h.person = caller_person()
$$;

-- One archive of them: from what comes after `in_after` on, up to 3 MiB and 200 files, and one file in any case.
CREATE FUNCTION held_export(in_after uuid)
RETURNS TABLE (id uuid, award uuid, name text, form text, kind text, content bytea, document text, has_more boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH wanted AS (
        SELECT w.*, sum(w.bytes) OVER rising AS total, row_number() OVER rising AS n, count(*) OVER () AS many
          FROM held_all() AS w WHERE in_after IS NULL OR w.one > in_after
        WINDOW rising AS (ORDER BY w.one)
    ), shown AS (
        SELECT * FROM wanted AS w WHERE w.n = 1 OR (w.total <= 3145728 AND w.n <= 200)
    )
    SELECT s.one, s.own,
           CASE WHEN s.own IS NULL THEN left(h.facts->>'name', 300)
                ELSE left(k.document::jsonb #>> '{credentialSubject,achievement,name}', 300) END,
           h.form, h.kind, h.content, k.document, s.many > (SELECT count(*) FROM shown)
      FROM shown AS s LEFT JOIN held_credential AS h ON s.own IS NULL AND h.id = s.one
      LEFT JOIN award_credential AS k ON k.award = s.own
     ORDER BY s.one;
END $$;

-- Where each of these archives begins; NULL is the start. No row when there is nothing.
CREATE FUNCTION held_export_parts() RETURNS TABLE (after uuid, files int) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it   record;
    last uuid;
    sum  bigint := 0;
BEGIN
    files := 0;
    FOR it IN SELECT * FROM held_all() AS w ORDER BY w.one LOOP
        IF files > 0 AND (sum + it.bytes > 3145728 OR files = 200) THEN
            RETURN NEXT;
            after := last;
            files := 0;
            sum := 0;
        END IF;
        last := it.one;
        files := files + 1;
        sum := sum + it.bytes;
    END LOOP;
    IF files > 0 THEN
        RETURN NEXT;
    END IF;
END $$;

REVOKE EXECUTE ON FUNCTION
    held_import_begin, held_refuses, held_import_claim, held_question, held_leaves_room, held_keep, held_import_keep,
    held_import_settle,
    held_imports_give_up, held_imports_forget, held_all, held_export, held_export_parts
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION held_import_begin, held_export, held_export_parts TO citylearn_api;
GRANT EXECUTE ON FUNCTION
    held_import_claim, held_import_keep, held_import_settle, held_imports_give_up, held_imports_forget
    TO citylearn_courier;
