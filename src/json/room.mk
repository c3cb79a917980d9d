noinst_LIBRARIES += src/libjson.a
src_libjson_a_SOURCES = \
	%D%/canonical.c %D%/canonical.h \
	%D%/cut.c %D%/cut.h \
	%D%/pick.c %D%/pick.h \
	%D%/scan.c %D%/scan.h %D%/scan-parts.h \
	%D%/scan-names.c %D%/scan-number.c %D%/scan-string.c \
	%D%/shape.c %D%/shape.h %D%/shape-parts.h %D%/shape-fields.h \
	%D%/shape-form.c %D%/shape-json.c %D%/shape-kind.c %D%/shape-text.c %D%/shape-value.c \
	%D%/tree.c %D%/tree.h \
	%D%/unescape.c %D%/unescape.h
src_libjson_a_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS)

check_PROGRAMS += tests/unit/scan_test
tests_unit_scan_test_SOURCES = tests/unit/scan_test.c
tests_unit_scan_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_scan_test_LDADD   = $(JSON) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/shape_test
tests_unit_shape_test_SOURCES = tests/unit/shape_test.c
tests_unit_shape_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_shape_test_LDADD   = $(JSON) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/tree_test
tests_unit_tree_test_SOURCES = tests/unit/tree_test.c
tests_unit_tree_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_tree_test_LDADD   = $(JSON) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/form_test
tests_unit_form_test_SOURCES = tests/unit/form_test.c
tests_unit_form_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_form_test_LDADD   = $(JSON) $(CMOCKA_LIBS)

# Its promise holds against json-c itself, so it alone includes the library too.
fuzz_targets += tests/fuzz/scan_fuzz
tests_fuzz_scan_fuzz_SOURCES = tests/fuzz/scan_fuzz.c $(fuzz_main)
tests_fuzz_scan_fuzz_CFLAGS  = $(AM_CFLAGS) $(JSON_CFLAGS) $(FUZZER)
tests_fuzz_scan_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_scan_fuzz_LDADD   = $(JSON)

fuzz_targets += tests/fuzz/shape_fuzz
tests_fuzz_shape_fuzz_SOURCES = tests/fuzz/shape_fuzz.c $(fuzz_main)
tests_fuzz_shape_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_shape_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_shape_fuzz_LDADD   = $(JSON)
