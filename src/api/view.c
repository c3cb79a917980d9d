#include "api/view.h"

const char *const view_expansions[] = {"translations", NULL};

static const struct shape_field view_fields_table[] = {VIEW_FIELDS};
const struct shape view_shape = SHAPE_OF(struct view, view_fields_table, .name = "View");

static const struct shape_field page_fields_table[] = {PAGE_FIELDS};
const struct shape page_shape = SHAPE_OF(struct page, page_fields_table, .name = "Page");

/* One field that is never there, since C has no empty tables; `count` leaves it out. */
static const struct shape_field nothing[] = {{.name = ""}};
const struct shape no_query = {.name = "Nothing", .fields = nothing, .count = 0, .size = 1};
