/*
 * credential: awards, badges and issuers as Open Badges 3.0, for anybody's software to read
 * (docs/reference/credentials.md). What is signed is signed at the latest here: see issue/issue.h.
 */
#pragma once

#include "api/api.h"

struct reply credential_show(struct call *call);
struct reply credential_status(struct call *call);
struct reply credential_badge(struct call *call);
struct reply credential_image(struct call *call);
struct reply credential_issuer(struct call *call);
struct reply credential_did(struct call *call);
struct reply credential_key(struct call *call);
struct reply credential_keys(struct call *call);
