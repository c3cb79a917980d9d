/*
 * browser-parts: what the two files of browser.h know of each other.
 */
#pragma once

#include "api/browser.h"

enum { BROWSER_VISIT_S = 86400 };

/* The token for the forms of a page; `new_visit` is a cookie to set, or STR_NONE. */
struct str browser_form_token(struct call *call, struct str *new_visit);
