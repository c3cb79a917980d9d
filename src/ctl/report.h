/*
 * report: what the doctor found, in the order in which it looked.
 */
#pragma once

#include "ctl/command.h"
#include "pg/pg.h"

enum { FINDINGS_MAX = 64 };

struct finding {
    enum finding_state { FINDING_OK, FINDING_WARN, FINDING_FAIL } state;
    const char *what;
    struct str says, fix; /* `fix` is empty when there is nothing to do */
};

struct report {
    struct arena *arena;
    struct finding list[FINDINGS_MAX];
    size_t count;
};

void report_ok(struct report *report, const char *what, struct str says);
void report_warn(struct report *report, const char *what, struct str says, struct str fix);
void report_fail(struct report *report, const char *what, struct str says, struct str fix);

void report_print(const struct report *report);
void report_print_json(const struct report *report);
bool report_healthy(const struct report *report); /* no FINDING_FAIL */

/* The doctor's rounds: each adds what it found. The second says whether the third makes sense. */
void doctor_look_at_house(struct report *report);
bool doctor_look_at_database(struct report *report);
void doctor_look_at_work(struct call *call, struct report *report);
void doctor_look_at_mail_server(struct call *call, struct report *report);
void doctor_look_at_mails(struct report *report, const struct pg_door *door);
