-- event_type_list() -> many body
-- What webhooks can tell of.
SELECT to_json(ROW(t.name, t.description, t.can_be_full, t.example, t.schema)::doc.event_type) AS body
  FROM event_type AS t
 ORDER BY t.name;

-- event_list(organisation uuid?, city text?, type text?, after uuid?, count int) -> many body, cursor
-- What happened, in the order in which it was told, after an event. Breaks event_forgotten,
-- not_allowed or not_found.
SELECT body, cursor FROM event_rows(:organisation, :city, :type, :after, :count);

-- event_type_operations() -> one body
-- What is sent to partners, for the API reference.
SELECT event_type_operations() AS body;

-- endpoint_make(id uuid, organisation uuid?, city text?, input json, sealed bytes, public_key bytes,
-- secret text) -> one body, version, id on write
-- A new endpoint, which is sent a challenge. What is kept for the Idempotency-Key holds no secret. Breaks
-- unknown_event_type, too_many_endpoints, too_many_pings, not_allowed or not_found.
SELECT to_json(ROW(d.*, :secret)::doc.webhook_endpoint_with_secret) AS body, k.etag AS version, k.id
  FROM endpoint_made(:id, :organisation, :city, :input, :sealed, :public_key) AS w,
       LATERAL webhook_endpoint_document(w) AS d,
       LATERAL answered(to_json(ROW(d.*, NULL)::doc.webhook_endpoint_with_secret), w.version::text, w.id) AS k;

-- endpoint_list(organisation uuid?, city text?, after text?, count int) -> many body, cursor
-- The endpoints of an organisation or a city, oldest first. Breaks not_allowed or not_found.
SELECT to_json(webhook_endpoint_document(w)) AS body, w.id::text AS cursor
  FROM webhook_endpoint AS w
 WHERE (CASE WHEN :organisation IS NOT NULL THEN w.organisation = organisation_own(:organisation)
        ELSE w.city = city_own(:city) END)
   AND w.deleted_at IS NULL AND (:after IS NULL OR w.id > :after::uuid)
 ORDER BY w.id
 LIMIT :count;

-- endpoint_show(organisation uuid?, city text?, endpoint uuid) -> one body, version
-- One endpoint. Breaks not_found.
SELECT to_json(webhook_endpoint_document(w)) AS body, w.version::text AS version
  FROM endpoint_find(:organisation, :city, :endpoint) AS w;

-- endpoint_rows(organisation uuid, endpoint uuid?, languages texts)
-- -> many organisation, id, body, version, waiting, held, exhausted, last_ping, ping_state, ping_outcome, ping_status
-- The endpoints of an organisation, or one of them, oldest first, for a page; in one row without an endpoint when
-- there is none. Breaks not_allowed or not_found.
SELECT o.translations->choose_language(o.translations, :languages, c.default_language)->>'name' AS organisation,
       w.id, to_json(d) AS body, w.version, h.waiting, h.held, h.exhausted, h.last_ping, h.ping_state, h.ping_outcome, h.ping_status
  FROM organisation_own(:organisation) AS home (id)
  JOIN organisation AS o ON o.id = home.id
  JOIN city AS c ON c.id = o.city
  LEFT JOIN webhook_endpoint AS w
         ON w.organisation = home.id AND w.deleted_at IS NULL AND (:endpoint IS NULL OR w.id = :endpoint)
  LEFT JOIN LATERAL webhook_endpoint_document(w) AS d ON true
  LEFT JOIN LATERAL endpoint_health(w.id) AS h ON true
 ORDER BY w.id;

-- endpoint_patch(organisation uuid?, city text?, endpoint uuid, patch json, version int)
-- -> one body, version on write
-- Changes an endpoint. Breaks unknown_event_type, too_many_pings, precondition_failed or not_found.
SELECT to_json(webhook_endpoint_document(w)) AS body, w.version::text AS version
  FROM endpoint_patched(:organisation, :city, :endpoint, :patch, :version) AS w;

