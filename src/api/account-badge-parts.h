/*
 * account-badge-parts: what the pages of badges know of each other, and nobody else.
 */
#pragma once

#include "api/account-parts.h"

/* The values of an award, of a row of account_awards. */
void badge_set_award(struct call *call, struct page_data *data, const struct pg_answer *rows,
                     size_t row);

/* The values of a badge of another service, out of its document. */
void badge_set_kept(struct call *call, struct page_data *data, struct str document);

/*
 * account-badges.c: what a form says again when it was refused, as error.CODE; NULL: the page of
 * the problem says it. The last row has no code.
 */
struct badge_words {
    enum problem problem;
    const char *code;
};
const char *badge_words_for(const struct badge_words *among, enum problem problem);

/* account-badges.c: whether it is an address as such, with http or https. */
bool account_is_address(struct call *call, struct str text);

/* account-badge-host-page.c: the page of a host, by the id of the account there. */
struct str badge_host_path(struct call *call, struct str account);

/* account-badge-list.c: all values of the page of all badges; a PROBLEM when it cannot be had. */
enum problem badge_set_all(struct call *call, struct page_data *data);
