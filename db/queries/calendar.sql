-- calendar_make(organisation uuid, name text, address text, input json, publish bool, minutes int)
-- -> one body, id on write
-- A new calendar, which is read at once. Breaks calendar_name_taken, too_many_calendars or unknown_category.
WITH made AS (
    INSERT INTO calendar (organisation, name, address, template, publish, minutes, person, client)
    VALUES (organisation_own(:organisation), :name, :address, jsonb_strip_nulls(:input->'template'), :publish, :minutes,
            caller_person(), caller_client())
    RETURNING *
)
SELECT k.body, k.id
  FROM made AS c, LATERAL answered(to_json(calendar_document(c)), NULL, c.id) AS k;

-- calendar_list(organisation uuid, after text?, count int) -> many body, cursor
-- The calendars of an organisation, oldest first.
SELECT to_json(calendar_document(c)) AS body, c.id::text AS cursor
  FROM calendar AS c
 WHERE c.organisation = organisation_own(:organisation) AND (:after IS NULL OR c.id > :after::uuid)
 ORDER BY c.id
 LIMIT :count;

-- calendar_show(organisation uuid, calendar uuid) -> one body
-- One calendar.
SELECT to_json(calendar_document(c)) AS body
  FROM calendar AS c WHERE c.id = :calendar AND c.organisation = :organisation;

-- calendar_delete(organisation uuid, calendar uuid) -> one id on write
-- It is read no more; its activities stay.
DELETE FROM calendar WHERE id = :calendar AND organisation = :organisation RETURNING id;

-- calendar_due(most int) -> many id, address, etag, modified, rest, place, zone on write
-- Calendars that are to be read, and whose last import is done. Who takes one has a minute for it.
SELECT id, address, etag, modified, rest, place, zone FROM calendar_due(:most);

-- calendar_same(calendar uuid) -> none on write
-- It holds what it held.
UPDATE calendar SET read_at = now(), fault = NULL, look_at = now() + make_interval(mins => minutes)
 WHERE id = :calendar;

-- calendar_unread(calendar uuid, fault text) -> none on write
-- It could not be read, and is tried again when it is due.
UPDATE calendar SET fault = :fault, look_at = now() + make_interval(mins => minutes) WHERE id = :calendar;

-- calendar_take(calendar uuid, etag text?, modified text?, rows bytes) -> one import on write
-- What it holds becomes an import.
SELECT calendar_take(:calendar, :etag, :modified, :rows) AS import;
