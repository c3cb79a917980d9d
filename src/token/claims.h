/*
 * claims: the members of a JSON object, for a header and a payload.
 *
 * A shape refuses members that it does not know, and RFC 7515 and 7519 want
 * such ones to be passed over; so these few lines walk the text themselves.
 * It has to have passed scan_json, which has seen to syntax, encoding and
 * doubled names; what has not is still read within its bounds. Views are of
 * the text that was given. No recursion. For the files of this room only.
 */
#pragma once

#include "base/arena.h"

enum { CLAIMS_MAX = 96 };

struct claims {
    size_t count;
    struct {
        struct str name, value; /* as they stand, the name without its quotes */
    } list[CLAIMS_MAX];
};

/* False when it is no object, has more than CLAIMS_MAX members, or a name with an escape in it. */
bool claims_read(struct str json, struct claims *claims);

/* Whether no value is an object or a list. */
bool claims_are_flat(const struct claims *claims);

bool claims_have(const struct claims *claims, const char *name);

/* STR_NONE when it is missing or no string. */
struct str claims_text(struct arena *arena, const struct claims *claims, const char *name);

/* False when it is missing or anything but an integer of 64 bits written as digits. */
bool claims_integer(const struct claims *claims, const char *name, int64_t *value);

/* Whether the member is `wanted`, or a list of strings and nothing else that has it. */
bool claims_hold(struct arena *arena, const struct claims *claims, const char *name,
                 struct str wanted);

/* As it stands, quotes and all; STR_NONE when it is missing. */
struct str claims_raw(const struct claims *claims, const char *name);

/* A list, for claims_next to walk: false when the member is missing or no list. */
bool claims_list(const struct claims *claims, const char *name, struct str *list);

/* The next value of a list, as it stands; false at its end. */
bool claims_next(struct str *list, struct str *item);

/* Whether the member is a list of more than one value. */
bool claims_has_several(const struct claims *claims, const char *name);
