noinst_LIBRARIES += src/libfeed.a
src_libfeed_a_SOURCES = \
	%D%/atom.c \
	%D%/award.c \
	%D%/calendar.c \
	%D%/csv.c \
	%D%/document.c \
	%D%/feed.h %D%/parts.h \
	%D%/linked.c
src_libfeed_a_CFLAGS = $(AM_CFLAGS) $(ICAL_CFLAGS)

check_PROGRAMS += tests/unit/feed_test
tests_unit_feed_test_SOURCES = tests/unit/feed_test.c
tests_unit_feed_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_feed_test_LDADD   = $(FEED) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/cut_test
tests_unit_cut_test_SOURCES = tests/unit/cut_test.c
tests_unit_cut_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_cut_test_LDADD   = $(JSON) $(CMOCKA_LIBS)
