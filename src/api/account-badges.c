/* The badges of who is signed in: those that were awarded here, and those of others. */
#include "api/account-badge-parts.h"

#include "api/held.h"
#include "base/coding.h"
#include "pack/pack.h"

enum { ADDRESS_MAX = 2048 };

struct form {
    struct form_guard guard;
    struct str url;
};

static const struct shape_field form_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct form, url, .optional = true, .max = ADDRESS_MAX,
               .about = "The address of a badge."),
};
const struct shape account_bring_form = SHAPE_OF(struct form, form_fields, .name = "BringForm");

struct address {
    struct str url;
};

static const struct shape_field address_fields[] = {
    SHAPE_URL(struct address, url, .about = "The address of a badge."),
};
static const struct shape address_shape = SHAPE_OF(struct address, address_fields);

static struct reply
show(struct call *call, int status, struct page_data *data)
{
    enum problem problem = badge_set_all(call, data);

    return problem ? reply_refusal(call, problem) : reply_html(call, status, "badges", data);
}

struct reply
account_badges(struct call *call)
{
    struct page_data *data = page_data_new(call->arena);

    account_set_notice(call, data);
    return show(call, 200, data);
}

static struct reply
say(struct call *call, int status, const char *code)
{
    const struct form *sent = call->input;
    struct page_data *data = page_data_new(call->arena);

    account_error(data, "url", code, "errorUrl");
    page_set(data, "errorCode", str_of(code));
    page_set(data, "waitSeconds", call->retry_after.at == NULL ? STR("0") : call->retry_after);
    page_set(data, "url", sent->url);
    return show(call, status, data);
}

bool
account_is_address(struct call *call, struct str text)
{
    struct str form =
        arena_print(call->arena, "url=" STR_FMT, STR_ARG(coding_percent(call->arena, text)));
    struct address *address = arena_new(call->arena, struct address);
    struct shape_errors *errors = arena_new(call->arena, struct shape_errors);

    return !shape_read_form(call->arena, &address_shape, form, false, address, errors);
}

static const struct badge_words words[] = {
    {PROBLEM_BAD_INPUT,        "no_badge"        },
    {PROBLEM_NOT_FOUND,        "address_here"    },
    {PROBLEM_NOT_ALLOWED,      "not_yours"       },
    {PROBLEM_AWARD_IS_HERE,    "award_is_here"   },
    {PROBLEM_TOO_MANY_HELD,    "too_many_held"   },
    {PROBLEM_TOO_MANY_IMPORTS, "too_many_imports"},
    {PROBLEM_TOO_LARGE,        "badge_large"     },
    {PROBLEM_RATE_LIMITED,     "slow"            },
    {PROBLEM_NONE,             NULL              },
};

const char *
badge_words_for(const struct badge_words *among, enum problem problem)
{
    while (among->code != NULL && among->problem != problem)
        among++;
    return among->code;
}

static struct held_taken
take(struct call *call, struct str url)
{
    struct str file = call->file.bytes;

    if (url.size > 0)
        return held_take_url(call, url);
    return pack_is(file) ? held_take_archive(call, file) : held_take(call, file);
}

struct reply
account_badges_bring(struct call *call)
{
    const struct form *sent = call->input;
    struct str url = str_trim(sent->url);
    struct held_taken taken;
    const char *code;

    if (account_awaits_guardian(call))
        return reply_refusal(call, PROBLEM_NOT_ALLOWED);
    if (url.size > 0 && call->file.bytes.size > 0)
        return say(call, 400, "bring_one");
    if (call->errors.count > 0 || (url.size > 0 && !account_is_address(call, url)))
        return say(call, 400, "url");
    if (url.size == 0 && call->file.bytes.size == 0)
        return say(call, 400, "bring_nothing");
    taken = take(call, url);
    code = badge_words_for(words, taken.problem);
    if (code != NULL)
        return say(call, problem_status(taken.problem), code);
    if (taken.problem)
        return reply_refusal(call, taken.problem);
    reply_poke_courier(call);
    return account_noticed(call, "/account/badges", taken.is_later ? "badge_comes" : "badge_kept");
}
