/* Replies that refuse: the problem, and the headers that tell the way out. */
#include "api/browser.h"
#include "api/exchange.h"

#include "base/text.h"

static struct str
retry_after(const struct call *call, enum problem problem)
{
    if (call->retry_after.at != NULL)
        return call->retry_after;
    return problem_status(problem) == 503 || problem == PROBLEM_IDEMPOTENCY_IN_PROGRESS ? STR("1")
                                                                                        : STR_NONE;
}

/* RFC 6750 section 3. */
static void
add_challenge(struct call *call, enum problem problem, struct reply *reply)
{
    if (call->route != NULL && call->route->who == CLIENT)
        reply_header(reply, "WWW-Authenticate", STR("Basic realm=\"citylearn\""));
    else if (problem == PROBLEM_UNAUTHENTICATED)
        reply_header(reply, "WWW-Authenticate", STR("Bearer"));
    else if (problem_status(problem) == 401)
        reply_header(reply, "WWW-Authenticate", STR("Bearer error=\"invalid_token\""));
    else if (problem == PROBLEM_INSUFFICIENT_SCOPE)
        reply_header(reply, "WWW-Authenticate",
                     arena_print(call->arena,
                                 "Bearer error=\"insufficient_scope\", scope=\"" STR_FMT "\"",
                                 STR_ARG(call->missing_scope)));
}

static void
add_allow(struct call *call, struct reply *reply)
{
    struct text list = text_new(call->arena);

    for (size_t i = 0; i < call->allowed_count; i++)
        text_print(&list, "%s%s%s", i > 0 ? ", " : "", method_name(call->allowed[i]),
                   call->allowed[i] == GET ? ", HEAD" : "");
    reply_header(reply, "Allow", text_str(&list));
}

/* RFC 5789 section 3.1 and Linked Data Platform section 7.1: which type would have been taken. */
static void
add_taken_type(const struct call *call, struct reply *reply)
{
    if (call->route->who == CLIENT || is_page(call->route))
        reply_header(reply, "Accept-Post", STR("application/x-www-form-urlencoded"));
    else if (call->route->method == PATCH)
        reply_header(reply, "Accept-Patch", STR("application/merge-patch+json"));
    else if (call->route->method == POST)
        reply_header(reply, "Accept-Post", STR("application/json"));
}

/* Whoever opens an address where pages are is a person, also where there is none. */
static bool
is_for_people(const struct call *call)
{
    return call->route == NULL ? str_starts(call->request->path, STR("/account")) || is_shared(call)
                               : is_page(call->route);
}

static struct reply
refusal(struct call *call, enum problem problem, struct str detail, struct str extra)
{
    bool for_people = is_for_people(call);
    struct reply reply = exchange_is_asked(call) ? exchange_fault(call, problem, detail)
                         : for_people
                             ? reply_html_problem(call, problem, detail)
                             : reply_problem(call->arena, call->request, problem, detail,
                                             call->errors.count > 0 ? &call->errors : NULL, extra);
    struct str wait = retry_after(call, problem);

    if (!for_people)
        add_challenge(call, problem, &reply);
    if (problem == PROBLEM_WRONG_METHOD)
        add_allow(call, &reply);
    if (problem == PROBLEM_UNSUPPORTED_MEDIA_TYPE)
        add_taken_type(call, &reply);
    if (wait.at != NULL)
        reply_header(&reply, "Retry-After", wait);
    return reply;
}

struct reply
reply_refusal(struct call *call, enum problem problem)
{
    return refusal(call, problem, STR_NONE, STR_NONE);
}

struct reply
reply_detailed(struct call *call, enum problem problem, struct str detail)
{
    return refusal(call, problem, detail, STR_NONE);
}

struct reply
reply_unfit(struct call *call, const char *parameter, const char *detail)
{
    call->errors.list[0] = (struct shape_error){str_of(parameter), "bad_format", str_of(detail)};
    call->errors.count = 1;
    return reply_refusal(call, PROBLEM_BAD_INPUT);
}

/*
 * What a rule of the database says beside its name: members for the reply (of
 * wrong_state), the JSON pointer of the field that broke it, or a sentence.
 */
struct reply
reply_broken_rule(struct call *call, struct pg_answer answer)
{
    struct str more = answer.detail;

    if (more.size == 0)
        return reply_refusal(call, answer.problem);
    if (more.at[0] == '"')
        return refusal(call, answer.problem, STR_NONE, more);
    if (more.at[0] != '/')
        return refusal(call, answer.problem, more, STR_NONE);
    call->errors.list[0] = (struct shape_error){
        .where = more,
        .code = problem_slug(answer.problem),
        .detail = str_of(problem_title(answer.problem)),
    };
    call->errors.count = 1;
    return refusal(call, answer.problem, STR_NONE, STR_NONE);
}

struct str
reply_titles(struct call *call)
{
    struct text list = text_new(call->arena);

    text_add(&list, STR("{"));
    for (enum problem problem = PROBLEM_NONE + 1; problem < PROBLEM_COUNT; problem++) {
        text_print(&list, "%s\"%s\":", problem > 1 ? "," : "", problem_slug(problem));
        text_add_json(&list, str_of(problem_title(problem)));
    }
    text_add(&list, STR("}"));
    return text_str(&list);
}
