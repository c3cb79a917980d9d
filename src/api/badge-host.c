#include "api/badge-host.h"

#include "api/reply.h"
#include "api/verification.h"
#include "fetch/fetch.h"
#include "sql/badge-host.h"

enum { BASE_MAX = 500, AWARDS_MAX = 500 };

struct input {
    struct str url;
};

static const struct shape_field input_fields[] = {
    SHAPE_URL(struct input, url,
              .about = "The address of the host; what it is, the courier finds out below it.",
              .example = "\"https://badges.example.org\""),
};
const struct shape badge_host_input =
    SHAPE_OF(struct input, input_fields, .name = "BadgeHostInput");

struct wish {
    struct shape_list awards;
    bool all;
};

static const struct shape_field wish_fields[] = {
    SHAPE_LIST(struct wish, awards, .optional = true, .item = SHAPE_IS_UUID, .max = AWARDS_MAX,
               .about = "Ids of awards of one's own, whoever may see them; or"),
    SHAPE_BOOL(struct wish, all, .optional = true,
               .about = "true for all of one's own that anybody may see."),
};
const struct shape badge_host_wish = SHAPE_OF(struct wish, wish_fields, .name = "BadgeHostWish");

struct reply
badge_host_list(struct call *call)
{
    return reply_list(call, sql_badge_host_list(&call->door, call->me.person));
}

/* Without what a person may have copied along with it. */
static struct str
trimmed(struct str url)
{
    static const char *const ends[] = {"/", "/ims/ob/v3p0/discovery", "/ims/ob/v3p0",
                                       "/.well-known/badgeconnect.json", "/"};

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        while (str_ends(url, str_of(ends[i])) && url.size > sizeof("https://") + 1)
            url.size -= str_of(ends[i]).size;
    return url;
}

/* One host has one address, however its name is written. */
static struct str
base_of(struct call *call, struct str url)
{
    struct str host, path;

    url = trimmed(url);
    host = fetch_host(url, true);
    path = str_from(url, sizeof("https://") - 1 + host.size);
    if (str_ends(host, STR(":443")))
        host.size -= 4;
    host = arena_lower(call->arena, host);
    return arena_print(call->arena, "https://" STR_FMT STR_FMT, STR_ARG(host), STR_ARG(path));
}

/* A host of others, without a query: it is what addresses are made of. */
static bool
may_be_asked(struct call *call, struct str url)
{
    struct str inside = arena_print(call->arena, STR_FMT "/", STR_ARG(call->api->base_url));
    struct str base, head;

    if (url.size > BASE_MAX || !wall_lets_url(&call->api->wall, url))
        return false;
    base = base_of(call, url);
    if (str_same(base, call->api->base_url) || str_starts(base, inside))
        return false;
    str_cut(&url, '?', &head);
    return url.at == NULL;
}

struct pg_answer
badge_host_name(struct call *call, struct str person, struct str url)
{
    if (!may_be_asked(call, url))
        return (struct pg_answer){.problem = PROBLEM_BADGE_HOST_NOT_ALLOWED};
    if (verification_is_over(call, person))
        return (struct pg_answer){.problem = PROBLEM_RATE_LIMITED};
    return sql_badge_host_add(&call->door, base_of(call, url));
}

struct reply
badge_host_make(struct call *call)
{
    const struct input *want = call->input;
    struct pg_answer answer = badge_host_name(call, call->me.person, want->url);
    struct reply reply = reply_made(call, answer, "/v1/me/badge-hosts/");

    if (reply.status == 201 && !str_same(pg_named(&answer, 0, "is_new"), STR("t")))
        reply.status = 200;
    return reply;
}

struct reply
badge_host_show(struct call *call)
{
    return reply_with(call, sql_badge_host_show(&call->door, call->me.person, call->parts[0]));
}

struct reply
badge_host_delete(struct call *call)
{
    return reply_nothing(call, sql_badge_host_delete(&call->door, call->me.person, call->parts[0]));
}

struct reply
badge_host_pull(struct call *call)
{
    return reply_done(call, sql_badge_host_pull(&call->door, call->parts[0]));
}

struct reply
badge_host_push(struct call *call)
{
    const struct wish *want = call->input;

    if (want->all == (want->awards.count > 0))
        return reply_detailed(call, PROBLEM_BAD_INPUT,
                              STR("Send \"awards\" or \"all\", one of them."));
    return reply_done(
        call,
        sql_badge_host_send(
            &call->door, call->parts[0],
            want->all ? STR_NONE : pg_texts(call->arena, want->awards.items, want->awards.count)));
}

struct reply
badge_host_pushes(struct call *call)
{
    return reply_page(
        call, sql_badge_host_pushes(&call->door, call->parts[0], call->after, page_count(call)),
        NULL);
}
