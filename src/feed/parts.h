/* parts: what the writers of this room share. */
#pragma once

#include "feed/feed.h"
#include "json/cut.h"

/* What it means, without control characters but "\n"; STR_NONE when it is null. */
struct str document_text(const struct json_object *document, const char *name);
struct str document_page(const struct json_object *activity); /* where people read about it */
struct str plain_text(struct arena *arena, struct str text);
