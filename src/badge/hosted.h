/*
 * hosted: the same awards as Open Badges 2.0 has them, and lists of what was revoked. Nothing is
 * signed here: who reads it trusts the address that it came from.
 *
 * Times are seconds since 1970; documents are JSON in the caller's arena; ids are uuids.
 */
#pragma once

#include "badge/badge.h"

#define BADGE_CONTEXT_OB2 "https://w3id.org/openbadges/v2"

struct badge_hosted {
    struct str base;                  /* address of the service */
    struct str award, badge, version; /* the last in digits */
    struct str recipient_hash, salt;  /* as in the credential */
    int64_t issued_at, expires_at;    /* 0: never */
};

struct str badge_assertion(struct arena *arena, const struct badge_hosted *award);
/* `reason`: in the issuer's words, or STR_NONE. */
struct str badge_assertion_revoked(struct arena *arena, struct str base, struct str award,
                                   struct str reason);
struct str badge_class(struct arena *arena, struct str base,
                       const struct badge_achievement *achievement, struct str issuer);
/* `email`: for questions, or STR_NONE. */
struct str badge_hosted_issuer(struct arena *arena, struct str base,
                               const struct badge_issuer *issuer, struct str email);

/* What somebody says of what is at `subject`. */
struct str badge_hosted_endorsement(struct arena *arena,
                                    const struct badge_endorsement *endorsement,
                                    struct str subject);
struct str badge_hosted_endorsement_revoked(struct arena *arena, struct str base,
                                            struct str endorsement, struct str reason);

struct badge_revoked {
    struct str award, reason;
};
/* A 1EdTechRevocationList, of credentials; and a RevocationList, of assertions. */
struct str badge_revocations(struct arena *arena, struct str base, struct str issuer,
                             const struct badge_revoked *list, size_t count);
struct str badge_hosted_revocations(struct arena *arena, struct str base, struct str issuer,
                                    const struct badge_revoked *list, size_t count);
