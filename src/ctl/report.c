#include "ctl/report.h"

#include "base/text.h"

#include <assert.h>
#include <stdio.h>

static const char *const names[] = {"OK", "WARN", "FAIL"};

static void
add(struct report *report, struct finding finding)
{
    assert(report->count < FINDINGS_MAX);
    report->list[report->count++] = finding;
}

void
report_ok(struct report *report, const char *what, struct str says)
{
    add(report, (struct finding){FINDING_OK, what, says, STR("")});
}

void
report_warn(struct report *report, const char *what, struct str says, struct str fix)
{
    add(report, (struct finding){FINDING_WARN, what, says, fix});
}

void
report_fail(struct report *report, const char *what, struct str says, struct str fix)
{
    add(report, (struct finding){FINDING_FAIL, what, says, fix});
}

bool
report_healthy(const struct report *report)
{
    for (size_t i = 0; i < report->count; i++)
        if (report->list[i].state == FINDING_FAIL)
            return false;
    return true;
}

void
report_print(const struct report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct finding *found = &report->list[i];

        printf("%-4s  %s: " STR_FMT "\n", names[found->state], found->what, STR_ARG(found->says));
        if (found->fix.size > 0)
            printf("      " STR_FMT "\n", STR_ARG(found->fix));
    }
}

void
report_print_json(const struct report *report)
{
    struct text json = text_new(report->arena);

    for (size_t i = 0; i < report->count; i++) {
        const struct finding *found = &report->list[i];

        text_add(&json, i == 0 ? STR("[{") : STR(",\n {"));
        text_add_member(&json, "state", str_of(names[found->state]));
        text_add(&json, STR(","));
        text_add_member(&json, "what", str_of(found->what));
        text_add(&json, STR(","));
        text_add_member(&json, "says", found->says);
        text_add(&json, STR(","));
        text_add_member(&json, "fix", found->fix);
        text_add(&json, STR("}"));
    }
    printf(STR_FMT "]\n", STR_ARG(text_str(&json)));
}
