/*
 * award-page: what people see of an award: its page, the card for frames on other pages, the files
 * that can be saved, and oEmbed, by which other sites find the card. None of it names the learner.
 *
 * Whether the award counts is asked anew each time, and kept for a second.
 */
#pragma once

#include "api/api.h"
#include "page/page.h"

extern const struct shape award_embed_query;

struct reply award_page(struct call *call);
struct reply award_card(struct call *call);  /* in a frame */
struct reply award_file(struct call *call);  /* badge.png and so on */
struct reply award_embed(struct call *call); /* oEmbed */

/* Puts into the page of an award who endorses it, its badge and its issuer. */
enum problem award_page_endorse(struct call *call, struct page_data *data);

/* Where LinkedIn adds it to a profile, in the call's arena. `found` is a row of award_page. */
struct str award_profile_link(const struct call *call, const struct pg_answer *found,
                              struct str name, struct str page);
