/*
 * guardian: children who need a guardian's consent, and the guardians who give or withdraw it.
 *
 * The rules stand in db/migrations/0014-guardians.sql; the pages are in account-guardian.c.
 */
#pragma once

#include "api/api.h"

extern const struct shape guardian_invitation_input;

struct reply guardianship_list(struct call *call);
struct reply guardian_invite(struct call *call);
struct reply child_list(struct call *call);
struct reply child_consent(struct call *call);
struct reply child_withdraw(struct call *call);
struct reply child_award(struct call *call);

/* The caller names a guardian: makes the link, which goes out by mail alone. sql_guardian_invite.
 */
struct pg_answer guardian_ask(struct call *call, struct str email, struct str language);
