noinst_LIBRARIES += src/libfetch.a
src_libfetch_a_SOURCES = \
	%D%/fetch.c %D%/fetch.h \
	%D%/letter.c \
	%D%/mail.c \
	%D%/mailer.c \
	%D%/reply.c \
	%D%/transfer.c %D%/transfer.h \
	%D%/wall.c %D%/wall.def %D%/wall.h
src_libfetch_a_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)

check_PROGRAMS += tests/unit/wall_test
tests_unit_wall_test_SOURCES = tests/unit/wall_test.c
tests_unit_wall_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_wall_test_LDADD   = src/libfetch.a $(BASE) $(CURL_LIBS) $(CMOCKA_LIBS)

receiver = tests/unit/receiver.c tests/unit/receiver.h
EXTRA_DIST += tests/unit/https-server.py

check_PROGRAMS += tests/unit/fetch_test
tests_unit_fetch_test_SOURCES = tests/unit/fetch_test.c $(receiver)
tests_unit_fetch_test_CFLAGS  = $(AM_CFLAGS) $(CURL_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_fetch_test_LDADD   = src/libfetch.a $(LOOP) $(CURL_LIBS) $(CMOCKA_LIBS)
