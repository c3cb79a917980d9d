-- endorsement_list(kind text, subject uuid, given bool, state text?, after text?, count int, languages texts)
-- -> many body, cursor
-- Endorsements of an organisation, or of a badge, the newest first; or those that an organisation gives. Breaks not_found.
SELECT to_json(endorsement_document(e, :languages)) AS body, e.id::text AS cursor
  FROM endorsements_listed(:kind::endorsement_kind, :subject, :given, :state, :after::uuid, :count) AS e;

-- endorsement_of_award(award uuid, state text?, after text?, count int, languages texts) -> many body, cursor
-- The same of an award, for whoever has its address. Breaks not_found.
SELECT to_json(endorsement_document(e, :languages)) AS body, e.id::text AS cursor
  FROM award_endorsements(:award, :state, :after::uuid, :count) AS e;

-- endorsement_show(endorsement uuid, languages texts) -> one body, version
-- One that the caller may see.
SELECT to_json(endorsement_document(e, :languages)) AS body, e.version::text AS version
  FROM endorsement AS e WHERE e.id = :endorsement;

-- endorsement_ask(kind text, subject uuid, input json, languages texts) -> one body, version, id on write
-- Asks for an endorsement. Breaks already_asked, own_endorsement, endorser_unverified, unknown_organisation,
-- too_many_endorsements, badge_not_active, award_not_valid, organisation_unverified, not_allowed or not_found.
SELECT k.body, k.etag AS version, k.id
  FROM endorsement_asked(:kind::endorsement_kind, :subject, :input) AS made,
       LATERAL endorsement_answer(made, :languages) AS k;

-- endorsement_move(endorsement uuid, action text, input json?, languages texts) -> one body, version, id on write
-- What is answered, or taken back. Breaks wrong_state, endorser_unverified, award_not_valid, organisation_unverified,
-- not_allowed or not_found.
SELECT k.body, k.etag AS version, k.id
  FROM endorsement_moved(:endorsement, :action, :input) AS moved,
       LATERAL endorsement_answer(moved, :languages) AS k;

-- endorsement_hide(endorsement uuid, languages texts) -> one body, version, id on write
-- Has it shown no more, as who is endorsed. Breaks wrong_state, not_allowed or not_found.
SELECT k.body, k.etag AS version, k.id
  FROM endorsement_hidden(:endorsement) AS hidden, LATERAL endorsement_answer(hidden, :languages) AS k;

-- endorsement_signed(endorsement uuid) -> one document, token
-- What was signed of an endorsement; NULL before it was.
SELECT document, token FROM endorsement_signed(:endorsement);

-- endorsements_signed(subject uuid, number int) -> many endorsement, document
-- What counts of a version of a badge, or with 0 of anything else.
SELECT endorsement, document FROM endorsements_signed(:subject, :number::int);

-- endorsement_facts(endorsement uuid) -> one endorsement, endorsed, endorsed_organisation, hosted, title, comment,
-- issued_at, revoked, reason, list, place, organisation, issuer, website, about, legal_name
-- What an endorsement's credential says.
SELECT endorsement, endorsed, endorsed_organisation, hosted, title, comment, issued_at, revoked, reason, list, place,
       organisation, issuer, website, about, legal_name
  FROM endorsement_facts(:endorsement);

-- endorsement_keep(endorsement uuid, kid text, document text, token text) -> one document, token on write
-- Keeps what was signed, unless somebody was quicker; what is kept.
SELECT document, token FROM endorsement_keep(:endorsement, :kid, :document, :token);

-- endorsement_page(award uuid, languages texts) -> many endorsement, kind, endorser, website, comment, language
-- Who endorses an award, its badge and its issuer.
SELECT endorsement, kind, endorser, website, comment, language FROM award_page_endorsements(:award, :languages);
