/* parts: what the writers of this room share. */
#pragma once

#include "feed/feed.h"
#include "json/cut.h"

/* A document, taken apart once. */
struct document {
    struct arena *arena;
    struct json_member *members;
    size_t count;
};

struct document document_open(struct arena *arena, struct str json);
struct str document_raw(const struct document *document, const char *name); /* as it stands */
/* What it means, without control characters but "\n"; STR_NONE when it is null. */
struct str document_text(const struct document *document, const char *name);
struct str document_page(const struct document *activity); /* where people read about it */
struct document document_within(const struct document *document, const char *name);
struct str plain_text(struct arena *arena, struct str text);
