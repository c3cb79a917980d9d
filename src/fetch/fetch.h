/*
 * fetch: requests and mails to the outside, all through one guarded door; the
 * only room that knows libcurl.
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
    FETCH_BODY_MOST = 4 << 20,  /* bytes that a request may ask for instead */
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
    size_t body_max; /* bytes of the reply's body, at most FETCH_BODY_MOST; 0: FETCH_BODY_MAX */
};

struct fetch_reply {
    enum fetch_outcome outcome;
    int status;
    struct str body;           /* in the caller's arena */
    struct str etag, modified; /* ETag and Last-Modified, and */
    struct str type;           /* Content-Type: ASCII without controls, or STR_NONE */
    int64_t retry_after_s;     /* from Retry-After, seconds or date; -1 when there was none */
    /* What each step took, 0 on a kept connection; the last two count from the start. */
    int dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms;
};

struct fetch_options {
    struct wall wall;
    const char *ca_file; /* trusted beside the system's, or NULL */
    const char *user_agent;
    int connect_ms, total_ms; /* shorter than the limits above; 0: the limits */
    struct fetch_mailer {
        const char *url; /* "smtp://host:port" or "smtps://"; the operator's, so there is no wall */
        const char *user, *password; /* or NULL */
        const char *from;            /* an address */
    } mailer;
};

struct fetch;
struct fetch *fetch_open(struct loop *loop, const struct fetch_options *options);
void fetch_close(struct fetch *fetch); /* nobody may be waiting */

/* Whether an address may be named that is asked later (wall_lets_url). */
bool fetch_lets_url(const struct fetch *fetch, struct str url);

/* Parks the task until there is an outcome; `request` stays the caller's and constant meanwhile. */
struct fetch_reply fetch_send(struct fetch *fetch, struct arena *arena,
                              const struct fetch_request *request);

/*
 * A mail, by the operator's server (RFC 5321). TLS is asked for, and demanded of any server that
 * is not on this machine. The message is multipart/alternative; its Message-ID is made of `id`.
 */
struct fetch_letter {
    struct str id, domain;   /* "<id@domain>" */
    struct str sender;       /* what stands beside the address in From */
    struct str to, language; /* an address; a tag for Content-Language */
    struct str subject, text, html;
};
struct fetch_posted {
    enum fetch_outcome outcome; /* FETCH_ANSWERED: the server said yes or no, see the code */
    bool taken;
    bool refused;    /* for good: this sender, recipient or content */
    bool no_mailbox; /* it says that the address is wrong for good (5.1.x of RFC 3463) */
    int code;        /* what the server said last; 0 when it said nothing */
    struct str said; /* the line of it, in the caller's arena: it may name the address */
};
struct fetch_posted fetch_post(struct fetch *fetch, struct arena *arena,
                               const struct fetch_letter *letter);

/* Greets the mail server, shows the password where there is one, and goes: `taken` is "all well".
 */
struct fetch_posted fetch_greet(struct fetch *fetch, struct arena *arena);

/* mailer.c: what the settings say of the mail server; its texts live in `arena`. */
struct fetch_mailer fetch_mailer_set(struct arena *arena);

/* The host of "https://host:port/path", with the port or without it. */
struct str fetch_host(struct str url, bool with_port);
