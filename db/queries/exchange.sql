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

-- held_ask(credential uuid) -> one body, verification on write
-- Has it verified again. Breaks busy.
SELECT to_json(d) AS body, h.verification FROM held_ask(:credential) AS h, LATERAL held_document(h) AS d;

-- held_delete(person uuid, credential uuid) -> one id on write
-- Forgets it.
DELETE FROM held_credential WHERE person = :person AND id = :credential RETURNING id;

-- exchange_profile_put(name text?) -> one body on write
-- Another host says what the caller is called; what the Profile is now.
SELECT json_build_object('id', 'urn:uuid:' || p.id, 'type', ARRAY['Profile'], 'name', p.name) AS body
  FROM exchange_profile_put(:name) AS p;

-- held_import_begin(award uuid?, source text?, archive bytes?) -> one id, body on write
-- Takes in an address, or an archive, of which the courier keeps what is in it. Breaks award_is_here, not_allowed,
-- too_many_imports.
SELECT i.id, to_json(d) AS body
  FROM held_import_begin(:award, :source, :archive) AS i, LATERAL held_import_document(i) AS d;

-- held_import_list(person uuid, after text?, count int) -> many body, cursor
-- What the caller has brought within the day, newest first.
SELECT to_json(d) AS body, i.id::text AS cursor
  FROM (SELECT * FROM held_import AS one
         WHERE one.person = :person AND (:after IS NULL OR one.id < :after::uuid)
         ORDER BY one.id DESC LIMIT :count) AS i, LATERAL held_import_document(i) AS d
 ORDER BY i.id DESC;

-- held_import_show(person uuid, import uuid) -> one body
-- One of these.
SELECT to_json(d) AS body FROM held_import AS i, LATERAL held_import_document(i) AS d
 WHERE i.person = :person AND i.id = :import;

-- held_import_claim(owner uuid, most int) -> many id, attempt, source, archive, emails on write
-- Imports for the courier, for a minute.
SELECT id, attempt, source, encode(archive, 'hex') AS archive, emails FROM held_import_claim(:owner, :most);

-- held_import_keep(import uuid, owner uuid, attempt int, award uuid?, key bytes, form text, kind text, content bytes,
-- credential text, facts json, since time?, question bytes) -> one id, is_new on write
-- Keeps one badge of an import. Breaks award_is_here, not_allowed, too_many_held, busy.
SELECT id, is_new
  FROM held_import_keep(:import, :owner, :attempt, :award, :key, :form, :kind, :content, :credential, :facts, :since,
                        :question);

-- held_import_settle(import uuid, owner uuid, attempt int, items json) -> none on write
-- What came of an import.
SELECT held_import_settle(:import, :owner, :attempt, :items);

-- held_imports_give_up() -> none on write
-- Imports that broke couriers, or had none that came to its end.
SELECT held_imports_give_up();

-- held_imports_forget() -> none on write
-- What came of an import is known for a day.
SELECT held_imports_forget();

-- held_export(after uuid?) -> many id, award, name, form, kind, content, document, has_more
-- What goes into one archive of all that the caller has.
SELECT id, award, name, form, kind, encode(content, 'hex') AS content, document, has_more FROM held_export(:after);

-- held_export_parts() -> many after, files
-- Where each of the archives begins that hold all of it.
SELECT after, files FROM held_export_parts();
