/* The steps that read what was sent: input, wishes, preconditions, keys. */
#include "api/steps.h"

#include "api/browser.h"
#include "api/format.h"
#include "api/reply.h"
#include "http/multipart.h"
#include "sql/idempotency.h"

#include <string.h>

/* Forms are what browsers and OAuth's clients send. */
static bool
takes_form(const struct route *route)
{
    return route->who == CLIENT || is_page(route);
}

static bool
takes_query(const struct route *route)
{
    return route->method == GET || route->method == DELETE || route->demand == NEEDS_FILE ||
           route->demand == MATCHES_FILE;
}

/* Of a list a slip in a filter would show too much, also where it is a page. */
static bool
judges_strictly(const struct route *route)
{
    return route->answers == PAGE;
}

/* OAuth's endpoints ignore what they do not know (RFC 6749 section 3), and so do pages. */
static bool
ignores_unknown(const struct route *route)
{
    return (takes_form(route) && !judges_strictly(route)) ||
           strncmp(route->path, "/oauth2/", 8) == 0 ||
           strncmp(route->path, "/openid4vci/", 12) == 0 ||
           strncmp(route->path, "/.well-known/", 13) == 0;
}

/* The forms of pages, which some GETs take as well, do not. */
static bool
begins_with_view(const struct shape *shape)
{
    for (size_t i = 0; i < shape->count; i++)
        if (strcmp(shape->fields[i].name, "lang") == 0)
            return shape->fields[i].offset == offsetof(struct view, lang);
    return false;
}

static enum problem
read_query(struct call *call)
{
    const struct shape *shape = call->route->takes == NULL ? &no_query : call->route->takes;
    void *input = arena_take(call->arena, shape->size, alignof(max_align_t));

    call->input = input;
    if (call->route->method == GET && begins_with_view(shape))
        call->view = input;
    return shape_read_form(call->arena, shape, call->request->query, ignores_unknown(call->route),
                           input, &call->errors);
}

static bool
holds_file(const struct call *call)
{
    struct str type = call->request->content_type;

    return call->route->demand == MAY_FILE &&
           !(takes_form(call->route) ? is_form(type) : is_json(type));
}

/* Of a page it is one part of a form; else it is the body, and its handler knows which kinds. */
static enum problem
read_file(struct call *call)
{
    const struct request *request = call->request;
    const struct shape *shape = call->route->takes;
    const struct multipart_part *file;
    struct multipart form;
    void *input;

    if (!takes_form(call->route)) {
        call->file = (struct call_file){request->content_type, request->body};
        return PROBLEM_NONE;
    }
    if (!is_multipart(request->content_type))
        return PROBLEM_UNSUPPORTED_MEDIA_TYPE;
    if (!multipart_read(call->arena, request->content_type, request->body, &form))
        return PROBLEM_MALFORMED_REQUEST;
    file = multipart_file(&form, "file");
    if (file != NULL)
        call->file = (struct call_file){file->type, file->content};
    input = arena_take(call->arena, shape->size, alignof(max_align_t));
    call->input = input;
    return shape_read_form(call->arena, shape, multipart_fields(call->arena, &form), true, input,
                           &call->errors);
}

static enum problem
read_body(struct call *call)
{
    const struct shape *shape = call->route->takes;
    const struct request *request = call->request;
    enum problem problem =
        shape_read_form(call->arena, &no_query, request->query, ignores_unknown(call->route),
                        (char[1]){0}, &call->errors);

    if (problem || shape == NULL)
        return problem;
    if (request->content_encoding.size > 0)
        return PROBLEM_UNSUPPORTED_MEDIA_TYPE;
    if (holds_file(call))
        return read_file(call);
    if (!(takes_form(call->route) ? is_form(request->content_type)
                                  : is_json(request->content_type)))
        return PROBLEM_UNSUPPORTED_MEDIA_TYPE;

    void *input = arena_take(call->arena, shape->size, alignof(max_align_t));

    call->input = input;
    return takes_form(call->route)
               ? shape_read_form(call->arena, shape, request->body, true, input, &call->errors)
               : shape_read_json(call->arena, shape, request->body, input, &call->errors);
}

