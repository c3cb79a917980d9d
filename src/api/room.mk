noinst_LIBRARIES += src/libapi.a
src_libapi_a_SOURCES = \
	%D%/account-apps.c \
	%D%/account-award.c \
	%D%/account-badge-host.c \
	%D%/account-badge-host-page.c \
	%D%/account-badge-list.c \
	%D%/account-badge-parts.h \
	%D%/account-badges.c \
	%D%/account-children.c \
	%D%/account-deliveries.c \
	%D%/account-document.c \
	%D%/account-guardian.c \
	%D%/account-invitations.c \
	%D%/account-kept.c \
	%D%/account-link.c \
	%D%/account-own.c \
	%D%/account-parts.c %D%/account-parts.h \
	%D%/account-provider.c \
	%D%/account-safety.c \
	%D%/account-sign-in.c \
	%D%/account-sign-up.c \
	%D%/account-webhook-form.c \
	%D%/account-webhook-input.c \
	%D%/account-webhook-parts.h \
	%D%/account-webhook-secret.c \
	%D%/account-webhooks.c \
	%D%/account.h \
	%D%/activity-batch.c \
	%D%/activity-search.c \
	%D%/activity.c %D%/activity.h \
	%D%/api.c %D%/api.h \
	%D%/audit.c %D%/audit.h \
	%D%/award-embed.c \
	%D%/award-endorsements.c %D%/award-page.c %D%/award-page.h \
	%D%/award-profile.c \
	%D%/award.c %D%/award.h \
	%D%/badge-host.c %D%/badge-host.h \
	%D%/badge-input.c \
	%D%/badge-page.c %D%/badge-page.h \
	%D%/badge.c %D%/badge.h \
	%D%/browser-page.c %D%/browser-parts.h %D%/browser.c %D%/browser.h \
	%D%/calendar.c %D%/calendar.h \
	%D%/caller.h \
	%D%/city.c %D%/city.h \
	%D%/client-keys.c %D%/client-keys.h \
	%D%/client.c %D%/client.h \
	%D%/connection.c %D%/connection.h \
	%D%/credential.c %D%/credential.h \
	%D%/describe.h \
	%D%/draw.c %D%/draw.h \
	%D%/embed.c %D%/embed.h \
	%D%/endorsement.c %D%/endorsement.h \
	%D%/exchange-about.c %D%/exchange-fault.c %D%/exchange.c %D%/exchange.h \
	%D%/feed.c %D%/feed.h \
	%D%/figures.c %D%/figures.h \
	%D%/format.c %D%/format.h \
	%D%/guardian.c %D%/guardian.h \
	%D%/hashing.c %D%/hashing.h \
	%D%/held-export.c %D%/held-read.c %D%/held.c %D%/held.h \
	%D%/hosted.c %D%/hosted.h \
	%D%/import.c %D%/import.h \
	%D%/issuer-page.c \
	%D%/invitation.c %D%/invitation.h \
	%D%/job.c %D%/job.h \
	%D%/limits.c %D%/limits.h \
	%D%/mail.c %D%/mail.h \
	%D%/me.c %D%/me.h \
	%D%/member.c %D%/member.h \
	%D%/oauth-about.h %D%/oauth-metadata.c %D%/oauth-userinfo.c \
	%D%/oauth-authorize.c %D%/oauth-authorize.h \
	%D%/oauth-assertion.c %D%/oauth-client.c %D%/oauth-client.h \
	%D%/oauth-code.c %D%/oauth-tokens.c \
	%D%/oauth-introspect.c %D%/oauth-introspect.h %D%/oauth-revoke.c %D%/oauth-revoke.h \
	%D%/oauth-judge.c %D%/oauth-parts.h \
	%D%/oauth-register-input.c %D%/oauth-register-judge.c %D%/oauth-register-parts.h \
	%D%/oauth-register.c %D%/oauth-register.h \
	%D%/oauth-request.c %D%/oauth-request.h \
	%D%/oauth.c %D%/oauth.h \
	%D%/offer.c %D%/offer.h \
	%D%/openapi-fixed.inc \
	%D%/openapi-content.c %D%/openapi-input.c \
	%D%/openapi-output.c \
	%D%/openapi-reply.c \
	%D%/openapi.c %D%/openapi.h \
	%D%/operations.c %D%/operations.h \
	%D%/organisation.c %D%/organisation.h \
	%D%/page.c \
	%D%/picture-input.c %D%/picture.c %D%/picture.h \
	%D%/provider.c %D%/provider.h \
	%D%/refusal.c \
	%D%/reply.c %D%/reply.h \
	%D%/roles.c \
	%D%/routes.c %D%/routes.def \
	%D%/steps-read.c %D%/steps.c %D%/steps.h \
	%D%/skill.c %D%/skill.h \
	%D%/turn.c %D%/turn.h \
	%D%/verification-own.c %D%/verification-page.c %D%/verification-read.c %D%/verification-verdict.c \
	%D%/verification.c %D%/verification.h \
	%D%/view-pick.c \
	%D%/view.c %D%/view.h \
	%D%/wallet-credential.c %D%/wallet.c %D%/wallet.h \
	%D%/webhook-input.c %D%/webhook-parts.h %D%/webhook.c %D%/webhook.h \
	%D%/words.c %D%/words.h
