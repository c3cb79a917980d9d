/* award: a badge that a learner holds, and what anybody may know of it. */
#pragma once

#include "api/api.h"

extern const struct shape award_filter;
extern const struct shape award_input;
extern const struct shape award_revocation;
extern const struct shape award_question;

struct reply award_list(struct call *call);
struct reply award_show(struct call *call);
struct reply award_make(struct call *call);
struct reply award_revoke(struct call *call);
struct reply award_verify(struct call *call); /* by its public address */
struct reply award_judge(struct call *call);  /* by POST, with an address to compare */
