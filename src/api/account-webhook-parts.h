/*
 * account-webhook-parts: what the pages of webhooks know of each other, and nobody else.
 *
 * They ask the database what the API asks it, and judge what is typed as the API does. The path
 * holds the organisation, the endpoint and what there is of it, in this order.
 */
#pragma once

#include "api/account-parts.h"
#include "api/webhook-parts.h"
#include "sql/webhook.h"

enum { HOOK_TYPES_MAX = 50 };

/* What stands in the form of an endpoint. */
struct hook_typed {
    struct str url, description, max_per_second, max_in_flight, version;
    bool is_ordered, is_full;
    struct str types[HOOK_TYPES_MAX + 1]; /* one more than fit, so that too many are noticed */
    size_t type_count;
};

/* account-webhook-input.c: out of the form that was sent, or an endpoint as it is. */
struct hook_typed hook_typed(struct call *call);
struct hook_typed hook_typed_before(struct call *call, struct str document, struct str version);
/* As the API takes it; false, with errors in `data`, when it does not. */
bool hook_fits(struct call *call, const struct hook_typed *typed, struct page_data *data,
               struct str *json);

/* The address of an endpoint, or of the list when that is empty, and of what is below. */
struct str hook_path(struct call *call, struct str endpoint, const char *below);
const char *hook_below(struct call *call, const char *what, struct str id);
/* New data with "home" and "hook", and the notice of the query. */
struct page_data *hook_page(struct call *call, struct str endpoint);

/* 303 to the endpoint of the path, which then shows notice.CODE. */
struct reply hook_noticed(struct call *call, const char *code);
/* The page of the endpoint, with what else stands in `data`; `since` is what was typed of when to
   send again from, or STR_NONE. */
struct reply hook_show(struct call *call, int status, struct page_data *data, struct str since);

/* Adds the error of an answer to a field, if there are words for it; else a reply has to say so. */
bool hook_error(struct page_data *data, enum problem problem, const char *field);

/*
 * account-webhook-secret.c: a new secret is shown on the page that one is led to. Meanwhile the
 * browser keeps it, sealed for this session and this endpoint, for a few minutes.
 */
void hook_secret_hand(struct call *call, struct reply *reply, struct str endpoint,
                      struct str secret);
struct str hook_secret_take(struct call *call); /* STR_NONE when there is none to show */
void hook_secret_forget(struct call *call, struct reply *reply);
