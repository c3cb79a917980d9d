/* The mail server, as the settings name it. */
#include "fetch/fetch.h"

#include "base/settings.h"

/* The authority ends where the wall and libcurl end it: what stands behind "?" is no name. */
static struct str
authority(struct str url)
{
    struct str rest = url, scheme;
    size_t size = 0;

    str_cut(&rest, '/', &scheme);
    rest = rest.size > 0 ? str_from(rest, 1) : rest;
    while (size < rest.size && rest.at[size] != '/' && rest.at[size] != '?' && rest.at[size] != '#')
        size++;
    return (struct str){rest.at, size};
}

struct str
fetch_host(struct str url, bool with_port)
{
    struct str rest = authority(url), host;

    if (with_port || rest.size == 0)
        return rest;
    str_cut(&rest, ':', &host);
    return host;
}

/* no-reply@ and the host of base_url, unless the settings name an address. */
static const char *
sender(struct arena *arena)
{
    struct str from = setting_text(SETTING_smtp_from);

    if (from.size > 0)
        return from.at;
    return arena_print(arena, "no-reply@" STR_FMT,
                       STR_ARG(fetch_host(setting_text(SETTING_base_url), false)))
        .at;
}

struct fetch_mailer
fetch_mailer_set(struct arena *arena)
{
    bool has_user = setting_text(SETTING_smtp_user).size > 0;

    return (struct fetch_mailer){
        .url = setting_text(SETTING_smtp_url).at,
        .user = has_user ? setting_text(SETTING_smtp_user).at : NULL,
        .password = has_user ? setting_text(SETTING_smtp_password).at : NULL,
        .from = sender(arena),
    };
}
