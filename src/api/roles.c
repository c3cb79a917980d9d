/* The table of routes, read the other way: what each role adds to the one below it. */
#include "api/browser.h"
#include "api/describe.h"
#include "base/text.h"

#include <string.h>

struct rung {
    const char *role; /* as in the table of routes, or NULL: by who asks */
    enum who who;
    const char *title, *about;
};

/* From who may least on. */
static const struct rung ladder[] = {
    {NULL,          ANYONE,     "anyone",      "Without a token:"                                },
    {NULL,          PERSON,     "person",      "A person, for themselves:"                       },
    {"viewer",      CALLER,     "viewer",      "In the organisation, also of what is not public:"},
    {"reviewer",    CALLER,     "reviewer",    "What a viewer may, and:"                         },
    {"issuer",      CALLER,     "issuer",      "What a reviewer may, and:"                       },
    {"manager",     CALLER,     "manager",     "What an issuer may, and:"                        },
    {"owner",       CALLER,     "owner",       "What a manager may, and:"                        },
    {"city_viewer", CALLER,     "city_viewer", "In the city:"                                    },
    {"city_admin",  CALLER,     "city_admin",
     "What a city_viewer may, what a manager may in each organisation of the city, and:"         },
    {NULL,          OPERATIONS, "operator",    "All commands of \"citylearn\", and:"             },
};

/* A page is another way to what its reader may anyway. */
static bool
is_on(const struct rung *rung, const struct route *route)
{
    if (is_page(route))
        return false;
    if (rung->role == NULL || route->role == NULL)
        return rung->role == NULL && route->role == NULL && rung->who == route->who;
    return strcmp(rung->role, route->role) == 0;
}

static void
write_rung(struct text *out, const struct rung *rung)
{
    size_t found = 0;

    text_print(out, "%s### %s\n%s\n", rung == ladder ? "" : "\n", rung->title, rung->about);
    for (size_t i = 0; i < routes_count; i++)
        if (is_on(rung, &routes[i])) {
            text_print(out, "- %s\n", routes[i].summary);
            found++;
        }
    if (found == 0)
        text_add(out, STR("- nothing more yet\n"));
}

struct str
roles_write(struct arena *arena)
{
    struct text out = text_new(arena);

    for (size_t i = 0; i < sizeof(ladder) / sizeof(ladder[0]); i++)
        write_rung(&out, &ladder[i]);
    return text_str(&out);
}
