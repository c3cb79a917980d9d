/*
 * oauth-about: what apps may read without a client of their own: who has signed
 * in, and what this authorization server is and can do.
 */
#pragma once

#include "api/api.h"

struct reply oauth_userinfo(struct call *call);
struct reply oauth_metadata(struct call *call);
