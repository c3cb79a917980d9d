#include "fcgi/parts.h"

#include "base/coding.h"

#include <assert.h>
#include <sys/random.h>

enum {
    SCRATCH_SIZE = 8192,
    TURN_SIZE = 1 << 20,          /* bytes of a stream that are passed over in one turn */
    REST_MAX = 4 * FCGI_BODY_MAX, /* nginx answers 502 when we close while it is still sending */
};

/* What nginx tells, beyond what a struct request keeps. */
struct told {
    struct request request;
    struct str method, address, length, listener, body;
};

/* nginx's configuration has to send them by these names; what it does not send stays STR_NONE. */
static const struct {
    const char *name;
    size_t offset;
} params[] = {
    {"REQUEST_METHOD",         offsetof(struct told, method)                   },
    {"REQUEST_URI",            offsetof(struct told, address)                  },
    {"QUERY_STRING",           offsetof(struct told, request.query)            },
    {"CONTENT_LENGTH",         offsetof(struct told, length)                   },
    {"CONTENT_TYPE",           offsetof(struct told, request.content_type)     },
    {"HTTP_CONTENT_ENCODING",  offsetof(struct told, request.content_encoding) },
    {"HTTP_ACCEPT",            offsetof(struct told, request.accept)           },
    {"HTTP_ACCEPT_LANGUAGE",   offsetof(struct told, request.accept_language)  },
    {"HTTP_AUTHORIZATION",     offsetof(struct told, request.authorization)    },
    {"HTTP_ORIGIN",            offsetof(struct told, request.origin)           },
    {"HTTP_COOKIE",            offsetof(struct told, request.cookie)           },
    {"HTTP_SEC_FETCH_SITE",    offsetof(struct told, request.sec_fetch_site)   },
    {"HTTP_USER_AGENT",        offsetof(struct told, request.user_agent)       },
    {"HTTP_IF_MATCH",          offsetof(struct told, request.if_match)         },
    {"HTTP_IF_NONE_MATCH",     offsetof(struct told, request.if_none_match)    },
    {"HTTP_IF_MODIFIED_SINCE", offsetof(struct told, request.if_modified_since)},
    {"HTTP_IDEMPOTENCY_KEY",   offsetof(struct told, request.idempotency_key)  },
    {"HTTP_TRACEPARENT",       offsetof(struct told, request.traceparent)      },
    {"REMOTE_ADDR",            offsetof(struct told, request.remote)           },
    {"REQUEST_ID",             offsetof(struct told, request.id)               },
    {"CITYLEARN_LISTENER",     offsetof(struct told, listener)                 },
    {"CITYLEARN_BODY",         offsetof(struct told, body)                     },
};

static void
take_param(struct told *told, struct str name, struct str value)
{
    for (size_t i = 0; i < sizeof(params) / sizeof(params[0]); i++) {
        if (!str_same(name, str_of(params[i].name)))
            continue;

        struct str *field = (struct str *)((char *)told + params[i].offset);

        /* Of two with the same name the first counts; an empty one was not sent by the caller. */
        if (field->at == NULL && value.size > 0)
            *field = value;
        return;
    }
}

static struct str
new_id(struct arena *arena)
{
    char bytes[16];
    ssize_t got = getrandom(bytes, sizeof(bytes), 0);

    assert(got == sizeof(bytes));
    (void)got;
    return coding_hex(arena, (struct str){bytes, sizeof(bytes)});
}

/* The path as the caller wrote it: nginx's own DOCUMENT_URI is percent-decoded. */
static struct str
path_of(struct str address)
{
    struct str path;

    return str_cut(&address, '?', &path) ? path : STR("");
}

static struct told
hear_params(FCGX_Request *fcgx, struct arena *arena)
{
    struct told told = {.listener = STR_NONE};

    for (char **at = fcgx->envp; *at != NULL; at++) {
        struct str value = str_of(*at), name;

        str_cut(&value, '=', &name);
        take_param(&told, name, value);
    }
    told.request.method = method_named(told.method);
    told.request.path = path_of(told.address);
    told.request.operations = str_same(told.listener, STR("operations"));
    if (!str_looks(told.request.id, "ffffffffffffffffffffffffffffffff"))
        told.request.id = new_id(arena);
    return told;
}

/* Reads what is left of the body, within reason, and keeps nothing of it. */
static void
hear_rest(FCGX_Request *fcgx)
{
    char scratch[SCRATCH_SIZE];
    size_t left = REST_MAX;
    int got;

    while (left > 0 && (got = FCGX_GetStr(scratch, sizeof(scratch), fcgx->in)) > 0)
        left -= (size_t)got < left ? (size_t)got : left;
}

static int64_t
read_stream(void *who, char *into, size_t size)
{
    FCGX_Request *fcgx = who;
    int got = FCGX_GetStr(into, (int)size, fcgx->in);

    return FCGX_GetError(fcgx->in) == 0 ? got : -1;
}

/* nginx says so of few addresses: what is large is left to the handler. */
static enum problem
hear_stream(FCGX_Request *fcgx, struct arena *arena, struct told *told)
{
    struct request_stream *stream = arena_new(arena, struct request_stream);

    *stream = (struct request_stream){.read = read_stream, .who = fcgx};
    told->request.stream = stream;
    if (told->length.at != NULL && (!str_integer(told->length, &stream->size) || stream->size < 0))
        return PROBLEM_MALFORMED_REQUEST;
    return PROBLEM_NONE;
}

static enum problem
hear_body(FCGX_Request *fcgx, struct arena *arena, struct told *told)
{
    int64_t size = 0;
    char beyond;

    if (told->length.at != NULL && (!str_integer(told->length, &size) || size < 0))
        return PROBLEM_MALFORMED_REQUEST;
    if (size > FCGI_BODY_MAX)
        return PROBLEM_TOO_LARGE;

    if (told->length.at != NULL) {
        char *body = arena_take(arena, (size_t)size + 1, 1);

        if (FCGX_GetStr(body, (int)size, fcgx->in) != size)
            return PROBLEM_MALFORMED_REQUEST;
        told->request.body = (struct str){body, (size_t)size};
    }
    if (FCGX_GetStr(&beyond, 1, fcgx->in) != 0 || FCGX_GetError(fcgx->in) != 0)
        return PROBLEM_MALFORMED_REQUEST;
    return PROBLEM_NONE;
}

enum problem
hear(FCGX_Request *fcgx, struct arena *arena, struct request *request)
{
    struct told told = hear_params(fcgx, arena);
    enum problem problem = str_same(told.body, STR("stream")) ? hear_stream(fcgx, arena, &told)
                                                              : hear_body(fcgx, arena, &told);

    *request = told.request;
    if (problem)
        hear_rest(fcgx);
    return problem;
}

void
hear_end(struct loop *loop, FCGX_Request *fcgx)
{
    char scratch[SCRATCH_SIZE];
    size_t heard = 0;
    int got;

    while ((got = FCGX_GetStr(scratch, sizeof(scratch), fcgx->in)) > 0) {
        heard += (size_t)got;
        if (heard < TURN_SIZE)
            continue;
        heard = 0;
        task_sleep(loop, 0);
    }
}

void
hear_without_body(FCGX_Request *fcgx, struct arena *arena, struct request *request)
{
    *request = hear_params(fcgx, arena).request;
    hear_rest(fcgx);
}
