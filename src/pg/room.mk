noinst_LIBRARIES += src/libpg.a
src_libpg_a_SOURCES = \
	%D%/answer.c \
	%D%/connect.c \
	%D%/lane.c \
	%D%/link.c \
	%D%/pg.c %D%/pg.h %D%/parts.h \
	%D%/refusal.c \
	%D%/script.c %D%/script.h
src_libpg_a_CFLAGS = $(AM_CFLAGS) $(PG_CFLAGS)

pg_stage = tests/unit/pg_stage.c tests/unit/pg_stage.h
EXTRA_DIST += tests/unit/cluster

check_PROGRAMS += tests/unit/pg_test
tests_unit_pg_test_SOURCES = tests/unit/pg_test.c $(pg_stage)
tests_unit_pg_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_pg_test_LDADD   = $(PG) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/pg_refusal_test
tests_unit_pg_refusal_test_SOURCES = tests/unit/pg_refusal_test.c $(pg_stage)
tests_unit_pg_refusal_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_pg_refusal_test_LDADD   = $(PG) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/pg_lost_test
tests_unit_pg_lost_test_SOURCES = tests/unit/pg_lost_test.c $(pg_stage)
tests_unit_pg_lost_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_pg_lost_test_LDADD   = $(PG) $(CMOCKA_LIBS)
