/* Replies in HTML. */
#include "api/browser-parts.h"

#include "base/coding.h"
#include "base/text.h"

#include <string.h>

/* A parameter of the query as it stands, or STR_NONE. */
static struct str
query_value(const struct call *call, struct str wanted)
{
    struct str rest = call->request->query, pair, name;

    while (str_cut(&rest, '&', &pair)) {
        str_cut(&pair, '=', &name);
        if (str_same(name, wanted) && pair.at != NULL)
            return coding_from_form(call->arena, pair);
    }
    return STR_NONE;
}

/* What was chosen on a page, then what was chosen before, then the person's own, then the
 * browser's. */
struct str
browser_language(const struct call *call)
{
    struct str wanted[LANGUAGES_MAX + 3];
    struct str first[] = {query_value(call, STR("lang")),
                          is_shared(call) ? STR_NONE : browser_cookie(call, "lang"),
                          call->session.language};
    size_t count = 0;

    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
        if (first[i].size > 0)
            wanted[count++] = first[i];
    count +=
        languages_wanted(call->arena, STR_NONE, call->request->accept_language, wanted + count);
    return page_language(wanted, count);
}

/* Whether this page can be asked for again, in another language. */
static bool
can_be_opened(const struct call *call)
{
    for (size_t i = 0; i < routes_count; i++)
        if (routes[i].method == GET && call->route != NULL &&
            strcmp(routes[i].path, call->route->path) == 0)
            return true;
    return false;
}

/*
 * This page in another language: its address, with that in place of its "lang". What answers a
 * form may have no page of its own; then it is the account.
 */
static struct str
address_in(const struct call *call, struct str language)
{
    struct text address = text_new(call->arena);
    struct str rest = call->request->query, pair;

    text_print(&address, STR_FMT "?",
               STR_ARG(can_be_opened(call) ? call->request->path : STR("/account")));
    while (call->request->method == GET && str_cut(&rest, '&', &pair))
        if (pair.size > 0 && !str_starts(pair, STR("lang=")))
            text_print(&address, STR_FMT "&", STR_ARG(pair));
    text_print(&address, "lang=" STR_FMT, STR_ARG(language));
    return text_str(&address);
}

static void
set_languages(const struct call *call, struct page_data *data, struct str current)
{
    size_t count;
    const struct str *all = page_languages(&count);

    for (size_t i = 0; i < count; i++) {
        struct page_data *row = page_row(data, "languages");

        page_set(row, "code", all[i]);
        page_set(row, "name", page_language_name(all[i]));
        page_set(row, "url", address_in(call, all[i]));
        page_flag(row, "current", str_same(all[i], current));
    }
}

/* What stands between "//" and the path. */
static struct str
site_of(const struct call *call)
{
    struct str rest = call->api->base_url, scheme;

    str_cut(&rest, '/', &scheme);
    return rest.size > 0 ? str_from(rest, 1) : rest;
}

static void
set_common(const struct call *call, struct page_data *data, struct str language, struct str csrf)
{
    page_set(data, "csrf", csrf);
    page_set(data, "site", site_of(call));
    page_flag(data, "signedIn", call->session.person.at != NULL);
    if (call->session.person.at != NULL)
        page_set(data, "personName",
                 call->session.name.size > 0 ? call->session.name : call->session.email);
    set_languages(call, data, language);
}

static struct str
policy_towards(const struct call *call, struct str origin)
{
    return arena_print(
        call->arena,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'%s" STR_FMT
        "; base-uri 'none'; frame-ancestors 'none'",
        origin.size > 0 ? " " : "", STR_ARG(origin));
}

/* Whether it is made for frames on pages of others. */
static bool
is_framed(const struct call *call)
{
    return str_starts(call->request->path, STR("/embed/"));
}

/* Whether it shows pictures: those of badges. */
static bool
has_pictures(const struct call *call)
{
    struct str path = call->request->path;

    return str_starts(path, STR("/b/")) || str_starts(path, STR("/embed/b/")) ||
           str_starts(path, STR("/badges/")) || str_starts(path, STR("/issuers/"));
}

