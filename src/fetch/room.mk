noinst_LIBRARIES += src/libfetch.a
src_libfetch_a_SOURCES = \
	%D%/fetch.c %D%/fetch.h \
	%D%/wall.c %D%/wall.h
src_libfetch_a_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
