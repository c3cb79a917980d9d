/*
 * invitation: who is asked to work for an organisation or a city, and what they answer.
 *
 * The same handlers serve both: the path tells which of the two it is. A mailed link leads to
 * a page, but only a person whose verified address was invited can accept.
 */
#pragma once

#include "api/api.h"

enum { INVITATION_ITEMS_MAX = 500 };

extern const struct shape invitation_filter;
extern const struct shape invitation_input;
extern const struct shape city_invitation_input;
extern const struct shape invitation_batch_input;
extern const struct shape city_invitation_batch_input;

struct reply invitation_list(struct call *call);
struct reply invitation_make(struct call *call);
struct reply invitation_batch(struct call *call);
struct reply invitation_resend(struct call *call);
struct reply invitation_revoke(struct call *call);

struct reply invitation_mine(struct call *call);
struct reply invitation_accept(struct call *call);
struct reply invitation_refuse(struct call *call);
