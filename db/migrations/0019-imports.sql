-- Imports: many activities at once, out of a file that a partner sends (domain.md B5, B6).
--
-- The body comes in pieces, each kept as it comes, so that nobody holds it whole. The courier reads
-- it row by row and takes the rows in by sets, each set in one statement with what it came to.

CREATE TYPE import_format AS ENUM ('csv', 'ndjson');

-- Pieces of a body, under the id of the import that they become.
CREATE TABLE import_piece (
    import       uuid NOT NULL,
    organisation uuid NOT NULL REFERENCES organisation,
    n            int NOT NULL, -- from 0
    bytes        bytea NOT NULL,
    came_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (import, n)
);
ALTER TABLE import_piece ALTER COLUMN bytes SET STORAGE EXTERNAL; -- packing costs more than it saves
CREATE INDEX ON import_piece (organisation, import) WHERE n = 0;

CREATE TABLE import (
    id           uuid PRIMARY KEY,
    organisation uuid NOT NULL REFERENCES organisation,
    job          uuid NOT NULL UNIQUE REFERENCES job ON DELETE CASCADE,
    source       text NOT NULL, -- the partner's own name of where the rows come from
    format       import_format NOT NULL,
    size         bigint NOT NULL, -- bytes
    publish      boolean NOT NULL,
    dry_run      boolean NOT NULL,
    is_whole     boolean NOT NULL, -- what it lacks is to be cancelled
    person       uuid REFERENCES person, -- who asked, and with whose rights it is done
    client       uuid,
    failure      text, -- why it cannot be read any further
    missing      int,  -- published activities of the source that it lacked, once that is known
    reason       text, -- of the cancelling, once it was confirmed
    cancelling   uuid REFERENCES job ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CHECK (NOT (dry_run AND cancelling IS NOT NULL))
);
CREATE INDEX ON import (organisation, id);
CREATE INDEX ON import (cancelling) WHERE cancelling IS NOT NULL;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OF reason ON import
    FOR EACH ROW EXECUTE FUNCTION audit();

-- What was wrong, numbered as it was found. The sentence is only kept where it is not the title of
-- the problem.
CREATE TABLE import_error (
    import uuid NOT NULL REFERENCES import ON DELETE CASCADE,
    n      int NOT NULL,
    line   bigint NOT NULL,
    field  text, -- a column, or a JSON pointer
    code   text NOT NULL,
    detail text,
    PRIMARY KEY (import, n)
);

-- The ids that a file holds: a second row of the same is one too many, and what a whole offer lacks
-- is what is not among them.
CREATE TABLE import_seen (
    import      uuid NOT NULL REFERENCES import ON DELETE CASCADE,
    external_id text NOT NULL,
    PRIMARY KEY (import, external_id)
);