/*
 * A batch is judged item by item, OAuth has words of its own, and a page shows its form
 * again: their handlers see the errors.
 */
static bool
judges_itself(const struct route *route)
{
    return (takes_form(route) && !judges_strictly(route)) ||
           (route->takes != NULL && route->takes->salvages);
}

enum problem
step_read_input(struct call *call)
{
    enum problem problem = takes_query(call->route) ? read_query(call) : read_body(call);

    if (problem == PROBLEM_BAD_INPUT && call->input != NULL && judges_itself(call->route) &&
        !call->errors.whole)
        return PROBLEM_NONE;
    if (problem || call->route->answers != PAGE)
        return problem;
    return page_find(call);
}

enum problem
step_negotiate(struct call *call)
{
    struct str wanted[LANGUAGES_MAX];
    struct str lang = call->view == NULL ? STR_NONE : call->view->lang;
    size_t count = languages_wanted(call->arena, lang, call->request->accept_language, wanted);

    call->languages = pg_texts(call->arena, wanted, count);
    return format_choose(call) ? PROBLEM_NONE : PROBLEM_NOT_ACCEPTABLE;
}

/* "12-89ab..." names version 12; anything else that is no "*" cannot be up to date. */
enum problem
step_read_match(struct call *call)
{
    struct str match = call->request->if_match, version;

    if (match.at == NULL)
        return call->route->demand == NEEDS_MATCH || call->route->demand == MATCHES_FILE
                   ? PROBLEM_PRECONDITION_REQUIRED
                   : PROBLEM_NONE;
    match = str_trim(match);
    if (str_same(match, STR("*")))
        return PROBLEM_NONE;
    if (str_starts(match, STR("W/")))
        match = str_from(match, 2);
    if (!str_starts(match, STR("\"")))
        return PROBLEM_PRECONDITION_FAILED;
    match = str_from(match, 1);
    str_cut(&match, '-', &version);
    return str_integer(version, &call->version) && call->version > 0 ? PROBLEM_NONE
                                                                     : PROBLEM_PRECONDITION_FAILED;
}

static bool
is_key(struct str key)
{
    if (key.size < 16 || key.size > 64)
        return false;
    for (size_t i = 0; i < key.size; i++)
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", key.at[i]) ==
            NULL)
            return false;
    return true;
}

/* The key may stand in quotes, as a structured field, or bare. */
struct str
step_key(const struct call *call)
{
    struct str key = str_trim(call->request->idempotency_key);

    if (key.size >= 2 && key.at[0] == '"' && key.at[key.size - 1] == '"')
        return (struct str){key.at + 1, key.size - 2};
    return key;
}

enum problem
step_read_key(struct call *call)
{
    const struct request *request = call->request;
    enum demand demand = call->route->demand;

    if (demand != NEEDS_KEY && demand != MAY_KEY && demand != NEEDS_FILE)
        return PROBLEM_NONE;
    if (request->idempotency_key.at == NULL)
        return demand == MAY_KEY ? PROBLEM_NONE : PROBLEM_BAD_IDEMPOTENCY_KEY;
    if (!is_key(step_key(call)))
        return PROBLEM_BAD_IDEMPOTENCY_KEY;
    /* Of a stream it is known at its end alone. */
    if (call->route->demand != NEEDS_FILE)
        step_claim_key(call, request->body);
    return PROBLEM_NONE;
}

void
step_claim_key(struct call *call, struct str body)
{
    const struct request *request = call->request;
    struct str key = step_key(call);
    struct str who = call->me.person.at != NULL ? call->me.person : call->me.client;
    struct str whole =
        arena_print(call->arena, "%s " STR_FMT "%s" STR_FMT "\n" STR_FMT,
                    method_name(request->method), STR_ARG(request->path),
                    request->query.size > 0 ? "?" : "", STR_ARG(request->query), STR_ARG(body));
    struct str hash = pg_bytes(call->arena, keys_sha256(call->arena, whole));

    sql_idempotency_claim_step(call->arena, who, key, hash, &call->door.claim);
    sql_idempotency_keep_step(call->arena, who, key, hash, &call->door.keep);
}
