noinst_LIBRARIES += src/libbase.a
src_libbase_a_SOURCES = \
	%D%/arena.c %D%/arena.h \
	%D%/clock.c %D%/clock.h \
	%D%/coding.c %D%/coding.h \
	%D%/log.c %D%/log.h \
	%D%/problem.c %D%/problem.h \
	%D%/settings.c %D%/settings.h \
	%D%/str.c %D%/str.h \
	%D%/text.c %D%/text.h \
	%D%/uuid.c %D%/uuid.h \
	%D%/problem.def %D%/settings.def
