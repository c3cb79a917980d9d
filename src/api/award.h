/* award: a badge that a learner holds, and what anybody may know of it. */
#pragma once

#include "api/api.h"

extern const struct shape award_filter;
extern const struct shape award_input;
extern const struct shape award_revocation;
extern const struct shape award_replacement;

/* Who is awarded, or asked about. */
struct award_recipient {
    struct str email;
};
extern const struct shape award_recipient;

struct reply award_list(struct call *call);
struct reply award_show(struct call *call);
struct reply award_make(struct call *call);
struct reply award_revoke(struct call *call);
struct reply award_replace(struct call *call);
