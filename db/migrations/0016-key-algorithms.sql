-- A signing key for each algorithm: ES256 for access tokens, RS256 for those who read id
-- tokens and know nothing else (OpenID Connect Core 1.0 section 15.1 makes it the common one).

ALTER TABLE signing_key
    ADD algorithm text NOT NULL DEFAULT 'ES256' CHECK (algorithm IN ('ES256', 'RS256'));
ALTER TABLE signing_key ALTER algorithm DROP DEFAULT;
DROP INDEX signing_key_one_active, signing_key_one_next;
CREATE UNIQUE INDEX signing_key_one_active ON signing_key (algorithm) WHERE state = 'active';
CREATE UNIQUE INDEX signing_key_one_next ON signing_key (algorithm) WHERE state = 'next';

CREATE TRIGGER audit AFTER INSERT OR UPDATE OF state ON signing_key
    FOR EACH ROW EXECUTE FUNCTION audit();

-- Each active key that has a next one gives way to it; those are called afterwards, since two
-- may not be active at once.
DROP FUNCTION key_promote(int);
CREATE FUNCTION key_promote(retired text[]) RETURNS SETOF text LANGUAGE sql AS $$
UPDATE signing_key SET state = 'active', active_at = now()
 WHERE state = 'next' AND algorithm = ANY (retired)
RETURNING kid
$$;