-- endpoint_move(organisation uuid?, city text?, endpoint uuid, action text) -> one body, version, id on write
-- Pauses an endpoint, resumes it, or sends it a ping. Breaks wrong_state, too_many_pings or not_found.
SELECT k.body, k.etag AS version, k.id
  FROM endpoint_moved(:organisation, :city, :endpoint, :action) AS w,
       LATERAL answered(to_json(webhook_endpoint_document(w)), w.version::text, w.id) AS k;

-- endpoint_rotate(organisation uuid?, city text?, endpoint uuid, sealed bytes, public_key bytes, secret text,
-- input json) -> one body, version, id on write
-- New keys; the ones before sign beside them for a while, usually a day. Breaks not_found.
SELECT to_json(ROW(d.*, :secret)::doc.webhook_endpoint_with_secret) AS body, k.etag AS version, k.id
  FROM endpoint_rotated(:organisation, :city, :endpoint, :sealed, :public_key,
                        coalesce((:input->>'graceSeconds')::int, 86400)) AS w,
       LATERAL webhook_endpoint_document(w) AS d,
       LATERAL answered(to_json(ROW(d.*, NULL)::doc.webhook_endpoint_with_secret), w.version::text, w.id) AS k;

-- endpoint_keys(organisation uuid?, city text?, endpoint uuid) -> many body
-- The public keys that sign for an endpoint, the present one first. Breaks not_found.
SELECT to_json(k) AS body FROM endpoint_keys(endpoint_find(:organisation, :city, :endpoint)) AS k;

-- endpoint_delete(organisation uuid?, city text?, endpoint uuid) -> one id on write
-- Nothing is sent there any more; what was on its way is held. Breaks not_found.
WITH gone AS (
    UPDATE webhook_endpoint AS w SET deleted_at = now()
      FROM endpoint_take(:organisation, :city, :endpoint) AS it WHERE w.id = it.id
    RETURNING w.id
), held AS (
    UPDATE delivery SET state = 'held', done_at = now()
      FROM gone WHERE endpoint = gone.id AND state IN ('due', 'leased')
)
SELECT id FROM gone;

-- delivery_list(organisation uuid?, city text?, endpoint uuid, state text?, type text?, after text?, count int)
-- -> many body, cursor
-- What was sent to an endpoint and what waits, newest first, with all attempts. Breaks not_found.
SELECT to_json(delivery_document(d, e)) AS body, d.event::text AS cursor
  FROM delivery AS d JOIN event AS e ON e.id = d.event
 WHERE d.endpoint = (SELECT id FROM endpoint_find(:organisation, :city, :endpoint))
   AND (:state IS NULL OR d.state = :state::delivery_state)
   AND (:type IS NULL OR e.type = :type OR event_matches(e.type, ARRAY[:type]))
   AND (:after IS NULL OR d.event < :after::uuid)
 ORDER BY d.event DESC
 LIMIT :count;

-- delivery_show(organisation uuid?, city text?, endpoint uuid, event uuid) -> one body
-- One delivery, with what was sent and what was answered. Breaks not_found.
SELECT to_json(delivery_document_whole(d, e)) AS body
  FROM delivery AS d JOIN event AS e ON e.id = d.event
 WHERE d.endpoint = (SELECT id FROM endpoint_find(:organisation, :city, :endpoint)) AND d.event = :event;

-- delivery_again(organisation uuid?, city text?, endpoint uuid, event uuid) -> one body, id on write
-- Sends an event once more, with all attempts before it. Breaks delivery_in_hand, endpoint_gone,
-- endpoint_off or not_found.
SELECT k.body, k.id
  FROM delivery_again(:organisation, :city, :endpoint, :event) AS d JOIN event AS e ON e.id = d.event,
       LATERAL answered(to_json(delivery_document(d, e)), NULL, d.event) AS k;

-- endpoint_send_again(organisation uuid?, city text?, endpoint uuid, kind text, since time, until time?,
-- types texts?) -> one body, id on write
-- Makes a job that sends events once more. Breaks job_in_hand, endpoint_gone or not_found.
SELECT k.body, k.id
  FROM webhook_job_make(:organisation, :city, :endpoint, :kind,
                        jsonb_build_object('since', :since, 'until', :until, 'types', :types)) AS j,
       LATERAL answered(to_json(job_document(j)), NULL, j.id) AS k;
