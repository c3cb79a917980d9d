-- event_fan_out(most int) -> one events, deliveries on write
-- Turns new events into deliveries to the endpoints that listen to them, one courier at a time, and gives
-- each its place. An endpoint hears of what happened after it was made; while it is off, that is held.
WITH turn AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(hashtextextended('event_fan_out', 0)) AS is_ours
), taken AS (
    SELECT id, organisation, city, type, subject, seq, occurred_at FROM event
     WHERE fanned_at IS NULL AND (SELECT is_ours FROM turn)
     ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
), placed AS (
    SELECT id, nextval('event_place') AS place FROM (SELECT id FROM taken ORDER BY id) AS t
), heard AS (
    SELECT t.id, w.id AS endpoint, CASE w.state WHEN 'enabled' THEN 'due' ELSE 'held' END::delivery_state AS state,
           CASE w.ordering WHEN 'subject' THEN t.subject END AS subject, t.seq, w.payload
      FROM taken AS t
     CROSS JOIN LATERAL (SELECT * FROM webhook_endpoint AS o WHERE o.organisation = t.organisation
                          UNION ALL
                         SELECT * FROM webhook_endpoint AS c WHERE c.city = t.city) AS w
     WHERE w.deleted_at IS NULL AND w.created_at <= t.occurred_at
       AND event_matches(t.type, w.types)
), made AS (
    INSERT INTO delivery (event, endpoint, state, subject, seq)
    SELECT id, endpoint, state, subject, seq FROM heard
        ON CONFLICT DO NOTHING
    RETURNING event
), done AS (
    UPDATE event
       SET fanned_at = now(), place = placed.place,
           whole = CASE WHEN event.id IN (SELECT id FROM heard WHERE payload = 'full')
                        THEN event_whole(type, subject, event.payload) END
      FROM placed WHERE event.id = placed.id
    RETURNING event.id
)
SELECT (SELECT count(*) FROM done) AS events, (SELECT count(*) FROM made) AS deliveries;

