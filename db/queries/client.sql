-- client_make(organisation uuid, name text, scopes texts, hash bytes, secret text)
-- -> one body, id on write
-- A service client with its first secret. What is kept for the Idempotency-Key holds
-- no secret. Breaks too_many_clients.
SELECT to_json(ROW(c.id, c.name, c.scopes, utc(c.created_at), c.id::text, :secret)
               ::doc.client_with_secret) AS body, k.id
  FROM client_made(:organisation, :name, :scopes, :hash) AS c,
       LATERAL answered(to_json(ROW(c.id, c.name, c.scopes, utc(c.created_at), c.id::text, NULL)
                                ::doc.client_with_secret), NULL, c.id) AS k;

-- client_list(organisation uuid, after text?, count int) -> many body, cursor
-- The clients of an organisation, oldest first.
SELECT to_json(ROW(c.id, c.name, c.scopes, utc(c.created_at),
                   utc(date_trunc('hour', c.last_used_at)),
                   (SELECT count(*) FROM client_secret AS s WHERE s.client = c.id
                       AND (s.expires_at IS NULL OR s.expires_at > now())))::doc.client) AS body,
       c.id::text AS cursor
  FROM service_client AS c
 WHERE c.organisation = organisation_own(:organisation) AND c.deleted_at IS NULL
   AND (:after IS NULL OR c.id > :after::uuid)
 ORDER BY c.id
 LIMIT :count;

-- client_secret_make(organisation uuid, client uuid, hash bytes, secret text, old_seconds int)
-- -> one body, id on write
-- A second secret; the older one stops to count after `old_seconds`. Breaks too_many_secrets.
WITH made AS (
    INSERT INTO client_secret (client, hash)
    SELECT c.id, :hash FROM service_client AS c
     WHERE c.id = :client AND c.organisation = :organisation AND c.deleted_at IS NULL
    RETURNING id, client
), older AS (
    SELECT client_secret_expire(made.client, made.id, :old_seconds::int) FROM made
)
SELECT to_json(ROW(c.id, c.name, c.scopes, utc(c.created_at), c.id::text, :secret)
               ::doc.client_with_secret) AS body, k.id
  FROM made JOIN service_client AS c ON c.id = made.client, older,
       LATERAL answered(to_json(ROW(c.id, c.name, c.scopes, utc(c.created_at), c.id::text, NULL)
                                ::doc.client_with_secret), NULL, c.id) AS k;

-- client_delete(organisation uuid, client uuid) -> one id on write
-- Ends a client: its secrets count no more, and its tokens within two seconds.
WITH gone AS (
    UPDATE service_client SET deleted_at = now()
     WHERE id = :client AND organisation = :organisation AND deleted_at IS NULL
    RETURNING id
), told AS (
    INSERT INTO revocation (subject) SELECT id::text FROM gone
)
SELECT id FROM gone;

-- client_known(client uuid, hash bytes?)
-- -> one organisation, name, kind, auth_method, scopes, grants, id_token_alg on write
-- Which client this is, by the SHA-256 of its secret, or by its id alone when it can keep
-- none; lists with blanks between.
SELECT organisation, name, kind, auth_method, array_to_string(scopes, ' ') AS scopes,
       array_to_string(grants, ' ') AS grants, id_token_alg
  FROM client_known(:client, :hash);
