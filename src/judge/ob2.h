/*
 * ob2: what the files about Open Badges 2.0 know of each other, and nobody else.
 */
#pragma once

#include "judge/parts.h"

/* An assertion, and what it leads to; NULL until it is known. */
struct older {
    struct judge_case *one;
    const struct json_tree *assertion, *badge, *issuer;
    struct str issuer_id;
};

/* The document at the address, when that is the document's id; NULL. */
const struct json_tree *judge_document_2(struct judge *judge, enum judge_want_kind kind,
                                         struct str url);
void judge_facts_2(const struct older *older, struct judge_facts *facts); /* facts.c */

/* hosted.c, signed.c: false once the verdict is there. */
bool judge_hosted_2(struct older *older); /* `assertion` becomes the copy that is hosted */
bool judge_host_2(struct older *older);   /* whether that is a place of the issuer's */
bool judge_signed_2(struct older *older); /* by the issuer, who has not revoked it */
