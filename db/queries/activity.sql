-- activity_by_start(city text?, q text?, organisation uuid?, category text?,
-- form text?, mode text?, type text?, skill text?, language text?, free bool, age text?,
-- starts_after time?, starts_before time?, since time?, lat text?, lon text?, radius text?,
-- after text?, count int, languages texts, whole bool)
-- -> many body, cursor on search
-- What the public can take part in, soonest first; what can be begun at any time is last.
SELECT to_json(activity_document(a, :languages, :whole)) AS body,
       coalesce(a.starts_at, 'infinity') || '|' || a.id AS cursor
  FROM activity_found(:city, :q, :organisation, :category, :form, :mode, :type, :skill, :language,
                      :free, :age::int, :starts_after, :starts_before, :since, :lat::float,
                      :lon::float, :radius::float) AS a
 WHERE :after IS NULL OR (coalesce(a.starts_at, 'infinity'), a.id)
       > (split_part(:after, '|', 1)::timestamptz, split_part(:after, '|', 2)::uuid)
 ORDER BY coalesce(a.starts_at, 'infinity'), a.id
 LIMIT :count;

-- activity_by_update(city text?, q text?, organisation uuid?, category text?,
-- form text?, mode text?, type text?, skill text?, language text?, free bool, age text?,
-- starts_after time?, starts_before time?, since time?, lat text?, lon text?, radius text?,
-- after text?, count int, languages texts, whole bool)
-- -> many body, cursor on search
-- The same, what changed last first.
SELECT to_json(activity_document(a, :languages, :whole)) AS body,
       a.updated_at || '|' || a.id AS cursor
  FROM activity_found(:city, :q, :organisation, :category, :form, :mode, :type, :skill, :language,
                      :free, :age::int, :starts_after, :starts_before, :since, :lat::float,
                      :lon::float, :radius::float) AS a
 WHERE :after IS NULL OR (a.updated_at, a.id)
       < (split_part(:after, '|', 1)::timestamptz, split_part(:after, '|', 2)::uuid)
 ORDER BY a.updated_at DESC, a.id DESC
 LIMIT :count;

-- activity_by_distance(city text?, q text?, organisation uuid?, category text?,
-- form text?, mode text?, type text?, skill text?, language text?, free bool, age text?,
-- starts_after time?, starts_before time?, since time?, lat text?, lon text?, radius text?,
-- after text?, count int, languages texts, whole bool)
-- -> many body, cursor on search
-- The same, nearest first; for searches near a point.
SELECT to_json(activity_document(a, :languages, :whole)) AS body,
       metres(:lat::float, :lon::float, a.lat, a.lon) || '|' || a.id AS cursor
  FROM activity_found(:city, :q, :organisation, :category, :form, :mode, :type, :skill, :language,
                      :free, :age::int, :starts_after, :starts_before, :since, :lat::float,
                      :lon::float, :radius::float) AS a
 WHERE :after IS NULL OR (metres(:lat::float, :lon::float, a.lat, a.lon), a.id)
       > (split_part(:after, '|', 1)::float, split_part(:after, '|', 2)::uuid)
 ORDER BY metres(:lat::float, :lon::float, a.lat, a.lon), a.id
 LIMIT :count;

-- activity_by_relevance(city text?, q text?, organisation uuid?, category text?,
-- form text?, mode text?, type text?, skill text?, language text?, free bool, age text?,
-- starts_after time?, starts_before time?, since time?, lat text?, lon text?, radius text?,
-- after text?, count int, languages texts, whole bool)
-- -> many body, cursor on search
-- The same, what fits the words best first: a title that is the words, then how alike they are.
-- Of many matches the 500 soonest are ranked, since ranking is what costs.
SELECT to_json(activity_document(a, :languages, :whole)) AS body,
       activity_rank(a, :q) || '|' || a.id AS cursor
  FROM (SELECT f.*
          FROM activity_found(:city, :q, :organisation, :category, :form, :mode, :type, :skill,
                              :language, :free, :age::int, :starts_after, :starts_before, :since,
                              :lat::float, :lon::float, :radius::float) AS f
         ORDER BY coalesce(f.starts_at, 'infinity'), f.id LIMIT 500) AS a
 WHERE :after IS NULL OR (activity_rank(a, :q), a.id)
       > (split_part(:after, '|', 1)::float, split_part(:after, '|', 2)::uuid)
 ORDER BY activity_rank(a, :q), a.id
 LIMIT :count;

-- activity_count(city text?, q text?, organisation uuid?, category text?,
-- form text?, mode text?, type text?, skill text?, language text?, free bool, age text?,
-- starts_after time?, starts_before time?, since time?, lat text?, lon text?, radius text?, most int) -> one total on search
-- How many a search would find, counted up to `most`.
SELECT count(*) AS total
  FROM (SELECT FROM activity_found(:city, :q, :organisation, :category, :form, :mode, :type, :skill, :language,
                      :free, :age::int, :starts_after, :starts_before, :since, :lat::float,
                      :lon::float, :radius::float) LIMIT :most) AS found;

