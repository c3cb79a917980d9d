-- event_type_list() -> many body
-- What webhooks can tell of.
SELECT to_json(ROW(t.name, t.description, t.example)::doc.event_type) AS body
  FROM event_type AS t
 ORDER BY t.name;

-- endpoint_make(id uuid, organisation uuid, url text, description text?, types texts,
-- sealed bytes, secret text) -> one body, id on write
-- A new endpoint. What is kept for the Idempotency-Key holds no secret. Breaks
-- unknown_event_type or too_many_endpoints.
WITH made AS (
    INSERT INTO webhook_endpoint (id, organisation, url, description, types, sealed)
    VALUES (:id, organisation_own(:organisation), :url, :description, :types, :sealed)
    RETURNING *
)
SELECT to_json(ROW(d.*, :secret)::doc.webhook_endpoint_with_secret) AS body, k.id
  FROM made AS w, LATERAL webhook_endpoint_document(w) AS d,
       LATERAL answered(to_json(ROW(d.*, NULL)::doc.webhook_endpoint_with_secret), NULL, w.id) AS k;

-- endpoint_list(organisation uuid, after text?, count int) -> many body, cursor
-- The endpoints of an organisation, oldest first.
SELECT to_json(webhook_endpoint_document(w)) AS body, w.id::text AS cursor
  FROM webhook_endpoint AS w
 WHERE w.organisation = organisation_own(:organisation) AND w.deleted_at IS NULL
   AND (:after IS NULL OR w.id > :after::uuid)
 ORDER BY w.id
 LIMIT :count;

-- endpoint_show(organisation uuid, endpoint uuid) -> one body
-- One endpoint.
SELECT to_json(webhook_endpoint_document(w)) AS body
  FROM webhook_endpoint AS w
 WHERE w.id = :endpoint AND w.organisation = :organisation AND w.deleted_at IS NULL;

-- endpoint_delete(organisation uuid, endpoint uuid) -> one id on write
-- Nothing is sent there any more; what was on its way is held.
WITH gone AS (
    UPDATE webhook_endpoint SET deleted_at = now()
     WHERE id = :endpoint AND organisation = :organisation AND deleted_at IS NULL
    RETURNING id
), held AS (
    UPDATE delivery SET state = 'held', done_at = now()
      FROM gone WHERE endpoint = gone.id AND state IN ('due', 'leased')
)
SELECT id FROM gone;

-- delivery_list(organisation uuid, endpoint uuid, state text?, after text?, count int)
-- -> many body, cursor
-- What was sent to an endpoint and what waits, newest first, with all attempts. Breaks not_found.
SELECT to_json(delivery_document(d, e)) AS body, d.event::text AS cursor
  FROM delivery AS d JOIN event AS e ON e.id = d.event
 WHERE d.endpoint = endpoint_own(:organisation, :endpoint)
   AND (:state IS NULL OR d.state = :state::delivery_state)
   AND (:after IS NULL OR d.event < :after::uuid)
 ORDER BY d.event DESC
 LIMIT :count;

-- delivery_again(organisation uuid, endpoint uuid, event uuid) -> one body, id on write
-- Sends an event once more, with all attempts before it. Breaks delivery_in_hand.
SELECT k.body, k.id
  FROM delivery_again(:organisation, :endpoint, :event) AS d JOIN event AS e ON e.id = d.event,
       LATERAL answered(to_json(delivery_document(d, e)), NULL, d.event) AS k;

-- endpoint_send_again(organisation uuid, endpoint uuid, kind text, since time, until time?, types texts?)
-- -> one body, id on write
-- Makes a job that sends events once more. Breaks job_in_hand, endpoint_gone or not_found.
SELECT k.body, k.id
  FROM webhook_job_make(:organisation, :endpoint, :kind,
                        jsonb_build_object('since', :since, 'until', :until, 'types', :types)) AS j,
       LATERAL answered(to_json(job_document(j)), NULL, j.id) AS k;
