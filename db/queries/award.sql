-- award_make(badge uuid, email text, activity uuid?, narrative text?, expires_at time?,
-- languages texts) -> one body, version, id on write
-- Awards a badge to an address. Breaks unknown_badge, badge_not_active, already_has_badge,
-- expiry_passed or organisation_unverified.
SELECT k.body, k.etag AS version, k.id
  FROM award_made(:badge, :email, :activity, :narrative, :expires_at) AS made,
       LATERAL award_answer(made, :languages) AS k;

-- award_list(organisation uuid?, badge uuid?, after text?, count int, languages texts)
-- -> many body, cursor
-- Awards that the caller may see: of its organisations, and its own; newest first.
SELECT to_json(award_document(a, :languages)) AS body, a.id::text AS cursor
  FROM award AS a
 WHERE (:organisation IS NULL OR a.organisation = :organisation)
   AND (:badge IS NULL OR a.badge = :badge)
   AND (:after IS NULL OR a.id < :after::uuid)
 ORDER BY a.id DESC
 LIMIT :count;

-- award_show(award uuid, languages texts) -> one body, version
-- One award, for its issuer and its holder.
SELECT to_json(award_document(a, :languages)) AS body, a.version::text AS version
  FROM award AS a
 WHERE a.id = :award;

-- award_revoke(award uuid, reason text, languages texts) -> one body, version, id on write
-- Takes an award back. Breaks already_revoked.
SELECT k.body, k.etag AS version, k.id
  FROM award_revoked(:award, :reason) AS revoked,
       LATERAL award_answer(revoked, :languages) AS k;

-- verification_show(award uuid, email text?, languages texts) -> one body
-- Whether an award counts, for anybody; with an address also whether it is that person's.
SELECT to_json(v) AS body
  FROM verification_document(:award, :email, :languages) AS v
 WHERE v.award IS NOT NULL;
