noinst_LIBRARIES += src/libloop.a
src_libloop_a_SOURCES = \
	%D%/loop.c %D%/loop.h %D%/parts.h \
	%D%/place.c %D%/place.h \
	%D%/pool.c \
	%D%/task.c \
	%D%/timer.c

check_PROGRAMS += tests/unit/loop_test
tests_unit_loop_test_SOURCES = tests/unit/loop_test.c
tests_unit_loop_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_loop_test_LDADD   = $(LOOP) $(CMOCKA_LIBS)
