-- organisation_list(city text?, q text?, after text?, count int, languages texts, whole bool)
-- -> many body, cursor on search
-- Organisations by slug: those that the caller may see.
SELECT to_json(organisation_document(o, :languages, :whole)) AS body, o.slug AS cursor
  FROM organisation AS o
 WHERE (:city IS NULL OR o.city = (SELECT id FROM city WHERE slug = :city))
   AND (:q IS NULL OR o.search_text LIKE '%' || replace(replace(replace(plain(:q), '\', '\\'), '%', '\%'), '_', '\_') || '%')
   AND (:after IS NULL OR o.slug > :after)
 ORDER BY o.slug
 LIMIT :count;

-- organisation_show(organisation text, languages texts, whole bool) -> one body, version, language
-- One organisation, by slug or id.
SELECT to_json(d) AS body, o.version::text AS version, d.language
  FROM organisation AS o, LATERAL organisation_document(o, :languages, :whole) AS d
 WHERE o.id = (SELECT id FROM organisation WHERE slug = :organisation
                UNION SELECT id FROM organisation WHERE id::text = :organisation);

-- organisation_register(input json, languages texts) -> one body, version, id on write
-- Registers an organisation; the caller becomes its owner. Breaks slug_taken,
-- registration_taken, unknown_city, unknown_language or too_many_organisations.
SELECT k.body, k.etag AS version, k.id
  FROM organisation_register(:input) AS o,
       LATERAL answered(to_json(organisation_document(o, :languages, true)), o.version::text, o.id) AS k;

-- organisation_patch(organisation uuid, patch json, version int, languages texts)
-- -> one body, version, id on write
-- Changes what was registered. Breaks precondition_failed, locked_field or unknown_language.
SELECT k.body, k.etag AS version, k.id
  FROM organisation_patch(:organisation, :patch, :version) AS o,
       LATERAL answered(to_json(organisation_document(o, :languages, true)), o.version::text, o.id) AS k;

-- organisation_submit(organisation uuid, comment text?, documents texts, languages texts)
-- -> one body, version, id on write
-- Asks the city for verification. Breaks wrong_state.
SELECT k.body, k.etag AS version, k.id
  FROM organisation_submit(:organisation, :comment, :documents) AS o,
       LATERAL answered(to_json(organisation_document(o, :languages, true)), o.version::text, o.id) AS k;

-- organisation_archive(organisation uuid, languages texts) -> one body, version, id on write
-- Ends an organisation's work here, for its owner. Breaks wrong_state.
SELECT k.body, k.etag AS version, k.id
  FROM organisation_archive(:organisation) AS o,
       LATERAL answered(to_json(organisation_document(o, :languages, true)), o.version::text, o.id) AS k;

-- organisation_decide(organisation uuid, action text, reason text?, languages texts)
-- -> one body, version, id on write
-- Verifies, rejects, suspends or reinstates: for administrators of the city. Breaks
-- wrong_state or not_allowed.
SELECT k.body, k.etag AS version, k.id
  FROM organisation_decide(:organisation, :action, :reason) AS o,
       LATERAL answered(to_json(organisation_document(o, :languages, true)), o.version::text, o.id) AS k;
