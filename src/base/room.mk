noinst_LIBRARIES += src/libbase.a
src_libbase_a_SOURCES = \
	%D%/arena.c %D%/arena.h \
	%D%/clock.c %D%/clock.h \
	%D%/coding.c %D%/coding.h \
	%D%/log.c %D%/log.h \
	%D%/must.h \
	%D%/problem.c %D%/problem.h \
	%D%/settings.c %D%/settings.h \
	%D%/str.c %D%/str.h \
	%D%/text.c %D%/text.h \
	%D%/utf8.c %D%/utf8.h \
	%D%/uuid.c %D%/uuid.h \
	%D%/problem.def %D%/settings.def

check_PROGRAMS += tests/unit/str_test
tests_unit_str_test_SOURCES = tests/unit/str_test.c
tests_unit_str_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_str_test_LDADD   = $(BASE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/coding_test
tests_unit_coding_test_SOURCES = tests/unit/coding_test.c
tests_unit_coding_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_coding_test_LDADD   = $(BASE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/clock_test
tests_unit_clock_test_SOURCES = tests/unit/clock_test.c
tests_unit_clock_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_clock_test_LDADD   = $(BASE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/settings_test
tests_unit_settings_test_SOURCES = tests/unit/settings_test.c
tests_unit_settings_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_settings_test_LDADD   = $(BASE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/base_test
tests_unit_base_test_SOURCES = tests/unit/base_test.c
tests_unit_base_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_base_test_LDADD   = $(BASE) $(CMOCKA_LIBS)
