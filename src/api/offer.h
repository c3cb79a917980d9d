/* offer: activities as pages show them: the page of one, and what all of them say of one. */
#pragma once

#include "api/api.h"
#include "page/page.h"

struct reply offer_page(struct call *call);

/*
 * What an activity is, under the names that offer-facts.html has for it. `row` has "body" and
 * "meetings" (db/queries/offer.sql); of the meetings `most` are shown, and the count of what is
 * left out. Its page is opened in the language that was asked for.
 */
void offer_set(struct call *call, struct page_data *data, const struct pg_answer *found, size_t row,
               size_t most);

/* Takes "2027 03 01" off `rest`, and sets what the words of a day need. */
void offer_set_day(struct call *call, struct page_data *data, struct str *rest);
