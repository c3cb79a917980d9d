-- key_list() -> many kid, state, algorithm, jwk, sealed, age
-- The keys that sign tokens or have signed one that may still count; the age is in seconds. Those that sign come first,
-- and then what was retired last: a worker takes in so many, and no more.
SELECT kid, state, algorithm, jwk::text AS jwk, encode(sealed, 'hex') AS sealed,
       extract(epoch FROM clock_timestamp() - created_at)::bigint AS age
  FROM signing_key
 WHERE state <> 'retired' OR retired_at > now() - interval '24 hours'
 ORDER BY state <> 'active', state = 'retired', retired_at DESC, created_at;

-- key_make(kid text, algorithm text, jwk json, sealed bytes) -> one kid, state on write
-- Takes in a new key: as the active one when its algorithm has none, else as the next.
INSERT INTO signing_key (kid, state, algorithm, jwk, sealed, active_at)
SELECT :kid, CASE WHEN has.active THEN 'next' ELSE 'active' END::key_state, :algorithm, :jwk::json, :sealed,
       CASE WHEN NOT has.active THEN now() END
  FROM (SELECT EXISTS (SELECT FROM signing_key WHERE state = 'active' AND algorithm = :algorithm) AS active) AS has
RETURNING kid, state;

-- key_rotate() -> many kid on write
-- The next key of each algorithm becomes the active one, and that one is retired; without a
-- next one nothing changes.
WITH retired AS (
    UPDATE signing_key AS k SET state = 'retired', retired_at = now()
     WHERE state = 'active'
       AND EXISTS (SELECT FROM signing_key AS n WHERE n.state = 'next' AND n.algorithm = k.algorithm)
    RETURNING algorithm
)
SELECT kid FROM key_promote(ARRAY(SELECT algorithm FROM retired)) AS kid;

-- revocation_recent() -> many subject, revoked
-- What was revoked within the life of a token.
SELECT subject, extract(epoch FROM revoked_at)::bigint::text AS revoked
  FROM revocation
 WHERE revoked_at > now() - interval '16 minutes'
 ORDER BY revoked_at;
