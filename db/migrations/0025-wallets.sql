-- Awards for wallets: OpenID for Verifiable Credential Issuance 1.0, with a code that was authorised
-- before. A learner asks for an offer; whoever scans it and has the code gets a token, and with the
-- token and a proof of its key the award, bound to that key. What is handed over is not kept.
--
-- All of it is reached through the functions below.

-- An award has one offer at a time. Code and token are known by their SHA-256; the code is kept
-- sealed as well, while it is good for something, since the offer is fetched by its address.
CREATE TABLE award_offer (
    id         uuid PRIMARY KEY,
    award      uuid NOT NULL UNIQUE REFERENCES award,
    person     uuid NOT NULL REFERENCES person, -- who asked for it
    code       bytea NOT NULL UNIQUE,
    sealed     bytea, -- NULL once the code counts no more
    pin        bytea, -- of code and digits that are asked for beside it; NULL when none are
    tries      int NOT NULL DEFAULT 0, -- with other digits
    token      bytea UNIQUE, -- that the code was exchanged for
    handed     int NOT NULL DEFAULT 0, -- how often the award was
    expires_at timestamptz NOT NULL DEFAULT now() + interval '10 minutes' -- of code, then of token
);
CREATE INDEX ON award_offer (person);
CREATE INDEX ON award_offer (expires_at);

-- Nonces are made and known by the program; one that was used stays here until it has expired.
CREATE TABLE wallet_nonce (
    hash       bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ON wallet_nonce (expires_at);

CREATE TYPE doc.credential_offer AS (
    id uuid, "offerUrl" doc.address, "deepLink" text, "transactionCode" text, "expiresAt" doc.instant
);
COMMENT ON TYPE doc.credential_offer IS 'An award that a wallet may fetch, once, within ten minutes.';
COMMENT ON COLUMN doc.credential_offer."offerUrl" IS 'Where wallets read the offer. Whoever has it can take the award, so show it to nobody else.';
COMMENT ON COLUMN doc.credential_offer."deepLink" IS 'What opens a wallet; as a QR code, what a wallet scans.';
COMMENT ON COLUMN doc.credential_offer."transactionCode" IS 'Six digits that the wallet will ask for; null when none were wished.';

-- An offer of what the caller holds; the one before counts no more.
CREATE FUNCTION award_offer_begin(in_id uuid, in_award uuid, in_code bytea, in_sealed bytea,
                                  in_pin bytea, in_digits text)
RETURNS SETOF doc.credential_offer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it award;
BEGIN
    SELECT * INTO it FROM award WHERE id = in_award AND person = caller_person();
    IF NOT FOUND THEN
        RETURN;
    ELSIF award_status_now(it) <> 'valid' THEN
        PERFORM refuse('award_not_valid');
    END IF;
    INSERT INTO award_offer AS o (id, award, person, code, sealed, pin)
    VALUES (in_id, in_award, it.person, in_code, in_sealed, in_pin)
        ON CONFLICT (award) DO UPDATE
       SET id = excluded.id, person = excluded.person, code = excluded.code, sealed = excluded.sealed,
           pin = excluded.pin, tries = 0, token = NULL, handed = 0, expires_at = excluded.expires_at;
    RETURN QUERY
    SELECT in_id, address('/openid4vci/offers/' || in_id),
           'openid-credential-offer://?credential_offer_uri='
               || replace(replace(address('/openid4vci/offers/' || in_id)::text, ':', '%3A'), '/', '%2F'),
           in_digits, utc(now() + interval '10 minutes');
END $$;

-- The award as long as whoever asked for the offer is here and holds it, and it counts.
CREATE FUNCTION offered_award(o award_offer) RETURNS uuid LANGUAGE sql STABLE AS $$
SELECT a.id FROM award AS a JOIN person AS p ON p.id = o.person
 WHERE a.id = o.award AND a.person = o.person AND is_active(p) AND award_status_now(a) = 'valid'
$$;

-- What a wallet reads that has scanned it; no row once it counts no more.
CREATE FUNCTION award_offer_show(in_id uuid) RETURNS TABLE (sealed bytea, has_pin boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT o.sealed, o.pin IS NOT NULL FROM award_offer AS o
     WHERE o.id = in_id AND o.sealed IS NOT NULL AND o.expires_at > now()
       AND offered_award(o) IS NOT NULL;
END $$;

-- Exchanges the code for a token, of which the hash is given; answers "granted" or why not. Used a
-- second time it ends what it gave. After five other digits it counts no more.
CREATE FUNCTION award_offer_use(in_code bytea, in_pin bytea, in_token bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it award_offer;
BEGIN
    SELECT * INTO it FROM award_offer WHERE code = in_code FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'unknown';
    ELSIF it.sealed IS NULL THEN
        UPDATE award_offer SET token = NULL WHERE id = it.id;
        RETURN 'used';
    ELSIF it.expires_at <= now() THEN
        RETURN 'expired';
    ELSIF offered_award(it) IS NULL THEN
        RETURN 'ended';
    ELSIF (it.pin IS NULL) <> (in_pin IS NULL) THEN
        RETURN CASE WHEN in_pin IS NULL THEN 'digits_missing' ELSE 'no_digits' END;
    ELSIF it.pin <> in_pin THEN
        UPDATE award_offer SET tries = tries + 1, sealed = CASE WHEN tries < 4 THEN sealed END
         WHERE id = it.id;
        RETURN 'other_digits';
    END IF;
    UPDATE award_offer
       SET sealed = NULL, token = in_token, expires_at = now() + interval '10 minutes'
     WHERE id = it.id;
    RETURN 'granted';
END $$;

-- The award that a token is for; no row when it is for none.
CREATE FUNCTION award_offer_find(in_token bytea) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT o.award FROM award_offer AS o WHERE o.token = in_token AND o.expires_at > now();
END $$;

-- Right before the award is handed over: the nonce is used up by the first who shows it. A wallet may
-- take the award in each format, and once more when an answer was lost.
CREATE FUNCTION award_offer_hand(in_token bytea, in_nonce bytea, in_until timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    it award_offer;
BEGIN
    INSERT INTO wallet_nonce (hash, expires_at) VALUES (in_nonce, in_until) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN 'nonce_used';
    END IF;
    UPDATE award_offer SET handed = handed + 1
     WHERE token = in_token AND expires_at > now() AND handed < 8
    RETURNING * INTO it;
    RETURN CASE WHEN it.id IS NULL THEN 'spent' WHEN offered_award(it) IS NULL THEN 'ended'
                ELSE 'granted' END;
END $$;

-- The courier removes what nobody can use any more. A used code is known for a day, but not what it was.
CREATE FUNCTION award_offers_forget() RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
UPDATE award_offer SET sealed = NULL WHERE sealed IS NOT NULL AND expires_at < now();
DELETE FROM award_offer WHERE expires_at < now() - interval '1 day';
DELETE FROM wallet_nonce WHERE expires_at < now() - interval '1 minute';
$$;

REVOKE EXECUTE ON FUNCTION
    award_offer_begin, award_offer_show, award_offer_use, award_offer_find, award_offer_hand,
    award_offers_forget
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    award_offer_begin, award_offer_show, award_offer_use, award_offer_find, award_offer_hand
    TO citylearn_api;
GRANT EXECUTE ON FUNCTION award_offers_forget TO citylearn_courier;
