/* The address at LinkedIn that adds an award to whoever signs in there. */
#include "api/award-page.h"

#include "base/coding.h"
#include "base/text.h"

/* "2027 03 01": the year and the month as LinkedIn takes them. */
static void
add_month(struct text *url, const char *which, struct str day)
{
    struct str year = STR_NONE, month = STR_NONE;

    if (day.at == NULL)
        return;
    str_cut(&day, ' ', &year);
    str_cut(&day, ' ', &month);
    text_print(url, "&%sYear=" STR_FMT "&%sMonth=" STR_FMT, which, STR_ARG(year), which,
               STR_ARG(str_starts(month, STR("0")) ? str_from(month, 1) : month));
}

struct str
award_profile_link(const struct call *call, const struct pg_answer *found, struct str name,
                   struct str page)
{
    struct arena *arena = call->arena;
    struct text url = text_new(arena);

    text_print(&url,
               "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=" STR_FMT
               "&organizationName=" STR_FMT,
               STR_ARG(coding_percent(arena, name)),
               STR_ARG(coding_percent(arena, pg_named(found, 0, "issuer"))));
    add_month(&url, "issue", pg_named(found, 0, "issued"));
    add_month(&url, "expiration", pg_named(found, 0, "expires"));
    text_print(&url, "&certUrl=" STR_FMT "&certId=" STR_FMT, STR_ARG(coding_percent(arena, page)),
               STR_ARG(call->parts[0]));
    return text_str(&url);
}
