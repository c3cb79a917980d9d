#include "api/account.h"
#include "api/activity.h"
#include "api/audit.h"
#include "api/award-page.h"
#include "api/award.h"
#include "api/badge-host.h"
#include "api/badge-page.h"
#include "api/badge.h"
#include "api/calendar.h"
#include "api/city.h"
#include "api/client.h"
#include "api/connection.h"
#include "api/credential.h"
#include "api/describe.h"
#include "api/embed.h"
#include "api/endorsement.h"
#include "api/exchange.h"
#include "api/feed.h"
#include "api/guardian.h"
#include "api/held.h"
#include "api/hosted.h"
#include "api/import.h"
#include "api/invitation.h"
#include "api/job.h"
#include "api/mail.h"
#include "api/me.h"
#include "api/member.h"
#include "api/oauth-about.h"
#include "api/oauth-authorize.h"
#include "api/oauth-introspect.h"
#include "api/oauth-register.h"
#include "api/oauth-revoke.h"
#include "api/oauth.h"
#include "api/offer.h"
#include "api/operations.h"
#include "api/organisation.h"
#include "api/picture.h"
#include "api/provider.h"
#include "api/skill.h"
#include "api/verification.h"
#include "api/wallet.h"
#include "api/webhook.h"
#include "base/text.h"

const struct route routes[] = {
#include "api/routes.def"
};
const size_t routes_count = sizeof(routes) / sizeof(routes[0]);

static const char *const askers[] = {
    [ANYONE] = "anyone",       [CALLER] = "caller",   [PERSON] = "person",
    [OPERATIONS] = "operator", [CLIENT] = "client",   [REGISTRANT] = "registrant",
    [WALLET] = "wallet",       [VISITOR] = "visitor", [SIGNED_IN] = "signed-in",
    [LOOKER] = "looker",
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
