/*
 * api: the routes of the platform and what they answer.
 *
 * routes.def lists every address: who may call it, what it takes, what answers,
 * how long the answer may be kept. A request walks down the steps of api.c, and
 * a handler is called only when all of that holds. So a handler says what the
 * request means, and nothing else: it asks one question and ends with one of
 * the replies of reply.h.
 */
#pragma once

#include "api/caller.h"
#include "api/view.h"
#include "fetch/wall.h"
#include "http/http.h"
#include "http/negotiate.h"
#include "json/shape.h"
#include "pg/pg.h"
#include "token/token.h"

/* The version of the interface: info.version of the OpenAPI document (semver). */
#define API_VERSION "1.0.0"

struct figures;    /* figures.h */
struct limits;     /* limits.h */
struct turns;      /* turn.h */
struct issue_keys; /* issue/issue.h */

/* What one worker process has. Only the keys and the OpenAPI document come after its start. */
struct api {
    struct loop *loop;
    struct pg *pg;
    struct token_keys *keys;
    bool knows_keys;         /* they were read at least once */
    struct figures *figures; /* shared by all workers */
    struct limits *limits;   /* shared by all workers */
    struct wall wall;        /* which webhook addresses are taken */
    struct arena *arena;     /* lives as long as the worker */
    struct str base_url;
    struct str terms_url, privacy_url;       /* what other hosts of badges are told of this one */
    struct str seal;                         /* the operator's key, for secrets in the database */
    struct str cursor_key, form_key, pepper; /* made from it */
    struct turns *hashing, *drawing, *judging;
    struct issue_keys *issuing;
    struct str openapi;  /* the document, once somebody has asked for it */
    const char *courier; /* path of the socket that is poked after a write */
    int poke;            /* a datagram socket for it */
};

/* What a reply can be had as: format.h. */
enum format { AS_JSON, AS_CSV, AS_LINKED, FORMATS };

/* ONE_OR_LATER: it may be found out yet, and is at Location then. */
enum answers { ONE, ONE_OR_NEW, ONE_OR_LATER, JOB, PAGE, LIST, NOTHING, OTHER };

/* How long an answer may be kept, and by whom. */
enum keeping { PRIVATE, PUBLIC, FOR_LONG };

/*
 * NEEDS_FILE: a key, and a body that is a file and read as a stream; `takes` is then the query.
 * MATCHES_FILE: If-Match, and a body that is a file; `takes` is the query, too.
 * MAY_FILE: no key, and what `takes` reads or, in its place, a file; of a form, beside it.
 */
enum demand { NO_KEY, MAY_KEY, NEEDS_KEY, NEEDS_MATCH, MATCHES_FILE, NEEDS_FILE, MAY_FILE };

struct call;

struct route {
    enum method method;
    const char *path; /* {name} is an id, {name*} is anything */
    enum who who;
    const char *scope;         /* that a token has to hold, or NULL; of ANYONE: to see its own */
    const char *role;          /* the least one in the organisation that it is about */
    const struct shape *takes; /* the query of a GET or DELETE, the body of anything else */
    enum answers answers;
    const char *gives; /* the type of schema doc that is answered, or NULL */
    enum keeping keeping;
    enum demand demand; /* Idempotency-Key, or If-Match */
    struct reply (*answer)(struct call *call);
    const char *summary; /* for the API reference */
};

extern const struct route routes[];
extern const size_t routes_count;

struct call {
    struct api *api;
    const struct request *request;
    const struct route *route;
    struct arena *arena;
    struct pg_door door; /* how to ask the database, as this caller */
    struct caller me;
    struct browser_session session;
    struct str form_owner;        /* the cookie that forms are bound to, see browser.h */
    struct str parts[PATH_PARTS]; /* what stood at the {names} of the path */
    struct call_file {
        struct str type, bytes; /* STR_NONE: there is none */
    } file;
    const void *input;                 /* the struct that the route's shape filled */
    const struct view *view;           /* how the answer is wished, of a GET */
    enum format format;                /* that is accepted, of those that there are */
    const char *keeping;               /* of this reply, or NULL: as its route says */
    struct str languages;              /* wanted, as a text[] for the database */
    struct str after;                  /* of a page: the place that its cursor named, or STR_NONE */
    int64_t version;                   /* of If-Match; 0: any */
    struct shape_errors errors;        /* what did not fit */
    struct str missing_scope;          /* for WWW-Authenticate */
    enum method allowed[METHOD_COUNT]; /* methods of this path, for Allow */
    size_t allowed_count;
    struct str rate_left, rate_reset; /* for RateLimit-* */
    struct str retry_after;           /* seconds, or STR_NONE */
};

/* Answers a request, in a task of the worker's loop. fcgi_answer. */
struct reply api_answer(void *api, struct arena *arena, const struct request *request);
