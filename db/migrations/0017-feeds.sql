-- Feeds: the offer for those who keep a copy of it, and what changed of one's own
-- (domain.md B6). Whoever follows change numbers misses nothing.

-- Change numbers rise in the order of transactions: the transaction's own number, and within it
-- the turn. A transaction with a lower number may commit later, so readers stop before the oldest
-- that still runs (change_horizon): what is below it has been decided, and nothing can come to
-- stand there any more. `number` is added to all, so that they begin near 0, and so that they go
-- on rising in a cluster whose transactions are counted from the start, as after a restore.
CREATE TABLE change_start (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    number bigint NOT NULL
);

-- 2 ^ 14 changes in one transaction, so that all numbers are exact in JavaScript (2 ^ 53).
CREATE FUNCTION change_at(transaction xid8) RETURNS bigint LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
SELECT number + transaction::text::bigint * 16384 FROM change_start
$$;
CREATE FUNCTION change_horizon() RETURNS bigint LANGUAGE sql STABLE AS $$
SELECT change_at(pg_snapshot_xmin(pg_current_snapshot()))
$$;

ALTER TABLE activity
    ADD change bigint UNIQUE, -- of what the feed last said of it; NULL: it never was in the feed
    ADD listed boolean NOT NULL DEFAULT false; -- whether the feed says that it is there
CREATE INDEX activity_waiting ON activity (visible_from) WHERE state = 'published' AND NOT listed;
CREATE INDEX activity_ending ON activity (city, ends_at) WHERE state = 'published';
CREATE INDEX activity_cancelled ON activity (city, updated_at) WHERE state = 'cancelled';

-- What a learner holds, or held: who keeps a copy has to hear of both.
CREATE TABLE portfolio_change (
    person     uuid NOT NULL REFERENCES person,
    award      uuid NOT NULL, -- which may be deleted: then its holder still has to hear of that
    change     bigint NOT NULL UNIQUE,
    gone       boolean NOT NULL, -- it is somebody else's now
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (person, award)
);
CREATE INDEX ON portfolio_change (person, change);
CREATE INDEX ON portfolio_change (award);

-- Numbers that are there and cannot be yet come from another cluster: all others go on behind them.
CREATE FUNCTION change_go_on() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    highest bigint := greatest((SELECT max(change) FROM activity),
                               (SELECT max(change) FROM portfolio_change));
    mine xid8 := pg_current_xact_id();
BEGIN
    IF highest < change_at(greatest(mine, pg_snapshot_xmax(pg_current_snapshot()))) + 16384
       OR highest IS NULL THEN
        RETURN;
    END IF;
    PERFORM FROM change_start FOR UPDATE;
    IF highest >= change_at(greatest(mine, pg_snapshot_xmax(pg_current_snapshot()))) + 16384 THEN
        UPDATE change_start
           SET number = highest + 1 - pg_snapshot_xmin(pg_current_snapshot())::text::bigint * 16384;
    END IF;
END $$;

CREATE FUNCTION change_next() RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    turn int := coalesce(nullif(current_setting('citylearn.change', true), '')::int + 1, 0);
BEGIN
    IF turn = 0 THEN
        PERFORM change_go_on();
    ELSIF turn >= 16384 THEN
        RAISE program_limit_exceeded USING MESSAGE = 'more than 16384 changes in one transaction';
    END IF;
    PERFORM set_config('citylearn.change', turn::text, true);
    RETURN change_at(pg_current_xact_id()) + turn;
END $$;

-- What is there before: in any order, before all that comes. No rule is judged anew.
ALTER TABLE activity DISABLE TRIGGER activity_may_be_published;
WITH numbered AS (
    SELECT id, row_number() OVER (ORDER BY updated_at, id) AS change FROM activity
     WHERE published_at IS NOT NULL
)
UPDATE activity AS a
   SET change = n.change,
       listed = a.state = 'published' AND (a.visible_from IS NULL OR a.visible_from <= now())
  FROM numbered AS n WHERE n.id = a.id;
