#include "api/account.h"
#include "api/activity.h"
#include "api/award.h"
#include "api/badge.h"
#include "api/city.h"
#include "api/client.h"
#include "api/connection.h"
#include "api/describe.h"
#include "api/mail.h"
#include "api/me.h"
#include "api/oauth-about.h"
#include "api/oauth-authorize.h"
#include "api/oauth.h"
#include "api/operations.h"
#include "api/organisation.h"
#include "api/provider.h"
#include "api/skill.h"
#include "api/webhook.h"
#include "base/text.h"

#define ORGANISATION "/v1/organisations/{organisation}"
#define ENDPOINT     ORGANISATION "/webhook-endpoints/{endpoint}"
#define EXTERNAL     ORGANISATION "/activities/by-external-id/{externalId*}"

/*
 * The whole surface. Each row: method, address; who may ask, with which scope
 * and role; what it takes; what is answered and how long it may be kept; which
 * header it needs; what answers; and what the API reference says.
 */
/* clang-format off */
const struct route routes[] = {
    {GET, "/v1", ANYONE, NULL, NULL, NULL, OTHER, NULL, FOR_LONG, NO_KEY, root_show,
     "Where to begin"},
    {GET, "/v1/openapi.json", ANYONE, NULL, NULL, NULL, OTHER, NULL, FOR_LONG, NO_KEY, openapi_show,
     "This document"},
    {GET, "/v1/health", ANYONE, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, health_show,
     "Whether the service can answer"},
    {GET, "/problems/{slug*}", ANYONE, NULL, NULL, NULL, OTHER, NULL, FOR_LONG, NO_KEY, problem_page,
     "What a problem means and the way out"},

    {GET, "/v1/cities", ANYONE, NULL, NULL, &page_shape, PAGE, "city", PUBLIC, NO_KEY, city_list,
     "List the cities"},
    {GET, "/v1/cities/{city*}", ANYONE, NULL, NULL, &view_shape, ONE, "city", PUBLIC, NO_KEY, city_show,
     "Show a city, by slug or id"},
    {GET, "/v1/cities/{city*}/categories", ANYONE, NULL, NULL, &view_shape, LIST, "category", PUBLIC, NO_KEY, city_categories,
     "List the headings of a city"},
    {GET, "/v1/cities/{city*}/starter-kit", ANYONE, NULL, NULL, &view_shape, ONE, "starter_kit", PUBLIC, NO_KEY, city_starter_kit,
     "Show what a city began with"},

    {GET, "/v1/cities/{city*}/identity-provider", PERSON, "city:manage", "city_admin", &view_shape, ONE, "identity_provider", PRIVATE, NO_KEY, provider_show,
     "Show the city's own OpenID Connect provider"},
    {PUT, "/v1/cities/{city*}/identity-provider", PERSON, "city:manage", "city_admin", &provider_input, ONE, "identity_provider", PRIVATE, NO_KEY, provider_put,
     "Name the city's own OpenID Connect provider"},
    {DELETE, "/v1/cities/{city*}/identity-provider", PERSON, "city:manage", "city_admin", NULL, NOTHING, NULL, PRIVATE, NO_KEY, provider_delete,
     "Let nobody sign in by the city's own provider any more"},

    {GET, "/v1/organisations", ANYONE, "organisation:read", "viewer", &organisation_filter, PAGE, "organisation", PUBLIC, NO_KEY, organisation_list,
     "List the organisations"},
    {POST, "/v1/organisations", PERSON, "organisation:write", NULL, &organisation_registration, ONE, "organisation", PRIVATE, NEEDS_KEY, organisation_register,
     "Register an organisation and own it"},
    {GET, "/v1/organisations/{organisation*}", ANYONE, "organisation:read", "viewer", &view_shape, ONE, "organisation", PUBLIC, NO_KEY, organisation_show,
     "Show an organisation, by slug or id"},
    {PATCH, ORGANISATION, CALLER, "organisation:write", "manager", &organisation_changes, ONE, "organisation", PRIVATE, NEEDS_MATCH, organisation_patch,
     "Change an organisation"},
    {POST, ORGANISATION "/verification", CALLER, "organisation:write", "manager", &organisation_request, ONE, "organisation", PRIVATE, MAY_KEY, organisation_submit,
     "Ask the city to verify an organisation"},
    {PUT, ORGANISATION "/verification", PERSON, "city:manage", "manager", &organisation_decision, ONE, "organisation", PRIVATE, NO_KEY, organisation_decide,
     "Decide on a verification, for the city"},
    {POST, ORGANISATION "/archiving", PERSON, "organisation:write", "owner", NULL, ONE, "organisation", PRIVATE, MAY_KEY, organisation_archive,
     "End an organisation's work here"},
    {PUT, ORGANISATION "/suspension", PERSON, "city:manage", "manager", &organisation_suspension, ONE, "organisation", PRIVATE, NO_KEY, organisation_suspend,
     "Suspend an organisation, for the city"},
    {DELETE, ORGANISATION "/suspension", PERSON, "city:manage", "manager", NULL, ONE, "organisation", PRIVATE, NO_KEY, organisation_reinstate,
     "End a suspension, for the city"},

    {GET, ORGANISATION "/clients", PERSON, "client:manage", "owner", &page_shape, PAGE, "client", PRIVATE, NO_KEY, client_list,
     "List the service clients of an organisation"},
    {POST, ORGANISATION "/clients", PERSON, "client:manage", "owner", &client_input, ONE, "client_with_secret", PRIVATE, NEEDS_KEY, client_make,
     "Make a service client; its secret is shown this once"},
    {POST, ORGANISATION "/clients/{client}/secrets", PERSON, "client:manage", "owner", &client_rotation, ONE, "client_with_secret", PRIVATE, NEEDS_KEY, client_rotate,
     "Give a service client a second secret"},
    {DELETE, ORGANISATION "/clients/{client}", PERSON, "client:manage", "owner", NULL, NOTHING, NULL, PRIVATE, NO_KEY, client_delete,
     "End a service client"},

    {GET, "/v1/activities", ANYONE, "activity:read", "viewer", &activity_filter, PAGE, "activity", PUBLIC, NO_KEY, activity_search,
     "Search what can be taken part in"},
    {GET, "/v1/activities/{activity}", ANYONE, "activity:read", "viewer", &view_shape, ONE, "activity", PUBLIC, NO_KEY, activity_show,
     "Show an activity"},
    {PATCH, "/v1/activities/{activity}", CALLER, "activity:write", "manager", &activity_changes, ONE, "activity", PRIVATE, NEEDS_MATCH, activity_patch,
     "Change an activity"},
    {DELETE, "/v1/activities/{activity}", CALLER, "activity:write", "manager", NULL, NOTHING, NULL, PRIVATE, NO_KEY, activity_delete,
     "Delete a draft"},
    {POST, "/v1/activities/{activity}/publication", CALLER, "activity:write", "manager", NULL, ONE, "activity", PRIVATE, MAY_KEY, activity_publish,
     "Publish an activity"},
    {POST, "/v1/activities/{activity}/cancellation", CALLER, "activity:write", "manager", &activity_cancellation, ONE, "activity", PRIVATE, MAY_KEY, activity_cancel,
     "Cancel a published activity"},
    {POST, "/v1/activities/{activity}/archiving", CALLER, "activity:write", "manager", NULL, ONE, "activity", PRIVATE, MAY_KEY, activity_archive,
     "Take an activity out of the offer for good"},
    {GET, ORGANISATION "/activities", CALLER, "activity:read", "viewer", &activity_own_filter, PAGE, "activity", PRIVATE, NO_KEY, activity_of_organisation,
     "List an organisation's activities, drafts too"},
    {POST, ORGANISATION "/activities", CALLER, "activity:write", "manager", &activity_input, ONE, "activity", PRIVATE, NEEDS_KEY, activity_make,
     "Post an activity"},
    {POST, ORGANISATION "/activities/_batch", CALLER, "activity:write", "manager", &activity_batch_input, OTHER, "batch_result", PRIVATE, NEEDS_KEY, activity_batch,
     "Post up to 500 activities"},
    {GET, EXTERNAL, CALLER, "activity:read", "viewer", &view_shape, ONE, "activity", PRIVATE, NO_KEY, activity_show_external,
     "Show an activity by your own id"},
    {PUT, EXTERNAL, CALLER, "activity:write", "manager", &activity_input, ONE_OR_NEW, "activity", PRIVATE, NO_KEY, activity_put,
     "Create or replace an activity by your own id"},

    {GET, "/v1/skills", ANYONE, NULL, NULL, &skill_filter, PAGE, "skill", PUBLIC, NO_KEY, skill_search,
     "Search skills"},
    {GET, "/v1/skills/{skill}", ANYONE, NULL, NULL, &view_shape, ONE, "skill", PUBLIC, NO_KEY, skill_show,
     "Show a skill"},
    {GET, "/v1/skill-frameworks", ANYONE, NULL, NULL, &view_shape, LIST, "skill_framework", FOR_LONG, NO_KEY, skill_frameworks,
     "List the classifications of skills"},

    {GET, "/v1/badges", ANYONE, "badge:read", "viewer", &badge_filter, PAGE, "badge", PUBLIC, NO_KEY, badge_list,
     "List badges"},
    {GET, "/v1/badges/{badge}", ANYONE, "badge:read", "viewer", &view_shape, ONE, "badge", PUBLIC, NO_KEY, badge_show,
     "Show a badge"},
    {POST, ORGANISATION "/badges", CALLER, "badge:write", "manager", &badge_input, ONE, "badge", PRIVATE, NEEDS_KEY, badge_make,
     "Define a badge, from a template or from nothing"},
    {PATCH, "/v1/badges/{badge}", CALLER, "badge:write", "manager", &badge_changes, ONE, "badge", PRIVATE, NEEDS_MATCH, badge_patch,
     "Change a badge that was not awarded yet"},
    {POST, "/v1/badges/{badge}/activation", CALLER, "badge:write", "manager", NULL, ONE, "badge", PRIVATE, MAY_KEY, badge_activate,
     "Let a badge be awarded"},
    {POST, "/v1/badges/{badge}/archiving", CALLER, "badge:write", "manager", NULL, ONE, "badge", PRIVATE, MAY_KEY, badge_archive,
     "Award a badge no more"},

    {GET, "/v1/awards", CALLER, "award:read", "viewer", &award_filter, PAGE, "award", PRIVATE, NO_KEY, award_list,
     "List awards that the caller may see"},
    {POST, "/v1/awards", CALLER, "award:write", "issuer", &award_input, ONE, "award", PRIVATE, NEEDS_KEY, award_make,
     "Award a badge to a learner"},
    {GET, "/v1/awards/{award}", CALLER, "award:read", "viewer", &view_shape, ONE, "award", PRIVATE, NO_KEY, award_show,
     "Show an award to its issuer or holder"},
    {POST, "/v1/awards/{award}/revocation", CALLER, "award:write", "issuer", &award_revocation, ONE, "award", PRIVATE, MAY_KEY, award_revoke,
     "Revoke an award"},
    {GET, "/v1/verifications/{award}", ANYONE, NULL, NULL, &view_shape, ONE, "verification", PRIVATE, NO_KEY, award_verify,
     "Verify an award, without an account"},
    {POST, "/v1/verifications", ANYONE, NULL, NULL, &award_question, ONE, "verification", PRIVATE, NO_KEY, award_judge,
     "Verify an award, and whether it is a person's"},

    {GET, "/v1/me", PERSON, NULL, NULL, &view_shape, ONE, "me", PRIVATE, NO_KEY, me_show,
     "Show who asks, and their roles"},
    {GET, "/v1/me/portfolio", PERSON, "learner:read", NULL, &view_shape, ONE, "portfolio", PRIVATE, NO_KEY, me_portfolio,
     "Fetch a learner's portfolio"},
    {GET, "/v1/me/awards", PERSON, "learner:read", NULL, &page_shape, PAGE, "award", PRIVATE, NO_KEY, me_awards,
     "List the learner's awards"},

    {GET, "/v1/me/connections", PERSON, "learner:read", NULL, &view_shape, LIST, "connection", PRIVATE, NO_KEY, connection_list,
     "List the apps that one has connected"},
    {DELETE, "/v1/me/connections/{client}", PERSON, "learner:write", NULL, NULL, NOTHING, NULL, PRIVATE, NO_KEY, connection_revoke,
     "Disconnect an app; its tokens end within two seconds"},

    {GET, "/v1/webhook-event-types", ANYONE, NULL, NULL, &view_shape, LIST, "event_type", FOR_LONG, NO_KEY, webhook_types,
     "List what webhooks tell of"},
    {GET, ORGANISATION "/webhook-endpoints", CALLER, "webhook:manage", "manager", &page_shape, PAGE, "webhook_endpoint", PRIVATE, NO_KEY, webhook_list,
     "List the webhook endpoints of an organisation"},
    {POST, ORGANISATION "/webhook-endpoints", CALLER, "webhook:manage", "manager", &webhook_input, ONE, "webhook_endpoint_with_secret", PRIVATE, NEEDS_KEY, webhook_make,
     "Make a webhook endpoint; its secret is shown this once"},
    {GET, ENDPOINT, CALLER, "webhook:manage", "manager", &view_shape, ONE, "webhook_endpoint", PRIVATE, NO_KEY, webhook_show,
     "Show a webhook endpoint"},
    {DELETE, ENDPOINT, CALLER, "webhook:manage", "manager", NULL, NOTHING, NULL, PRIVATE, NO_KEY, webhook_delete,
     "Delete a webhook endpoint"},
    {GET, ENDPOINT "/deliveries", CALLER, "webhook:manage", "manager", &delivery_filter, PAGE, "delivery", PRIVATE, NO_KEY, webhook_deliveries,
     "List what was sent to an endpoint and what waits"},
    {POST, ENDPOINT "/deliveries/{event}/retry", CALLER, "webhook:manage", "manager", NULL, ONE, "delivery", PRIVATE, NO_KEY, webhook_again,
     "Send an event to an endpoint once more"},

    {GET, "/v1/mails/{mail}", PERSON, "organisation:write", "manager", &view_shape, ONE, "mail", PRIVATE, NO_KEY, mail_show,
     "Show what became of a mail"},
    {POST, "/v1/mails/{mail}/resend", PERSON, "organisation:write", "manager", NULL, ONE, "mail", PRIVATE, MAY_KEY, mail_resend,
     "Send a mail once more"},

    {GET, "/account/style.css", ANYONE, NULL, NULL, NULL, OTHER, NULL, FOR_LONG, NO_KEY, account_style,
     "The stylesheet of the pages"},
    {GET, "/account/sign-in", VISITOR, NULL, NULL, &account_sign_in_form, OTHER, NULL, PRIVATE, NO_KEY, account_sign_in_show,
     "Where one signs in"},
    {POST, "/account/sign-in", VISITOR, NULL, NULL, &account_sign_in_form, OTHER, NULL, PRIVATE, NO_KEY, account_sign_in,
     "Sign in"},
    {GET, "/account/sign-up", VISITOR, NULL, NULL, &account_sign_up_form, OTHER, NULL, PRIVATE, NO_KEY, account_sign_up_show,
     "Where one makes an account"},
    {POST, "/account/sign-up", VISITOR, NULL, NULL, &account_sign_up_form, OTHER, NULL, PRIVATE, NO_KEY, account_sign_up,
     "Make an account"},
    {GET, "/account/link", VISITOR, NULL, NULL, &account_token_form, OTHER, NULL, PRIVATE, NO_KEY, account_link_show,
     "What a mailed link leads to"},
    {POST, "/account/confirmation", VISITOR, NULL, NULL, &account_token_form, OTHER, NULL, PRIVATE, NO_KEY, account_confirm,
     "Confirm an address"},
    {GET, "/account/reset", VISITOR, NULL, NULL, &account_address_form, OTHER, NULL, PRIVATE, NO_KEY, account_reset_show,
     "Where one asks for a new password"},
    {POST, "/account/reset", VISITOR, NULL, NULL, &account_address_form, OTHER, NULL, PRIVATE, NO_KEY, account_reset,
     "Ask for a new password"},
    {POST, "/account/new-password", VISITOR, NULL, NULL, &account_token_form, OTHER, NULL, PRIVATE, NO_KEY, account_set_password,
     "Set a new password by a link"},
    {POST, "/account/provider", VISITOR, NULL, NULL, &account_provider_form, OTHER, NULL, PRIVATE, NO_KEY, account_provider_begin,
     "Sign in with an account of the city's"},
    {GET, "/account/provider/callback", VISITOR, NULL, NULL, &account_provider_answer, OTHER, NULL, PRIVATE, NO_KEY, account_provider_back,
     "Where a city's provider sends browsers back to"},
    {GET, "/account/provider/wait", VISITOR, NULL, NULL, &account_provider_attempt, OTHER, NULL, PRIVATE, NO_KEY, account_provider_wait,
     "Where one waits for what a city's provider says"},
    {GET, "/account/sign-out", SIGNED_IN, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, account_sign_out_show,
     "Where one signs out"},
    {POST, "/account/sign-out", SIGNED_IN, NULL, NULL, &form_guard_shape, OTHER, NULL, PRIVATE, NO_KEY, account_sign_out,
     "Sign out"},
    {POST, "/account/sign-out-and-back", SIGNED_IN, NULL, NULL, &account_next_form, OTHER, NULL, PRIVATE, NO_KEY, account_sign_out_and_back,
     "Sign in as somebody else"},
    {GET, "/account", SIGNED_IN, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, account_show,
     "One's account"},
    {POST, "/account/profile", SIGNED_IN, NULL, NULL, &account_profile_form, OTHER, NULL, PRIVATE, NO_KEY, account_profile,
     "Change name and language"},
    {GET, "/account/emails", SIGNED_IN, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, account_emails,
     "One's addresses"},
    {POST, "/account/emails", SIGNED_IN, NULL, NULL, &account_change_form, OTHER, NULL, PRIVATE, NO_KEY, account_email_add,
     "Add an address"},
    {POST, "/account/emails/primary", SIGNED_IN, NULL, NULL, &account_change_form, OTHER, NULL, PRIVATE, NO_KEY, account_email_primary,
     "Be written to at another address"},
    {POST, "/account/emails/remove", SIGNED_IN, NULL, NULL, &account_change_form, OTHER, NULL, PRIVATE, NO_KEY, account_email_remove,
     "Remove an address"},
    {GET, "/account/password", SIGNED_IN, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, account_password_show,
     "Where one changes the password"},
    {POST, "/account/password", SIGNED_IN, NULL, NULL, &account_password_form, OTHER, NULL, PRIVATE, NO_KEY, account_password,
     "Change the password"},
    {GET, "/account/sign-ins", SIGNED_IN, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, account_sign_ins,
     "Where one is signed in"},
    {POST, "/account/sign-ins/end", SIGNED_IN, NULL, NULL, &account_session_form, OTHER, NULL, PRIVATE, NO_KEY, account_sign_in_end,
     "Sign a browser out"},
    {POST, "/account/sign-ins/end-others", SIGNED_IN, NULL, NULL, &form_guard_shape, OTHER, NULL, PRIVATE, NO_KEY, account_sign_in_end_others,
     "Sign all other browsers out"},
    {GET, "/account/apps", SIGNED_IN, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, account_apps,
     "The apps that one has connected"},
    {POST, "/account/apps/revoke", SIGNED_IN, NULL, NULL, &account_app_form, OTHER, NULL, PRIVATE, NO_KEY, account_app_end,
     "Disconnect an app"},
    {GET, "/account/security", SIGNED_IN, NULL, NULL, &account_security_query, OTHER, NULL, PRIVATE, NO_KEY, account_security,
     "What happened in one's account"},
    {GET, "/account/close", SIGNED_IN, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, account_close_show,
     "Where one closes the account"},
    {POST, "/account/close", SIGNED_IN, NULL, NULL, &account_password_form, OTHER, NULL, PRIVATE, NO_KEY, account_close,
     "Close the account"},

    {GET, "/oauth2/authorize", VISITOR, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, oauth_authorize,
     "Where an app sends a person to sign in to it"},
    {POST, "/oauth2/authorize", SIGNED_IN, NULL, NULL, &oauth_consent_form, OTHER, NULL, PRIVATE, NO_KEY, oauth_consent,
     "Allow an app, or do not"},
    {POST, "/oauth2/token", CLIENT, NULL, NULL, &oauth_token_form, OTHER, NULL, PRIVATE, NO_KEY, oauth_token,
     "Fetch an access token"},
    {GET, "/oauth2/userinfo", PERSON, "openid", NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, oauth_userinfo,
     "Who has signed in, as far as the token's scopes tell"},
    {POST, "/oauth2/userinfo", PERSON, "openid", NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, oauth_userinfo,
     "The same by POST"},
    {GET, "/.well-known/oauth-authorization-server", ANYONE, NULL, NULL, NULL, OTHER, NULL, FOR_LONG, NO_KEY, oauth_metadata,
     "What this authorization server is (RFC 8414)"},
    {GET, "/.well-known/openid-configuration", ANYONE, NULL, NULL, NULL, OTHER, NULL, FOR_LONG, NO_KEY, oauth_metadata,
     "The same for OpenID Connect"},
    {GET, "/oauth2/jwks", ANYONE, NULL, NULL, NULL, OTHER, NULL, FOR_LONG, NO_KEY, oauth_jwks,
     "The keys that access tokens are checked with"},

    {GET, "/health/live", OPERATIONS, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, health_live,
     "Whether the process runs"},
    {GET, "/health/ready", OPERATIONS, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, health_ready,
     "Whether requests can be answered"},
    {GET, "/metrics", OPERATIONS, NULL, NULL, NULL, OTHER, NULL, PRIVATE, NO_KEY, metrics_show,
     "Figures for Prometheus"},
};
/* clang-format on */
const size_t routes_count = sizeof(routes) / sizeof(routes[0]);

static const char *const askers[] = {
    [ANYONE] = "anyone",       [CALLER] = "caller", [PERSON] = "person",
    [OPERATIONS] = "operator", [CLIENT] = "client", [VISITOR] = "visitor",
    [SIGNED_IN] = "signed-in",
};

static const char *
or_dash(const char *word)
{
    return word == NULL ? "-" : word;
}

struct str
routes_write(struct arena *arena)
{
    struct text out = text_new(arena);

    for (size_t i = 0; i < routes_count; i++)
        text_print(&out, "%-6s %-78s %-8s %-18s %-8s %s\n", method_name(routes[i].method),
                   routes[i].path, askers[routes[i].who], or_dash(routes[i].scope),
                   or_dash(routes[i].role), routes[i].summary);
    return text_str(&out);
}
