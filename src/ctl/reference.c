#include "ctl/reference.h"

#include "api/describe.h"
#include "base/settings.h"
#include "ctl/database.h"
#include "ctl/say.h"

#include <stdio.h>

static int
print_openapi(struct call *call, const struct pg_door *door, void *who)
{
    struct str document = openapi_write(call->arena, door, setting_text(SETTING_base_url));

    (void)who;
    if (document.at == NULL)
        return fail("The database does not say what the replies look like.");
    printf(STR_FMT "\n", STR_ARG(document));
    return DONE;
}

int
reference_openapi(struct call *call)
{
    return database_do(call, print_openapi, NULL);
}

int
reference_roles(struct call *call)
{
    printf(STR_FMT, STR_ARG(roles_write(call->arena)));
    return DONE;
}

int
reference_routes(struct call *call)
{
    printf(STR_FMT, STR_ARG(routes_write(call->arena)));
    return DONE;
}
