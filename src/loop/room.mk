noinst_LIBRARIES += src/libloop.a
src_libloop_a_SOURCES = \
	%D%/loop.c %D%/loop.h %D%/parts.h \
	%D%/place.c %D%/place.h \
	%D%/pool.c \
	%D%/task.c \
	%D%/timer.c \
	%D%/watch.c

loop_stage = tests/unit/loop_stage.c tests/unit/loop_stage.h

check_PROGRAMS += tests/unit/loop_test
tests_unit_loop_test_SOURCES = tests/unit/loop_test.c $(loop_stage)
tests_unit_loop_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_loop_test_LDADD   = $(LOOP) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/loop_task_test
tests_unit_loop_task_test_SOURCES = tests/unit/loop_task_test.c $(loop_stage)
tests_unit_loop_task_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_loop_task_test_LDADD   = $(LOOP) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/loop_timer_test
tests_unit_loop_timer_test_SOURCES = tests/unit/loop_timer_test.c $(loop_stage)
tests_unit_loop_timer_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_loop_timer_test_LDADD   = $(LOOP) $(CMOCKA_LIBS)
