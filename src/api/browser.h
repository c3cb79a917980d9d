/*
 * browser: pages for people: whose browser it is, forms that only our own pages
 * can send, and replies in HTML.
 *
 * A session is a random cookie of which the database keeps the SHA-256. Before
 * anybody has signed in, a browser has a cookie that stands for nothing but
 * itself. Each form carries an HMAC of whichever of the two there is, so a form
 * of another site, or one of this site out of another browser, counts for
 * nothing; Sec-Fetch-Site and Origin are believed where a browser sends them.
 * Over https the cookies are called __Host-, so that no neighbour sets them.
 */
#pragma once

#include "api/reply.h"
#include "page/page.h"

/* What the shape of each form begins with; sent by the hidden field of each page. */
struct form_guard {
    struct str csrf;
};

/* clang-format off */
#define FORM_FIELDS                                                                                \
    SHAPE_TEXT(struct form_guard, csrf, .optional = true, .max = 100,                              \
        .about = "Shows that the form is one of ours.")
/* clang-format on */

extern const struct shape form_guard_shape; /* of a form that has only a button */

/* Whether the route is a page or its stylesheet, and neither the API nor OAuth. */
bool is_page(const struct route *route);

/* Whether a page is the same for everybody: it is read without cookies, sets none, and may be kept.
 */
bool is_shared(const struct call *call);

/* Fills call->session and call->form_owner: part of step_know_caller. */
enum problem browser_know(struct call *call);

/*
 * An HTML page in the language of its reader, with what every page needs: csrf,
 * site, languages, signedIn, personName. `data` is the template's own, or NULL.
 */
struct reply reply_html(struct call *call, int status, const char *template,
                        struct page_data *data);

/* The same, of a page whose form leads on to `origin` ("https://app.example") in the end. */
struct reply reply_html_towards(struct call *call, int status, const char *template,
                                struct page_data *data, struct str origin);

/* The page that says what went wrong. */
struct reply reply_html_problem(struct call *call, enum problem problem, struct str detail);

/* 303: the browser goes there, with GET. `where` is a path of ours, or an address that was judged.
 */
struct reply reply_see(struct call *call, struct str where);

/* The page that one wanted before signing in: `next` when it is one of ours, else /account. */
struct str browser_next(const struct call *call, struct str next);

/* The language of this page, one that words exist for. */
struct str browser_language(const struct call *call);

/*
 * Cookies, HttpOnly and Lax. `name` is "sid", "visit", "device", "lang" or "shown" and gets its
 * prefix here; `seconds` 0 takes it away. A value of more than BROWSER_COOKIE_MAX bytes is read as
 * none.
 */
struct str browser_cookie(const struct call *call, const char *name);
void browser_set_cookie(struct call *call, struct reply *reply, const char *name, struct str value,
                        int64_t seconds);

enum {
    BROWSER_COOKIE_MAX = 100,
    BROWSER_SESSION_S = 30 * 86400,
    BROWSER_LANGUAGE_S = 365 * 86400, /* that a chosen language is kept for */
};
