/*
 * host: another host of badges, where a learner has an account. For the files of this room only.
 *
 * All that is said for one account is said in one visit, and one visit is under way at a time: so a
 * refresh token is never used twice. What a host answers is a stranger's: it has an end in bytes,
 * in pages and in time, and its endpoints are its own or are not asked (docs/decisions/0036).
 */
#pragma once

#include "courier/oauth.h"
#include "json/cut.h"

enum {
    HOST_VISIT_MS_MAX = 60000,     /* then the rest waits */
    HOST_PAGE_MAX = 4 << 20,       /* bytes of a page of badges; and */
    HOST_PULL_MAX = 32 << 20,      /* of those of one visit */
    HOST_PAGES_MAX = 40,           /* asked for in one visit */
    HOST_ITEMS = 50,               /* badges that a page is asked for, and */
    HOST_ITEMS_MAX = 1000,         /* that are taken of one list when there are more */
    HOST_PUSHES_MAX = 50,          /* awards in one visit */
    HOST_PUSH_ATTEMPTS = 8,        /* over nearly two days */
    HOST_DESCRIPTION_MAX = 1 << 18 /* bytes of what a host says of itself */
};

#define HOST_READ_3  "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly"
#define HOST_WRITE_3 "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert"
#define HOST_READ_2  "https://purl.imsglobal.org/spec/ob/v2p1/scope/assertion.readonly"

/* What a host says of itself; what it lacks is STR_NONE. */
struct host_about {
    const char *kind;
    struct str name, issuer, api, authorize, token, refresh, revoke, registration;
    struct str scopes; /* those of ours that it offers, with blanks between */
    bool names_issuer;
};

/* A host that is read. */
struct host_reading {
    struct courier *courier;
    struct arena *arena;
    struct str id, base,
        register_url; /* the latter where this service is registered; or STR_NONE */
    int64_t attempt;
    struct host_about about;
    struct str client, sealed, expires; /* when it was registered just now */
};

/* Each answers a fault in a word, or NULL. */
const char *host_read(struct host_reading *reading);     /* host-about.c */
const char *host_register(struct host_reading *reading); /* host-register.c */

struct str host_told(const struct host_reading *reading); /* the same file: for the database */

/* host-ask.c: whether an address is the host's: its own name or one below it, and one that may be
 * asked. */
bool host_owns(const struct host_reading *reading, struct str url);

/* host.c: where people are led back to from the host of that id. */
struct str host_way_back(const struct courier *courier, struct arena *arena, struct str host);

/* An account that is visited: a row of badge_host_claim. */
struct host_visit {
    struct courier *courier;
    struct arena *arena;
    struct str id, host, api_url, token_url, refresh_url, revoke_url, scopes, client, since;
    struct str secret, access, refresh, code, verifier; /* unsealed, or STR_NONE */
    struct str farewell;                                /* of an account that is gone */
    bool is_older;                                      /* Badge Connect */
    bool has_code; /* also when it was sealed otherwise, and is lost */
    bool pulls, pushes, is_stale;
    int64_t attempt, place, failures, began_ms;
    int64_t rest_s;              /* for which the host wants to be asked nothing more */
    bool was_refreshed, is_over; /* over: nothing more can be asked for it */
    const char *trouble;         /* why, when it is tried again */
};

/* host-ask.c: what went wrong with an answer, in a word; NULL of 2xx. */
const char *host_fault(const struct fetch_reply *reply);

/* A wait of so many seconds, which has an end, however it came about: a day at most, one at least,
   and shorter on a stage in tests. */
int64_t host_scaled(const struct host_visit *visit, int64_t seconds);

/* Seconds until it is tried again, the `failures`th time, but not before the host wants it. */
int64_t host_wait(const struct host_visit *visit, const struct fetch_reply *reply,
                  int64_t failures);

/* Seconds for which an answer asks to be left alone; 0 when it does not. */
int64_t host_rest(const struct host_visit *visit, const struct fetch_reply *reply);

bool host_is_late(const struct host_visit *visit); /* for more in this visit */

/* A request with the access token, which is refreshed once if it does not count any more. */
struct fetch_reply host_ask(struct host_visit *visit, struct arena *arena,
                            struct fetch_request *request);

/* A form, as the client that this service is there. */
struct fetch_reply host_post(const struct host_visit *visit, struct str url,
                             const struct text *form);

/* host-token.c */
void host_exchange(struct host_visit *visit);
void host_refresh(struct host_visit *visit);
/* host-revoke.c: gives tokens back; whether the host has to hear no more of them. */
bool host_revoke(const struct host_visit *visit);
struct str host_unseal(const struct host_visit *visit, struct str about, struct str sealed);

/* host-pull.c, host-push.c */
void host_pull(struct host_visit *visit);
void host_push(struct host_visit *visit);

/* host-take.c: keeps one badge for the learner; what came of it, as badge_host_take says, or
 * "busy". */
struct str host_take(const struct host_visit *visit, struct arena *arena, struct str bytes);
