#include "ctl/redact.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
    const char *where, *shown;
} cases[] = {
    {"",                                          ""                                       },
    {"host=/run/postgresql dbname=citylearn",     "host=/run/postgresql dbname=citylearn"  },
    {"host=a password=secret dbname=b",           "host=a password=*** dbname=b"           },
    {"password=secret",                           "password=***"                           },
    {"password = secret host=a",                  "password = *** host=a"                  },
    {"PASSWORD=secret",                           "PASSWORD=***"                           },
    {"password='a b\\' c' host=d",                "password=*** host=d"                    },
    {"password='never closed",                    "password=***"                           },
    {"password= host=a",                          "password= ***"                          },
    {"sslpassword=one password=two",              "sslpassword=*** password=***"           },
    {"postgresql://host/db",                      "postgresql://host/db"                   },
    {"postgresql://user@host/db",                 "postgresql://user@host/db"              },
    {"postgresql://user:secret@host:5432/db",     "postgresql://user:***@host:5432/db"     },
    {"postgresql://host:5432/db",                 "postgresql://host:5432/db"              },
    {"postgresql:///db?password=a%20b&host=/run", "postgresql:///db?password=***&host=/run"},
    {"postgresql://u:p@h/db?sslpassword=x",       "postgresql://u:***@h/db?sslpassword=***"},
};

static void
passwords_are_not_shown(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(redact_connection(arena, str_of(cases[i].where)).at, cases[i].shown);
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_are_not_shown),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ctl redact", tests, NULL, NULL);
}
