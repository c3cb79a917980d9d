noinst_LIBRARIES += src/libjson.a
src_libjson_a_SOURCES = \
	%D%/scan.c %D%/scan.h \
	%D%/shape.c %D%/shape.h
src_libjson_a_CFLAGS = $(AM_CFLAGS) $(JSON_CFLAGS)
