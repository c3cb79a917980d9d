/*
 * fetch: requests to the outside, all through one guarded door; the only room
 * that knows libcurl.
 *
 * One curl_multi lives in the loop; fetch_send parks the task until its reply
 * is there. Connections are kept. Redirects are never followed, nothing is
 * decompressed, no proxy and no cookies are used. What goes wrong is one of
 * the outcomes below, never a library's words.
 */
#pragma once

#include "base/arena.h"
#include "fetch/wall.h"
#include "loop/loop.h"

enum {
    FETCH_CONNECT_MS_MAX = 5000,
    FETCH_TOTAL_MS_MAX = 15000, /* the whole, body included */
    FETCH_HEAD_MAX = 16 << 10,  /* bytes of headers */
    FETCH_BODY_MAX = 4 << 10,   /* bytes of body that are read; beyond, it is cut, and answered */
    FETCH_AT_ONCE_MAX = 256,    /* in flight; more wait */
};

enum fetch_outcome {
    FETCH_ANSWERED, /* see status; the body may be cut */
    FETCH_REFUSED,  /* by the wall */
    FETCH_NO_NAME,
    FETCH_NO_CONNECTION,
    FETCH_BAD_TLS,
    FETCH_TOO_SLOW,
    FETCH_BROKEN_OFF,
};
/* "answered", "refused", "no_name", ... */
const char *fetch_outcome_name(enum fetch_outcome outcome);

struct fetch_request {
    const char *method; /* "POST" */
    struct str url;
    const struct str *headers; /* "name: value" */
    size_t header_count;
    struct str body;
};

struct fetch_reply {
    enum fetch_outcome outcome;
    int status;
    struct str body;       /* at most FETCH_BODY_MAX, in the caller's arena */
    int64_t retry_after_s; /* from Retry-After, seconds or date; -1 when there was none */
    /* What each step took, 0 on a kept connection; the last two count from the start. */
    int dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms;
};

struct fetch_options {
    struct wall wall;
    const char *ca_file; /* trusted beside the system's, or NULL */
    const char *user_agent;
    int connect_ms, total_ms; /* shorter than the limits above; 0: the limits */
};

struct fetch;
struct fetch *fetch_open(struct loop *loop, const struct fetch_options *options);
void fetch_close(struct fetch *fetch); /* nobody may be waiting */

/* Parks the task until there is an outcome; `request` stays the caller's and constant meanwhile. */
struct fetch_reply fetch_send(struct fetch *fetch, struct arena *arena,
                              const struct fetch_request *request);
