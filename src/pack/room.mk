noinst_LIBRARIES += src/libpack.a
src_libpack_a_SOURCES = \
	%D%/inflate.c \
	%D%/pack.h %D%/parts.h \
	%D%/read.c \
	%D%/write.c

PACK = src/libpack.a $(BASE) $(ZLIB_LIBS)

check_PROGRAMS += tests/unit/pack_test
tests_unit_pack_test_SOURCES = tests/unit/pack_test.c
tests_unit_pack_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_pack_test_LDADD   = $(PACK) $(CMOCKA_LIBS)

fuzz_targets += tests/fuzz/pack_fuzz
tests_fuzz_pack_fuzz_SOURCES = tests/fuzz/pack_fuzz.c $(fuzz_main)
tests_fuzz_pack_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_pack_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_pack_fuzz_LDADD   = $(PACK)
