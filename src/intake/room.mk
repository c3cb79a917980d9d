noinst_LIBRARIES += src/libintake.a
src_libintake_a_SOURCES = \
	%D%/activity-columns.c \
	%D%/activity.c %D%/activity.h \
	%D%/calendar.c %D%/calendar.h %D%/calendar-parts.h \
	%D%/cells.c %D%/cells.h \
	%D%/header.c \
	%D%/intake.c %D%/intake.h %D%/parts.h \
	%D%/lines.c \
	%D%/local-time.c \
	%D%/meetings.c \
	%D%/template.c \
	%D%/write.c
src_libintake_a_CFLAGS = $(AM_CFLAGS) $(ICAL_CFLAGS)

INTAKE = src/libintake.a $(JSON) $(CSV_LIBS) $(ICAL_LIBS)

check_PROGRAMS += tests/unit/intake_test
tests_unit_intake_test_SOURCES = tests/unit/intake_test.c
tests_unit_intake_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_intake_test_LDADD   = $(INTAKE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/calendar_test
tests_unit_calendar_test_SOURCES = tests/unit/calendar_test.c
tests_unit_calendar_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_calendar_test_LDADD   = $(INTAKE) $(PG) $(CMOCKA_LIBS)

fuzz_targets += tests/fuzz/intake_fuzz tests/fuzz/calendar_fuzz
tests_fuzz_calendar_fuzz_SOURCES = tests/fuzz/calendar_fuzz.c $(fuzz_main)
tests_fuzz_calendar_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_calendar_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_calendar_fuzz_LDADD   = $(INTAKE)

tests_fuzz_intake_fuzz_SOURCES = tests/fuzz/intake_fuzz.c $(fuzz_main)
tests_fuzz_intake_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_intake_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_intake_fuzz_LDADD   = $(INTAKE)
