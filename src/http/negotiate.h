/*
 * negotiate: what the headers of a request ask for (RFC 9110 sections 12 and 13).
 */
#pragma once

#include "base/arena.h"

enum { LANGUAGES_MAX = 8 };

/*
 * The languages that are wanted, best first: `lang` (from the query, may be
 * STR_NONE), then Accept-Language by weight; "pt-BR" is followed by "pt". "*"
 * and weights of 0 are left out. Answers how many.
 */
size_t languages_wanted(struct arena *arena, struct str lang, struct str accept_language,
                        struct str wanted[LANGUAGES_MAX]);

/* Whether `type` ("application/json") can be sent to who accepts `accept`; nothing accepts all. */
bool accepts(struct str accept, const char *type);
/* How much, in thousandths; 0 is not at all. */
int weight_for(struct str accept, const char *type);

/* The one that is accepted most, of several the first; NULL when none is. */
const char *type_wanted(struct str accept, const char *const types[], size_t count);

/* JSON in UTF-8: application/json or application/merge-patch+json. */
bool is_json(struct str content_type);
bool is_csv(struct str content_type);    /* text/csv */
bool is_ndjson(struct str content_type); /* application/x-ndjson */
bool is_form(struct str content_type);   /* application/x-www-form-urlencoded */
/* Which of several it is, in UTF-8; NULL when it is none of them, or is not said. */
const char *type_among(struct str content_type, const char *const types[], size_t count);

/*
 * Whether a list of entity tags (If-Match, If-None-Match) names `tag`, with or
 * without W/ before it, since nginx weakens ours when it compresses; "*" names
 * any. `tag` comes with its quotes.
 */
bool tags_name(struct str list, struct str tag);
