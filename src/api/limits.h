/*
 * limits: how many requests a caller may make, counted over all workers.
 *
 * A table in memory that the workers share; each caller has a window of a
 * minute. Two callers that fall on one entry share it for that minute, which
 * is rare enough with LIMITS_ENTRIES of them, errs on nobody's data, and is
 * nothing that one of them could bring about.
 */
#pragma once

#include "base/str.h"

enum {
    LIMITS_ENTRIES = 16384,
    LIMITS_WINDOW_S = 60,
    LIMITS_REQUESTS = 6000,
    LIMITS_GUESSES = 20,
    LIMITS_SIGN_INS = 30,
    LIMITS_VERIFICATIONS = 30,
    LIMITS_PICTURES = 30,
};
#define LIMITS_REQUESTS_TEXT "6000"

/* What is counted, each in a table of its own. */
enum limits_of {
    OF_CALLER,    /* all requests of somebody with a token */
    OF_AWARD,     /* questions whether an award is somebody's, by whomever */
    OF_NEIGHBOUR, /* sign-ins, sign-ups and resets from one address or, of IPv6, one house */
    OF_CLIENT,    /* wrong credentials of one client out of one neighbourhood */
    OF_VERIFIER,  /* badges of others that are judged for one address or house */
    OF_PASSWORD,  /* wrong passwords of who is signed in and has to show it once more */
    OF_PICTURE,   /* pictures that somebody with a token has judged and drawn */
    LIMITS_KINDS
};

struct limits;

struct limits_state {
    bool is_over;
    int left, reset_s; /* requests, seconds */
};

/* Before the workers are forked; NULL when there is no memory. */
struct limits *limits_open(void);

/* Counts one request of, or about, `who` at `now`, seconds since 1970. */
struct limits_state limits_take(struct limits *limits, enum limits_of kind, struct str who,
                                int64_t now);

/* The same without counting it: whether one more would be too many. */
struct limits_state limits_look(const struct limits *limits, enum limits_of kind, struct str who,
                                int64_t now);
