-- idempotency_claim(principal text, key text, request bytes) -> none on write
-- step: Answers what was answered before. Breaks idempotency_replayed, with the answer,
-- idempotency_key_reused or idempotency_in_progress.
SELECT idempotency_claim(:principal, :key, :request);

-- idempotency_keep(principal text, key text, request bytes) -> none on write
-- step: Keeps the answer of this transaction's write.
SELECT idempotency_keep(:principal, :key, :request);

-- idempotency_forget() -> none on write
-- Answers are kept for a day.
DELETE FROM idempotency WHERE kept_at < now() - interval '24 hours';

-- revocation_forget() -> none on write
-- A revoked token has expired long since.
DELETE FROM revocation WHERE revoked_at < now() - interval '1 hour';
