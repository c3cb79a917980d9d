/* embed: the offer on the pages of others: a list for a frame, and a script that shows one. */
#pragma once

#include "api/api.h"

extern const struct shape embed_query;
extern const struct shape embed_theme_query;

struct reply embed_list(struct call *call);
struct reply embed_theme(struct call *call);
struct reply embed_script(struct call *call);        /* as it is now */
struct reply embed_script_pinned(struct call *call); /* as it is for ever, by its SHA-256 */
