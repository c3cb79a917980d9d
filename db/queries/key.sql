-- key_list() -> many kid, state, jwk, sealed, age
-- The keys that sign access tokens or have signed one that may still count; the age is
-- in seconds.
SELECT kid, state, jwk::text AS jwk, encode(sealed, 'hex') AS sealed,
       extract(epoch FROM clock_timestamp() - created_at)::bigint AS age
  FROM signing_key
 WHERE state <> 'retired' OR retired_at > now() - interval '24 hours'
 ORDER BY created_at;

-- key_make(kid text, jwk json, sealed bytes) -> one kid, state on write
-- Takes in a new key: as the active one when there is none, else as the next.
INSERT INTO signing_key (kid, state, jwk, sealed, active_at)
SELECT :kid, CASE WHEN has.active THEN 'next' ELSE 'active' END::key_state, :jwk::json, :sealed,
       CASE WHEN NOT has.active THEN now() END
  FROM (SELECT EXISTS (SELECT FROM signing_key WHERE state = 'active') AS active) AS has
RETURNING kid, state;

-- key_rotate() -> one kid on write
-- The next key becomes the active one, and that one is retired; without a next one
-- nothing changes.
WITH retired AS (
    UPDATE signing_key SET state = 'retired', retired_at = now()
     WHERE state = 'active' AND EXISTS (SELECT FROM signing_key WHERE state = 'next')
    RETURNING kid
)
SELECT key_promote((SELECT count(*)::int FROM retired)) AS kid;

-- revocation_recent() -> many subject, revoked
-- What was revoked within the life of a token.
SELECT subject, extract(epoch FROM revoked_at)::bigint::text AS revoked
  FROM revocation
 WHERE revoked_at > now() - interval '16 minutes'
 ORDER BY revoked_at;
