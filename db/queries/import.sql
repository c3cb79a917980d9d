-- import_piece_add(organisation uuid, import uuid, n int, bytes bytes, key text) -> one id on write
-- Keeps a piece of a body, from 0, of a request with this key. Breaks too_many_imports or not_found.
SELECT import_piece_add(:organisation, :import, :n, :bytes, :key) AS id;

-- import_piece_drop(organisation uuid, import uuid) -> none on write
-- Forgets the pieces of what became no import.
SELECT import_piece_drop(:organisation, :import);

-- import_make(organisation uuid, import uuid, input json) -> one body, id on write
-- Makes an import of the pieces that were kept. Breaks not_found.
SELECT k.body, k.id
  FROM import_make(:organisation, :import, :input) AS i,
       LATERAL answered(to_json(import_document(i)), NULL, i.id) AS k;

-- import_list(organisation uuid, after text?, count int) -> many body, cursor
-- The imports of an organisation, newest first.
SELECT to_json(import_document(i)) AS body, i.id::text AS cursor
  FROM import AS i
 WHERE i.organisation = organisation_own(:organisation) AND (:after IS NULL OR i.id < :after::uuid)
 ORDER BY i.id DESC
 LIMIT :count;

-- import_show(organisation uuid, import uuid) -> one body
-- One import, and how far it is.
SELECT to_json(import_document(i)) AS body
  FROM import AS i WHERE i.id = :import AND i.organisation = :organisation;

-- import_errors(organisation uuid, import uuid, titles json, after text?, count int)
-- -> many body, cursor
-- What is wrong with its rows, the first thousand, in the order of the file. `titles` are the
-- sentences of the problems.
SELECT to_json(ROW(e.line, e.field, e.code, coalesce(e.detail, :titles->>e.code))::doc.import_error) AS body,
       e.line || '|' || e.n AS cursor
  FROM import_error AS e JOIN import AS i ON i.id = e.import
 WHERE i.id = :import AND i.organisation = organisation_own(:organisation)
   AND (:after IS NULL OR (e.line, e.n) > (split_part(:after, '|', 1)::bigint,
                                          split_part(:after, '|', 2)::int))
 ORDER BY e.line, e.n
 LIMIT :count;

-- import_confirm(organisation uuid, import uuid, missing int, reason text) -> one body, id on write
-- Cancels what a whole offer lacks. Breaks import_not_confirmable or import_missing_changed.
SELECT k.body, k.id
  FROM import_confirm(:organisation, :import, :missing, :reason) AS i,
       LATERAL answered(to_json(import_document(i)), NULL, i.id) AS k;

-- import_begin(job uuid) -> one id, format, zone, cursor
-- What the courier has to read, the time zone of its city, and the number of the last row that was taken in.
SELECT i.id, i.format::text AS format, import_zone(i) AS zone, coalesce(j.cursor, '0') AS cursor
  FROM import AS i JOIN job AS j ON j.id = i.job WHERE i.job = :job;

-- import_piece(import uuid, n int) -> many bytes
-- A piece of its body; no row after the last one.
SELECT encode(bytes, 'hex') AS bytes FROM import_piece WHERE import = :import AND n = :n;

-- import_step(job uuid, owner uuid, attempt int, items json, lines text, unfit json,
-- unfit_count int, last_row int, columns json) -> one state on write
-- Takes in a set of rows; `lines` is a literal of bigint[], `columns` names the columns of places. Breaks what an organisation's managers may not do any more.
SELECT import_step(:job, :owner, :attempt, :items, :lines::bigint[], :unfit, :unfit_count, :last_row, :columns) AS state;

-- import_end(job uuid, owner uuid, attempt int, failure text?) -> one state on write
-- The file is at its end, or cannot be read any further.
SELECT import_end(:job, :owner, :attempt, :failure) AS state;

-- import_cancel_step(job uuid, owner uuid, attempt int, most int) -> one state on write
-- Cancels some of what a whole offer lacks.
SELECT import_cancel_step(:job, :owner, :attempt, :most) AS state;

-- import_forget() -> none on write
-- Bodies that nobody reads any more.
SELECT import_forget();
