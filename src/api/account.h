/*
 * account: the pages on which people make an account, sign in, and look after it.
 *
 * Nothing on them tells whether an address has an account: replies are the same, take the
 * same work, and what differs is told by mail. All that a person types is checked, and shown
 * again when it does not fit, but passwords.
 */
#pragma once

#include "api/browser.h"

extern const struct shape account_sign_in_form, account_sign_up_form, account_address_form,
    account_password_form, account_token_form, account_next_form, account_profile_form,
    account_change_form, account_session_form, account_app_form, account_security_query,
    account_badge_host_form, account_badge_host_query, account_provider_form, account_answer,
    account_provider_attempt, account_guardian_form, account_guardian_invitation_form,
    account_child_form, account_invitations_query, account_invitation_form, account_webhook_form,
    account_webhook_rotation, account_webhook_recovery, account_deliveries_query,
    account_badges_query, account_bring_form, account_offer_form;

/* account-sign-in.c */
struct reply account_sign_in_show(struct call *call);
struct reply account_sign_in(struct call *call);
struct reply account_sign_out_show(struct call *call);
struct reply account_sign_out(struct call *call);
struct reply account_sign_out_and_back(struct call *call);
struct reply account_style(struct call *call);
struct reply account_logo(struct call *call);

/* account-sign-up.c */
struct reply account_sign_up_show(struct call *call);
struct reply account_sign_up(struct call *call);

/* account-link.c: what mailed links lead to */
struct reply account_link_show(struct call *call);
struct reply account_confirm(struct call *call);
struct reply account_reset_show(struct call *call);
struct reply account_reset(struct call *call);
struct reply account_set_password(struct call *call);

/* account-own.c */
struct reply account_show(struct call *call);
struct reply account_profile(struct call *call);
struct reply account_emails(struct call *call);
struct reply account_email_add(struct call *call);
struct reply account_email_primary(struct call *call);
struct reply account_email_remove(struct call *call);

/* account-apps.c */
struct reply account_apps(struct call *call);
struct reply account_app_end(struct call *call);

/* account-safety.c */
struct reply account_password_show(struct call *call);
struct reply account_password(struct call *call);
struct reply account_sign_ins(struct call *call);
struct reply account_sign_in_end(struct call *call);
struct reply account_sign_in_end_others(struct call *call);
struct reply account_security(struct call *call);
struct reply account_close_show(struct call *call);
struct reply account_close(struct call *call);

/* account-provider.c */
struct reply account_provider_begin(struct call *call);
struct reply account_provider_back(struct call *call);
struct reply account_provider_wait(struct call *call);

/* account-badge-host-page.c: another host of badges, and what one has done there */
struct reply account_badge_host(struct call *call);
struct reply account_badge_host_connect(struct call *call);
struct reply account_badge_host_pull(struct call *call);
struct reply account_badge_host_push(struct call *call);
struct reply account_badge_host_leave_show(struct call *call);
struct reply account_badge_host_leave(struct call *call);

/* account-badge-host.c: the way there and back */
struct reply account_badge_host_go(struct call *call);
struct reply account_badge_host_back(struct call *call);

/* account-guardian.c */
struct reply account_guardian_show(struct call *call);
struct reply account_guardian(struct call *call);
struct reply account_guardian_invitation(struct call *call);
struct reply account_guardian_invite(struct call *call);

/* Whether the caller is a child that may not connect apps: no guardian's consent stands. */
bool account_awaits_guardian(struct call *call);

/* account-children.c */
struct reply account_children(struct call *call);
struct reply account_child_consent(struct call *call);
struct reply account_child_withdraw(struct call *call);

/* account-invitations.c */
struct reply account_invitations(struct call *call);
struct reply account_invitation_accept(struct call *call);
struct reply account_invitation_decline(struct call *call);

/* account-badges.c: awards and badges of others, and bringing more */
struct reply account_badges(struct call *call);
struct reply account_badges_bring(struct call *call);

/* account-award.c: one award of one's own, and the way to a wallet */
struct reply account_award(struct call *call);
struct reply account_award_offer(struct call *call);
struct reply account_offer_qr(struct call *call);

/* account-kept.c: one badge of another service */
struct reply account_kept(struct call *call);
struct reply account_kept_verify(struct call *call);
struct reply account_kept_delete_show(struct call *call);
struct reply account_kept_delete(struct call *call);

/* account-webhooks.c: the webhooks of an organisation, for whoever manages it */
struct reply account_webhooks(struct call *call);
struct reply account_webhook(struct call *call);
struct reply account_webhook_pause(struct call *call);
struct reply account_webhook_resume(struct call *call);
struct reply account_webhook_ping(struct call *call);
struct reply account_webhook_delete_show(struct call *call);
struct reply account_webhook_delete(struct call *call);

/* account-webhook-form.c */
struct reply account_webhook_new(struct call *call);
struct reply account_webhook_make(struct call *call);
struct reply account_webhook_change_show(struct call *call);
struct reply account_webhook_change(struct call *call);

/* account-webhook-secret.c */
struct reply account_webhook_rotate(struct call *call);

/* account-deliveries.c */
struct reply account_deliveries(struct call *call);
struct reply account_delivery(struct call *call);
struct reply account_delivery_again(struct call *call);
struct reply account_webhook_recover(struct call *call);
struct reply account_webhook_job(struct call *call);
