/*
 * http: a request and a reply, as plain values.
 *
 * Nothing here reads a socket or knows of FastCGI, so everything above can be
 * tested by filling in a struct.
 */
#pragma once

#include "base/arena.h"
#include "base/problem.h"
#include "json/shape.h"

enum method { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, METHOD_COUNT };

/* A body that is not held: it is read piece by piece, by the handler alone, and once. */
struct request_stream {
    int64_t size; /* bytes, as announced */
    /* As many bytes as there are, at most `size`; fewer at the end, -1 when it breaks off. */
    int64_t (*read)(void *who, char *into, size_t size);
    void *who;
};

struct request {
    enum method method;
    struct str path, query, body;
    struct str content_type, content_encoding, accept, accept_language;
    struct str authorization, origin;
    struct str cookie, sec_fetch_site, user_agent; /* of a browser */
    struct str if_match, if_none_match, if_modified_since, idempotency_key;
    struct str traceparent, remote; /* remote: the client's address, as nginx saw it */
    struct str id;                  /* of this request: returned, logged, and in each problem */
    bool operations;                /* it came in by the operator's listener */
    const struct request_stream *stream; /* then `body` is empty; NULL of most */
};

struct header {
    const char *name;
    struct str value; /* never holds a control character: reply_header sees to it */
};

enum { REPLY_HEADERS_MAX = 24 };

struct reply {
    int status;
    const char *type; /* of the body, or NULL where there is none */
    struct str body;
    size_t header_count;
    struct header headers[REPLY_HEADERS_MAX];
};

/* METHOD_COUNT when the name is not one that any route takes. */
enum method method_named(struct str name);
const char *method_name(enum method method);

/*
 * Whether `path` has the form of `pattern`, in which {name} stands for one
 * segment that is not empty. What stood there, percent-decoded, is written to
 * `parts`, in order, and STR_NONE beyond. A trailing slash fits no pattern.
 */
enum { PATH_PARTS = 4 };
bool path_fits(struct arena *arena, const char *pattern, struct str path,
               struct str parts[PATH_PARTS]);

/* Adds a header; a value with control characters in it is left out. */
void reply_header(struct reply *reply, const char *name, struct str value);

/*
 * The reply that RFC 9457 asks for: type, title, status, detail, instance,
 * code, requestId, and `errors` where there are any (may be NULL). `detail` may
 * be STR_NONE: then it is the problem's way out. `extra` is further members
 * as JSON text ("\"allowed\":[...]"), or STR_NONE.
 */
struct reply reply_problem(struct arena *arena, const struct request *request, enum problem problem,
                           struct str detail, const struct shape_errors *errors, struct str extra);
