noinst_LIBRARIES += src/libkeys.a
src_libkeys_a_SOURCES = \
	%D%/keys.c %D%/keys.h \
	%D%/sign-key.c %D%/sign-key.h \
	%D%/ecdsa.c \
	%D%/ed25519.c \
	%D%/file.c \
	%D%/jwk.c \
	%D%/password-judge.c %D%/password-parts.h \
	%D%/password.c %D%/password.h \
	%D%/seal.c \
	%D%/sign.c \
	%D%/wipe.c %D%/wipe.h
src_libkeys_a_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS) $(SODIUM_CFLAGS) $(UTF8PROC_CFLAGS)

check_PROGRAMS += tests/unit/keys_test
tests_unit_keys_test_SOURCES = tests/unit/keys_test.c
tests_unit_keys_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_keys_test_LDADD   = $(KEYS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/password_test
tests_unit_password_test_SOURCES = tests/unit/password_test.c
tests_unit_password_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(SODIUM_CFLAGS)
tests_unit_password_test_LDADD   = $(KEYS) $(CMOCKA_LIBS)
