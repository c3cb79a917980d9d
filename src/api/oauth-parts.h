/*
 * oauth-parts: what the files of the authorization endpoint know of each other.
 */
#pragma once

#include "api/browser.h"
#include "api/oauth-request.h"
#include "sql/oauth.h"

enum { OAUTH_SCOPES_MAX = 40 }; /* more than there are */

/* An error of RFC 6749 section 4.1.2.1 or of a later RFC, in its words and in ours. */
struct oauth_fault {
    bool (*is_there)(struct call *call, struct oauth_request *ask);
    const char *error, *description;
};

/* The first thing that is wrong with the request of a known app, or NULL; fills its scopes. */
const struct oauth_fault *oauth_request_judge(struct call *call, struct oauth_request *ask);
