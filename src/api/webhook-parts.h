/* webhook-parts: what the files of this noun know of each other, and nobody else. */
#pragma once

#include "api/api.h"

/* Whose endpoint it is: one of the first two is STR_NONE. */
struct webhook_place {
    struct str organisation, city, endpoint;
};

struct webhook_place webhook_place(const struct call *call);

/*
 * New keys: of HMAC, which leaves once, in the answer, and of Ed25519, whose public half can be
 * asked for. In the database both are sealed in one, about the endpoint's id.
 */
struct webhook_new_keys {
    struct str secret, sealed, public_key;
};

struct webhook_new_keys webhook_new_keys(struct call *call, struct str endpoint);

/*
 * Whether a form, as the JSON of a WebhookEndpointPatch, is what the API would take as well, `url`
 * in it too. If not, call->errors says why, of all that does not fit.
 */
bool webhook_fits(struct call *call, struct str json, struct str url);

/* The time from which on events are sent once more, when the API would take it; else STR_NONE. */
struct str webhook_since(struct call *call, struct str text);
