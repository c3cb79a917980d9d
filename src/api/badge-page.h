/*
 * badge-page: what people see of a badge and of who issues it; and what each page that shows a
 * badge says of it alike.
 */
#pragma once

#include "api/api.h"
#include "feed/feed.h"
#include "json/cut.h"
#include "page/page.h"

struct reply badge_page(struct call *call); /* of any version */
struct reply badge_png(struct call *call);  /* its picture, for messengers */
struct reply issuer_page(struct call *call);

/* imageUrl, imageWidth, imageHeight and imageCaption of a document of a badge. */
void badge_set_picture(struct call *call, struct page_data *data, const struct json_object *badge);
/* The same skills for the page and for search engines. */
void badge_set_skills(struct call *call, struct page_data *data, struct feed_award *linked,
                      struct str list);
/* "/badges/ID/versions/2?lang=lt", opened in the language that was asked for. */
struct str badge_page_path(const struct call *call, const char *kind, struct str id,
                           int64_t version);
/* Who asks for JSON and no page is led to where that is: the same path below /ob. */
bool badge_wants_document(const struct call *call);
struct reply badge_see_document(struct call *call);
/* Whether it can be followed from a page. */
bool badge_is_address(struct str text);