-- Where an activity came from.
CREATE TABLE activity_origin (
    activity     uuid PRIMARY KEY REFERENCES activity ON DELETE CASCADE,
    organisation uuid NOT NULL REFERENCES organisation,
    source       text NOT NULL,
    came_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON activity_origin (organisation, source);

ALTER TABLE import ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_piece ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_error ENABLE ROW LEVEL SECURITY;
ALTER TABLE activity_origin ENABLE ROW LEVEL SECURITY;
CREATE POLICY managed ON import TO citylearn_api USING (allowed(organisation));
CREATE POLICY managed ON import_error FOR SELECT TO citylearn_api
    USING (EXISTS (SELECT FROM import AS i WHERE i.id = import));
CREATE POLICY staff ON activity_origin FOR SELECT TO citylearn_api USING (allowed(organisation));
CREATE POLICY courier ON import FOR SELECT TO citylearn_courier USING (true);
CREATE POLICY courier ON import_piece FOR SELECT TO citylearn_courier USING (true);
GRANT SELECT ON import, import_error, activity_origin TO citylearn_api;
GRANT SELECT ON import, import_piece TO citylearn_courier;

CREATE TYPE doc.import_counts AS (rows int, created int, updated int, unchanged int, rejected int);
COMMENT ON TYPE doc.import_counts IS 'How many rows were read so far, and what became of them.';
CREATE TYPE doc.import AS (
    id uuid, source text, format import_format, size bigint, publish boolean, "dryRun" boolean,
    "wholeOffer" boolean, state job_state, counts doc.import_counts, failure text, missing int,
    "cancelReason" text, cancelled int, "createdAt" doc.instant, "doneAt" doc.instant,
    job doc.job, url doc.address
);
COMMENT ON TYPE doc.import IS 'Many activities at once, out of one file.';
COMMENT ON COLUMN doc.import.source IS 'Your own name of where the rows come from.';
COMMENT ON COLUMN doc.import.size IS 'Of the file, in bytes.';
COMMENT ON COLUMN doc.import.publish IS 'Whether rows are published at once.';
COMMENT ON COLUMN doc.import."dryRun" IS 'Whether it only tells what it would do.';
COMMENT ON COLUMN doc.import."wholeOffer" IS 'Whether what the file lacks is to be cancelled, once that is confirmed.';
COMMENT ON COLUMN doc.import.state IS 'That of its job.';
COMMENT ON COLUMN doc.import.failure IS 'Why the file could not be read to its end; null when it could.';
COMMENT ON COLUMN doc.import.missing IS 'How many published activities of the source the file lacks; null unless it is a whole offer that was read without a rejected row.';
COMMENT ON COLUMN doc.import."cancelReason" IS 'Why what it lacks is cancelled; null until that is confirmed.';
COMMENT ON COLUMN doc.import.cancelled IS 'How many of them are cancelled; null until that is confirmed.';
COMMENT ON COLUMN doc.import."doneAt" IS 'Null before.';
COMMENT ON COLUMN doc.import.job IS 'The work on it; of the cancelling, once that is confirmed.';

CREATE TYPE doc.import_error AS (line bigint, field text, code text, detail text);
COMMENT ON TYPE doc.import_error IS 'What is wrong with a row.';
COMMENT ON COLUMN doc.import_error.line IS 'That it begins on, from 1.';
COMMENT ON COLUMN doc.import_error.field IS 'The column of a CSV file, or a JSON pointer (RFC 6901) into a line of NDJSON; null when it is the row as a whole.';
COMMENT ON COLUMN doc.import_error.detail IS 'One sentence.';

-- Runs as the owner, since who may see the import may see how far it is. Volatile, so that it sees
-- the job that the statement before it made.
CREATE FUNCTION import_document(i import) RETURNS doc.import LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT ROW(i.id, i.source, i.format, i.size, i.publish, i.dry_run, i.is_whole, j.state,
               ROW(coalesce((j.counts->>'rows')::int, 0), coalesce((j.counts->>'created')::int, 0),
                   coalesce((j.counts->>'updated')::int, 0),
                   coalesce((j.counts->>'unchanged')::int, 0),
                   coalesce((j.counts->>'rejected')::int, 0))::doc.import_counts,
               i.failure, i.missing, i.reason,
               CASE WHEN i.reason IS NOT NULL THEN coalesce((c.counts->>'cancelled')::int, 0) END,
               utc(i.created_at), utc(j.done_at), job_document(CASE WHEN c.id IS NULL THEN j ELSE c END),
               address('/v1/organisations/' || i.organisation || '/imports/' || i.id))::doc.import
      FROM job AS j LEFT JOIN job AS c ON c.id = i.cancelling
     WHERE j.id = i.job);
END $$;

