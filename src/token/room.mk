noinst_LIBRARIES += src/libtoken.a
src_libtoken_a_SOURCES = \
	%D%/cache.c %D%/cache.h \
	%D%/check.h \
	%D%/claims.c %D%/claims.h \
	%D%/compact.c %D%/compact.h \
	%D%/content.c \
	%D%/envelope.c \
	%D%/id-token.c %D%/id-token.h \
	%D%/issue.c \
	%D%/jwk-set.c %D%/jwk-set.h \
	%D%/jwt-open.c %D%/jwt-parts.h \
	%D%/jwt.c %D%/jwt.h \
	%D%/keyring.c %D%/keyring.h \
	%D%/revoked.c %D%/revoked.h \
	%D%/token.c %D%/token.h
src_libtoken_a_CFLAGS = $(AM_CFLAGS) $(JWT_CFLAGS)

token_links = src/libtoken.a $(KEYS) $(JSON) $(JWT_LIBS)

check_PROGRAMS += tests/unit/token_test
tests_unit_token_test_SOURCES = tests/unit/token_test.c tests/unit/token_smith.c tests/unit/token_smith.h
tests_unit_token_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_token_test_LDADD   = $(token_links) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/token_forged_test
tests_unit_token_forged_test_SOURCES = \
	tests/unit/token_forged_test.c tests/unit/token_smith.c tests/unit/token_smith.h
tests_unit_token_forged_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_token_forged_test_LDADD   = $(token_links) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/claims_test
tests_unit_claims_test_SOURCES = tests/unit/claims_test.c
tests_unit_claims_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_claims_test_LDADD   = $(token_links) $(CMOCKA_LIBS)

fuzz_targets += tests/fuzz/token_fuzz tests/fuzz/claims_fuzz
tests_fuzz_token_fuzz_SOURCES = tests/fuzz/token_fuzz.c $(fuzz_main)
tests_fuzz_token_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_token_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_token_fuzz_LDADD   = $(token_links)

tests_fuzz_claims_fuzz_SOURCES = tests/fuzz/claims_fuzz.c $(fuzz_main)
tests_fuzz_claims_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_claims_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_claims_fuzz_LDADD   = $(token_links)

check_PROGRAMS += tests/unit/jwt_test
tests_unit_jwt_test_SOURCES = tests/unit/jwt_test.c
tests_unit_jwt_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_jwt_test_LDADD   = $(token_links) $(CMOCKA_LIBS)

fuzz_targets += tests/fuzz/jwt_fuzz
tests_fuzz_jwt_fuzz_SOURCES = tests/fuzz/jwt_fuzz.c $(fuzz_main)
tests_fuzz_jwt_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_jwt_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_jwt_fuzz_LDADD   = $(token_links)

# For ./dev bench, which makes it.
EXTRA_PROGRAMS += tests/bench/tokens
tests_bench_tokens_SOURCES = tests/bench/tokens.c
tests_bench_tokens_LDADD   = $(token_links)
CLEANFILES += tests/bench/tokens
