/*
 * held: badges of other services that learners keep here, byte for byte as they came.
 *
 * What comes in is recognised here and judged by the courier, who alone speaks to strangers: what
 * is at an address it fetches as well, and an archive it unpacks, so that these are kept a moment
 * later. The same credential (by its issuer and id) is kept once.
 */
#pragma once

#include "api/api.h"

#define TYPE_ARCHIVE "application/zip"

extern const struct shape held_wish, held_export_query;

/* /v1/me/imports and /v1/me/credentials */
struct reply held_import(struct call *call);
struct reply held_import_list(struct call *call);
struct reply held_import_show(struct call *call);
struct reply held_list(struct call *call);
struct reply held_show(struct call *call);
struct reply held_file(struct call *call);
struct reply held_verify(struct call *call);
struct reply held_delete(struct call *call);

/* held-export.c: all that the caller has, as archives, also of a page. */
struct reply held_export(struct call *call);

/*
 * Recognises and keeps the bytes for the caller; held-read.c. PROBLEM_BAD_INPUT with a sentence in
 * `why` when they are no badge. The answer is that of sql_held_put.
 */
struct held_taken {
    enum problem problem;
    struct str why;
    bool is_later; /* the answer is that of sql_held_import_begin, and the courier does it */
    struct pg_answer answer;
};
struct held_taken held_take(struct call *call, struct str bytes);
/* The same of an archive, and of the badge at an address, which the courier takes. */
struct held_taken held_take_archive(struct call *call, struct str bytes);
struct held_taken held_take_url(struct call *call, struct str url);

/* What one of each form is called. */
const char *held_type(struct str form, struct str kind);
