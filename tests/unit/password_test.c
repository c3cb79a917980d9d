/* What is kept of passwords, and which ones are taken. */
#include "keys/password.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { MEMORY_MAX = 1 << 20 };

static const struct {
    const char *password;
    enum password_fault fault;
} words[] = {
    {"vakar sniegas virš upės",                          PASSWORD_FITS      },
    {"purple otter juggles seven lamps",                   PASSWORD_FITS      },
    {"вчора над річкою падав сніг", PASSWORD_FITS      },
    {"كلمة سر طويلة جدا عن البحر",    PASSWORD_FITS      },
    {"x7!kQ0pz#Vb2mWn",                                    PASSWORD_FITS      },
    {"",                                                   PASSWORD_TOO_SHORT },
    {"fourteen chars",                                     PASSWORD_TOO_SHORT },
    {"sixteen \xff letters",                               PASSWORD_TOO_SHORT },
    {"ąąąąąąąąąąąąąą",                       PASSWORD_TOO_SHORT },
    {"aaaaaaaaaaaaaaaaaaaa",                               PASSWORD_TOO_COMMON},
    {"123456789012345",                                    PASSWORD_TOO_COMMON},
    {"1234567890123456789",                                PASSWORD_TOO_COMMON},
    {"abcabcabcabcabcabc",                                 PASSWORD_TOO_COMMON},
    {"qwertyuiopasdfghjkl",                                PASSWORD_TOO_COMMON},
    {"Password Password 123",                              PASSWORD_TOO_COMMON},
    {"correct horse battery staple",                       PASSWORD_TOO_COMMON},
    {"password-password!",                                 PASSWORD_TOO_COMMON},
    {"               ",                                    PASSWORD_TOO_COMMON},
    {"citylearn2026citylearn",                             PASSWORD_TOO_COMMON},
    {"rasa.petraityte1987",                                PASSWORD_LIKE_YOU  },
    {"Rasa Petraitytė 1",                                 PASSWORD_LIKE_YOU  },
};

static const struct str pepper = {"0123456789abcdef0123456789abcdef", 32};

static enum password_verdict
checked(struct arena *arena, struct str with, struct str password, struct str stored)
{
    struct password_job job;

    password_prepare(arena, &job, with, password, stored);
    password_work(&job);
    return job.verdict;
}

static struct str
hashed(struct arena *arena, struct str password)
{
    struct password_job job;

    password_prepare(arena, &job, pepper, password, STR_NONE);
    password_work(&job);
    assert_int_equal(job.verdict, PASSWORD_RIGHT);
    return arena_copy(arena, str_of(job.stored));
}

static void
passwords_are_judged(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        enum password_fault fault =
            password_judge(arena, str_of(words[i].password), STR("rasa.petraityte@example.net"),
                           STR("Rasa Petraitytė"));

        if (fault != words[i].fault)
            fail_msg("%s is judged %d, not %d", words[i].password, (int)fault, (int)words[i].fault);
    }
    arena_close(arena);
}

static void
what_is_too_long_is_not_looked_at(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    char text[PASSWORD_SIZE_MAX + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (char)('a' + i * 7 % 26);
    assert_int_equal(password_judge(arena, (struct str){text, sizeof(text)}, STR_NONE, STR_NONE),
                     PASSWORD_TOO_LONG);
    assert_int_equal(
        password_judge(arena, (struct str){text, PASSWORD_LETTERS_MAX + 1}, STR_NONE, STR_NONE),
        PASSWORD_TOO_LONG);
    arena_close(arena);
}

static void
a_hash_fits_its_password_alone(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    struct str stored = hashed(arena, STR("vakar sniegas virš upės"));

    (void)state;
    assert_true(str_starts(stored, STR("v1$")));
    assert_non_null(strstr(stored.at, "$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_int_equal(checked(arena, pepper, STR("vakar sniegas virš upės"), stored),
                     PASSWORD_RIGHT);
    assert_int_equal(checked(arena, pepper, STR("vakar sniegas virs upes"), stored),
                     PASSWORD_WRONG);
    assert_int_equal(checked(arena, STR("another pepper of the same size!"),
                             STR("vakar sniegas virš upės"), stored),
                     PASSWORD_WRONG);
    assert_false(str_same(stored, hashed(arena, STR("vakar sniegas virš upės"))));
    arena_close(arena);
}

static void
it_does_not_matter_how_an_accent_was_typed(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    struct str stored = hashed(arena, STR("vakar sniegas vir\xc5\xa1 up\xc4\x97s"));

    (void)state;
    assert_int_equal(checked(arena, pepper, STR("vakar sniegas virs\xcc\x8c upe\xcc\x87s"), stored),
                     PASSWORD_RIGHT);
    arena_close(arena);
}

static void
an_older_measure_is_stale(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    struct str password = STR("purple otter juggles seven lamps");
    struct str mac = keys_hmac_sha256(arena, pepper, password);
    struct str head = {hashed(arena, password).at, sizeof("v1$00000000") - 1};
    char phc[crypto_pwhash_argon2id_STRBYTES];

    (void)state;
    assert_int_equal(crypto_pwhash_argon2id_str(phc, mac.at, mac.size, 1, 8 << 20), 0);

    struct str stored = arena_print(arena, STR_FMT "%s", STR_ARG(head), phc);

    assert_int_equal(checked(arena, pepper, password, stored), PASSWORD_STALE);
    assert_int_equal(checked(arena, pepper, STR("another one of that length"), stored),
                     PASSWORD_WRONG);
    arena_close(arena);
}

static void
nobody_and_nonsense_are_wrong(void **state)
{
    static const char *const kept[] = {"", "v1$", "v2$00000000$x", "$argon2id$v=19$m=8,t=1,p=1$x$y",
                                       "v1$00000000$argon2id$v=19$m=19456,t=2,p=1$AA$AA"};
    struct arena *arena = arena_open(MEMORY_MAX);

    (void)state;
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        assert_int_equal(checked(arena, pepper, STR("anything at all, really"), str_of(kept[i])),
                         PASSWORD_WRONG);
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_are_judged),
        cmocka_unit_test(what_is_too_long_is_not_looked_at),
        cmocka_unit_test(a_hash_fits_its_password_alone),
        cmocka_unit_test(it_does_not_matter_how_an_accent_was_typed),
        cmocka_unit_test(an_older_measure_is_stale),
        cmocka_unit_test(nobody_and_nonsense_are_wrong),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("password", tests, NULL, NULL);
}
