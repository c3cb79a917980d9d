noinst_LIBRARIES += src/libjudge.a
src_libjudge_a_SOURCES = \
	%D%/ask.c \
	%D%/credential.c \
	%D%/did.c \
	%D%/facts.c \
	%D%/inner.c \
	%D%/judge.c %D%/judge.h \
	%D%/jwk.c \
	%D%/method.c \
	%D%/names.c \
	%D%/outcome.h \
	%D%/parts.h \
	%D%/proof.c \
	%D%/read.c \
	%D%/recipient.c \
	%D%/refresh.c \
	%D%/shape.c \
	%D%/status.c \
	%D%/token.c \
	%D%/tree.c
