/*
 * format: what a reply can be had as beside JSON, by what the caller accepts.
 *
 * Every list is a table too (text/csv), and the public documents of activities
 * are schema.org's as well (application/ld+json).
 */
#pragma once

#include "api/api.h"

/* Chooses call->format; false when nothing that the route answers is accepted. */
bool format_choose(struct call *call);

bool format_fits(const struct route *route, enum format format);
const char *format_type(enum format format); /* its media type */

/* The first `count` rows of a list in call->format, which is not JSON. */
struct reply format_list(struct call *call, const struct pg_answer *answer, size_t count);
