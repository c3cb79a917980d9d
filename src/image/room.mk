noinst_LIBRARIES += src/libimage.a
src_libimage_a_SOURCES = \
	%D%/badge.c \
	%D%/chunk.c \
	%D%/credential.c \
	%D%/image.h %D%/parts.h %D%/png-parts.h %D%/svg-parts.h \
	%D%/letters.c %D%/letters.h %D%/widths.inc \
	%D%/markup.c \
	%D%/png-bake.c \
	%D%/png-judge.c \
	%D%/png-memory.c \
	%D%/png-write.c \
	%D%/qr.c \
	%D%/render.c \
	%D%/svg-around.c \
	%D%/svg-clean.c \
	%D%/svg-read.c \
	%D%/svg-value.c \
	%D%/svg.c
src_libimage_a_CFLAGS = $(AM_CFLAGS) $(IMAGE_CFLAGS)

IMAGE = src/libimage.a $(BASE) $(IMAGE_LIBS) -lm

check_PROGRAMS += tests/unit/image_png_test
tests_unit_image_png_test_SOURCES = tests/unit/image_png_test.c $(image_stage)
tests_unit_image_png_test_CFLAGS  = $(AM_CFLAGS) $(IMAGE_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_image_png_test_LDADD   = $(IMAGE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/image_svg_test
tests_unit_image_svg_test_SOURCES = tests/unit/image_svg_test.c $(image_stage)
tests_unit_image_svg_test_CFLAGS  = $(AM_CFLAGS) $(IMAGE_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_image_svg_test_LDADD   = $(IMAGE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/image_drawn_test
tests_unit_image_drawn_test_SOURCES = tests/unit/image_drawn_test.c $(image_stage)
tests_unit_image_drawn_test_CFLAGS  = $(AM_CFLAGS) $(IMAGE_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_image_drawn_test_LDADD   = $(IMAGE) $(CMOCKA_LIBS)

# Others read what we bake and draw: the test writes files, and asks them.
image_stage = tests/unit/image_stage.c tests/unit/image_stage.h
EXTRA_DIST += tests/unit/read-badge.py
check_PROGRAMS += tests/unit/image_others_test
tests_unit_image_others_test_SOURCES = tests/unit/image_others_test.c $(image_stage)
tests_unit_image_others_test_CFLAGS  = $(AM_CFLAGS) $(IMAGE_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_image_others_test_LDADD   = $(IMAGE) $(CMOCKA_LIBS)

fuzz_targets += tests/fuzz/png_fuzz tests/fuzz/svg_fuzz
tests_fuzz_png_fuzz_SOURCES = tests/fuzz/png_fuzz.c $(fuzz_main)
tests_fuzz_png_fuzz_CFLAGS  = $(AM_CFLAGS) $(IMAGE_CFLAGS) $(FUZZER)
tests_fuzz_png_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_png_fuzz_LDADD   = $(IMAGE)

tests_fuzz_svg_fuzz_SOURCES = tests/fuzz/svg_fuzz.c $(fuzz_main)
tests_fuzz_svg_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_svg_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_svg_fuzz_LDADD   = $(IMAGE)
