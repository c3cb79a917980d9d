# Templates, words and the stylesheet become C: page.awk says how. A new file is found by itself.
page_texts = $(wildcard $(srcdir)/%D%/words/*.words) $(wildcard $(srcdir)/%D%/templates/*.html) \
	$(wildcard $(srcdir)/%D%/mails/*) $(srcdir)/%D%/style.css $(wildcard $(srcdir)/%D%/scripts/*.js)

noinst_LIBRARIES += src/libpage.a
src_libpage_a_SOURCES = \
	%D%/data.c \
	%D%/mail.c \
	%D%/page.h %D%/parts.h \
	%D%/render.c \
	%D%/theme.c %D%/theme.h \
	%D%/value.c \
	%D%/words.c
nodist_src_libpage_a_SOURCES = %D%/texts.c
CLEANFILES += %D%/texts.c
EXTRA_DIST += %D%/page.awk %D%/words %D%/templates %D%/mails %D%/scripts %D%/style.css

%D%/texts.c: %D%/page.awk $(page_texts)
	$(AM_V_GEN)$(MKDIR_P) %D% && LC_ALL=C $(AWK) -f $(srcdir)/src/page/page.awk $(page_texts) > $@-new && mv $@-new $@

check_PROGRAMS += tests/unit/page_test
tests_unit_page_test_SOURCES = tests/unit/page_test.c
tests_unit_page_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_page_test_LDADD   = src/libpage.a $(BASE) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/theme_test
tests_unit_theme_test_SOURCES = tests/unit/theme_test.c
tests_unit_theme_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_theme_test_LDADD   = src/libpage.a $(BASE) $(CMOCKA_LIBS) -lm

fuzz_targets += tests/fuzz/page_fuzz
tests_fuzz_page_fuzz_SOURCES = tests/fuzz/page_fuzz.c $(fuzz_main)
tests_fuzz_page_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_page_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_page_fuzz_LDADD   = src/libpage.a $(BASE)
