/*
 * endorsement: what one organisation says of another, of a badge or of an award: asked for by whose
 * it is, given by who is asked, and then a credential of its own.
 */
#pragma once

#include "api/api.h"

extern const struct shape endorsement_filter; /* of a badge or an award */
extern const struct shape endorsement_of_organisation_filter;
extern const struct shape endorsement_input;
extern const struct shape endorsement_of_badge_input;
extern const struct shape endorsement_acceptance;
extern const struct shape endorsement_refusal;
extern const struct shape endorsement_revocation;

/* By the address: of an organisation, a badge or an award. */
struct reply endorsement_list(struct call *call);
struct reply endorsement_ask(struct call *call);

struct reply endorsement_show(struct call *call);
struct reply endorsement_accept(struct call *call);
struct reply endorsement_refuse(struct call *call);
struct reply endorsement_withdraw(struct call *call);
struct reply endorsement_revoke(struct call *call);
struct reply endorsement_hide(struct call *call);

struct reply endorsement_credential(struct call *call); /* /ob/endorsements/{endorsement} */
