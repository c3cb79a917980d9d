noinst_LIBRARIES += src/libbadge.a
src_libbadge_a_SOURCES = \
	%D%/badge.h \
	%D%/base58.c \
	%D%/credential.c \
	%D%/document.c \
	%D%/gzip.c \
	%D%/jwt.c \
	%D%/parts.h \
	%D%/proof.c \
	%D%/status.c \
	%D%/write.c %D%/write.h
src_libbadge_a_CFLAGS = $(AM_CFLAGS) $(ZLIB_CFLAGS)

check_PROGRAMS += tests/unit/badge_test
tests_unit_badge_test_SOURCES = tests/unit/badge_test.c $(ld_stage)
tests_unit_badge_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_badge_test_LDADD   = $(BADGE) $(CMOCKA_LIBS)
