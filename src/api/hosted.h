/*
 * hosted: awards, badges and issuers as Open Badges 2.0, for backpacks that know nothing newer, and
 * lists of what was revoked (docs/reference/credentials.md).
 */
#pragma once

#include "api/api.h"

struct reply hosted_assertion(struct call *call);
struct reply hosted_image(struct call *call);
struct reply hosted_endorsement(struct call *call);
struct reply hosted_badge(struct call *call);
struct reply hosted_issuer(struct call *call);
struct reply hosted_revocations(struct call *call); /* of assertions */
struct reply hosted_revoked(struct call *call);     /* of credentials, as 1EdTech has it */
