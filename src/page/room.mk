# Templates, words and the stylesheet become C: page.awk says how. A new file is found by itself.
page_texts = $(wildcard $(srcdir)/%D%/words/*.words) $(wildcard $(srcdir)/%D%/templates/*.html) \
	$(wildcard $(srcdir)/%D%/mails/*) $(srcdir)/%D%/style.css

noinst_LIBRARIES += src/libpage.a
src_libpage_a_SOURCES = \
	%D%/data.c \
	%D%/mail.c \
	%D%/page.h %D%/parts.h \
	%D%/render.c \
	%D%/value.c \
	%D%/words.c
nodist_src_libpage_a_SOURCES = %D%/texts.c
CLEANFILES += %D%/texts.c
EXTRA_DIST += %D%/page.awk %D%/words %D%/templates %D%/mails %D%/style.css

%D%/texts.c: %D%/page.awk $(page_texts)
	$(AM_V_GEN)$(MKDIR_P) %D% && LC_ALL=C $(AWK) -f $(srcdir)/src/page/page.awk $(page_texts) > $@-new && mv $@-new $@
