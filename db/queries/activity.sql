-- activity_by_start(city text?, q text?, organisation uuid?, category text?,
-- form text?, mode text?, type text?, skill text?, language text?, free bool?, age text?,
-- starts_after time?, starts_before time?, since time?, lat text?, lon text?, radius text?,
-- after text?, count int, languages texts, whole bool, fields texts?)
-- -> many body, cursor on search
-- What the public can take part in, soonest first; what can be begun at any time is last.
SELECT pick(to_json(activity_document(a, :languages, :whole)), :fields) AS body,
       coalesce(a.starts_at, 'infinity') || '|' || a.id AS cursor
  FROM activity_found(:city, :q, :organisation, :category, :form, :mode, :type, :skill, :language,
                      :free, :age::int, :starts_after, :starts_before, :since, :lat::float,
                      :lon::float, :radius::float) AS a
 WHERE :after IS NULL OR (coalesce(a.starts_at, 'infinity'), a.id)
       > (split_part(:after, '|', 1)::timestamptz, split_part(:after, '|', 2)::uuid)
 ORDER BY coalesce(a.starts_at, 'infinity'), a.id
 LIMIT :count;

-- activity_by_update(city text?, q text?, organisation uuid?, category text?,
-- form text?, mode text?, type text?, skill text?, language text?, free bool?, age text?,
-- starts_after time?, starts_before time?, since time?, lat text?, lon text?, radius text?,
-- after text?, count int, languages texts, whole bool, fields texts?)
-- -> many body, cursor on search
-- The same, what changed last first.
SELECT pick(to_json(activity_document(a, :languages, :whole)), :fields) AS body,
       a.updated_at || '|' || a.id AS cursor
  FROM activity_found(:city, :q, :organisation, :category, :form, :mode, :type, :skill, :language,
                      :free, :age::int, :starts_after, :starts_before, :since, :lat::float,
                      :lon::float, :radius::float) AS a
 WHERE :after IS NULL OR (a.updated_at, a.id)
       < (split_part(:after, '|', 1)::timestamptz, split_part(:after, '|', 2)::uuid)
 ORDER BY a.updated_at DESC, a.id DESC
 LIMIT :count;

-- activity_by_distance(city text?, q text?, organisation uuid?, category text?,
-- form text?, mode text?, type text?, skill text?, language text?, free bool?, age text?,
-- starts_after time?, starts_before time?, since time?, lat text?, lon text?, radius text?,
-- after text?, count int, languages texts, whole bool, fields texts?)
-- -> many body, cursor on search
-- The same, nearest first; what has no place on the map is last.
SELECT pick(to_json(activity_document(a, :languages, :whole)), :fields) AS body,
       coalesce(metres(:lat::float, :lon::float, a.lat, a.lon), 'infinity') || '|' || a.id AS cursor
  FROM activity_found(:city, :q, :organisation, :category, :form, :mode, :type, :skill, :language,
                      :free, :age::int, :starts_after, :starts_before, :since, :lat::float,
                      :lon::float, :radius::float) AS a
 WHERE :after IS NULL OR (coalesce(metres(:lat::float, :lon::float, a.lat, a.lon), 'infinity'), a.id)
       > (split_part(:after, '|', 1)::float, split_part(:after, '|', 2)::uuid)
 ORDER BY coalesce(metres(:lat::float, :lon::float, a.lat, a.lon), 'infinity'), a.id
 LIMIT :count;

-- activity_by_relevance(city text?, q text?, organisation uuid?, category text?,
-- form text?, mode text?, type text?, skill text?, language text?, free bool?, age text?,
-- starts_after time?, starts_before time?, since time?, lat text?, lon text?, radius text?,
-- after text?, count int, languages texts, whole bool, fields texts?)
-- -> many body, cursor on search
-- The same, what fits the words best first: a title that is the words, then how alike they are.
SELECT pick(to_json(activity_document(a, :languages, :whole)), :fields) AS body,
       activity_rank(a, :q) || '|' || a.id AS cursor
  FROM activity_found(:city, :q, :organisation, :category, :form, :mode, :type, :skill, :language,
                      :free, :age::int, :starts_after, :starts_before, :since, :lat::float,
                      :lon::float, :radius::float) AS a
 WHERE :after IS NULL OR (activity_rank(a, :q), a.id)
       > (split_part(:after, '|', 1)::float, split_part(:after, '|', 2)::uuid)
 ORDER BY activity_rank(a, :q), a.id
 LIMIT :count;