ALTER TABLE activity ENABLE TRIGGER activity_may_be_published;
INSERT INTO portfolio_change (person, award, change, gone, changed_at)
SELECT person, id, row_number() OVER (ORDER BY updated_at, id), false, updated_at
  FROM award WHERE person IS NOT NULL;
INSERT INTO change_start (number)
SELECT 1 + greatest((SELECT count(*) FROM activity), (SELECT count(*) FROM award))
       - pg_snapshot_xmin(pg_current_snapshot())::text::bigint * 16384;

CREATE FUNCTION activity_is_listed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    was_listed boolean := coalesce(OLD.listed, false);
BEGIN
    NEW.listed := NEW.state = 'published'
                  AND (NEW.visible_from IS NULL OR NEW.visible_from <= now());
    IF NEW.listed AND (NOT was_listed OR NEW.version > OLD.version)
       OR was_listed AND NOT NEW.listed THEN
        NEW.change := change_next();
    END IF;
    -- What waited for its day is new on that day, wherever the newest stand first.
    IF NEW.listed AND NOT was_listed THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER listed BEFORE INSERT OR UPDATE ON activity
    FOR EACH ROW EXECUTE FUNCTION activity_is_listed();

-- Time lists what waited for its day; a courier sees to it. It is judged when its state or its
-- texts are written, and not again for that.
DROP TRIGGER activity_may_be_published ON activity;
CREATE TRIGGER activity_may_be_published BEFORE INSERT OR UPDATE OF state, translations ON activity
    FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION activity_may_be_published();
CREATE POLICY courier_looks ON activity FOR SELECT TO citylearn_courier USING (state = 'published');
CREATE POLICY courier_lists ON activity FOR UPDATE TO citylearn_courier USING (state = 'published');
GRANT SELECT (id, state, listed, visible_from), UPDATE (listed) ON activity TO citylearn_courier;

CREATE FUNCTION award_is_listed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO portfolio_change AS p (person, award, change, gone)
    SELECT holder, NEW.id, change_next(), holder IS DISTINCT FROM NEW.person
      FROM (SELECT NEW.person UNION SELECT OLD.person) AS t (holder)
     WHERE holder IS NOT NULL ORDER BY holder
        ON CONFLICT (person, award) DO UPDATE
       SET change = excluded.change, gone = excluded.gone, changed_at = excluded.changed_at;
    RETURN NULL;
END $$;
CREATE TRIGGER listed_when_made AFTER INSERT ON award
    FOR EACH ROW WHEN (NEW.person IS NOT NULL) EXECUTE FUNCTION award_is_listed();
CREATE TRIGGER listed_when_changed AFTER UPDATE ON award
    FOR EACH ROW WHEN (NEW IS DISTINCT FROM OLD AND (NEW.person IS NOT NULL OR OLD.person IS NOT NULL))
    EXECUTE FUNCTION award_is_listed();

CREATE FUNCTION award_is_gone() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE portfolio_change SET change = change_next(), gone = true, changed_at = now()
     WHERE award = OLD.id AND NOT gone;
    RETURN NULL;
END $$;
CREATE TRIGGER listed_when_deleted AFTER DELETE ON award
    FOR EACH ROW WHEN (OLD.person IS NOT NULL) EXECUTE FUNCTION award_is_gone();

ALTER TABLE portfolio_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY holder ON portfolio_change FOR SELECT TO citylearn_api
    USING (person = caller_person());
GRANT SELECT ON portfolio_change TO citylearn_api;

