-- badge_list(organisation uuid?, city text?, q text?, after text?, count int, languages texts,
-- whole bool) -> many body, cursor on search
-- Badges that the caller may see, newest first.
SELECT to_json(badge_document(b, :languages, :whole)) AS body, b.id::text AS cursor
  FROM badge AS b
 WHERE (:organisation IS NULL OR b.organisation = :organisation)
   AND (:city IS NULL OR b.organisation IN (SELECT o.id FROM organisation AS o
                                              JOIN city AS c ON c.id = o.city WHERE c.slug = :city))
   AND (:q IS NULL OR b.search_text LIKE '%' || replace(replace(replace(
            plain(:q), '\', '\\'), '%', '\%'), '_', '\_') || '%')
   AND (:after IS NULL OR b.id < :after::uuid)
 ORDER BY b.id DESC
 LIMIT :count;

-- badge_show(badge uuid, languages texts, whole bool) -> one body, version, language
-- One badge.
SELECT to_json(d) AS body, b.version::text AS version, d.language
  FROM badge AS b, LATERAL badge_document(b, :languages, :whole) AS d
 WHERE b.id = :badge;

-- badge_make(organisation uuid, input json, languages texts) -> one body, version, id on write
-- A new badge, from a template of the city or of nothing. Breaks unknown_template,
-- unknown_skill or unknown_language.
SELECT k.body, k.etag AS version, k.id
  FROM badge_made(:organisation, :input) AS made,
       LATERAL badge_answer(made, :languages) AS k;

-- badge_patch(badge uuid, patch json, version int, languages texts)
-- -> one body, version, id on write
-- Changes a badge, or makes a new version of what was awarded. Breaks precondition_failed,
-- badge_frozen, unknown_skill or unknown_language.
SELECT k.body, k.etag AS version, k.id
  FROM badge_patched(:badge, :patch, :version) AS patched,
       LATERAL badge_answer(patched, :languages) AS k;

-- badge_move(badge uuid, action text, languages texts) -> one body, version, id on write
-- Activates or archives. Breaks wrong_state, text_missing or organisation_unverified.
SELECT k.body, k.etag AS version, k.id
  FROM badge_moved(:badge, :action) AS moved,
       LATERAL badge_answer(moved, :languages) AS k;

-- badge_delete(badge uuid, version int) -> one id on write
-- Only what nobody was awarded. Breaks badge_frozen or precondition_failed.
SELECT badge_deleted(:badge, :version) AS id;

-- badge_versions(badge uuid, languages texts) -> many body
-- The versions of a badge, newest first.
SELECT to_json(v) AS body
  FROM badge AS b, LATERAL badge_versions(b, :languages) AS v
 WHERE b.id = :badge;

-- badge_version(badge uuid, number int, languages texts, whole bool) -> one body, language
-- A badge as it was in one of its versions.
SELECT to_json(d) AS body, d.language
  FROM badge AS b, LATERAL badge_at(b, :number::int) AS was,
       LATERAL badge_document(was, :languages, :whole) AS d
 WHERE b.id = :badge AND was.id IS NOT NULL;

-- badge_image(badge uuid, type text?, content bytes?, drawn bytes?, width int, height int, note text?, version int,
-- languages texts) -> one body, version, id on write
-- Gives a badge a picture, or without content takes it away. Breaks precondition_failed.
SELECT k.body, k.etag AS version, k.id
  FROM badge_pictured(:badge, :type, :content, :drawn, :width, :height, :note, :version) AS pictured,
       LATERAL badge_answer(pictured, :languages) AS k;

-- badge_image_may(badge uuid, version int) -> one badge
-- Whether the caller may give it one now. Breaks precondition_failed, not_allowed or not_found.
SELECT badge_may_be_pictured(:badge, :version) AS badge;

-- badge_picture(badge uuid, number int, form text?) -> one type, content on search
-- The picture of a version in that form, or as it was sent; none of a badge that is drawn.
SELECT type, encode(content, 'hex') AS content FROM badge_picture_show(:badge, :number::int, :form);

-- badge_pictures_forget() -> none on write
-- Removes pictures that no badge has any more, for the courier.
SELECT badge_pictures_forget();

-- badge_page(badge uuid, number int, languages texts) -> one badge, organisation, issuer, issuer_state, issuer_counts,
-- newest, versions
-- What the page of a version of a badge says, for anybody.
SELECT badge, organisation, issuer, issuer_state, issuer_counts::text, newest, versions
  FROM badge_page(:badge, :number::int, :languages);

-- issuer_page(organisation uuid, languages texts) -> one organisation, issuer, language, about, legal_name, website, state,
-- counts, badges
-- What the page of who issues badges says, for anybody.
SELECT organisation, issuer, language, about, legal_name, website, state, counts::text, badges
  FROM issuer_page(:organisation, :languages);
