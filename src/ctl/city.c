#include "ctl/city.h"

#include "ctl/city-input.h"
#include "ctl/database.h"
#include "ctl/file.h"
#include "ctl/person.h"
#include "ctl/say.h"
#include "sql/city.h"

#include <stdio.h>

/* Where make install puts db/starter-kit. */
#ifndef STARTER_KIT
#define STARTER_KIT "/usr/share/citylearn/starter-kit"
#endif

/* clang-format off */
const struct option city_create_options[] = {
    {"starter-kit", OPTION_MAYBE, "PATH",
     "kit.json or its folder; if not the usual."},
    {"from", OPTION_VALUE, "FILE",
     "The city as JSON, instead of what follows."},
    {"slug", OPTION_VALUE, "SLUG",
     "Its short name in addresses."},
    {"country", OPTION_VALUE, "CODE",
     "Of ISO 3166-1, such as LT."},
    {"time-zone", OPTION_VALUE, "NAME",
     "Of the IANA database, such as Europe/Vilnius."},
    {"language", OPTION_VALUE, "TAG,TAG",
     "The languages that it offers."},
    {"default-language", OPTION_VALUE, "TAG",
     "Usually the first of them."},
    {"centre", OPTION_VALUE, "LAT,LON",
     "In degrees, such as 55.7,21.1."},
    {"name", OPTION_MANY, "TAG=NAME",
     "Its name in a language."},
    {"open", OPTION_FLAG, NULL,
     "Organisations publish at once, verified or not."},
    {"consent-age", OPTION_VALUE, "YEARS",
     "Of digital consent, 13 to 16; if not 16."},
    {"administrator", OPTION_MANY, "ADDRESS",
     "Who administers it, by e-mail address."},
    {NULL, OPTION_FLAG, NULL, NULL},
};
/* clang-format on */
const struct option city_change_options[] = {
    {"consent-age", OPTION_VALUE, "YEARS", "Of digital consent, 13 to 16."},
    {NULL,          OPTION_FLAG,  NULL,    NULL                           },
};
const struct option city_admit_options[] = {
    {"city", OPTION_VALUE, "SLUG",                   "The city."                     },
    {"role", OPTION_VALUE, "city_admin|city_viewer", "What the person becomes in it."},
    {NULL,   OPTION_FLAG,  NULL,                     NULL                            },
};

struct wish {
    struct str input, kit;
    struct str administrators[GIVEN_MAX];
    size_t administrator_count;
};

static int
admit(const struct pg_door *door, struct str city, struct str address, struct str role)
{
    struct pg_answer admitted = sql_city_admit(door, city, address, role);

    if (admitted.problem == PROBLEM_NOT_FOUND)
        return fail("There is no city " STR_FMT ": \"citylearn city create\" opens one.",
                    STR_ARG(city));
    if (admitted.problem)
        return fail_with("The person cannot be admitted", admitted.problem, admitted.detail);
    printf(STR_FMT " is " STR_FMT " of " STR_FMT "\n", STR_ARG(address), STR_ARG(role),
           STR_ARG(city));
    return DONE;
}

static int
open_city(struct call *call, const struct pg_door *door, void *who)
{
    const struct wish *wish = who;
    struct pg_answer opened = sql_city_open(door, wish->input, wish->kit);
    struct str slug = pg_cell(&opened, 0, CITY_OPEN_SLUG);
    int status = DONE;

    (void)call;
    if (opened.problem)
        return fail_with("The city cannot be opened", opened.problem, opened.detail);
    printf("opened the city " STR_FMT "\n", STR_ARG(slug));
    for (size_t i = 0; i < wish->administrator_count && status == DONE; i++)
        status = admit(door, slug, wish->administrators[i], STR("city_admin"));
    return status;
}

static bool
read_wish(struct call *call, struct wish *wish, struct str *why)
{
    const struct given *given = &call->given;
    struct str kit = option_text(given, "starter-kit"), from = option_text(given, "from");

    wish->input = from.at == NULL
                      ? city_input(call->arena, given, why)
                      : file_json(call->arena, file_in(call->arena, from, "city.json"), why);
    if (wish->input.at == NULL)
        return false;
    wish->kit = file_json(
        call->arena, file_in(call->arena, kit.size == 0 ? STR(STARTER_KIT) : kit, "kit.json"), why);
    wish->administrator_count = option_list(given, "administrator", wish->administrators);
    for (size_t i = 0; i < wish->administrator_count; i++)
        if (!person_is_address(wish->administrators[i])) {
            *why = arena_print(call->arena, STR_FMT " is no e-mail address.",
                               STR_ARG(wish->administrators[i]));
            return false;
        }
    return wish->kit.at != NULL;
}

/* The ages that Article 8 of the GDPR leaves to a country. */
#define MISFIT_AGE "--consent-age is the age of digital consent: 13, 14, 15 or 16."

static bool
is_age(struct str years, int64_t *age)
{
    return str_integer(years, age) && *age >= 13 && *age <= 16;
}

int
city_create(struct call *call)
{
    static const char *const single[] = {
        "slug",   "country", "time-zone", "language",   "default-language",
        "centre", "name",    "open",      "consent-age"};
    struct wish wish = {.administrator_count = 0};
    struct str why = STR_NONE;
    int64_t age;

    for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++)
        if (option_given(&call->given, "from") && option_given(&call->given, single[i]))
            return misuse(call, "--from holds all of the city, so --%s has no place beside it.",
                          single[i]);
    if (option_given(&call->given, "consent-age") &&
        !is_age(option_text(&call->given, "consent-age"), &age))
        return misuse(call, MISFIT_AGE);
    if (!read_wish(call, &wish, &why))
        return fail(STR_FMT, STR_ARG(why));
    return database_do(call, open_city, &wish);
}

static int
change(struct call *call, const struct pg_door *door, void *who)
{
    const int64_t *age = who;
    struct pg_answer changed = sql_city_change(door, call->given.words[0], *age);

    if (changed.problem == PROBLEM_NOT_FOUND)
        return fail("There is no city " STR_FMT ".", STR_ARG(call->given.words[0]));
    if (changed.problem)
        return fail_with("The city cannot be changed", changed.problem, changed.detail);
    printf("in " STR_FMT " one consents to one's own account at the age of " STR_FMT "\n",
           STR_ARG(pg_cell(&changed, 0, CITY_CHANGE_SLUG)),
           STR_ARG(pg_cell(&changed, 0, CITY_CHANGE_CONSENT_AGE)));
    return DONE;
}

int
city_change(struct call *call)
{
    int64_t age;

    if (!is_age(option_text(&call->given, "consent-age"), &age))
        return misuse(call, MISFIT_AGE);
    return database_do(call, change, &age);
}

static int
admit_person(struct call *call, const struct pg_door *door, void *who)
{
    (void)who;
    return admit(door, option_text(&call->given, "city"), call->given.words[0],
                 option_text(&call->given, "role"));
}

int
city_admit(struct call *call)
{
    struct str role = option_text(&call->given, "role");

    if (!option_given(&call->given, "city"))
        return misuse(call, "Say which city: --city SLUG.");
    if (!str_same(role, STR("city_admin")) && !str_same(role, STR("city_viewer")))
        return misuse(call, "--role is city_admin or city_viewer.");
    if (!person_is_address(call->given.words[0]))
        return misuse(call, STR_FMT " is no e-mail address.", STR_ARG(call->given.words[0]));
    return database_do(call, admit_person, NULL);
}
