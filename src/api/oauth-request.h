/*
 * oauth-request: what an app asks for when it sends a browser here (RFC 6749
 * section 4.1.1, RFC 7636, RFC 8707, OpenID Connect Core section 3.1.2.1).
 *
 * The parameters are read out of the address, and once more out of the form of
 * the consent page; each time they are judged from nothing. While it is not
 * certain that the address to go back to is the app's own, no browser is sent
 * there: such a request ends on a page of ours. Everything lives in the call's
 * arena.
 */
#pragma once

#include "api/reply.h"

struct oauth_request {
    struct str client_id, redirect_uri, response_type, response_mode, scope, state, nonce,
        code_challenge, code_challenge_method, resource, prompt, max_age, auth_after, login_hint,
        ui_locales, request, request_uri, registration;
    const char *misfit; /* a parameter that was sent twice, or is no text that fits */

    struct str name, organisation, uri, grants, held, allowed; /* of the app */
    bool is_registered;                                        /* by itself: nobody knows it */
    struct str scopes;       /* what it may have of what it asks for, blanks between */
    int64_t signed_in_after; /* when a password has to have been shown, seconds since 1970 */
};

/* False with the reply that ends the request. */
bool oauth_request_read(struct call *call, struct str form, struct oauth_request *ask,
                        struct reply *reply);

/* Whether `prompt` holds this word. */
bool oauth_request_prompts(const struct oauth_request *ask, const char *word);

/* Back to the app, with an error or, when that is NULL, a code; `iss` as RFC 9207 asks. */
struct reply oauth_send_back(struct call *call, const struct oauth_request *ask, const char *error,
                             const char *description, struct str code);

/*
 * The same request as an address of ours, for who has to sign in before it goes
 * on. `again`: signing in anew was asked for; then it demands what is newer than now,
 * in place of what asked for it, so that it is not asked for twice.
 */
struct str oauth_request_address(struct call *call, const struct oauth_request *ask, bool again);

/* One parameter of those that the consent page carries on; false after the last. */
bool oauth_request_carried(const struct oauth_request *ask, size_t place, const char **name,
                           struct str *value);
