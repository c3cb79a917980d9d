-- idempotency_claim(principal text, key text, request bytes) -> none on write
-- step: Ends what was answered before. Breaks idempotency_replayed, idempotency_key_reused or
-- idempotency_in_progress.
SELECT idempotency_claim(:principal, :key, :request);

-- idempotency_answer(principal text, key text) -> one answer on write
-- What was answered before: ETag, id and body, a line each.
SELECT answer FROM idempotency_answer(:principal, :key) AS answer WHERE answer IS NOT NULL;

-- idempotency_keep(principal text, key text, request bytes) -> none on write
-- step: Keeps the answer of this transaction's write.
SELECT idempotency_keep(:principal, :key, :request);

-- idempotency_forget() -> none on write
-- Answers are kept for a day.
DELETE FROM idempotency WHERE kept_at < now() - interval '24 hours';

-- revocation_forget() -> none on write
-- A revoked token has expired long since.
DELETE FROM revocation WHERE revoked_at < now() - interval '1 hour';