-- What leaves a feed by time leaves it at midnight, so that Last-Modified can say so.
CREATE FUNCTION feed_day() RETURNS timestamptz LANGUAGE sql STABLE AS $$
SELECT date_trunc('day', now(), 'UTC')
$$;
-- As HTTP writes it (RFC 9110 section 5.6.7).
CREATE FUNCTION http_date(moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
SELECT to_char(moment AT TIME ZONE 'UTC', 'Dy, DD Mon YYYY HH24:MI:SS "GMT"')
$$;

-- When the offer of a city or an organisation last changed, also by what is not in it any more: a
-- feed that lost something is another one. The same for whoever asks, as feeds are.
CREATE INDEX activity_put_away ON activity (city, updated_at) WHERE state = 'archived';
CREATE FUNCTION city_changed(in_city uuid) RETURNS timestamptz LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN greatest((SELECT max(updated_at) FROM activity WHERE city = in_city AND state = 'published'),
                    (SELECT max(updated_at) FROM activity WHERE city = in_city AND state = 'cancelled'),
                    (SELECT max(updated_at) FROM activity WHERE city = in_city AND state = 'archived'));
END $$;
CREATE FUNCTION organisation_changed(in_organisation uuid) RETURNS timestamptz LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT max(updated_at) FROM activity WHERE organisation = in_organisation AND state <> 'draft');
END $$;

-- The new columns are the public's as well.
CREATE OR REPLACE VIEW public_activity AS
SELECT * FROM activity
 WHERE state = 'published' AND (visible_from IS NULL OR visible_from <= now());

-- What changed, as far as it has been decided. Of what is not listed any more only that is told.
CREATE VIEW activity_change AS
SELECT a.id, a.change, a.updated_at, CASE WHEN a.listed THEN a END AS activity
  FROM activity AS a WHERE a.change < change_horizon();
-- What stands in calendars: what is on, and for 90 days what was called off.
CREATE VIEW calendar_activity AS
SELECT a.id, a.city, a.organisation, a.category, a.state, a.ends_at, a.updated_at, a.version,
       greatest(a.updated_at, a.visible_from) AS shown_at, a AS activity
  FROM activity AS a
 WHERE a.ends_at IS NOT NULL AND (a.visible_from IS NULL OR a.visible_from <= now())
   AND (a.state = 'published'
        OR a.state = 'cancelled' AND a.updated_at > feed_day() - interval '90 days');
GRANT SELECT ON activity_change, calendar_activity TO citylearn_api;

CREATE TYPE doc.change_state AS ENUM ('updated', 'deleted');
CREATE TYPE doc.portfolio_change AS (
    kind text, id uuid, state doc.change_state, "changedAt" doc.instant, award doc.award
);
COMMENT ON TYPE doc.portfolio_change IS 'What became of a thing in a learner''s portfolio.';
COMMENT ON COLUMN doc.portfolio_change.kind IS 'What it is: award.';
COMMENT ON COLUMN doc.portfolio_change.state IS 'deleted: it is the learner''s no more; drop the copy.';
COMMENT ON COLUMN doc.portfolio_change.award IS 'As it is now; null when it is deleted.';

-- When an activity is held, as clocks there show it: for pages, which know no time zones. Each meeting
-- is its begin and its end, as "2027 03 01 1 16:00" (1 is Monday), with ";" between; `past` are those
-- that are over as well.
CREATE FUNCTION meetings_there(sessions doc.session[], zone text, past boolean) RETURNS text
LANGUAGE sql STABLE AS $$
SELECT string_agg(to_char(begins AT TIME ZONE zone, 'YYYY MM DD ID HH24:MI ')
                  || to_char(ends AT TIME ZONE zone, 'YYYY MM DD ID HH24:MI'), ';' ORDER BY begins)
  FROM unnest(sessions) AS s,
       LATERAL (SELECT s."startsAt"::text::timestamptz AS begins, s."endsAt"::text::timestamptz AS ends) AS at
 WHERE past OR ends > now()
$$;

-- Readers know how far they may read; numbers are given by triggers alone.
REVOKE EXECUTE ON FUNCTION change_go_on, change_next, change_at, city_changed, organisation_changed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION change_at, city_changed, organisation_changed TO citylearn_api;
