noinst_LIBRARIES += src/libpg.a
src_libpg_a_SOURCES = \
	%D%/answer.c \
	%D%/connect.c \
	%D%/inside.h \
	%D%/lane.c \
	%D%/link.c \
	%D%/pg.c %D%/pg.h \
	%D%/refusal.c \
	%D%/script.c %D%/script.h
src_libpg_a_CFLAGS = $(AM_CFLAGS) $(PG_CFLAGS)
