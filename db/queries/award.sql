-- award_make(badge uuid, email text, activity uuid?, narrative text?, expires_at time?,
-- more json, languages texts) -> one body, version, id on write
-- Awards a badge to an address. Breaks unknown_badge, badge_not_active, already_has_badge,
-- expiry_passed, result_unfit or organisation_unverified.
SELECT k.body, k.etag AS version, k.id
  FROM award_made(:badge, :email, :activity, :narrative, :expires_at, :more) AS made,
       LATERAL award_answer(made, :languages) AS k;

-- award_list(organisation uuid?, badge uuid?, after text?, count int, languages texts)
-- -> many body, cursor
-- Awards that the caller may see: its own, and those of its organisations; newest first. Each of
-- the two is found by an index that ends in the id, so that nobody else's are looked at.
SELECT to_json(award_document(found.a, :languages)) AS body, (found.a).id::text AS cursor
  FROM ((SELECT own AS a FROM award AS own
          WHERE own.person = caller_person()
            AND (:organisation IS NULL OR own.organisation = :organisation)
            AND (:badge IS NULL OR own.badge = :badge)
            AND (:after IS NULL OR own.id < :after::uuid)
          ORDER BY own.id DESC LIMIT :count)
         UNION ALL
        (SELECT given.a
           FROM caller_organisations() AS mine (id),
                LATERAL (SELECT g AS a FROM award AS g
                          WHERE g.organisation = mine.id AND (:badge IS NULL OR g.badge = :badge)
                            AND (:after IS NULL OR g.id < :after::uuid)
                            AND (caller_person() IS NULL
                                 OR g.person IS DISTINCT FROM caller_person())
                          ORDER BY g.id DESC LIMIT :count) AS given
          WHERE :organisation IS NULL OR mine.id = :organisation)) AS found
 ORDER BY (found.a).id DESC
 LIMIT :count;

-- award_show(award uuid, languages texts) -> one body, version
-- One award, for its issuer and its holder.
SELECT to_json(award_document(a, :languages)) AS body, a.version::text AS version
  FROM award AS a
 WHERE a.id = :award;

-- award_revoke(award uuid, reason text, languages texts) -> one body, version, id on write
-- Takes an award back. Breaks already_revoked or already_superseded.
SELECT k.body, k.etag AS version, k.id
  FROM award_revoked(:award, :reason) AS revoked,
       LATERAL award_answer(revoked, :languages) AS k;

-- award_replace(award uuid, input json, languages texts) -> one body, version, id on write
-- Puts another award in its place. Breaks already_superseded, award_not_valid, badge_not_active,
-- expiry_passed, result_unfit or organisation_unverified.
SELECT k.body, k.etag AS version, k.id
  FROM award_replaced(:award, :input) AS made,
       LATERAL award_answer(made, :languages) AS k;
