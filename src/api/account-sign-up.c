/* Making an account: a wish that its address has to confirm. The password is chosen then. */
#include "api/account-parts.h"

#include "base/clock.h"
#include "base/coding.h"
#include "http/browser.h"

#include <stdlib.h>

enum { OLDEST_YEARS = 120, YOUNGEST_YEARS = 5 };

struct sign_up {
    struct form_guard guard;
    struct str next, email, name, birthYear, city;
};

static const struct shape_field sign_up_fields[] = {
    FORM_FIELDS,
    SHAPE_TEXT(struct sign_up, next, .optional = true, .max = 4000, .about = "Where to go then."),
    SHAPE_TEXT(struct sign_up, email, .optional = true, .max = 1000, .about = "An address."),
    SHAPE_TEXT(struct sign_up, name, .optional = true, .max = 1000, .about = "A name."),
    SHAPE_TEXT(struct sign_up, birthYear, .optional = true, .max = 100, .about = "Four digits."),
    SHAPE_TEXT(struct sign_up, city, .optional = true, .max = 100, .about = "The slug of a city."),
};
const struct shape account_sign_up_form =
    SHAPE_OF(struct sign_up, sign_up_fields, .name = "SignUpForm");

/* Adds the cities to choose from; false when none is called `chosen`. */
static bool
add_cities(struct call *call, struct page_data *data, struct str chosen)
{
    struct pg_answer cities = sql_account_cities(&call->door, call->languages);
    bool is_there = false;

    for (size_t i = 0; !cities.problem && i < cities.rows; i++) {
        struct page_data *row = page_row(data, "cities");
        struct str slug = pg_cell(&cities, i, ACCOUNT_CITIES_SLUG);
        bool is_chosen = str_same(slug, chosen);

        page_set(row, "slug", slug);
        page_set(row, "name", pg_cell(&cities, i, ACCOUNT_CITIES_NAME));
        page_flag(row, "selected", is_chosen);
        is_there = is_there || is_chosen;
    }
    page_flag(data, "manyCities", !cities.problem && cities.rows > 1);
    return is_there;
}

static struct reply
show(struct call *call, int status, struct page_data *data, const struct sign_up *want)
{
    struct str next = browser_next(call, want->next), quoted = coding_percent(call->arena, next);

    page_set(data, "next", next);
    page_set(data, "email", want->email);
    page_set(data, "name", want->name);
    page_set(data, "birthYear", want->birthYear);
    page_set(data, "signInUrl",
             arena_print(call->arena, "/account/sign-in?next=" STR_FMT, STR_ARG(quoted)));
    return reply_html(call, status, "sign-up", data);
}

struct reply
account_sign_up_show(struct call *call)
{
    const struct sign_up *want = call->input;
    struct page_data *data = page_data_new(call->arena);

    add_cities(call, data, want->city);
    return show(call, 200, data, want);
}

static bool
is_name(struct str name)
{
    enum { NAME_SIZE_MAX = 400, NAME_LETTERS_MAX = 100 };
    struct str bare = str_trim(name);
    size_t letters = 0;

    for (size_t i = 0; i < bare.size; i++)
        letters += ((unsigned char)bare.at[i] & 0xc0) != 0x80;
    return bare.size > 0 && bare.size <= NAME_SIZE_MAX && letters <= NAME_LETTERS_MAX;
}

/* 0 when it is no year that somebody can be born in. */
static int64_t
year_of(struct str text)
{
    int64_t now = 1970 + clock_now() / 31556952, year = 0;

    if (!str_looks(str_trim(text), "9999") || !str_integer(str_trim(text), &year))
        return 0;
    return year >= now - OLDEST_YEARS && year <= now - YOUNGEST_YEARS ? year : 0;
}

/* Adds all that is wrong at once; true when nothing is. */
static bool
is_sound(struct call *call, struct page_data *data, const struct sign_up *want, struct str address)
{
    bool has_name = is_name(want->name), has_year = year_of(want->birthYear) > 0;
    bool has_city = add_cities(call, data, want->city);

    if (!has_name)
        account_error(data, "name", "name", "errorName");
    if (address.at == NULL)
        account_error(data, "email", "email", "errorEmail");
    if (!has_year)
        account_error(data, "birthYear", "birth_year", "errorBirthYear");
    if (!has_city)
        account_error(data, "city", "city", "errorCity");
    return has_name && address.at != NULL && has_year && has_city;
}

static struct reply
offer(struct call *call, const struct sign_up *want, struct str address)
{
    struct mail_link link = mail_link(call, "/account/link");
    struct page_data *data = page_data_new(call->arena);
    struct pg_answer answer = sql_sign_up_offer(
        &call->door, address, str_trim(want->name), year_of(want->birthYear), want->city,
        browser_language(call), browser_next(call, want->next), link.hash, link.mail, link.sealed);

    if (answer.problem)
        return reply_refusal(call, answer.problem);
    reply_poke_courier(call);
    page_set(data, "email", address);
    return reply_html(call, 200, "check-mail", data);
}

struct reply
account_sign_up(struct call *call)
{
    const struct sign_up *want = call->input;
    struct page_data *data = page_data_new(call->arena);
    struct str address = mail_address(call, want->email);

    if (!is_sound(call, data, want, address))
        return show(call, 400, data, want);
    if (account_wait(call) > 0)
        return reply_refusal(call, PROBLEM_RATE_LIMITED);
    return offer(call, want, address);
}
