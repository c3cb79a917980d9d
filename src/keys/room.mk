noinst_LIBRARIES += src/libkeys.a
src_libkeys_a_SOURCES = \
	%D%/keys.c %D%/keys.h
src_libkeys_a_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS) $(SODIUM_CFLAGS)
