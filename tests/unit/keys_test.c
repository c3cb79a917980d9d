#include "keys/keys.h"

#include "base/coding.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "each_arena.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The key of RFC 7515 appendix A.3, and what it signed there. */
#define A3_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define A3_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define A3_SIGNED                                                                                  \
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"        \
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define A3_SIGNATURE                                                                               \
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"

#define ZEROS32 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static struct str
raw(const char *base64url)
{
    return coding_from_base64url(arena, str_of(base64url));
}

static struct str
hex(const char *digits)
{
    return coding_from_hex(arena, str_of(digits));
}

static struct sign_key *
a3_key(void)
{
    return sign_key_from_ec(raw(A3_X), raw(A3_Y));
}

static void
chance_differs_and_has_the_size_asked_for(void **state)
{
    static const size_t sizes[] = {0, 1, 16, 255, 256, 257, 5000};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct str one = keys_chance(arena, sizes[i]), other = keys_chance(arena, sizes[i]);

        assert_int_equal(one.size, sizes[i]);
        assert_non_null(one.at);
        if (sizes[i] >= 16) {
            assert_false(str_same(one, other));
            /* The end was filled, too. */
            assert_false(str_same(str_from(one, sizes[i] - 8), STR("\0\0\0\0\0\0\0\0")));
        }
    }
}

static void
secret_is_prefix_and_256_bits(void **state)
{
    struct str one = keys_secret(arena, "rt_"), other = keys_secret(arena, "rt_");

    (void)state;
    assert_int_equal(one.size, 3 + 43);
    assert_true(str_starts(one, STR("rt_")));
    assert_int_equal(coding_from_base64url(arena, str_from(one, 3)).size, 32);
    assert_false(str_same(one, other));
}

/* FIPS 180-4 examples, and RFC 7638 section 3.1: the thumbprint of its RSA key. */
static const struct {
    const char *bytes, *hash;
} hashes[] = {
    {"",                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc",                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"{\"e\":\"AQAB\",\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4"
     "cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93"
     "lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91C"
     "bOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8aw"
     "apJzKnqDKgw\"}", "3736cbb1787cb8309c77ee8c3705c5e16ffb9e859715901f1e4c59b11182f57b"},
};

static void
sha256_is_sha256(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
        struct str hash = keys_sha256(arena, str_of(hashes[i].bytes));

        assert_string_equal(coding_hex(arena, hash).at, hashes[i].hash);
    }
    assert_int_equal(keys_sha256(arena, STR_NONE).size, 32);
}

/* RFC 8032 section 7.1, test 2. */
/* The first block of an arena stays when it is reset, so one can look at what was there. */
static void
secrets_do_not_outlive_their_arena(void **state)
{
    static const char nothing[KEYS_ED25519_PRIVATE_SIZE];
    struct arena *own = arena_open(1 << 16);
    struct str key = {nothing, KEYS_SEAL_SIZE};
    struct str seed = keys_chance(own, KEYS_ED25519_SEED_SIZE);
    struct str secrets[] = {seed, keys_ed25519_private(own, seed),
                            keys_unseal(own, key, seed, keys_seal(own, key, seed, seed))};

    (void)state;
    arena_reset(own);
    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
        assert_memory_equal(secrets[i].at, nothing, secrets[i].size);
    arena_close(own);
}

