-- award_offer_begin(id uuid, award uuid, code bytes, sealed bytes, pin bytes?, digits text?) -> one body on write
-- An offer of an award of the caller's, for a wallet. Breaks award_not_valid.
SELECT to_json(o) AS body FROM award_offer_begin(:id, :award, :code, :sealed, :pin, :digits) AS o;

-- award_offer_show(offer uuid) -> one sealed, has_pin
-- What a wallet reads that has scanned it.
SELECT encode(sealed, 'hex') AS sealed, has_pin FROM award_offer_show(:offer);

-- award_offer_use(code bytes, pin bytes?, token bytes) -> one outcome on write
-- Exchanges a code for a token.
SELECT award_offer_use(:code, :pin, :token) AS outcome;

-- award_offer_find(token bytes) -> one award
-- The award that a token is for.
SELECT award FROM award_offer_find(:token) AS award;

-- award_offer_hand(token bytes, nonce bytes, until int) -> one outcome on write
-- Uses a nonce up, and says whether the award may be handed over.
SELECT award_offer_hand(:token, :nonce, to_timestamp(:until)) AS outcome;

-- award_offers_forget() -> none on write
-- Removes offers and nonces that nobody can use any more, for the courier.
SELECT award_offers_forget();
