noinst_LIBRARIES += src/libtoken.a
src_libtoken_a_SOURCES = \
	%D%/token.c %D%/token.h
