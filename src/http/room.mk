noinst_LIBRARIES += src/libhttp.a
src_libhttp_a_SOURCES = \
	%D%/browser.c %D%/browser.h \
	%D%/cursor.c %D%/cursor.h \
	%D%/http.c %D%/http.h \
	%D%/languages.c \
	%D%/multipart.c %D%/multipart.h \
	%D%/negotiate.c %D%/negotiate.h %D%/negotiate-parts.h \
	%D%/redirect.c %D%/redirect.h

check_PROGRAMS += tests/unit/http_test
tests_unit_http_test_SOURCES = tests/unit/http_test.c
tests_unit_http_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_http_test_LDADD   = src/libhttp.a $(KEYS) $(JSON) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/negotiate_test
tests_unit_negotiate_test_SOURCES = tests/unit/negotiate_test.c
tests_unit_negotiate_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_negotiate_test_LDADD   = src/libhttp.a $(KEYS) $(JSON) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/multipart_test
tests_unit_multipart_test_SOURCES = tests/unit/multipart_test.c
tests_unit_multipart_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_multipart_test_LDADD   = src/libhttp.a $(KEYS) $(JSON) $(CMOCKA_LIBS)

fuzz_targets += tests/fuzz/multipart_fuzz
tests_fuzz_multipart_fuzz_SOURCES = tests/fuzz/multipart_fuzz.c $(fuzz_main)
tests_fuzz_multipart_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_multipart_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_multipart_fuzz_LDADD   = src/libhttp.a $(KEYS) $(JSON)

check_PROGRAMS += tests/unit/cursor_test
tests_unit_cursor_test_SOURCES = tests/unit/cursor_test.c
tests_unit_cursor_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_cursor_test_LDADD   = src/libhttp.a $(KEYS) $(JSON) $(CMOCKA_LIBS)

fuzz_targets += tests/fuzz/negotiate_fuzz
tests_fuzz_negotiate_fuzz_SOURCES = tests/fuzz/negotiate_fuzz.c $(fuzz_main)
tests_fuzz_negotiate_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_negotiate_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_negotiate_fuzz_LDADD   = src/libhttp.a $(KEYS) $(JSON)

check_PROGRAMS += tests/unit/browser_test
tests_unit_browser_test_SOURCES = tests/unit/browser_test.c
tests_unit_browser_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_browser_test_LDADD   = src/libhttp.a $(KEYS) $(JSON) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/redirect_test
tests_unit_redirect_test_SOURCES = tests/unit/redirect_test.c
tests_unit_redirect_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_redirect_test_LDADD   = src/libhttp.a $(KEYS) $(JSON) $(CMOCKA_LIBS)
