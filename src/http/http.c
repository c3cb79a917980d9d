#include "http/http.h"

#include "base/coding.h"
#include "base/text.h"
#include "base/utf8.h"

#include <assert.h>
#include <string.h>

static const char *const methods[METHOD_COUNT] = {
    [GET] = "GET",     [HEAD] = "HEAD",     [POST] = "POST",       [PUT] = "PUT",
    [PATCH] = "PATCH", [DELETE] = "DELETE", [OPTIONS] = "OPTIONS",
};

enum method
method_named(struct str name)
{
    enum method method = GET;

    while (method < METHOD_COUNT && !str_same(str_of(methods[method]), name))
        method++;
    return method;
}

const char *
method_name(enum method method)
{
    assert(method < METHOD_COUNT);
    return methods[method];
}

/* Percent-decoded, and that alone: in a path "+" is itself (RFC 3986 section 2.1). */
static struct str
decoded(struct arena *arena, struct str segment)
{
    struct text text = text_new(arena);
    struct str rest = segment, piece;

    if (segment.size == 0 || memchr(segment.at, '%', segment.size) == NULL)
        return arena_copy(arena, segment);
    while (str_cut(&rest, '+', &piece)) {
        text_add(&text, coding_from_form(arena, piece));
        if (rest.at != NULL)
            text_add(&text, STR("+"));
    }
    return text_str(&text);
}

/* `want` is "{name}", or "{name}.ics", which the segment has to end in. */
static bool
part_fits(struct str want, struct str *got)
{
    struct str ending = want, name;

    str_cut(&ending, '}', &name);
    if (!str_ends(*got, ending))
        return false;
    got->size -= ending.size;
    return got->size > 0;
}

/* First whether it fits at all, so that only the route that is taken costs memory. */
bool
path_fits(struct arena *arena, const char *pattern, struct str path, struct str parts[PATH_PARTS])
{
    struct str rest = str_of(pattern), found[PATH_PARTS], want, got;
    size_t count = 0, same = 0;

    /* Most routes differ here already, and a request is held beside all of them. */
    for (; pattern[same] != '\0' && pattern[same] != '{'; same++)
        if (same == path.size || path.at[same] != pattern[same])
            return false;
    while (str_cut(&rest, '/', &want)) {
        if (!str_cut(&path, '/', &got))
            return false;
        if (!str_starts(want, STR("{"))) {
            if (!str_same(want, got))
                return false;
            continue;
        }
        assert(count < PATH_PARTS);
        if (!part_fits(want, &got))
            return false;
        found[count++] = got;
    }
    if (path.at != NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        found[i] = decoded(arena, found[i]);
        if (!utf8_is_plain(found[i]))
            return false;
    }
    for (size_t i = 0; i < PATH_PARTS; i++)
        parts[i] = i < count ? found[i] : STR_NONE;
    return true;
}

static bool
has_control(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f)
            return true;
    return false;
}

void
reply_header(struct reply *reply, const char *name, struct str value)
{
    if (has_control(value))
        return;
    assert(reply->header_count < REPLY_HEADERS_MAX);
    reply->headers[reply->header_count++] = (struct header){name, value};
}

/* A path as a URI has it: whatever is no letter of one is percent-encoded, so it is UTF-8 too. */
static struct str
instance_of(struct arena *arena, struct str path)
{
    struct text text = text_new(arena);

    for (size_t i = 0; i < path.size; i++) {
        unsigned char c = (unsigned char)path.at[i];

        if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c) != NULL)
            text_print(&text, "%%%02X", c);
        else
            text_add(&text, (struct str){path.at + i, 1});
    }
    return text_str(&text);
}

static void
add_member(struct text *text, const char *name, struct str value)
{
    text_add(text, STR(","));
    text_add_member(text, name, value);
}

static void
add_errors(struct text *text, const struct shape_errors *errors)
{
    text_add(text, STR(",\"errors\":["));
    for (size_t i = 0; i < errors->count; i++) {
        const struct shape_error *error = &errors->list[i];
        bool pointer = error->where.size == 0 || error->where.at[0] == '/';

        text_add(text, i == 0 ? STR("{") : STR(",{"));
        text_add_member(text, pointer ? "pointer" : "parameter", error->where);
        add_member(text, "code", str_of(error->code));
        add_member(text, "detail", error->detail);
        text_add(text, STR("}"));
    }
    text_add(text, STR("]"));
}

struct reply
reply_problem(struct arena *arena, const struct request *request, enum problem problem,
              struct str detail, const struct shape_errors *errors, struct str extra)
{
    int status = problem_status(problem);
    struct text text = text_new(arena);

    text_print(&text, "{\"type\":\"/problems/%s\",\"status\":%d", problem_slug(problem), status);
    add_member(&text, "title", str_of(problem_title(problem)));
    add_member(&text, "detail", detail.at == NULL ? str_of(problem_way_out(problem)) : detail);
    add_member(&text, "instance", instance_of(arena, request->path));
    add_member(&text, "code", str_of(problem_slug(problem)));
    add_member(&text, "requestId", request->id);
    if (errors != NULL && errors->count > 0)
        add_errors(&text, errors);
    if (extra.size > 0) {
        text_add(&text, STR(","));
        text_add(&text, extra);
    }
    text_add(&text, STR("}"));
    return (struct reply){
        .status = status,
        .type = "application/problem+json",
        .body = text_str(&text),
    };
}