static void
ed25519_is_ed25519(void **state)
{
    struct str seed = coding_from_hex(
        arena, STR("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    struct str key = keys_ed25519_private(arena, seed);

    (void)state;
    assert_string_equal(coding_hex(arena, keys_ed25519_public(key)).at,
                        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assert_string_equal(coding_hex(arena, keys_ed25519_sign(arena, key, STR("\x72"))).at,
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

/* RFC 4231 sections 4.3 and 4.7 (a key longer than a block), and the empty key. */
static void
hmac_is_hmac(void **state)
{
    char long_key[131];

    (void)state;
    memset(long_key, 0xaa, sizeof(long_key));
    assert_string_equal(
        coding_hex(arena, keys_hmac_sha256(arena, STR("Jefe"), STR("what do ya want for nothing?")))
            .at,
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assert_string_equal(
        coding_hex(arena,
                   keys_hmac_sha256(arena, (struct str){long_key, sizeof(long_key)},
                                    STR("Test Using Larger Than Block-Size Key - Hash Key First")))
            .at,
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    assert_string_equal(coding_hex(arena, keys_hmac_sha256(arena, STR_NONE, STR_NONE)).at,
                        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static const struct {
    const char *a, *b;
    bool equal;
} pairs[] = {
    {"",     "",     true },
    {"abc",  "abc",  true },
    {"abc",  "abd",  false},
    {"abc",  "abcd", false},
    {"abcd", "abc",  false},
    {"",     "a",    false},
};

static void
equal_is_equal(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        assert_int_equal(keys_equal(str_of(pairs[i].a), str_of(pairs[i].b)), pairs[i].equal);
    assert_true(keys_equal(STR_NONE, STR_NONE));
}

static void
sealed_text_opens_again(void **state)
{
    struct str key = keys_chance(arena, KEYS_SEAL_SIZE);
    struct str plains[] = {STR(""), STR("x"), STR("a\0b"), keys_chance(arena, 10000)};

    (void)state;
    for (size_t i = 0; i < sizeof(plains) / sizeof(plains[0]); i++) {
        struct str sealed = keys_seal(arena, key, STR("row 7"), plains[i]);
        struct str again = keys_seal(arena, key, STR("row 7"), plains[i]);

        assert_int_equal(sealed.size, plains[i].size + 28);
        assert_false(str_same(sealed, again));

        struct str opened = keys_unseal(arena, key, STR("row 7"), sealed);

        assert_non_null(opened.at);
        assert_true(str_same(opened, plains[i]));
    }
}

/* Test case 16 of the GCM specification: another hand sealed it. */
static void
gcm_is_gcm(void **state)
{
    struct str key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    struct str about = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    struct str sealed = hex("cafebabefacedbaddecaf888"
                            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                            "76fc6ece0f4e1768cddf8853bb2d551b");

    (void)state;
    assert_string_equal(coding_hex(arena, keys_unseal(arena, key, about, sealed)).at,
                        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
}

static void
what_was_touched_does_not_open(void **state)
{
    struct str key = keys_chance(arena, KEYS_SEAL_SIZE), other = keys_chance(arena, KEYS_SEAL_SIZE);
    struct str sealed = keys_seal(arena, key, STR("row 7"), STR("secret"));

    (void)state;
    for (size_t bit = 0; bit < sealed.size * 8; bit++) {
        char *copy = memcpy(arena_take(arena, sealed.size, 1), sealed.at, sealed.size);

        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        assert_null(keys_unseal(arena, key, STR("row 7"), (struct str){copy, sealed.size}).at);
    }
    for (size_t size = 0; size < sealed.size; size++)
        assert_null(keys_unseal(arena, key, STR("row 7"), (struct str){sealed.at, size}).at);
    assert_null(keys_unseal(arena, key, STR("row 8"), sealed).at);
    assert_null(keys_unseal(arena, key, STR_NONE, sealed).at);
    assert_null(keys_unseal(arena, other, STR("row 7"), sealed).at);
    assert_null(keys_unseal(arena, str_from(key, 1), STR("row 7"), sealed).at);
    assert_null(keys_seal(arena, str_from(key, 1), STR("row 7"), STR("secret")).at);
    assert_null(keys_seal(arena, STR_NONE, STR("row 7"), STR("secret")).at);
}

#define DIGITS64 "000102030405060708090a0b0c0d0e0f101112131415161718191a1B1C1D1E1F"

static const struct {
    const char *bytes;
    mode_t mode;
    const char *why; /* a part of the sentence; NULL where the key is taken */
} files[] = {
    {DIGITS64,                                                           0600, NULL                          },
    {DIGITS64 "\n",                                                      0640, NULL                          },
    {DIGITS64 "\r\n",                                                    0400, NULL                          },
    {DIGITS64,                                                           0644, "chmod 0640"                  },
    {DIGITS64,                                                           0604, "mode 0604"                   },
    {DIGITS64,                                                           0660, "chmod 0640"                  },
    {DIGITS64,                                                           0601, "chmod 0640"                  },
    {DIGITS64,                                                           0650, "chmod 0640"                  },
    {"",                                                                 0600, "does not hold 64 hexadecimal"},
    {"00",                                                               0600, "openssl rand -hex 32"        },
    {DIGITS64 "0",                                                       0600, "does not hold 64 hexadecimal"},
    {DIGITS64 "\n\n00",                                                  0600, "does not hold 64 hexadecimal"},
    {DIGITS64 DIGITS64,                                                  0600, "does not hold 64 hexadecimal"},
    {"g" DIGITS64,                                                       0600, "does not hold 64 hexadecimal"},
    {"0x0102030405060708090a0b0c0d0e0f101112131415161718191a1B1C1D1E1F", 0600,
     "does not hold 64 hexadecimal"                                                                          },
};

static void
sealing_key_comes_from_a_guarded_file(void **state)
{
    char path[] = "/tmp/keys-test-XXXXXX";
    int made = mkstemp(path);

    (void)state;
    assert_true(made >= 0);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct str why = STR_NONE;

        assert_int_equal(fchmod(made, 0600), 0);
        assert_int_equal(ftruncate(made, 0), 0);
        assert_int_equal(pwrite(made, files[i].bytes, strlen(files[i].bytes), 0),
                         strlen(files[i].bytes));
        assert_int_equal(fchmod(made, files[i].mode), 0);

        struct str key = keys_read_file(arena, path, &why);

        print_message("# %zu: " STR_FMT "\n", i, STR_ARG(why));
        if (files[i].why == NULL) {
            assert_true(str_same(key, hex(DIGITS64)));
        } else {
            assert_null(key.at);
            assert_non_null(strstr(why.at, files[i].why));
            assert_non_null(strstr(why.at, path));
        }
    }
    close(made);
    unlink(path);
}

static void
what_is_no_file_is_said_to_be_none(void **state)
{
    struct str why = STR_NONE;

    (void)state;
    assert_null(keys_read_file(arena, "/nonexistent/key", &why).at);
    assert_non_null(strstr(why.at, "cannot be opened"));
    assert_null(keys_read_file(arena, "/tmp", &why).at);
    assert_non_null(strstr(why.at, "not a plain file"));
    assert_null(keys_read_file(arena, "/dev/null", &why).at);
    assert_non_null(strstr(why.at, "not a plain file"));
}

static void
signature_of_rfc_7515_holds(void **state)
{
    struct sign_key *key = a3_key();

    (void)state;
    assert_non_null(key);
    assert_true(sign_key_verify(key, STR(A3_SIGNED), raw(A3_SIGNATURE)));
    assert_false(sign_key_verify(key, STR(A3_SIGNED "A"), raw(A3_SIGNATURE)));
    sign_key_free(key);
}

static void
what_was_signed_holds_and_nothing_else(void **state)
{
    struct sign_key *key = sign_key_make(SIGN_ES256), *other = sign_key_make(SIGN_ES256),
                    *half = a3_key();

    (void)state;
    for (size_t round = 0; round < 200; round++) {
        struct str bytes = keys_chance(arena, round);
        struct str signature = sign_key_sign(arena, key, bytes);

        assert_int_equal(signature.size, 64);
        assert_true(sign_key_verify(key, bytes, signature));
        assert_false(sign_key_verify(other, bytes, signature));
        assert_false(sign_key_verify(half, bytes, signature));
        assert_false(sign_key_verify(key, keys_chance(arena, round + 1), signature));
    }
    assert_null(sign_key_sign(arena, half, STR("a public key signs nothing")).at);
    sign_key_free(key);
    sign_key_free(other);
    sign_key_free(half);
}

/* The order of the curve's group, which neither r nor s may reach. */
#define ORDER "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define ZERO  "0000000000000000000000000000000000000000000000000000000000000000"
#define ONE   "0000000000000000000000000000000000000000000000000000000000000001"
#define ONES  "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

static const char *const signatures[] = {
    "",         ZERO,        ZERO ZERO, ZERO ONE,     ONE ZERO,
    ONE ONE,    ORDER ORDER, ORDER ONE, ONE ORDER,    ONES ONES,
    ORDER ZERO, ZERO ORDER,  ONE ONES,  ONE ONE "00", "3006020101020101",
};

static void
nothing_that_is_no_signature_holds(void **state)
{
    struct sign_key *key = a3_key();
    struct str good = raw(A3_SIGNATURE);

    (void)state;
    for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
        assert_false(sign_key_verify(key, STR(A3_SIGNED), hex(signatures[i])));
    for (size_t size = 0; size < good.size; size++)
        assert_false(sign_key_verify(key, STR(A3_SIGNED), (struct str){good.at, size}));
    for (size_t bit = 0; bit < good.size * 8; bit++) {
        char *copy = memcpy(arena_take(arena, good.size, 1), good.at, good.size);

        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        assert_false(sign_key_verify(key, STR(A3_SIGNED), (struct str){copy, good.size}));
    }
    assert_false(
        sign_key_verify(key, STR(A3_SIGNED), (struct str){arena_copy(arena, good).at, 65}));
    assert_false(sign_key_verify(key, STR(A3_SIGNED), STR_NONE));
    sign_key_free(key);
}

static void
private_half_is_read_back(void **state)
{
    struct sign_key *key = sign_key_make(SIGN_ES256);
    struct str der = sign_key_private(arena, key);
    struct sign_key *again = sign_key_from_private(der);

    (void)state;
    assert_non_null(again);
    assert_true(str_same(sign_key_kid(arena, key), sign_key_kid(arena, again)));
    assert_true(sign_key_verify(key, STR("x"), sign_key_sign(arena, again, STR("x"))));
    sign_key_free(key);
    sign_key_free(again);
}

/* PKCS #8 of P-384, secp256k1 and Ed25519, and P-256 as SEC 1 has it, by the openssl command. */
static const char *const foreign_keys[] = {
    "3081b6020100301006072a8648ce3d020106052b8104002204819e30819b02010104304aa7f51b280854ea8bbe8021"
    "b74455a758eb91d2c030c323ccb0bf9f2367c5617e8d543595e595f77afeb611dd864d50a1640362000498b5ff9656"
    "c6a415eac48df49b3a72e83f7581b9f1c826564d8a11ec77ea0a4dabb1f92e0e795a1b4e4971241f6c6789c9e8483b"
    "f2d2d7f566fa857cfd37ead71a3e2859b95eaef9f38adaf040a9c838769560b6ffe1ebec19a6eb7497f75be0",
    "308184020100301006072a8648ce3d020106052b8104000a046d306b0201010420e78bdfb769bd1434412e70fb7c0d"
    "1aecdf8ca35694db311ec245e38461b9e543a1440342000457c02949af4675073d04abfbb954d822a58d50de2e0657"
    "5edbae0da7e5ac229deaaa25e3d2837f9ce4782281b67f6124a7cfd24f3132bff0c6b7ae586ef6e2a0",
    "302e020100300506032b6570042204207785cbcf3eb10b29f4399e50a7209a7a9a59667871efc5b683fce8677070ed"
    "e1",
    "3077020101042011c5c63cf900c5ad7204303f0479a0e8ccc2326f84b72d8138c59221ee73f7a7a00a06082a8648ce"
    "3d030107a1440342000469b778d5fd80e257e5d7db70c7002a1c81402b47e6d21a7119007f48cf1ee33ac0b2ef652d"
    "6de8d6825bcbb072972787a523ce3edd8eaf6f14e6d2651edb1aba",
};

static void
what_is_no_private_key_is_refused(void **state)
{
    struct sign_key *key = sign_key_make(SIGN_ES256), *other = sign_key_make(SIGN_ES256),
                    *half = a3_key();
    struct str der = sign_key_private(arena, key);
    struct str donor = sign_key_private(arena, other);
    char *longer = arena_take(arena, der.size + 1, 1);
    char *mixed = memcpy(arena_take(arena, der.size, 1), der.at, der.size);

    (void)state;
    for (size_t size = 0; size < der.size; size++)
        assert_null(sign_key_from_private((struct str){der.at, size}));
    memcpy(longer, der.at, der.size);
    assert_null(sign_key_from_private((struct str){longer, der.size + 1}));
    /* The public half, which ends the text, of another pair. */
    memcpy(mixed + der.size - 64, donor.at + donor.size - 64, 64);
    assert_null(sign_key_from_private((struct str){mixed, der.size}));
    for (size_t i = 0; i < sizeof(foreign_keys) / sizeof(foreign_keys[0]); i++) {
        assert_non_null(hex(foreign_keys[i]).at);
        assert_null(sign_key_from_private(hex(foreign_keys[i])));
    }
    assert_null(sign_key_from_private(STR_NONE));
    assert_null(sign_key_from_private(keys_chance(arena, 140)));
    assert_null(sign_key_private(arena, half).at);
    sign_key_free(key);
    sign_key_free(other);
    sign_key_free(half);
    sign_key_free(NULL);
}

static void
points_off_the_curve_are_refused(void **state)
{
    struct str x = raw(A3_X), y = raw(A3_Y);

    (void)state;
    assert_null(sign_key_from_ec(y, x));
    assert_null(sign_key_from_ec(x, raw(ZEROS32)));
    assert_null(sign_key_from_ec(raw(ZEROS32), raw(ZEROS32)));
    assert_null(sign_key_from_ec(hex(ONES), hex(ONES)));
    assert_null(sign_key_from_ec(str_from(x, 1), y));
    assert_null(sign_key_from_ec(x, STR_NONE));
    assert_null(sign_key_from_ec(STR_NONE, STR_NONE));
}

/* The key of RFC 9449 and its thumbprint there. */
static void
thumbprint_is_that_of_rfc_7638(void **state)
{
    struct sign_key *key = sign_key_from_ec(raw("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"),
                                            raw("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"));

    (void)state;
    assert_non_null(key);
    assert_string_equal(sign_key_kid(arena, key).at, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    sign_key_free(key);
}

#define A3_KID "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"
#define A3_JWK                                                                                     \
    "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" A3_X "\",\"y\":\"" A3_Y "\",\"kid\":\"" A3_KID    \
    "\",\"alg\":\"ES256\",\"use\":\"sig\"}"

static const struct {
    const char *jwk;
    bool good;
} jwks[] = {
    {A3_JWK,                                                              true },
    {"{\"x\": \"" A3_X "\", \"y\": \"" A3_Y "\", \"alg\": \"ES256\", \"crv\" : \"P-256\", "
     "\"kid\": \"" A3_KID "\",\n\"kty\": \"EC\", \"use\": \"sig\"}",
     true                                                                      },
    {"",                                                                  false},
    {"{}",                                                                false},
    {"[" A3_JWK "]",                                                      false},
    {"{\"crv\":\"P-256\",\"x\":\"" A3_X "\",\"y\":\"" A3_Y "\",\"kid\":\"" A3_KID
     "\",\"alg\":\"ES256\",\"use\":\"sig\"}",                        false},
    {"{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" A3_X "\",\"y\":\"" A3_Y "\",\"kid\":\"" A3_KID
     "\",\"alg\":\"ES256\",\"use\":\"sig\"}",                        false},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" A3_Y "\",\"y\":\"" A3_X "\",\"kid\":\"" A3_KID
     "\",\"alg\":\"ES256\",\"use\":\"sig\"}",                        false},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" A3_X "\",\"y\":\"" A3_Y
     "\",\"kid\":\"wrong\",\"alg\":\"ES256\",\"use\":\"sig\"}",      false},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" A3_X "\",\"y\":\"" A3_Y "\",\"kid\":\"" A3_KID
     "\",\"alg\":\"HS256\",\"use\":\"sig\"}",                        false},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" A3_X "\",\"y\":\"" A3_Y "\",\"kid\":\"" A3_KID
     "\",\"alg\":\"ES256\",\"use\":\"enc\"}",                        false},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" A3_X "=\",\"y\":\"" A3_Y "\",\"kid\":\"" A3_KID
     "\",\"alg\":\"ES256\",\"use\":\"sig\"}",                        false},
};

static void
jwk_is_written_and_read(void **state)
{
    struct sign_key *key = a3_key();

    (void)state;
    assert_string_equal(sign_key_jwk(arena, key).at, A3_JWK);
    for (size_t i = 0; i < sizeof(jwks) / sizeof(jwks[0]); i++) {
        struct sign_key *read = sign_key_from_jwk_text(str_of(jwks[i].jwk));

        print_message("# %zu\n", i);
        assert_int_equal(read != NULL, jwks[i].good);
        if (read != NULL)
            assert_true(sign_key_verify(read, STR(A3_SIGNED), raw(A3_SIGNATURE)));
        sign_key_free(read);
    }
    for (size_t size = 0; size < strlen(A3_JWK); size++)
        assert_null(sign_key_from_jwk_text((struct str){A3_JWK, size}));
    sign_key_free(key);
}

/* A key of Node's, and its thumbprint in the judgement of the package jose. */
#define RSA_N                                                                                      \
    "qZkhW7-NgwZZJkKiAy4maXlFOnXMFVn-R_qTwvPy0d67oRUWEKouKyV-mEC4NMjojJWqP0bHr0qHwGnbihOtcRNa"     \
    "7ZHJddQKxY_G16UnUI4qXNWqBbzPEwJfvR8HK9W7oHN5wOoTFVDp2svyAjLGrcEMuio1DMC56APc-LD_Y7YHMmaf"     \
    "cMpITN3UvEbiB4ISioDsWE5BSZ6uSlWvZCq8pEhL30Jr2HOYuwRT8j4-LRXQ9t-lh4O861lYDrp0NHmxV92OmnTm"     \
    "bxKHT_BkMPJ9QZidAEdr-cNZLA_3x-cnhoCECOBeihdOz2gJawU8OGiLR0mMAx0kZwCmuEfDfo5NOQ"

static void
an_rsa_key_has_the_thumbprint_that_others_compute(void **state)
{
    struct sign_key *key = sign_key_from_rsa(coding_from_base64url(arena, STR(RSA_N)),
                                             coding_from_base64url(arena, STR("AQAB")));
    struct sign_key *again;

    (void)state;
    assert_non_null(key);
    assert_int_equal(sign_key_algorithm(key), SIGN_RS256);
    assert_string_equal(sign_key_kid(arena, key).at, "BuzrV1x0K702lLJWmOqj8bZQ02J8eCeYest5oBr0XB8");
    again = sign_key_from_jwk_text(sign_key_jwk(arena, key));
    assert_non_null(again);
    assert_null(sign_key_sign(arena, key, STR("a public half signs nothing")).at);
    sign_key_free(again);
    sign_key_free(key);
}

static void
an_rsa_key_signs_and_is_kept(void **state)
{
    struct str seal = keys_chance(arena, KEYS_SEAL_SIZE);
    struct sign_key *key = sign_key_make(SIGN_RS256), *other = sign_key_make(SIGN_RS256), *kept;
    struct str signature = sign_key_sign(arena, key, STR("words"));
    struct str kid = sign_key_kid(arena, key), sealed = sign_key_seal(arena, seal, key);

    (void)state;
    assert_int_equal(signature.size, 256);
    assert_true(sign_key_verify(key, STR("words"), signature));
    assert_false(sign_key_verify(key, STR("other words"), signature));
    assert_false(sign_key_verify(other, STR("words"), signature));
    assert_false(sign_key_verify(key, STR("words"), (struct str){signature.at, 255}));
    assert_false(sign_key_verify(key, STR("words"), STR("")));
    kept = sign_key_unseal(arena, seal, kid, sealed);
    assert_non_null(kept);
    assert_true(sign_key_verify(key, STR("more"), sign_key_sign(arena, kept, STR("more"))));
    assert_null(sign_key_unseal(arena, seal, sign_key_kid(arena, other), sealed));
    sign_key_free(kept);
    sign_key_free(other);
    sign_key_free(key);
}

static void
weak_and_broken_rsa_keys_are_none(void **state)
{
    struct str n = coding_from_base64url(arena, STR(RSA_N));
    struct str e = coding_from_base64url(arena, STR("AQAB"));
    char *even = (char *)(uintptr_t)arena_copy(arena, n).at;

    (void)state;
    even[n.size - 1] = (char)(even[n.size - 1] & ~1);
    assert_null(sign_key_from_rsa((struct str){n.at, 128}, e));
    assert_null(sign_key_from_rsa((struct str){even, n.size}, e));
    assert_null(sign_key_from_rsa(n, STR("\x01")));
    assert_null(sign_key_from_rsa(n, STR("\x02")));
    assert_null(sign_key_from_rsa(n, STR("")));
    assert_null(sign_key_from_rsa(STR(""), e));
    assert_null(sign_key_from_rsa(keys_chance(arena, 1024), e));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chance_differs_and_has_the_size_asked_for),
        cmocka_unit_test(secret_is_prefix_and_256_bits),
        cmocka_unit_test(sha256_is_sha256),
        cmocka_unit_test(hmac_is_hmac),
        cmocka_unit_test(ed25519_is_ed25519),
        cmocka_unit_test(secrets_do_not_outlive_their_arena),
        cmocka_unit_test(equal_is_equal),
        cmocka_unit_test(sealed_text_opens_again),
        cmocka_unit_test(gcm_is_gcm),
        cmocka_unit_test(what_was_touched_does_not_open),
        cmocka_unit_test(sealing_key_comes_from_a_guarded_file),
        cmocka_unit_test(what_is_no_file_is_said_to_be_none),
        cmocka_unit_test(signature_of_rfc_7515_holds),
        cmocka_unit_test(what_was_signed_holds_and_nothing_else),
        cmocka_unit_test(nothing_that_is_no_signature_holds),
        cmocka_unit_test(private_half_is_read_back),
        cmocka_unit_test(what_is_no_private_key_is_refused),
        cmocka_unit_test(points_off_the_curve_are_refused),
        cmocka_unit_test(thumbprint_is_that_of_rfc_7638),
        cmocka_unit_test(jwk_is_written_and_read),
        cmocka_unit_test(an_rsa_key_has_the_thumbprint_that_others_compute),
        cmocka_unit_test(an_rsa_key_signs_and_is_kept),
        cmocka_unit_test(weak_and_broken_rsa_keys_are_none),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("keys", tests, open_arena, close_arena);
}
