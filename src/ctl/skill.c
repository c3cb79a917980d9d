#include "ctl/skill.h"

#include "base/clock.h"
#include "ctl/database.h"
#include "ctl/say.h"
#include "ctl/skill-import.h"
#include "sql/skill.h"

#include <inttypes.h>
#include <stdio.h>

const struct option skill_import_options[] = {
    {"framework",   OPTION_VALUE, "SLUG", "The classification's short name; usually esco."      },
    {"name",        OPTION_VALUE, "NAME", "Its name."                                           },
    {"version",     OPTION_VALUE, "TEXT", "Which of its versions this is, such as 1.2.0."       },
    {"attribution", OPTION_VALUE, "TEXT", "What is to be shown with its skills."                },
    {"language",    OPTION_VALUE, "TAG",  "Only this language; usually every one that is found."},
    {"json",        OPTION_FLAG,  NULL,   "Prints what came of it as one JSON object."          },
    {NULL,          OPTION_FLAG,  NULL,   NULL                                                  },
};

/* What ESCO asks of who uses it. */
#define ESCO_ATTRIBUTION "This service uses the ESCO classification of the European Commission."

static void
print_outcome(const struct skill_tally *tally, size_t languages, int64_t ms, bool json)
{
    int64_t unchanged = tally->rows - tally->added - tally->changed;

    if (json)
        printf("{\"concepts\":%" PRId64 ",\"languages\":%zu,\"added\":%" PRId64
               ",\"changed\":%" PRId64 ",\"unchanged\":%" PRId64 ",\"retired\":%" PRId64
               ",\"seconds\":%.1f}\n",
               tally->concepts, languages, tally->added, tally->changed, unchanged, tally->retired,
               (double)ms / 1000);
    else
        printf("%" PRId64 " concepts, %" PRId64 " texts in %zu language%s: added %" PRId64
               ", changed %" PRId64 ", unchanged %" PRId64 ", retired %" PRId64 ", %.1f s\n",
               tally->concepts, tally->rows, languages, languages == 1 ? "" : "s", tally->added,
               tally->changed, unchanged, tally->retired, (double)ms / 1000);
}

static struct str
option_or(const struct given *given, const char *name, struct str otherwise)
{
    struct str text = option_text(given, name);

    return text.at == NULL ? otherwise : text;
}

static int
import(struct call *call, const struct pg_door *door, void *who)
{
    const struct skill_files *files = who;
    const struct given *given = &call->given;
    struct str framework = option_or(given, "framework", STR("esco"));
    bool esco = str_same(framework, STR("esco"));
    int64_t began_ms = clock_ms();
    struct skill_tally tally = {.rows = 0};
    struct pg_answer put =
        sql_framework_put(door, framework, option_or(given, "name", esco ? STR("ESCO") : STR_NONE),
                          option_text(given, "version"),
                          option_or(given, "attribution", esco ? STR(ESCO_ATTRIBUTION) : STR_NONE));
    struct str why;

    if (put.problem)
        return fail_with("The classification cannot be announced", put.problem, put.detail);
    if (!skill_import_files(call->loop, door, framework, files, &tally, &why))
        return fail(STR_FMT " What came before it is kept; run it again.", STR_ARG(why));
    if (tally.unlabelled > 0)
        note("%" PRId64 " rows without a preferredLabel were passed over", tally.unlabelled);
    print_outcome(&tally, files->count, clock_ms() - began_ms, option_given(given, "json"));
    return DONE;
}

int
skill_import(struct call *call)
{
    struct skill_files files;
    struct str why;

    if (!skill_files_find(call->arena, call->given.words[0].at,
                          option_text(&call->given, "language"), &files, &why))
        return fail(STR_FMT, STR_ARG(why));
    return database_do(call, import, &files);
}
