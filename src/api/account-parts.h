/*
 * account-parts: what the files of account.h know of each other, and nobody else.
 */
#pragma once

#include "api/account.h"
#include "api/hashing.h"
#include "api/mail.h"
#include "sql/account.h"

/* A random text for a cookie or a link, and its SHA-256 as an input of a query. */
struct account_token {
    struct str text, hash;
};
struct account_token account_token(struct call *call, const char *prefix);
struct str account_hash(struct call *call, struct str text);

/* The same of the cookie that the caller's browser has, whichever that is: a way to somebody else
   and back belongs to it. */
struct str account_browser_hash(struct call *call);

/* What a browser brings back from where somebody was asked (RFC 6749 section 4.1.2, RFC 9207): the
   shape account_answer. */
struct account_answer {
    struct form_guard guard;
    struct str code, state, error, iss;
};

/* The key by which wrong passwords for an address are counted. */
struct str account_key(struct call *call, struct str address);

/*
 * Counts one more try of the caller's network (OF_NEIGHBOUR of limits.h). 0, or when it is one too
 * many, the seconds to wait, which a refusal says too. Who comes by a local socket is not counted.
 */
int account_wait(struct call *call);

/* One more thing that does not fit: a row of "errors", and the flag `flag` for its field. */
void account_error(struct page_data *data, const char *field, const char *code, const char *flag);

/* Adds what is wrong with a new password, if anything; true when it fits. */
bool account_password_fits(struct call *call, struct page_data *data, struct str password,
                           struct str email, struct str name);

/*
 * Whether the caller's password was shown once more, for what is not easily undone; else an
 * error is added. A PROBLEM when it could not be told.
 */
enum problem account_shown_again(struct call *call, struct page_data *data, struct str password,
                                 bool *is_right);

/* 303 to `where`, with the cookie of a session that has begun. */
struct reply account_signed_in(struct call *call, struct account_token session, struct str where);

/* The links "signInUrl" and "signUpUrl" of a page, for who has `email` and goes on to `next`. */
void account_set_ways(struct call *call, struct page_data *data, struct str next, struct str email);

/* 303 to a page that then shows notice.CODE. */
struct reply account_noticed(struct call *call, const char *where, const char *code);
void account_set_notice(struct call *call, struct page_data *data);

/*
 * A document of the API as values of a page: a list is rows, an object within it is its JSON as
 * it stands, null is not there; of a list of texts each row has "item".
 */
void account_document(struct call *call, struct page_data *data, struct str json);
struct str account_member(struct call *call, struct str json, const char *name);

/* "Firefox" and the like are found by people in the whole text; it is cut, and never empty. */
struct str account_agent(struct call *call);
