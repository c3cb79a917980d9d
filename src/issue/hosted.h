/*
 * hosted: awards, badges and issuers as Open Badges 2.0 has them, and lists of what was revoked,
 * between the database and badge/. Nothing of it is signed or kept.
 *
 * Documents live in the door's arena; PROBLEM_NOT_FOUND when there is no such thing.
 */
#pragma once

#include "issue/issue.h"

struct issue_assertion {
    struct str document; /* as it was given */
    struct str revoked;  /* what is said instead when it was revoked, or STR_NONE */
    struct str badge;
    int64_t version; /* of the badge, that was awarded */
};
enum problem issue_assertion(const struct issue_house *house, struct str award,
                             struct issue_assertion *assertion);
enum problem issue_class(const struct issue_house *house, struct str badge, int64_t version,
                         struct str *document);
enum problem issue_hosted_issuer(const struct issue_house *house, struct str organisation,
                                 struct str *document);
/* An endorsement; `revoked` is what is said instead when it was revoked, or STR_NONE. */
enum problem issue_hosted_endorsement(const struct issue_house *house, struct str endorsement,
                                      struct str *document, struct str *revoked);
/* Puts the addresses of the endorsements that count into a document, as issue_endorsed does. */
enum problem issue_hosted_endorsed(const struct issue_house *house, struct str id, int64_t version,
                                   struct str *document);
/* A 1EdTechRevocationList; or a RevocationList of Open Badges 2.0. */
enum problem issue_revocations(const struct issue_house *house, struct str organisation,
                               bool is_hosted, struct str *document);
