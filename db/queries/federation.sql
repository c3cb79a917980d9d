-- identity_provider_put(city text, name text, issuer text, client text, sealed bytes, claims json)
-- -> one body, version, id on write
-- Names the provider of a city, in place of the one before. Breaks not_allowed or not_found.
SELECT k.body, k.etag AS version, k.id
  FROM identity_provider_put(:city, :name, :issuer, :client, :sealed, :claims) AS p,
       LATERAL answered(to_json(identity_provider_document(p)), p.version::text, p.id) AS k;

-- identity_provider_show(city text) -> one body, version
-- The provider of a city, for its administrators.
SELECT to_json(identity_provider_document(p)) AS body, p.version::text AS version
  FROM identity_provider AS p WHERE p.city = (city_named(:city)).id;

-- identity_provider_delete(city text) -> one id on write
-- Nobody signs in by it any more; accounts stay.
DELETE FROM identity_provider WHERE city = (city_named(:city)).id RETURNING id;

-- identity_provider_approve(city text, issuer text) -> one claims on write
-- For the operator's command. Breaks not_found.
SELECT identity_provider_approve(:city, :issuer) AS claims;

-- identity_provider_list() -> many city, state, issuer, client_id, claims, fault
-- The providers of all cities, for the operator's command.
SELECT c.slug AS city, p.state, p.issuer, p.client_id, p.claims, p.fault
  FROM identity_provider AS p JOIN city AS c ON c.id = p.city
 ORDER BY c.slug;

-- provider_list() -> many id, name, origin
-- What can be signed in with.
SELECT id, name, origin FROM provider_list();

-- federation_begin(attempt uuid, provider uuid, browser bytes, state bytes, nonce text,
-- verifier bytes, next text) -> one authorize_url, client_id, scope, city on write
-- Begins a way to a provider.
SELECT authorize_url, client_id, scope, city
  FROM federation_begin(:attempt, :provider, :browser, :state, :nonce, :verifier, :next);

-- federation_find(state bytes, browser bytes, city text, issuer text?) -> one id
-- The attempt that this browser comes back from, to the address of that city.
SELECT id FROM federation_find(:state, :browser, :city, :issuer) AS id WHERE id IS NOT NULL;

-- federation_return(attempt uuid, code bytes?, reason text?) -> none on write
-- Writes down what came back: a code, or why there is none.
SELECT federation_return(:attempt, :code, :reason);

-- federation_end(attempt uuid, browser bytes, hash bytes, agent text) -> one stage, reason, next on write
-- How it stands; once the provider has spoken it begins a session. Breaks not_found.
SELECT stage, reason, next FROM federation_end(:attempt, :browser, :hash, :agent);

-- federation_claim(owner uuid, most int)
-- -> many id, city, issuer, client_id, sealed, claims, token_url, jwks_url, jwks, nonce, verifier, code on write
-- Leases attempts whose code has to be exchanged, of providers that are approved still. A
-- lease that ran out is anybody's again, but a code counts once: the provider then refuses it.
UPDATE federation_attempt AS a
   SET stage = 'leased', owner = :owner, lease_until = now() + interval '30 seconds'
  FROM identity_provider AS p JOIN city AS c ON c.id = p.city
 WHERE p.id = a.provider
   AND a.id IN (SELECT due.id FROM federation_attempt AS due JOIN identity_provider AS its ON its.id = due.provider
                 WHERE (due.stage = 'returned' OR due.stage = 'leased' AND due.lease_until < now())
                   AND due.expires_at > now() AND its.state = 'approved'
                 ORDER BY due.created_at LIMIT :most FOR UPDATE OF due SKIP LOCKED)
RETURNING a.id, c.slug AS city, p.issuer, p.client_id, encode(p.sealed, 'hex') AS sealed, p.claims::text AS claims,
          p.token_url, p.jwks_url, p.jwks, a.nonce, encode(a.verifier, 'hex') AS verifier,
          encode(a.code, 'hex') AS code;

-- federation_settle(attempt uuid, owner uuid, reason text?, found json?) -> none on write
-- What the provider said, or why it said nothing; of a lease that was lost nothing is written.
UPDATE federation_attempt
   SET stage = CASE WHEN :reason IS NULL THEN 'known' ELSE 'failed' END::federation_stage,
       reason = :reason, found = :found, code = NULL
 WHERE id = :attempt AND owner = :owner AND stage = 'leased';

-- provider_due(most int) -> many id, issuer on write
-- Providers whose configuration is to be read. Who takes one has a minute for it.
UPDATE identity_provider SET look_at = now() + interval '1 minute'
 WHERE id IN (SELECT id FROM identity_provider WHERE look_at <= now() ORDER BY look_at LIMIT :most
                 FOR UPDATE SKIP LOCKED)
RETURNING id, issuer;

-- provider_read(provider uuid, authorize_url text, token_url text, jwks_url text, jwks text) -> none on write
-- Keeps a configuration for an hour.
UPDATE identity_provider
   SET authorize_url = :authorize_url, token_url = :token_url, jwks_url = :jwks_url, jwks = :jwks,
       read_at = now(), look_at = now() + interval '1 hour', fault = NULL
 WHERE id = :provider;

-- provider_unread(provider uuid, fault text) -> none on write
-- It could not be read: what was read before counts on, and it is tried again soon.
UPDATE identity_provider SET fault = :fault, look_at = now() + interval '1 minute' WHERE id = :provider;

-- provider_keys_stale(attempt uuid) -> none on write
-- A key is unknown: the provider may have changed its keys since they were read.
UPDATE identity_provider SET look_at = now()
 WHERE id = (SELECT provider FROM federation_attempt WHERE id = :attempt)
   AND read_at < now() - interval '1 minute';

-- federation_forget() -> none on write
-- Ways that led nowhere are kept no longer than they count.
DELETE FROM federation_attempt WHERE expires_at < now() - interval '1 hour';