-- delivery_claim(owner uuid, most int)
-- -> many event, endpoint, attempt, url, sealed, payload, type, seq, request, challenge on write
-- Leases deliveries that are due, as many as an endpoint may have in flight and begin in a second, and one
-- as a probe to an endpoint that kept failing. An endpoint whose breaker is open is passed over, so that it
-- burns no attempts; a pending one gets pings alone. Endpoints are locked in the order of their ids, and one
-- that somebody else is busy with is left to them. They are served in turns, and all of one organisation or city
-- together have 64 in flight, so that nobody's receivers hold all places of the courier.
WITH ready AS MATERIALIZED (
    SELECT w.id, w.state, w.organisation, w.city, w.allowance_at, bucket.allowance,
           least(bucket.allowance, CASE WHEN w.failures >= 5 THEN 1 ELSE w.max_in_flight END
                 - (SELECT count(*) FROM delivery AS d
                     WHERE d.endpoint = w.id AND d.state = 'leased'))::numeric AS free
      FROM webhook_endpoint AS w,
           LATERAL (SELECT CASE WHEN w.slow_until > now() THEN greatest(w.max_per_second / 2.0, 1)
                           ELSE w.max_per_second END AS rate) AS r,
           LATERAL (SELECT least(rate, w.allowance
                                 + rate * extract(epoch FROM now() - w.allowance_at))::float AS allowance) AS bucket
     WHERE w.state IN ('enabled', 'pending') AND w.deleted_at IS NULL
       AND (w.breaker_until IS NULL OR w.breaker_until <= now())
       AND (SELECT min(d.due_at) FROM delivery AS d WHERE d.endpoint = w.id AND d.state = 'due') <= now()
     ORDER BY w.id
       FOR NO KEY UPDATE OF w SKIP LOCKED
), offered AS (
    SELECT d.event, d.endpoint, own.room, ready.organisation, ready.city, ready.allowance_at, d.due_at
      FROM (SELECT * FROM ready ORDER BY allowance_at, id) AS ready,
           LATERAL (SELECT 64 - count(*) AS room
                      FROM webhook_endpoint AS w JOIN delivery AS d ON d.endpoint = w.id AND d.state = 'leased'
                     WHERE w.organisation = ready.organisation OR w.city = ready.city) AS own,
           LATERAL (SELECT event, endpoint, due_at FROM delivery AS d
                     WHERE d.endpoint = ready.id AND d.state = 'due' AND d.due_at <= now()
                       AND (ready.state = 'enabled' OR d.ping)
                       AND (d.subject IS NULL OR NOT EXISTS (
                                SELECT FROM delivery AS before
                                 WHERE before.endpoint = d.endpoint AND before.subject = d.subject
                                   AND before.state IN ('due', 'leased') AND before.seq < d.seq))
                     ORDER BY d.due_at, d.event LIMIT greatest(floor(least(ready.free, own.room)), 0)
                       FOR UPDATE SKIP LOCKED) AS d
     LIMIT :most
), picked AS (
    SELECT event, endpoint
      FROM (SELECT *, row_number() OVER (PARTITION BY organisation, city ORDER BY allowance_at, due_at, event) AS place
              FROM offered) AS o
     WHERE place <= room
), leased AS (
    UPDATE delivery AS d
       SET state = 'leased', owner = :owner, attempt = d.attempt + 1,
           lease_until = now() + interval '60 seconds'
      FROM picked
     WHERE d.event = picked.event AND d.endpoint = picked.endpoint
    RETURNING d.event, d.endpoint, d.attempt, d.ping
), spent AS (
    UPDATE webhook_endpoint AS w
       SET allowance = ready.allowance - n, allowance_at = now()
      FROM ready JOIN (SELECT endpoint, count(*) AS n FROM picked GROUP BY endpoint) AS p ON p.endpoint = ready.id
     WHERE w.id = ready.id
)
SELECT l.event, l.endpoint, l.attempt, w.url,
       concat_ws(' ', encode(w.sealed, 'hex'),
                 (SELECT string_agg(encode(k.sealed, 'hex'), ' ' ORDER BY k.id DESC) FROM webhook_old_key AS k
                   WHERE k.endpoint = w.id AND k.expires_at > now())) AS sealed,
       event_payload(e, w.payload) AS payload, e.type, e.seq, e.request, CASE WHEN l.ping AND w.state = 'pending' THEN w.challenge END AS challenge
  FROM leased AS l JOIN event AS e ON e.id = l.event JOIN webhook_endpoint AS w ON w.id = l.endpoint;

-- delivery_settle(owner uuid, results json) -> one settled on write
-- Writes what came of leased deliveries: [{"event", "endpoint", "attempt", "state" (delivered,
-- due, exhausted or held), "delaySeconds", "outcome", "status", "dnsMs", "connectMs", "tlsMs",
-- "firstByteMs", "totalMs", "head" (base64), "gone", "proof" (the challenge that was echoed)}]. A result whose lease was lost is dropped.
SELECT delivery_settle(:owner, :results) AS settled;

-- delivery_reap() -> one freed on write
-- Deliveries whose courier died are due again. The attempt is spent: its number must not come
-- again, or a late result of it could pass for that of the next. What was held just when its
-- endpoint was enabled is due as well.
WITH released AS (
    UPDATE delivery AS d SET state = 'due', due_at = now(), attempt = 0, done_at = NULL
      FROM webhook_endpoint AS w
     WHERE w.state = 'enabled' AND w.deleted_at IS NULL AND d.endpoint = w.id AND d.state = 'held' AND NOT d.ping
), freed AS (
    UPDATE delivery SET state = 'due', owner = NULL, lease_until = NULL
     WHERE state = 'leased' AND lease_until < now()
    RETURNING event, endpoint, attempt
), noted AS (
    INSERT INTO delivery_attempt (event, endpoint, attempt, outcome)
    SELECT event, endpoint, attempt, 'aborted' FROM freed
)
SELECT count(*) AS freed FROM freed;

-- endpoints_watch() -> none on write
-- Tells of endpoints that take nothing, and disables them in the end.
SELECT endpoints_watch();

-- awards_expire(most int) -> one told on write
-- Awards that are over, each once, for the events that tell of it.
SELECT awards_expire(:most) AS told;

-- events_forget(most int) -> one gone on write
-- What happened a month ago, and all that became of it.
SELECT events_forget(:most) AS gone;