-- activity_of(organisation uuid, state text?, source text?, after text?, count int, languages texts,
-- whole bool) -> many body, cursor
-- An organisation's activities in any state that the caller may see, newest first.
SELECT to_json(activity_document(a, :languages, :whole)) AS body, a.id::text AS cursor
  FROM activity AS a
 WHERE a.organisation = organisation_own(:organisation)
   AND (:state IS NULL OR a.state = :state::activity_state)
   AND (:source IS NULL OR a.id IN (SELECT activity FROM activity_origin WHERE source = :source))
   AND (:after IS NULL OR a.id < :after::uuid)
 ORDER BY a.id DESC
 LIMIT :count;

-- activity_show(activity uuid, languages texts, whole bool) -> one body, version, language
-- One activity.
SELECT to_json(d) AS body,
       a.version::text AS version, d.language
  FROM activity AS a, LATERAL activity_document(a, :languages, :whole) AS d
 WHERE a.id = :activity;

-- activity_show_external(organisation uuid, external text, languages texts, whole bool)
-- -> one body, version, language
-- One activity by the organisation's own id for it.
SELECT to_json(d) AS body, a.version::text AS version, d.language
  FROM activity AS a, LATERAL activity_document(a, :languages, :whole) AS d
 WHERE a.organisation = :organisation AND a.external_id = :external;

-- activity_make(organisation uuid, input json, publish bool, languages texts)
-- -> one body, version, id on write
-- A new activity. Breaks any rule of an activity.
SELECT k.body, k.etag AS version, k.id
  FROM activity_put_one(:organisation, :input, 'create', :publish) AS put,
       LATERAL activity_answer(put.activity, :languages) AS k;

-- activity_put(organisation uuid, external text, input json, publish bool, languages texts)
-- -> one body, version, id, outcome on write
-- Creates or replaces by the organisation's own id; what is equal stays as it is.
SELECT k.body, k.etag AS version, k.id, put.outcome
  FROM activity_put_one(:organisation, :input || jsonb_build_object('externalId', :external),
                        'upsert', :publish) AS put,
       LATERAL activity_answer(put.activity, :languages) AS k;

-- activity_patch(activity uuid, patch json, version int, languages texts)
-- -> one body, version, id on write
-- Changes single fields (RFC 7396). Breaks precondition_failed or any rule of an activity.
SELECT k.body, k.etag AS version, k.id
  FROM activity_patched(:activity, :patch, :version) AS patched,
       LATERAL activity_answer(patched, :languages) AS k;

-- activity_batch(organisation uuid, input json, places texts, publish bool, refused json,
-- titles json) -> one body on write
-- Creates or replaces up to 500 at once, by externalId where there is one. `refused` are the
-- items that did not fit their shape, for the answer; `titles` what each rule is called.
WITH item AS (
    SELECT put.place, put.outcome, put.activity AS id,
           CASE WHEN put.problem IS NULL THEN '{}'
                ELSE ARRAY[ROW('/items/' || put.place || put.field, put.problem,
                               :titles->>put.problem)::doc.item_error] END AS errors
      FROM activity_put(organisation_own(:organisation), :input->'items', :places::int[], 'upsert',
                        :publish) AS put
     UNION ALL
    SELECT r.place, 'rejected', NULL,
           ARRAY(SELECT ROW(e.pointer, e.code, e.detail)::doc.item_error
                   FROM jsonb_to_recordset(r.errors) AS e (pointer text, code text, detail text))
      FROM jsonb_to_recordset(:refused) AS r (place int, errors jsonb)
), result AS (
    SELECT ROW(array_agg(ROW(place, outcome::doc.batch_outcome, id, errors)::doc.batch_item ORDER BY place),
               ROW(count(*) FILTER (WHERE outcome = 'created'),
                   count(*) FILTER (WHERE outcome = 'updated'),
                   count(*) FILTER (WHERE outcome = 'unchanged'),
                   count(*) FILTER (WHERE outcome = 'rejected'))::doc.batch_counts
           )::doc.batch_result AS document
      FROM item
)
SELECT k.body FROM result, LATERAL answered(to_json(document), NULL, NULL) AS k;

-- activity_move(activity uuid, action text, reason text?, languages texts)
-- -> one body, version, id on write
-- Publishes, cancels or archives. Breaks wrong_state and what publishing asks for.
SELECT k.body, k.etag AS version, k.id
  FROM activity_moved(:activity, :action, :reason) AS moved,
       LATERAL activity_answer(moved, :languages) AS k;

-- activity_delete(activity uuid, version int) -> one id on write
-- Only a draft that no award names. Breaks activity_in_use or precondition_failed.
SELECT activity_deleted(:activity, :version) AS id;
