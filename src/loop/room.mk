noinst_LIBRARIES += src/libloop.a
src_libloop_a_SOURCES = \
	%D%/loop.c %D%/loop.h
