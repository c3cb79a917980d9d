noinst_LIBRARIES += src/libjudge.a
src_libjudge_a_SOURCES = \
	%D%/ask.c \
	%D%/credential.c \
	%D%/did.c \
	%D%/facts.c \
	%D%/hosted.c \
	%D%/inner.c \
	%D%/judge.c %D%/judge.h \
	%D%/jwk.c \
	%D%/kept.c %D%/kept.h \
	%D%/key.h \
	%D%/method.c \
	%D%/names.c \
	%D%/ob2.c %D%/ob2.h \
	%D%/outcome.h \
	%D%/parts.h \
	%D%/proof.c \
	%D%/read.c \
	%D%/recipient.c \
	%D%/refresh.c \
	%D%/shape.c \
	%D%/signed.c \
	%D%/status.c \
	%D%/token.c \
	%D%/tree.c

judge_stage = tests/unit/judge_stage.c tests/unit/judge_stage.h $(ld_stage)
EXTRA_DIST += tests/unit/judge tests/unit/older

check_PROGRAMS += tests/unit/judge_test
tests_unit_judge_test_SOURCES = tests/unit/judge_test.c $(judge_stage)
tests_unit_judge_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_judge_test_LDADD   = $(JUDGE) $(CMOCKA_LIBS)

fuzz_targets += tests/fuzz/judge_fuzz
tests_fuzz_judge_fuzz_SOURCES = tests/fuzz/judge_fuzz.c $(fuzz_main)
tests_fuzz_judge_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_judge_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_judge_fuzz_LDADD   = $(JUDGE)

check_PROGRAMS += tests/unit/judge_vectors_test
tests_unit_judge_vectors_test_SOURCES = tests/unit/judge_vectors_test.c $(judge_stage)
tests_unit_judge_vectors_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_judge_vectors_test_LDADD   = $(JUDGE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/judge_older_test
tests_unit_judge_older_test_SOURCES = tests/unit/judge_older_test.c $(judge_stage)
tests_unit_judge_older_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_judge_older_test_LDADD   = $(JUDGE) $(CMOCKA_LIBS)
