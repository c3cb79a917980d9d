noinst_LIBRARIES += src/libbadge.a
src_libbadge_a_SOURCES = \
	%D%/badge.h \
	%D%/base58.c \
	%D%/cbor.c %D%/cbor.h \
	%D%/check.h \
	%D%/credential.c \
	%D%/document.c \
	%D%/ecdsa.c \
	%D%/endorsement.c \
	%D%/gzip.c \
	%D%/holder.c %D%/holder.h \
	%D%/hosted.c %D%/hosted.h \
	%D%/jwt.c \
	%D%/parts.h \
	%D%/plain.c \
	%D%/proof.c \
	%D%/sd.c \
	%D%/status.c \
	%D%/suite.c \
	%D%/write.c %D%/write.h
src_libbadge_a_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS)

check_PROGRAMS += tests/unit/badge_test
tests_unit_badge_test_SOURCES = tests/unit/badge_test.c $(ld_stage)
tests_unit_badge_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_badge_test_LDADD   = $(BADGE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/sd_test
tests_unit_sd_test_SOURCES = tests/unit/sd_test.c $(ld_stage)
tests_unit_sd_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_sd_test_LDADD   = $(BADGE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/sd_vectors_test
tests_unit_sd_vectors_test_SOURCES = tests/unit/sd_vectors_test.c $(ld_stage)
tests_unit_sd_vectors_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_sd_vectors_test_LDADD   = $(BADGE) $(CMOCKA_LIBS)

fuzz_targets += tests/fuzz/badge_fuzz tests/fuzz/holder_fuzz tests/fuzz/sd_fuzz
tests_fuzz_badge_fuzz_SOURCES = tests/fuzz/badge_fuzz.c $(fuzz_main)
tests_fuzz_badge_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_badge_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_badge_fuzz_LDADD   = $(BADGE)

tests_fuzz_sd_fuzz_SOURCES = tests/fuzz/sd_fuzz.c $(fuzz_main)
tests_fuzz_sd_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_sd_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_sd_fuzz_LDADD   = $(BADGE)

tests_fuzz_holder_fuzz_SOURCES = tests/fuzz/holder_fuzz.c $(fuzz_main)
tests_fuzz_holder_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_holder_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_holder_fuzz_LDADD   = $(BADGE)

# For ./dev bench, which makes it.
EXTRA_PROGRAMS += tests/bench/canonical
tests_bench_canonical_SOURCES = tests/bench/canonical.c
tests_bench_canonical_LDADD   = $(BADGE)
CLEANFILES += tests/bench/canonical
