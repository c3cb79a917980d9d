/* webhook-parts: what the files of this noun know of each other, and nobody else. */
#pragma once

#include "api/api.h"

/* Whose endpoint it is: one of the first two is STR_NONE. */
struct webhook_place {
    struct str organisation, city, endpoint;
};

struct webhook_place webhook_place(const struct call *call);
