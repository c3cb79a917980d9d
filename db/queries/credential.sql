-- credential_show(award uuid) -> one document, token
-- What was signed of an award; NULL before it was.
SELECT document, token FROM credential_show(:award);

-- credential_document(award uuid) -> one document
-- The same without the VC-JWT, which lies apart and is as long.
SELECT document FROM credential_show(:award);

-- credential_facts(award uuid) -> one award, subject, salt, recipient_hash, issued_at,
-- expires_at, list, place, subject_more, evidence, badge, version, name, description, criteria, criteria_url, type, language, tags,
-- skills, alignments, more, organisation, issuer, website, about, legal_name, image_caption
-- What an award's credential says.
SELECT f.award, f.subject, f.salt, f.recipient_hash, f.issued_at, f.expires_at, f.list, f.place,
       f.subject_more, f.evidence, a.badge, a.version, a.name, a.description, a.criteria, a.criteria_url, a.type, a.language, a.tags, a.skills,
       a.alignments, a.more, a.organisation, a.issuer, a.website, a.about, a.legal_name, a.image_caption
  FROM credential_facts(:award) AS f,
       LATERAL (SELECT (f.achievement).*) AS a
 WHERE f.award IS NOT NULL;

-- credential_keep(award uuid, kid text, document text, token text) -> one document, token on write
-- Keeps what was signed, unless somebody was quicker; what is kept.
SELECT document, token FROM credential_keep(:award, :kid, :document, :token);

-- credential_set_facts(awards texts) -> many award, subject, salt, recipient_hash, issued_at,
-- expires_at, list, place, subject_more, evidence, badge, version, name, description, criteria, criteria_url, type, language, tags,
-- skills, alignments, more, organisation, issuer, website, about, legal_name, image_caption
-- What the credentials of several awards say, by organisation.
SELECT f.award, f.subject, f.salt, f.recipient_hash, f.issued_at, f.expires_at, f.list, f.place,
       f.subject_more, f.evidence, a.badge, a.version, a.name, a.description, a.criteria, a.criteria_url, a.type, a.language, a.tags, a.skills,
       a.alignments, a.more, a.organisation, a.issuer, a.website, a.about, a.legal_name, a.image_caption
  FROM credential_set_facts(:awards::uuid[]) AS f,
       LATERAL (SELECT (f.achievement).*) AS a;

-- credential_set_keep(awards texts, kids texts, documents texts, tokens texts) -> none on write
-- Keeps what was signed of several awards, unless somebody was quicker.
SELECT credential_set_keep(:awards::uuid[], :kids, :documents, :tokens);

-- credential_due(most int) -> many award on write
-- Awards that nobody has signed yet, for a minute.
SELECT award FROM credential_due(:most) AS award;

-- achievement_facts(badge uuid, number int) -> one badge, version, name, description, criteria, criteria_url, type,
-- language, tags, skills, alignments, more, organisation, issuer, website, about, legal_name, image_caption
-- What a badge means in one version, for anybody.
SELECT a.badge, a.version, a.name, a.description, a.criteria, a.criteria_url, a.type, a.language, a.tags, a.skills,
       a.alignments, related_to_class(a.more, a.badge, a.version) AS more, a.organisation, a.issuer,
       a.website, a.about, a.legal_name, a.image_caption
  FROM achievement_facts(:badge, :number::int) AS a
 WHERE a.badge IS NOT NULL;

-- issuer_facts(organisation uuid) -> one organisation, issuer, website, about, legal_name
-- Who awards badges, for anybody.
SELECT id AS organisation, name AS issuer, website, about, legal_name FROM issuer_facts(:organisation);

-- issuer_key_signing(organisation uuid?) -> many kid, is_own, sealed
-- The keys that sign for an organisation now: its own, and the service's.
SELECT kid, organisation IS NOT NULL AS is_own, encode(sealed, 'hex') AS sealed
  FROM issuer_key_signing(:organisation);

-- issuer_key_add(kid text, organisation uuid?, jwk text?, sealed bytes) -> none on write
-- Takes a new key in, unless there is one that signs.
SELECT issuer_key_add(:kid, :organisation, :jwk::json, :sealed);

-- issuer_key_rotate(kid text, organisation uuid?, jwk text?, sealed bytes) -> none on write
-- The key that signs retires, and this one signs.
SELECT issuer_key_rotate(:kid, :organisation, :jwk::json, :sealed);

-- issuer_keys(organisation uuid) -> many organisation, kid, jwk
-- All keys that anything of an organisation may have been signed with; none before it awarded.
SELECT organisation, kid, jwk FROM issuer_keys(:organisation);

-- issuer_key_public(kid text?) -> many kid, jwk
-- Keys of the service, by which VC-JWTs are checked; one of them, or all.
SELECT kid, jwk FROM issuer_key_public(:kid);

-- issuer_key_list() -> many kid, issuer, state, age
-- Every key that has signed awards, whose it is, and how many seconds old.
SELECT k.kid, coalesce(o.slug, 'the service') AS issuer,
       CASE WHEN k.retired_at IS NULL THEN 'active' ELSE 'retired' END AS state,
       extract(epoch FROM clock_timestamp() - k.created_at)::bigint AS age
  FROM issuer_key AS k LEFT JOIN organisation AS o ON o.id = k.organisation
 ORDER BY o.slug NULLS FIRST, k.created_at;

-- issuer_named(slug text) -> one organisation
-- The organisation of that slug.
SELECT id AS organisation FROM organisation WHERE slug = :slug;

-- status_show(whole uuid) -> one id, document, organisation, changed, places
-- A list of revocations as it was signed; without a document, but with what it has to say, when
-- that is out of date.
SELECT id, document, organisation, changed, places FROM status_show(:whole);

-- status_keep(whole uuid, changed int, document text) -> none on write
-- Keeps a list that was signed, unless a newer one was.
SELECT status_keep(:whole, :changed, :document);
