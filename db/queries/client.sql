-- client_make(organisation uuid, name text, scopes texts, redirect_uris texts, kind text,
-- auth_method text, jwks json?, client_uri text?, hash bytes?, secret text?, days int)
-- -> one body, id on write
-- A client, with its first secret when it shows who it is by one. What is kept for the
-- Idempotency-Key holds no secret. Breaks too_many_clients, bad_redirect_uri, client_misfit.
SELECT to_json(client_with_secret(c, :secret, :days::int)) AS body, k.id
  FROM client_made(:organisation, :name, :scopes, :redirect_uris, :kind, :auth_method, :jwks,
                   :client_uri, :hash, :days::int) AS c,
       LATERAL answered(to_json(client_with_secret(c, NULL, :days::int)), NULL, c.id) AS k;

-- client_list(organisation uuid, after text?, count int) -> many body, cursor
-- The clients of an organisation, oldest first.
SELECT to_json(client_document(c)) AS body, c.id::text AS cursor
  FROM service_client AS c
 WHERE c.organisation = organisation_own(:organisation) AND c.deleted_at IS NULL
   AND (:after IS NULL OR c.id > :after::uuid)
 ORDER BY c.id
 LIMIT :count;

-- client_show(organisation uuid, client uuid) -> one body
-- A client of an organisation.
SELECT to_json(client_document(c)) AS body
  FROM service_client AS c
 WHERE c.organisation = :organisation AND c.id = :client AND c.deleted_at IS NULL;

-- client_patch(organisation uuid, client uuid, patch json, jwks json?) -> one body on write
-- Changes a client; "jwks" are the keys of the patch, where it has some. Breaks
-- bad_redirect_uri, client_misfit.
SELECT to_json(client_document(c)) AS body
  FROM client_patched(:organisation, :client, :patch, :jwks) AS c;

-- client_secret_make(organisation uuid, client uuid, hash bytes, secret text, days int,
-- old_seconds int) -> one body, id on write
-- A second secret; the older one stops to count after `old_seconds`. Breaks too_many_secrets,
-- client_without_secret.
SELECT to_json(client_with_secret(c, :secret, :days::int)) AS body, k.id
  FROM client_secret_made(:organisation, :client, :hash, :days::int, :old_seconds::int) AS c,
       LATERAL answered(to_json(client_with_secret(c, NULL, :days::int)), NULL, c.id) AS k;

-- client_secret_delete(organisation uuid, client uuid, secret uuid) -> one id on write
-- Ends a secret at once, and the tokens that were fetched with it within two seconds.
WITH gone AS (
    DELETE FROM client_secret AS s USING service_client AS c
     WHERE s.id = :secret AND s.client = c.id AND c.id = :client
       AND c.organisation = :organisation AND c.deleted_at IS NULL
    RETURNING s.id
), told AS (
    INSERT INTO revocation (subject) SELECT id::text FROM gone
)
SELECT id FROM gone;

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

-- client_known(client uuid, hash bytes?, assertion bytes?, until int?)
-- -> one organisation, name, kind, auth_method, scopes, own_scopes, grants, id_token_alg,
-- secret on write
-- Which client this is, by the SHA-256 of its secret, or of the jti of an assertion that is
-- good until then, or by its id alone when it can keep neither; lists with blanks between.
SELECT organisation, name, kind, auth_method, array_to_string(scopes, ' ') AS scopes,
       array_to_string(own_scopes, ' ') AS own_scopes, array_to_string(grants, ' ') AS grants,
       id_token_alg, secret
  FROM client_known(:client, :hash, :assertion, to_timestamp(:until));

-- client_keys(client uuid) -> one jwks
-- The keys that the assertions of a client are checked with.
SELECT jwks FROM client_keys(:client) AS jwks;

-- client_register(for_organisation bool, organisation uuid?, name text, scopes texts,
-- redirect_uris texts, kind text, auth_method text, jwks json?, client_uri text?, alg text,
-- grants texts, told json, hash bytes?, token_hash bytes, secret text?, token text)
-- -> one body on write
-- Registers a client (RFC 7591); what is answered is written here as the RFC has it. Breaks
-- too_many_registrations, too_many_clients, bad_redirect_uri, client_misfit.
SELECT client_registration_document(c, :secret, :token) AS body
  FROM client_registered(:for_organisation, :organisation, :name, :scopes, :redirect_uris, :kind,
                         :auth_method, :jwks, :client_uri, :alg, :grants, :told, :hash,
                         :token_hash) AS c;

-- client_registration_show(client uuid, token_hash bytes, token text) -> one body
-- What a client has registered (RFC 7592), for who holds the token of that.
SELECT client_registration_document(c, NULL, :token) AS body
  FROM client_registration_own(:client, :token_hash) AS c;

