-- verification_show(verification uuid, languages texts) -> one body, state
-- Whether an award of ours counts, or what came of a question about a badge of others.
SELECT to_json(v) AS body, v.state FROM verification_show(:verification, :languages) AS v WHERE v."asOf" IS NOT NULL;

-- verification_own(award uuid, email text?, document json?, token text?, languages texts) -> one body
-- Whether an award of ours counts, and whether what was shown is it; with an address also whether it is that person's.
SELECT to_json(v) AS body
  FROM verification_differs(:award, :document, :token) AS differs,
       LATERAL verification_own(:award, :email, differs, :languages) AS v
 WHERE v.award IS NOT NULL;

-- verification_differs(award uuid, document json?, token text?) -> one differs
-- Whether what was shown is another than what was signed of an award, and kept.
SELECT verification_differs(:award, :document, :token) AS differs;

-- verification_keep(question bytes, award uuid, email text?, document json?, token text?) -> one id on write
-- The same, to be looked at later. Breaks not_found.
SELECT verification_keep(:question, :award, :email, verification_differs(:award, :document, :token)) AS id;

-- verification_ask(question bytes, content bytes, recipient bytes?, languages texts) -> one id, body on write
-- Takes in a question about a badge of others. Breaks busy.
SELECT v.id, to_json(t) AS body
  FROM verification_ask(:question, :content, :recipient) AS v, LATERAL verification_told(v, :languages) AS t;

-- verification_endorsed(question bytes, endorsement uuid, document json?, token text?, languages texts)
-- -> one id, body on write
-- Whether an endorsement of ours counts, and whether what was shown is it. Breaks not_found.
SELECT v.id, to_json(t) AS body
  FROM verification_endorsed(:question, :endorsement, :document, :token) AS v, LATERAL verification_told(v, :languages) AS t;

-- verification_claim(owner uuid, most int) -> many id, attempt, question, content, recipient on write
-- Leases questions that nobody works at, for a minute. What broke three couriers is left alone.
UPDATE verification AS v
   SET state = 'running', owner = :owner, attempt = v.attempt + 1, lease_until = now() + interval '1 minute'
 WHERE v.id IN (SELECT due.id FROM verification AS due
                 WHERE due.state <> 'done' AND due.attempt < 3
                   AND (due.state = 'queued' OR due.lease_until < now())
                 ORDER BY due.created_at LIMIT :most FOR UPDATE SKIP LOCKED)
RETURNING v.id, v.attempt, encode(v.question, 'hex') AS question, encode(v.content, 'hex') AS content,
          encode(v.recipient, 'hex') AS recipient;

-- verification_settle(verification uuid, owner uuid, attempt int, told json, matches bool?) -> none on write
-- What came of it; of a lease that was lost nothing is written.
UPDATE verification
   SET state = 'done', told = :told, matches = :matches::boolean, content = NULL, recipient = NULL, done_at = now()
 WHERE id = :verification AND owner = :owner AND attempt = :attempt AND state = 'running';

-- verification_give_up() -> none on write
-- What broke couriers, or had none that came to its end.
UPDATE verification
   SET state = 'done', content = NULL, recipient = NULL, done_at = now(),
       told = '{"verdict": "not_verifiable", "reason": "It could not be judged to its end."}'
 WHERE state = 'running' AND attempt >= 3 AND lease_until < now();

-- verification_forget() -> none on write
-- Questions are forgotten after an hour, and so is what nobody could judge.
DELETE FROM verification WHERE created_at < now() - interval '1 hour';

-- fetched_find(url text, seconds int) -> many status, type, etag, body, fresh
-- What was fetched of an address; it counts for so long, and for half a minute when it is no answer.
SELECT f.status, f.type, f.etag, encode(f.body, 'hex') AS body,
       f.fetched_at > now() - make_interval(secs => CASE WHEN f.status BETWEEN 200 AND 299 THEN :seconds ELSE 30 END) AS fresh
  FROM fetched_document AS f WHERE f.url = :url;

-- fetched_same(url text) -> none on write
-- It is still what it was.
UPDATE fetched_document SET fetched_at = now() WHERE url = :url;

-- fetched_keep(url text, status int, etag text?, type text?, body bytes) -> none on write
-- Keeps what was fetched, as long as there is room for it.
INSERT INTO fetched_document AS f (url, status, etag, type, body, size)
SELECT :url, :status, :etag, :type, :body, octet_length(:body)
 WHERE EXISTS (SELECT FROM fetched_document WHERE url = :url)
    OR (SELECT coalesce(sum(size), 0) + count(*) * 1024 FROM fetched_document) < 134217728
    ON CONFLICT (url) DO UPDATE
   SET status = excluded.status, etag = excluded.etag, type = excluded.type, body = excluded.body, size = excluded.size,
       fetched_at = now();

-- fetched_forget() -> none on write
-- What counts no more.
DELETE FROM fetched_document WHERE fetched_at < now() - interval '5 minutes';
