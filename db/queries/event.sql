-- event_fan_out(most int) -> one events, deliveries on write
-- Turns new events into deliveries to the endpoints that listen to them. An endpoint
-- hears of what happened after it was made.
WITH taken AS (
    SELECT id, organisation, type, occurred_at FROM event
     WHERE fanned_at IS NULL ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
), made AS (
    INSERT INTO delivery (event, endpoint, state)
    SELECT t.id, w.id, CASE w.state WHEN 'enabled' THEN 'due' ELSE 'held' END::delivery_state
      FROM taken AS t JOIN webhook_endpoint AS w ON w.organisation = t.organisation
     WHERE w.deleted_at IS NULL AND w.created_at <= t.occurred_at
       AND event_matches(t.type, w.types)
        ON CONFLICT DO NOTHING
    RETURNING event
), done AS (
    UPDATE event SET fanned_at = now() FROM taken WHERE event.id = taken.id RETURNING event.id
)
SELECT (SELECT count(*) FROM done) AS events, (SELECT count(*) FROM made) AS deliveries;

-- delivery_claim(owner uuid, most int)
-- -> many event, endpoint, attempt, url, sealed, payload, type, seq, request on write
-- Leases deliveries that are due, at most four in flight to one endpoint, and one as a
-- probe to an endpoint that kept failing. An endpoint whose breaker is open is passed over,
-- so that it burns no attempts.
WITH ready AS (
    SELECT w.id, CASE WHEN w.failures >= 5 THEN 1 ELSE 4 END
           - (SELECT count(*) FROM delivery AS d
               WHERE d.endpoint = w.id AND d.state = 'leased')::int AS free
      FROM webhook_endpoint AS w
     WHERE w.state = 'enabled' AND w.deleted_at IS NULL
       AND (w.breaker_until IS NULL OR w.breaker_until <= now())
       AND EXISTS (SELECT FROM delivery AS d
                    WHERE d.endpoint = w.id AND d.state = 'due' AND d.due_at <= now())
), picked AS (
    SELECT d.event, d.endpoint
      FROM ready, LATERAL (SELECT event, endpoint FROM delivery AS d
                            WHERE d.endpoint = ready.id AND d.state = 'due' AND d.due_at <= now()
                            ORDER BY d.due_at, d.event LIMIT greatest(ready.free, 0)
                              FOR UPDATE SKIP LOCKED) AS d
     LIMIT :most
)
UPDATE delivery AS d
   SET state = 'leased', owner = :owner, attempt = d.attempt + 1,
       lease_until = now() + interval '60 seconds'
  FROM picked, event AS e, webhook_endpoint AS w
 WHERE d.event = picked.event AND d.endpoint = picked.endpoint
   AND e.id = d.event AND w.id = d.endpoint
RETURNING d.event, d.endpoint, d.attempt, w.url, encode(w.sealed, 'hex') AS sealed, e.payload,
          e.type, e.seq, e.request;

-- delivery_settle(owner uuid, results json) -> one settled on write
-- Writes what came of leased deliveries: [{"event", "endpoint", "attempt", "state" (delivered,
-- due, exhausted or held), "delaySeconds", "outcome", "status", "dnsMs", "connectMs", "tlsMs",
-- "firstByteMs", "totalMs", "head" (base64), "gone"}]. A result whose lease was lost is dropped.
SELECT delivery_settle(:owner, :results) AS settled;

-- delivery_reap() -> one freed on write
-- Deliveries whose courier died are due again. The attempt is spent: its number must not come
-- again, or a late result of it could pass for that of the next.
WITH freed AS (
    UPDATE delivery SET state = 'due', owner = NULL, lease_until = NULL
     WHERE state = 'leased' AND lease_until < now()
    RETURNING event, endpoint, attempt
), noted AS (
    INSERT INTO delivery_attempt (event, endpoint, attempt, outcome)
    SELECT event, endpoint, attempt, 'aborted' FROM freed
)
SELECT count(*) AS freed FROM freed;
