/*
 * credential: awards, badges and issuers as Open Badges 3.0, for anybody's software to read
 * (docs/reference/credentials.md). What is signed is signed at the latest here: see issue/issue.h.
 */
#pragma once

#include "api/api.h"
#include "issue/issue.h"

#define TYPE_CREDENTIAL "application/vc+ld+json"
#define TYPE_TOKEN      "text/plain"
#define TYPE_PAGE       "text/html"

struct issue_house credential_house(struct call *call);

/* Which version of a badge is asked for; the first has no other address than that without one. */
int64_t credential_version(const struct call *call);

/* 200 with an award that was signed: its document, its token or its picture, by the type. */
struct reply credential_reply(struct call *call, const char *type,
                              const struct issue_credential *signed_one);

struct reply credential_show(struct call *call);
struct reply credential_status(struct call *call);
struct reply credential_badge(struct call *call);
struct reply credential_image(struct call *call);
struct reply credential_issuer(struct call *call);
struct reply credential_did(struct call *call);
struct reply credential_key(struct call *call);
struct reply credential_keys(struct call *call);
