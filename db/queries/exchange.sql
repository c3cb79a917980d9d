-- exchange_page(since time?, count int, skip int) -> many total, award, credential
-- What the caller has in Open Badges 3.0; of an award that nobody has signed yet no credential.
SELECT total, award, credential FROM exchange_page(:since, :count, :skip);

-- exchange_profile(person uuid) -> one body
-- The caller as a Profile of Open Badges 3.0.
SELECT json_strip_nulls(json_build_object('id', 'urn:uuid:' || p.id, 'type', ARRAY['Profile'], 'name', p.name)) AS body
  FROM person AS p WHERE p.id = :person;

-- held_put(award uuid?, key bytes, form text, kind text, content bytes, credential text, facts json,
-- since time?, question bytes) -> one id, is_new, body on write
-- Keeps a badge for the caller, and has it verified. Breaks award_is_here, not_allowed, too_many_held, busy.
SELECT id, is_new, to_json(body) AS body
  FROM held_put(:award, :key, :form, :kind, :content, :credential, :facts, :since, :question);

-- held_list(person uuid, after text?, count int) -> many body, cursor
-- The badges of others that the caller keeps, newest first.
SELECT to_json(d) AS body, h.id::text AS cursor
  FROM (SELECT * FROM held_credential AS one
         WHERE one.person = :person AND (:after IS NULL OR one.id < :after::uuid)
         ORDER BY one.id DESC LIMIT :count) AS h, LATERAL held_document(h) AS d
 ORDER BY h.id DESC;

-- held_show(person uuid, credential uuid) -> one body
-- One of them.
SELECT to_json(d) AS body FROM held_credential AS h, LATERAL held_document(h) AS d
 WHERE h.person = :person AND h.id = :credential;

-- held_file(person uuid, credential uuid) -> one form, kind, content
-- The badge as it came.
SELECT h.form, h.kind, encode(h.content, 'hex') AS content
  FROM held_credential AS h WHERE h.person = :person AND h.id = :credential;

-- held_ask(credential uuid) -> one body on write
-- Has it verified again. Breaks busy.
SELECT to_json(d) AS body FROM held_ask(:credential) AS h, LATERAL held_document(h) AS d;

-- held_delete(person uuid, credential uuid) -> one id on write
-- Forgets it.
DELETE FROM held_credential WHERE person = :person AND id = :credential RETURNING id;

-- exchange_profile_put(name text?) -> one body on write
-- Another host says what the caller is called; what the Profile is now.
SELECT json_build_object('id', 'urn:uuid:' || p.id, 'type', ARRAY['Profile'], 'name', p.name) AS body
  FROM exchange_profile_put(:name) AS p;