-- Whether a body is on its way still: it is no import, and a piece came in the last five minutes.
CREATE FUNCTION import_is_coming(in_import uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT NOT EXISTS (SELECT FROM import WHERE id = in_import)
   AND EXISTS (SELECT FROM import_piece WHERE import = in_import AND came_at > now() - interval '5 minutes')
$$;
-- Whether somebody will read it.
CREATE FUNCTION import_is_waiting(in_import uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM import AS i JOIN job AS j ON j.id = i.job
                WHERE i.id = in_import AND j.state IN ('queued', 'running'))
$$;

-- A piece of a body. Who sends the first one has to be allowed what the import will do, and an
-- organisation has at most ten imports that are not done. A key that was answered before makes no
-- import more, so that who repeats a request is let through to its answer.
CREATE FUNCTION import_piece_add(in_organisation uuid, in_import uuid, in_n bigint, in_bytes bytea,
                                 in_key text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before CONSTANT text := idempotency_answer(coalesce(caller_person(), caller_client())::text, in_key);
    coming int;
    waiting int;
BEGIN
    IF in_n = 0 THEN
        PERFORM organisation_own(in_organisation);
        PERFORM pg_advisory_xact_lock(hashtextextended('import ' || in_organisation, 0));
        SELECT count(*) FILTER (WHERE import_is_coming(import)), count(*) FILTER (WHERE import_is_waiting(import))
          INTO coming, waiting
          FROM import_piece WHERE organisation = in_organisation AND n = 0;
        IF coming >= 10 OR before IS NULL AND coming + waiting >= 10 THEN
            PERFORM refuse('too_many_imports');
        END IF;
    ELSIF NOT allowed(in_organisation)
       OR NOT EXISTS (SELECT FROM import_piece WHERE import = in_import AND n = in_n - 1
                         AND organisation = in_organisation) THEN
        PERFORM refuse('not_found');
    END IF;
    INSERT INTO import_piece (import, organisation, n, bytes)
    VALUES (in_import, in_organisation, in_n, in_bytes);
    RETURN in_import;
END $$;

CREATE FUNCTION import_make(in_organisation uuid, in_import uuid, in_input jsonb) RETURNS import
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    work uuid;
    made import;
BEGIN
    IF NOT EXISTS (SELECT FROM import_piece WHERE import = in_import
                      AND organisation = organisation_own(in_organisation)) THEN
        PERFORM refuse('not_found');
    END IF;
    INSERT INTO job (kind, organisation, subject, scope)
    VALUES ('import', in_organisation, in_import, 'activity:write')
    RETURNING id INTO work;
    INSERT INTO import (id, organisation, job, source, format, size, publish, dry_run, is_whole,
                        person, client)
    VALUES (in_import, in_organisation, work, in_input->>'source',
            (in_input->>'format')::import_format, (in_input->>'size')::bigint,
            (in_input->>'publish')::boolean, (in_input->>'dryRun')::boolean,
            (in_input->>'wholeOffer')::boolean, caller_person(), caller_client())
    RETURNING * INTO made;
    RETURN made;
END $$;

-- A body that became no import after all, as that of a request that was answered before.
CREATE FUNCTION import_piece_drop(in_organisation uuid, in_import uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DELETE FROM import_piece AS p
 WHERE p.import = in_import AND p.organisation = in_organisation AND allowed(in_organisation)
   AND NOT EXISTS (SELECT FROM import WHERE id = in_import)
$$;

-- The rights of whoever asked for it: what they may no longer do, is not done.
CREATE FUNCTION import_enter(i import) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM person AS p WHERE p.id = i.person AND is_active(p))
       AND NOT EXISTS (SELECT FROM service_client AS c WHERE c.id = i.client AND c.deleted_at IS NULL
                          AND 'activity:write' = ANY (c.scopes)) THEN
        PERFORM refuse('not_allowed');
    END IF;
    PERFORM caller_enter(i.person::text, i.client::text,
                         CASE WHEN i.client IS NOT NULL THEN i.organisation::text END, 'manager',
                         'import ' || i.id);
    PERFORM organisation_own(i.organisation);
END $$;

CREATE FUNCTION import_zone(i import) RETURNS text LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
SELECT c.time_zone FROM organisation AS o JOIN city AS c ON c.id = o.city WHERE o.id = i.organisation
$$;

CREATE FUNCTION import_note(in_import uuid, faults jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    noted int := (SELECT count(*) FROM import_error WHERE import = in_import);
BEGIN
    INSERT INTO import_error (import, n, line, field, code, detail)
    SELECT in_import, noted + row_number() OVER (ORDER BY f.line, o), f.line,
           nullif(f.field, ''), f.code, f.detail
      FROM ROWS FROM (jsonb_to_recordset(faults) AS (line bigint, field text, code text, detail text))
               WITH ORDINALITY AS f (line, field, code, detail, o)
     ORDER BY f.line, o LIMIT greatest(1000 - noted, 0);
END $$;

-- What became of the items at `places`. A dry run does all of it and takes it back, so that it
-- answers by the same rules; what a variable holds is not taken back.
CREATE FUNCTION import_put(i import, items jsonb, places int[])
RETURNS TABLE (place int, outcome text, activity uuid, problem text, field text)
LANGUAGE plpgsql AS $$
DECLARE
    outcomes jsonb;
BEGIN
    BEGIN
        SELECT coalesce(jsonb_agg(p), '[]') INTO outcomes
          FROM activity_put(i.organisation, items, places, 'upsert', i.publish) AS p;
        IF i.dry_run THEN
            RAISE EXCEPTION USING ERRCODE = 'CL001';
        END IF;
    EXCEPTION WHEN SQLSTATE 'CL001' THEN
        NULL;
    END;
    RETURN QUERY
    SELECT o.place, o.outcome, o.activity, o.problem, o.field
      FROM jsonb_to_recordset(outcomes) AS o (place int, outcome text, activity uuid, problem text, field text);
END $$;

-- The items that may be taken in: each id comes once in a file, and every row of a whole offer has
-- one. The others are noted.
CREATE FUNCTION import_fresh(i import, items jsonb, lines bigint[]) RETURNS int[]
LANGUAGE plpgsql AS $$
DECLARE
    fresh int[];
BEGIN
    WITH item AS (
        SELECT n::int - 1 AS place, one->>'externalId' AS key,
               row_number() OVER (PARTITION BY one->>'externalId' ORDER BY n) AS turn
          FROM jsonb_array_elements(items) WITH ORDINALITY AS e (one, n)
    ), seen AS (
        INSERT INTO import_seen (import, external_id)
        SELECT i.id, key FROM item WHERE key IS NOT NULL AND turn = 1
            ON CONFLICT DO NOTHING
        RETURNING external_id
    ), judged AS (
        SELECT place, CASE WHEN key IS NULL AND i.is_whole THEN 'required'
                           WHEN key IS NOT NULL AND (turn > 1 OR seen.external_id IS NULL)
                           THEN 'external_id_repeated' END AS code
          FROM item LEFT JOIN seen ON seen.external_id = item.key
    ), noted AS (
        SELECT import_note(i.id, jsonb_agg(jsonb_build_object(
                   'line', lines[place + 1], 'code', code,
                   'field', CASE i.format WHEN 'csv' THEN 'externalId' ELSE '/externalId' END,
                   'detail', CASE code WHEN 'required' THEN 'externalId is missing; every row of a whole offer has one.'
                                       ELSE 'An earlier row has this externalId.' END) ORDER BY place))
          FROM judged WHERE code IS NOT NULL HAVING count(*) > 0
    )
    SELECT coalesce(array_agg(place ORDER BY place) FILTER (WHERE code IS NULL), '{}') INTO fresh
      FROM judged LEFT JOIN noted ON true;
    RETURN fresh;
END $$;

-- The published activities of the source that a whole offer lacked, and that are not over.
CREATE FUNCTION import_lacks(i import) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
SELECT a.id
  FROM activity_origin AS o JOIN activity AS a ON a.id = o.activity
 WHERE o.organisation = i.organisation AND o.source = i.source AND o.came_at <= i.created_at
   AND a.state = 'published' AND a.external_id IS NOT NULL AND (a.ends_at IS NULL OR a.ends_at >= now())
   AND NOT EXISTS (SELECT FROM import_seen AS s WHERE s.import = i.id AND s.external_id = a.external_id)
$$;

-- After the last set. What is not needed any more goes.
CREATE FUNCTION import_finish(i import, j job, in_failure text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    is_clean boolean := in_failure IS NULL AND NOT i.dry_run AND i.is_whole
                        AND coalesce((j.counts->>'rejected')::int, 0) = 0;
BEGIN
    UPDATE import
       SET failure = in_failure,
           missing = CASE WHEN is_clean THEN (SELECT count(*) FROM import_lacks(i)) END
     WHERE id = i.id;
    DELETE FROM import_piece WHERE import = i.id;
    DELETE FROM import_seen WHERE import = i.id AND NOT is_clean;
END $$;

-- One set: `items` as the API takes them, the `lines` that they stand in, the `unfit` rows
-- [{"line", "field", "code", "detail"}] and how many those are; the number of the last row; what
-- the places of JSON are called in the file.
CREATE FUNCTION import_step(in_job uuid, in_owner uuid, in_attempt bigint, items jsonb, lines bigint[],
                            unfit jsonb, unfit_count bigint, last_row bigint, columns jsonb)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    i import;
    outcomes jsonb;
    told jsonb;
BEGIN
    IF NOT EXISTS (SELECT FROM job_held(in_job, in_owner, in_attempt)) THEN
        RETURN 'lost';
    END IF;
    SELECT * INTO i FROM import WHERE job = in_job;
    PERFORM import_enter(i), import_note(i.id, unfit);
    SELECT coalesce(jsonb_agg(p), '[]') INTO outcomes
      FROM import_put(i, items, import_fresh(i, items, lines)) AS p;

    PERFORM import_note(i.id, jsonb_agg(jsonb_build_object(
                'line', lines[o.place + 1], 'code', o.problem,
                'field', coalesce(columns->>regexp_replace(o.field, '/[0-9]+$', ''), o.field))))
       FROM jsonb_to_recordset(outcomes) AS o (place int, problem text, field text)
      WHERE o.problem IS NOT NULL HAVING count(*) > 0;
    INSERT INTO activity_origin AS a (activity, organisation, source)
    SELECT o.activity, i.organisation, i.source
      FROM jsonb_to_recordset(outcomes) AS o (activity uuid)
     WHERE o.activity IS NOT NULL AND NOT i.dry_run
        ON CONFLICT (activity) DO UPDATE SET source = excluded.source, came_at = now()
     WHERE a.source <> excluded.source;

    SELECT jsonb_build_object(
               'rows', jsonb_array_length(items) + unfit_count,
               'created', count(*) FILTER (WHERE outcome = 'created'),
               'updated', count(*) FILTER (WHERE outcome = 'updated'),
               'unchanged', count(*) FILTER (WHERE outcome = 'unchanged'),
               'rejected', unfit_count + jsonb_array_length(items)
                           - count(*) FILTER (WHERE outcome <> 'rejected')) INTO told
      FROM jsonb_to_recordset(outcomes) AS o (outcome text);
    PERFORM job_advance(in_job, in_owner, in_attempt, 'running', last_row::text, told);
    RETURN 'running';
END $$;

-- The end of the file, or why it cannot be read any further.
CREATE FUNCTION import_end(in_job uuid, in_owner uuid, in_attempt bigint, in_failure text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    j job;
    i import;
BEGIN
    SELECT * INTO j FROM job_held(in_job, in_owner, in_attempt);
    IF NOT FOUND THEN
        RETURN 'lost';
    END IF;
    SELECT * INTO i FROM import WHERE job = in_job;
    PERFORM import_finish(i, j, in_failure);
    PERFORM job_advance(in_job, in_owner, in_attempt,
                        CASE WHEN in_failure IS NULL THEN 'done' ELSE 'failed' END::job_state, NULL, '{}',
                        CASE WHEN in_failure IS NOT NULL THEN 'import_unreadable' END);
    RETURN 'done';
END $$;

-- Confirms that what a whole offer lacks is cancelled. The number has to be the one that was told,
-- and no later import of the same source may know better.
CREATE FUNCTION import_confirm(in_organisation uuid, in_import uuid, in_missing bigint, in_reason text)
RETURNS import LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    i import;
    work uuid;
BEGIN
    SELECT * INTO i FROM import
     WHERE id = in_import AND organisation = organisation_own(in_organisation) FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF i.missing IS NULL OR i.cancelling IS NOT NULL
       OR EXISTS (SELECT FROM import AS later
                   WHERE later.organisation = i.organisation AND later.source = i.source
                     AND later.created_at > i.created_at AND NOT later.dry_run) THEN
        PERFORM refuse('import_not_confirmable');
    ELSIF i.missing <> in_missing OR in_missing <> (SELECT count(*) FROM import_lacks(i)) THEN
        PERFORM refuse('import_missing_changed');
    END IF;
    INSERT INTO job (kind, organisation, subject, scope)
    VALUES ('import_cancel', in_organisation, in_import, 'activity:write')
    RETURNING id INTO work;
    UPDATE import SET reason = in_reason, cancelling = work WHERE id = in_import RETURNING * INTO i;
    RETURN i;
END $$;

CREATE FUNCTION import_cancel_step(in_job uuid, in_owner uuid, in_attempt bigint, most bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    i import;
    done int;
    come_to job_state;
BEGIN
    IF NOT EXISTS (SELECT FROM job_held(in_job, in_owner, in_attempt)) THEN
        RETURN 'lost';
    END IF;
    SELECT * INTO i FROM import WHERE cancelling = in_job;
    PERFORM import_enter(i);
    WITH gone AS (
        UPDATE activity
           SET state = next_state('activity', state::text, 'cancel')::activity_state,
               state_reason = i.reason, version = version + 1, updated_at = now()
         WHERE id IN (SELECT id FROM activity WHERE id IN (SELECT import_lacks(i))
                       ORDER BY id LIMIT most FOR UPDATE)
        RETURNING id
    )
    SELECT count(*) INTO done FROM gone;
    come_to := CASE WHEN done < most THEN 'done' ELSE 'running' END;
    IF come_to = 'done' THEN
        DELETE FROM import_seen WHERE import = i.id;
    END IF;
    PERFORM job_advance(in_job, in_owner, in_attempt, come_to, NULL, jsonb_build_object('cancelled', done));
    RETURN come_to;
END $$;

-- A partner's calendar (RFC 5545), read by the courier now and then. What it holds becomes an import
-- with the rights of who named the calendar; it is always the whole offer of its source.
CREATE TABLE calendar (
    id           uuid PRIMARY KEY DEFAULT uuid7(),
    organisation uuid NOT NULL REFERENCES organisation,
    name         text NOT NULL, -- the source of its activities
    address      text NOT NULL,
    template     jsonb NOT NULL, -- what a calendar does not say of an activity
    publish      boolean NOT NULL,
    minutes      int NOT NULL,
    person       uuid REFERENCES person,
    client       uuid,
    etag         text, -- of what was read last
    modified     text,
    read_at      timestamptz,
    look_at      timestamptz NOT NULL DEFAULT now(),
    fault        text, -- why it could not be read, in a word; NULL when it could
    last_import  uuid REFERENCES import ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT calendar_name_taken UNIQUE (organisation, name)
);
CREATE INDEX ON calendar (look_at);
CREATE INDEX ON calendar (last_import) WHERE last_import IS NOT NULL;
CREATE TRIGGER audit AFTER INSERT OR DELETE ON calendar FOR EACH ROW EXECUTE FUNCTION audit();
ALTER TABLE calendar ENABLE ROW LEVEL SECURITY;
CREATE POLICY managed ON calendar TO citylearn_api USING (allowed(organisation));
CREATE POLICY courier ON calendar TO citylearn_courier USING (true);
GRANT SELECT, INSERT, DELETE ON calendar TO citylearn_api;
GRANT SELECT, UPDATE (read_at, look_at, fault) ON calendar TO citylearn_courier;

CREATE FUNCTION calendar_fits() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM organisation WHERE id = NEW.organisation FOR UPDATE;
    IF (SELECT count(*) FROM calendar WHERE organisation = NEW.organisation) >= 10 THEN
        PERFORM refuse('too_many_calendars');
    ELSIF NOT EXISTS (SELECT FROM organisation AS o JOIN category AS c ON c.city = o.city
                       WHERE o.id = NEW.organisation AND c.slug = NEW.template->>'category') THEN
        PERFORM refuse('unknown_category');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER calendar_fits BEFORE INSERT ON calendar FOR EACH ROW EXECUTE FUNCTION calendar_fits();

CREATE TYPE doc.calendar AS (
    id uuid, name text, "calendarUrl" text, publish boolean, "everyMinutes" int, "readAt" doc.instant,
    "nextAt" doc.instant, fault text, "lastImport" uuid, "createdAt" doc.instant, url doc.address
);
COMMENT ON TYPE doc.calendar IS 'A calendar of an organisation, whose events become activities.';
COMMENT ON COLUMN doc.calendar.name IS 'The source of its activities.';
COMMENT ON COLUMN doc.calendar."calendarUrl" IS 'Where it is read.';
COMMENT ON COLUMN doc.calendar.publish IS 'Whether its activities are published at once, while the organisation may publish.';
COMMENT ON COLUMN doc.calendar."readAt" IS 'When it was last read well; null before.';
COMMENT ON COLUMN doc.calendar."nextAt" IS 'When it is read next.';
COMMENT ON COLUMN doc.calendar.fault IS 'Why it could not be read, in a word; null when it could.';
COMMENT ON COLUMN doc.calendar."lastImport" IS 'The import of what it held last; null before there was one.';

CREATE FUNCTION calendar_document(c calendar) RETURNS doc.calendar LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ROW(c.id, c.name, c.address, c.publish, c.minutes, utc(c.read_at), utc(c.look_at), c.fault,
               c.last_import, utc(c.created_at),
               address('/v1/organisations/' || c.organisation || '/calendars/' || c.id))::doc.calendar;
END $$;

-- Whether all that it held when it was last read is in, and as it is meant to be: only then does it
-- suffice to ask whether it has changed. After a day it is read anyway, since the year of its
-- meetings moves on.
CREATE FUNCTION calendar_is_in(c calendar) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM import AS i JOIN job AS j ON j.id = i.job
                WHERE i.id = c.last_import AND i.created_at > now() - interval '1 day'
                  AND j.state = 'done' AND coalesce((j.counts->>'rejected')::int, 0) = 0
                  AND i.publish = (c.publish AND organisation_may_publish(c.organisation)))
$$;

-- Those that are to be read, and whose last import is done. Who takes one has a minute for it.
CREATE FUNCTION calendar_due(most bigint)
RETURNS TABLE (id uuid, address text, etag text, modified text, rest text, place text, zone text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    UPDATE calendar AS c SET look_at = now() + interval '1 minute'
      FROM organisation AS o, city
     WHERE o.id = c.organisation AND city.id = o.city
       AND c.id IN (SELECT d.id FROM calendar AS d
                     WHERE d.look_at <= now()
                       AND NOT EXISTS (SELECT FROM import AS i JOIN job AS j ON j.id = i.job
                                        WHERE i.id = d.last_import AND j.state IN ('queued', 'running'))
                     ORDER BY d.look_at LIMIT most FOR UPDATE SKIP LOCKED)
    RETURNING c.id, c.address, CASE WHEN calendar_is_in(c) THEN c.etag END,
              CASE WHEN calendar_is_in(c) THEN c.modified END, (c.template - 'place')::text,
              (c.template->'place')::text, city.time_zone;
END $$;

-- What a calendar held, as NDJSON, becomes an import. It is published by trust: drafts it is while
-- the organisation may not publish.
CREATE FUNCTION calendar_take(in_calendar uuid, in_etag text, in_modified text, rows bytea) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    c calendar;
    made uuid := uuid7();
    work uuid;
BEGIN
    SELECT * INTO c FROM calendar WHERE id = in_calendar FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO import_piece (import, organisation, n, bytes)
    SELECT made, c.organisation, n, substring(rows FROM n * 524288 + 1 FOR 524288)
      FROM generate_series(0, greatest(octet_length(rows) - 1, 0) / 524288) AS n;
    INSERT INTO job (kind, organisation, subject, scope)
    VALUES ('import', c.organisation, made, 'activity:write') RETURNING id INTO work;
    INSERT INTO import (id, organisation, job, source, format, size, publish, dry_run, is_whole, person, client)
    VALUES (made, c.organisation, work, c.name, 'ndjson', octet_length(rows),
            c.publish AND organisation_may_publish(c.organisation), false, true, c.person, c.client);
    UPDATE calendar
       SET etag = in_etag, modified = in_modified, read_at = now(), fault = NULL, last_import = made,
           look_at = now() + make_interval(mins => c.minutes)
     WHERE id = in_calendar;
    RETURN made;
END $$;

-- Bodies that never became an import, or whose import was cancelled or failed.
CREATE FUNCTION import_forget() RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DELETE FROM import_piece AS p
 WHERE p.came_at < now() - interval '1 hour'
   AND NOT EXISTS (SELECT FROM import AS i JOIN job AS j ON j.id = i.job
                    WHERE i.id = p.import AND j.state IN ('queued', 'running'))
$$;

REVOKE EXECUTE ON FUNCTION
    import_document, import_piece_add, import_piece_drop, import_make, import_step, import_end, import_confirm,
    import_cancel_step, import_forget, import_zone, import_enter, import_note, import_put, import_fresh,
    import_lacks, import_finish, import_is_coming, import_is_waiting, calendar_take, calendar_due,
    calendar_is_in
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION import_document, import_piece_add, import_piece_drop, import_make, import_confirm TO citylearn_api;
GRANT EXECUTE ON FUNCTION import_step, import_end, import_cancel_step, import_forget, import_zone, calendar_take, calendar_due
    TO citylearn_courier;
