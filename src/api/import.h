/* import: many activities at once, out of a file. */
#pragma once

#include "api/api.h"

enum { IMPORT_SIZE_MAX = 100 << 20 }; /* bytes; nginx has the same limit */

extern const struct shape import_wish;
extern const struct shape import_confirmation;

struct reply import_list(struct call *call);
struct reply import_make(struct call *call);
struct reply import_show(struct call *call);
struct reply import_errors(struct call *call);
struct reply import_confirm(struct call *call);
struct reply import_columns(struct call *call); /* the template */
