noinst_LIBRARIES += src/libhttp.a
src_libhttp_a_SOURCES = \
	%D%/cursor.c %D%/cursor.h \
	%D%/http.c %D%/http.h \
	%D%/negotiate.c %D%/negotiate.h
