noinst_LIBRARIES += src/libcourier.a
src_libcourier_a_SOURCES = \
	%D%/bell.c %D%/bell.h \
	%D%/arrival-item.c \
	%D%/arrival.c %D%/arrival.h \
	%D%/calendar.c \
	%D%/courier.c %D%/courier.h %D%/parts.h \
	%D%/credential.c \
	%D%/delivery.c \
	%D%/document.c \
	%D%/errand.c %D%/errand.h \
	%D%/federation.c \
	%D%/host-about.c \
	%D%/host-ask.c \
	%D%/host-pull.c \
	%D%/host-push.c \
	%D%/host-register.c \
	%D%/host-revoke.c \
	%D%/host-take.c \
	%D%/host-token.c \
	%D%/host.c %D%/host.h \
	%D%/import.c \
	%D%/job.c %D%/job.h \
	%D%/look.c \
	%D%/mail.c \
	%D%/oauth.c %D%/oauth.h \
	%D%/provider.c \
	%D%/poke.c %D%/poke.h \
	%D%/schedule.c %D%/schedule.h \
	%D%/settle.c \
	%D%/signature.c %D%/signature.h \
	%D%/stop.c \
	%D%/verdict.c \
	%D%/verification.c %D%/verification.h

check_PROGRAMS += tests/unit/schedule_test
tests_unit_schedule_test_SOURCES = tests/unit/schedule_test.c
tests_unit_schedule_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_schedule_test_LDADD   = src/libcourier.a src/libfetch.a $(LOOP) $(CURL_LIBS) \
	$(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/signature_test
tests_unit_signature_test_SOURCES = tests/unit/signature_test.c
tests_unit_signature_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_signature_test_LDADD   = src/libcourier.a $(KEYS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/courier_test
tests_unit_courier_test_SOURCES = tests/unit/courier_test.c $(pg_stage) $(receiver)
tests_unit_courier_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_courier_test_LDADD   = src/libcourier.a src/libjudge.a src/libimage.a src/libissue.a src/libbadge.a src/libld.a src/libintake.a src/libpack.a src/libpage.a src/libtoken.a $(JSON) $(JWT_LIBS) $(CSV_LIBS) $(ICAL_LIBS) src/libsql.a src/libfetch.a $(KEYS) $(PG) \
	$(CURL_LIBS) $(ZLIB_LIBS) $(IMAGE_LIBS) $(CMOCKA_LIBS)

# For ./dev bench, which makes them, and partners for the tests of faults as well.
EXTRA_PROGRAMS += tests/bench/partners tests/bench/sender
tests_bench_partners_SOURCES = tests/bench/partners.c
tests_bench_partners_LDADD   = -lssl $(CRYPTO_LIBS)
tests_bench_sender_SOURCES   = tests/bench/sender.c
tests_bench_sender_CFLAGS    = $(AM_CFLAGS) $(CURL_CFLAGS)
tests_bench_sender_LDADD     = $(CURL_LIBS)
CLEANFILES += tests/bench/partners tests/bench/sender
