noinst_LIBRARIES += src/libpg.a
src_libpg_a_SOURCES = \
	%D%/pg.c %D%/pg.h \
	%D%/script.c %D%/script.h
src_libpg_a_CFLAGS = $(AM_CFLAGS) $(PG_CFLAGS)