-- client_registration_find(client uuid, token_hash bytes)
-- -> one kind, auth_method, organisation
-- What a registration cannot change.
SELECT kind, auth_method, organisation FROM client_registration_own(:client, :token_hash);

-- client_registration_put(client uuid, token_hash bytes, name text, scopes texts,
-- redirect_uris texts, jwks json?, client_uri text?, alg text, grants texts, told json,
-- token text) -> one body on write
-- Replaces what a client has registered. Breaks bad_redirect_uri, client_misfit.
SELECT client_registration_document(c, NULL, :token) AS body
  FROM client_registration_put(:client, :token_hash, :name, :scopes, :redirect_uris, :jwks,
                               :client_uri, :alg, :grants, :told) AS c;

-- client_registration_delete(client uuid, token_hash bytes) -> one id on write
-- Ends a client by itself, and its tokens within two seconds.
SELECT id FROM client_registration_end(:client, :token_hash) AS id;

-- token_find(hash bytes) -> one client, person, scopes, issued_at, expires_at
-- What a refresh token is, scopes with blanks between, times in seconds since 1970.
SELECT client, person, array_to_string(scopes, ' ') AS scopes,
       extract(epoch FROM created_at)::bigint AS issued_at,
       extract(epoch FROM expires_at)::bigint AS expires_at
  FROM refresh_find(:hash);

-- token_revoke(token text) -> none on write
-- An access token counts no more, in any worker, within two seconds.
INSERT INTO revocation (subject) VALUES (:token);

-- token_revoke_refresh(hash bytes, client uuid) -> one ended on write
-- A refresh token counts no more, nor do those that it comes from or led to.
SELECT family_revoke_by_refresh(:hash, :client) AS ended;

-- client_warn() -> one warned on write
-- Marks secrets that expire in 30 days, 7 days or one, each once, for the courier; the rest is
-- done by trigger. Who has given the client a later secret need not be told.
WITH soon AS (
    SELECT s.id, CASE WHEN s.expires_at <= now() + interval '1 day' THEN 1
                      WHEN s.expires_at <= now() + interval '7 days' THEN 7 ELSE 30 END AS days
      FROM client_secret AS s JOIN service_client AS c ON c.id = s.client
     WHERE s.expires_at BETWEEN now() AND now() + interval '30 days'
       AND c.organisation IS NOT NULL AND c.deleted_at IS NULL
       AND NOT EXISTS (SELECT FROM client_secret AS later
                        WHERE later.client = s.client
                          AND coalesce(later.expires_at, 'infinity') > s.expires_at)
), warned AS (
    UPDATE client_secret AS s SET warned_days = soon.days
      FROM soon
     WHERE s.id = soon.id AND soon.days < coalesce(s.warned_days, 31)
       AND s.expires_at - s.created_at > make_interval(days => soon.days)
    RETURNING s.id
)
SELECT count(*) AS warned FROM warned;

-- client_forget() -> none on write
-- Removes, for the courier, assertions that would not count again, where registrations came
-- from a day ago, and clients that registered themselves and were not used for 90 days.
WITH assertions AS (
    DELETE FROM client_assertion WHERE expires_at < now()
), networks AS (
    UPDATE client_registration SET network = NULL
     WHERE network IS NOT NULL AND created_at < now() - interval '1 day'
)
DELETE FROM service_client
 WHERE registered AND (deleted_at < now() - interval '1 day'
                       OR coalesce(last_used_at, created_at) < now() - interval '90 days');

-- client_app_make(name text, scopes texts, redirect_uris texts, kind text, auth_method text,
-- jwks json?, hash bytes?) -> one id on write
-- A client of the platform itself, for the operator. Breaks bad_redirect_uri, client_misfit.
WITH made AS (
    INSERT INTO service_client (name, scopes, redirect_uris, kind, auth_method, jwks, grants)
    VALUES (:name, :scopes, :redirect_uris, :kind, :auth_method, :jwks,
            client_grants(NULL, :kind, :redirect_uris))
    RETURNING id
), secret AS (
    INSERT INTO client_secret (client, hash) SELECT id, :hash FROM made WHERE :hash IS NOT NULL
)
SELECT id FROM made;

-- client_app_list() -> many id, name, kind, auth_method, scopes, registered, last_used_at
-- Clients of no organisation, for the operator.
SELECT id, name, kind, auth_method, array_to_string(scopes, ' ') AS scopes, registered,
       utc(last_used_at) AS last_used_at
  FROM service_client
 WHERE organisation IS NULL AND deleted_at IS NULL
 ORDER BY registered, id;

-- client_app_delete(client uuid) -> one name on write
-- Ends any client, for the operator.
WITH gone AS (
    UPDATE service_client SET deleted_at = now() WHERE id = :client AND deleted_at IS NULL
    RETURNING id, name
), told AS (
    INSERT INTO revocation (subject) SELECT id::text FROM gone
)
SELECT name FROM gone;