/* What is the same for everybody has no forms, and a tag. */
static struct reply
reply_shared(struct call *call, int status, const char *template, struct page_data *data)
{
    struct str language = browser_language(call), body;
    struct reply reply = {.status = status, .type = "text/html; charset=utf-8"};

    set_common(call, data, language, STR_NONE);
    body = page_render(call->arena, template, language, data);
    if (status == 200)
        reply = reply_text(call, reply.type, body);
    else
        reply.body = body;
    reply_header(&reply, "Content-Language", language);
    reply_header(&reply, "Content-Security-Policy",
                 arena_print(call->arena,
                             "default-src 'none'; style-src 'self'; %sform-action 'none'; "
                             "base-uri 'none'; frame-ancestors %s",
                             has_pictures(call) ? "img-src 'self'; " : "",
                             is_framed(call) ? "*" : "'none'"));
    return reply;
}

struct reply
reply_html_towards(struct call *call, int status, const char *template, struct page_data *data,
                   struct str origin)
{
    struct page_data *all = data == NULL ? page_data_new(call->arena) : data;

    if (is_shared(call))
        return reply_shared(call, status, template, all);

    struct str language = browser_language(call), new_visit,
               chosen = query_value(call, STR("lang"));
    struct str csrf = browser_form_token(call, &new_visit);
    struct reply reply = {.status = status, .type = "text/html; charset=utf-8"};

    set_common(call, all, language, csrf);
    reply.body = page_render(call->arena, template, language, all);
    reply_header(&reply, "Content-Language", language);
    reply_header(&reply, "Content-Security-Policy", policy_towards(call, origin));
    if (new_visit.at != NULL)
        browser_set_cookie(call, &reply, "visit", new_visit, BROWSER_VISIT_S);
    if (str_same(chosen, language))
        browser_set_cookie(call, &reply, "lang", language, BROWSER_LANGUAGE_S);
    return reply;
}

struct reply
reply_html(struct call *call, int status, const char *template, struct page_data *data)
{
    return reply_html_towards(call, status, template, data, STR(""));
}

/* Whoever has to sign in first comes back to where they wanted to go. */
static struct reply
send_to_sign_in(struct call *call)
{
    const struct request *request = call->request;
    struct str wanted = request->query.size == 0
                            ? request->path
                            : arena_print(call->arena, STR_FMT "?" STR_FMT, STR_ARG(request->path),
                                          STR_ARG(request->query));

    if (request->method != GET)
        return reply_see(call, STR("/account/sign-in"));
    return reply_see(call, arena_print(call->arena, "/account/sign-in?next=" STR_FMT,
                                       STR_ARG(coding_percent(call->arena, wanted))));
}

/* Most have words in each language; what is left is English and says so. */
static void
set_problem(struct call *call, struct page_data *data, enum problem problem, struct str detail)
{
    struct str slug = str_of(problem_slug(problem));
    struct str word = arena_print(call->arena, "problem." STR_FMT, STR_ARG(slug));

    if (page_word(STR("en"), word).at != NULL) {
        page_set(data, "code", slug);
        return;
    }
    page_set(data, "title", str_of(problem_title(problem)));
    page_set(data, "detail", detail.at == NULL ? str_of(problem_way_out(problem)) : detail);
    for (size_t i = 0; i < call->errors.count; i++) {
        struct page_data *row = page_row(data, "faults");

        page_set(row, "where", call->errors.list[i].where);
        page_set(row, "why", call->errors.list[i].detail);
    }
}

struct reply
reply_html_problem(struct call *call, enum problem problem, struct str detail)
{
    struct page_data *data = page_data_new(call->arena);

    if (problem == PROBLEM_SIGN_IN_FIRST)
        return send_to_sign_in(call);
    page_number(data, "status", problem_status(problem));
    set_problem(call, data, problem, detail);
    page_flag(data, "card", str_starts(call->request->path, STR("/embed/b/")));
    if (!is_shared(call))
        page_set(data, "backUrl", STR("/account"));
    return reply_html(call, problem_status(problem), is_framed(call) ? "embed-error" : "error",
                      data);
}
