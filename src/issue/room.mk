noinst_LIBRARIES += src/libissue.a
src_libissue_a_SOURCES = \
	%D%/address.c \
	%D%/award.c %D%/award.h \
	%D%/document.c \
	%D%/endorsement.c \
	%D%/facts.c %D%/facts.h \
	%D%/hosted.c %D%/hosted.h \
	%D%/issue.h \
	%D%/key.c \
	%D%/set.c \
	%D%/signers.c
