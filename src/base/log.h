/*
 * log: one JSON object on one line for one event, on standard error.
 *
 *     log_note("request", LOG_TEXT("route", path), LOG_NUMBER("status", 200));
 *
 * prints {"time":"...","level":"note","event":"request","route":"/v1","status":200}.
 * Rooms below api do not log: they return a problem, and api says it once. The
 * exceptions are pg, fcgi and fetch, which alone know what their library said,
 * and issue, which alone knows why it cannot sign.
 * Secrets and people's data are never logged; a line is cut at 4 KiB.
 */
#pragma once

#include "base/str.h"

enum log_level { LOG_IS_NOTE, LOG_IS_WARNING, LOG_IS_FAULT };

struct log_field {
    const char *name;
    struct str text; /* or, when text.at is NULL, the number */
    int64_t number;
};

/* clang-format off */
#define LOG_TEXT(name, value)   {(name), (value), 0}
#define LOG_WORDS(name, value)  {(name), str_of(value), 0}
#define LOG_NUMBER(name, value) {(name), {NULL, 0}, (int64_t)(value)}

#define LOG(level, event, ...)                                                                     \
    log_write((level), (event), (const struct log_field[]){__VA_ARGS__ __VA_OPT__(,) {NULL, {NULL, 0}, 0}})
#define log_note(event, ...)    LOG(LOG_IS_NOTE, event __VA_OPT__(,) __VA_ARGS__)
#define log_warning(event, ...) LOG(LOG_IS_WARNING, event __VA_OPT__(,) __VA_ARGS__)
#define log_fault(event, ...)   LOG(LOG_IS_FAULT, event __VA_OPT__(,) __VA_ARGS__)
/* clang-format on */

/* `fields` ends with one whose name is NULL. */
void log_write(enum log_level level, const char *event, const struct log_field *fields);

/* "note", "warning" or "fault"; false, and `level` stays, for any other name. */
bool log_level_named(struct str name, enum log_level *level);

/* What is below this level is not written; the usual one is LOG_IS_NOTE. */
void log_from(enum log_level level);
