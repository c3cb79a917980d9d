#include "courier/signature.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* The example that the specification's own libraries are tested with. */
static const char secret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
static const char id[] = "msg_p5jXN8AQM9LWM0D4loKWxJek";
static const char body[] = "{\"test\": 2432232314}";
static const int64_t timestamp = 1614265330;
static const char private[] =
    "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwfqSmxj4pxSCr71UHsTLsX5lUd2rr6+e5JCHuppFEbSLA==";
static const char expected_v1a[] =
    "v1a,2iFnCkcL0nCB7d0lgaT5vmGnQgJl4zcl9qd7UbPYvulcwR3MRYzjXT2JCSEV4dFH3XNALA4OW0zY5fFdGv9GBA==";
static const char expected[] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

static void
example_of_the_specification(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str signature = signature_of(arena, str_of(secret), str_of(id), timestamp, str_of(body));

    (void)state;
    assert_true(str_same(signature, str_of(expected)));
    arena_close(arena);
}

static void
each_part_is_signed(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str said = str_of(expected);

    (void)state;
    assert_false(str_same(
        said, signature_of(arena, str_of(secret), STR("msg_other"), timestamp, str_of(body))));
    assert_false(str_same(
        said, signature_of(arena, str_of(secret), str_of(id), timestamp + 1, str_of(body))));
    assert_false(str_same(
        said, signature_of(arena, str_of(secret), str_of(id), timestamp, STR("{\"test\": 1}"))));
    assert_false(str_same(said, signature_of(arena, STR("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx"),
                                             str_of(id), timestamp, str_of(body))));
    arena_close(arena);
}

static const struct {
    const char *secret;
    bool is_one;
} secrets[] = {
    {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",             true }, /* 24 bytes */
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", true }, /* 32 bytes */
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
     "==",                                            true }, /* 64 bytes */
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
     "A=",                                            false}, /* 65 bytes */
    {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",             false}, /* 23 bytes */
    {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",                   false},
    {"secret_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",            false},
    {"whsek_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",             false},
    {"whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",              false},
    {"whsec_",                                             false},
    {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS_",             false}, /* base64url */
    {"",                                                   false},
};

static void
secret_is_a_key_of_good_size(void **state)
{
    struct arena *arena = arena_open(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
        struct str signature =
            signature_of(arena, str_of(secrets[i].secret), str_of(id), timestamp, str_of(body));

        print_message("# %s\n", secrets[i].secret);
        assert_int_equal(signature.at != NULL, secrets[i].is_one);
    }
    arena_close(arena);
}

/* The mark was made by another program, over the same example. */
static void
each_key_signs(void **state)
{
    struct arena *arena = arena_open(1 << 20);
    struct str keys = arena_print(arena, "%s whsk_%s", secret, private);
    struct str signature = signature_of(arena, keys, str_of(id), timestamp, str_of(body));
    struct str bad = arena_print(arena, "%s whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", secret);

    (void)state;
    assert_string_equal(signature.at, arena_print(arena, "%s %s", expected, expected_v1a).at);
    assert_null(signature_of(arena, bad, str_of(id), timestamp, str_of(body)).at);
    arena_close(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(example_of_the_specification),
        cmocka_unit_test(each_part_is_signed),
        cmocka_unit_test(secret_is_a_key_of_good_size),
        cmocka_unit_test(each_key_signs),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("signature", tests, NULL, NULL);
}