-- activity_count(city text?, q text?, organisation uuid?, category text?,
-- form text?, mode text?, type text?, skill text?, language text?, free bool?, age text?,
-- starts_after time?, starts_before time?, since time?, lat text?, lon text?, radius text?, most int) -> one total on search
-- How many a search would find, counted up to `most`.
SELECT count(*) AS total
  FROM (SELECT FROM activity_found(:city, :q, :organisation, :category, :form, :mode, :type, :skill, :language,
                      :free, :age::int, :starts_after, :starts_before, :since, :lat::float,
                      :lon::float, :radius::float) LIMIT :most) AS found;

-- activity_of(organisation uuid, state text?, after text?, count int, languages texts, whole bool)
-- -> many body, cursor
-- An organisation's activities in any state that the caller may see, newest first.
SELECT to_json(activity_document(a, :languages, :whole)) AS body, a.id::text AS cursor
  FROM activity AS a
 WHERE a.organisation = :organisation
   AND (:state IS NULL OR a.state = :state::activity_state)
   AND (:after IS NULL OR a.id < :after::uuid)
 ORDER BY a.id DESC
 LIMIT :count;

-- activity_show(activity uuid, languages texts, whole bool, fields texts?) -> one body, version, language
-- One activity.
SELECT pick(to_json(d), :fields) AS body,
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
  FROM activity_put_one(:organisation, :input, 'create', :publish) AS put
  JOIN activity AS a ON a.id = put.activity,
       LATERAL answered(to_json(activity_document(a, :languages, true)), a.version::text, a.id) AS k;

-- activity_put(organisation uuid, input json, publish bool, languages texts)
-- -> one body, version, id, outcome on write
-- Creates or replaces by the organisation's own id; what is equal stays as it is.
SELECT k.body, k.etag AS version, k.id, put.outcome
  FROM activity_put_one(:organisation, :input, 'upsert', :publish) AS put
  JOIN activity AS a ON a.id = put.activity,
       LATERAL answered(to_json(activity_document(a, :languages, true)), a.version::text, a.id) AS k;

-- activity_patch(activity uuid, patch json, version int, languages texts)
-- -> one body, version, id on write
-- Changes single fields (RFC 7396). Breaks precondition_failed or any rule of an activity.
SELECT k.body, k.etag AS version, k.id
  FROM activity_patched(:activity, :patch, :version) AS patched
  JOIN activity AS a ON a.id = patched,
       LATERAL answered(to_json(activity_document(a, :languages, true)), a.version::text, a.id) AS k;

-- activity_batch(organisation uuid, items json, places texts, publish bool)
-- -> many place, outcome, id, version, problem, field on write
-- Creates or replaces up to 500 at once, by externalId where there is one.
SELECT put.place::text AS place, put.outcome, put.activity AS id, a.version::text AS version,
       put.problem, put.field
  FROM activity_put(:organisation, :items, :places::int[], 'upsert', :publish) AS put
  LEFT JOIN activity AS a ON a.id = put.activity
 ORDER BY put.place;

-- activity_move(activity uuid, action text, reason text?, languages texts)
-- -> one body, version, id on write
-- Publishes, cancels or archives. Breaks wrong_state and what publishing asks for.
SELECT k.body, k.etag AS version, k.id
  FROM activity_moved(:activity, :action, :reason) AS moved
  JOIN activity AS a ON a.id = moved,
       LATERAL answered(to_json(activity_document(a, :languages, true)), a.version::text, a.id) AS k;

-- activity_delete(activity uuid, version int) -> one id on write
-- Only a draft that no award names. Breaks activity_in_use or precondition_failed.
SELECT activity_deleted(:activity, :version) AS id;
