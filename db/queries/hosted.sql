-- award_page(award uuid, languages texts) -> one verdict, reason, badge, organisation, issuer,
-- issuer_state, website, issued, expires, revoked, document, superseded, successor
-- What the page of an award says, for anybody.
SELECT verdict, reason, badge, organisation, issuer, issuer_state, website, issued, expires, revoked,
       document, superseded, successor
  FROM award_page(:award, :languages);

-- assertion_facts(award uuid) -> one award, badge, version, recipient_hash, salt, issued_at, expires_at,
-- revoked, reason
-- What an award says as Open Badges 2.0 has it.
SELECT award, badge, version, recipient_hash, salt, issued_at, expires_at, revoked, reason
  FROM assertion_facts(:award);

-- issuer_hosted(organisation uuid) -> one organisation, issuer, website, about, legal_name, email
-- Who awards badges, with an address for questions.
SELECT f.id AS organisation, f.name AS issuer, f.website, f.about, f.legal_name,
       issuer_email(f.id) AS email
  FROM issuer_facts(:organisation) AS f;

-- issuer_revocations(organisation uuid) -> many organisation, award, reason
-- What an organisation has revoked: a row without an award when it is nothing, and none when it is no issuer.
SELECT f.id AS organisation, r.award, r.reason
  FROM issuer_facts(:organisation) AS f LEFT JOIN LATERAL revocations(f.id) AS r ON true;
