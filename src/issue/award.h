/*
 * award: what signs one award, whether it is alone or in a set; for this room alone.
 */
#pragma once

#include "issue/issue.h"

struct award_keys {
    struct issue_key own, service;
};

/* What was signed of the award whose facts these are; it is not kept yet. */
enum problem award_sign(const struct issue_house *house, const struct pg_answer *facts,
                        const struct award_keys *keys, struct issue_credential *made);
