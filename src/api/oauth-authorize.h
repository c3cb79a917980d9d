/*
 * oauth-authorize: where apps send a browser so that its person signs in and
 * lets the app use their account (RFC 6749 section 4.1, OpenID Connect Core
 * section 3.1.2). What may go wrong with a request is the table in
 * oauth-judge.c; what is asked of the person, and when, stands here.
 */
#pragma once

#include "api/api.h"

extern const struct shape oauth_consent_form;

struct reply oauth_authorize(struct call *call); /* GET: an app's request */
struct reply oauth_consent(struct call *call);   /* POST: the person's answer */

/*
 * Where a form may lead whose reader goes on to `next`: a source for
 * reply_html_towards, or STR("") when `next` leads to no app. A browser holds
 * form-action against each redirect that follows the form.
 */
struct str oauth_leads_to(struct call *call, struct str next);
