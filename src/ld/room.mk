# What contexts say is made C of the tables in contexts/, each named here once.
ld_contexts = \
	%D%/contexts/bitstring-status-v1.txt \
	%D%/contexts/clr-2.0.0.txt \
	%D%/contexts/clr-2.0.1.txt \
	%D%/contexts/credentials-v1.txt \
	%D%/contexts/credentials-v2.txt \
	%D%/contexts/data-integrity-v1.txt \
	%D%/contexts/data-integrity-v2.txt \
	%D%/contexts/did-v1.txt \
	%D%/contexts/ed25519-2020-v1.txt \
	%D%/contexts/jwk-v1.txt \
	%D%/contexts/multikey-v1.txt \
	%D%/contexts/odrl.txt \
	%D%/contexts/open-badges-3.0.0.txt \
	%D%/contexts/open-badges-3.0.1.txt \
	%D%/contexts/open-badges-3.0.2.txt \
	%D%/contexts/open-badges-3.0.3.txt \
	%D%/contexts/open-badges-extensions.txt \
	%D%/contexts/status-list-2021-v1.txt
EXTRA_DIST += %D%/contexts.awk $(ld_contexts) tests/unit/ld

noinst_LIBRARIES += src/libld.a
src_libld_a_SOURCES = \
	%D%/canon.h \
	%D%/canonical.c \
	%D%/context.h \
	%D%/dataset.c %D%/dataset.h \
	%D%/define.c \
	%D%/degree.c \
	%D%/iri.c \
	%D%/issuer.c \
	%D%/layer.c %D%/layer.h \
	%D%/ld.h \
	%D%/lines.c \
	%D%/local.c \
	%D%/member.c \
	%D%/node.c %D%/node.h \
	%D%/number.c \
	%D%/read.c \
	%D%/same.c \
	%D%/value.c
nodist_src_libld_a_SOURCES = %D%/contexts.c
CLEANFILES += %D%/contexts.c

%D%/contexts.c: $(srcdir)/%D%/contexts.awk $(patsubst %,$(srcdir)/%,$(ld_contexts))
	$(AM_V_GEN)$(MKDIR_P) %D% && $(AWK) -f $^ >$@.new && mv $@.new $@

ld_stage = tests/unit/ld_stage.c tests/unit/ld_stage.h

# What it hashes with comes from the room of keys.
check_PROGRAMS += tests/unit/ld_test
tests_unit_ld_test_SOURCES = tests/unit/ld_test.c $(ld_stage)
tests_unit_ld_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_ld_test_LDADD   = $(LD) $(KEYS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/ld_kept_test
tests_unit_ld_kept_test_SOURCES = tests/unit/ld_kept_test.c $(ld_stage)
tests_unit_ld_kept_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_ld_kept_test_LDADD   = $(LD) $(KEYS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/ld_suites_test
tests_unit_ld_suites_test_SOURCES = tests/unit/ld_suites_test.c $(ld_stage)
tests_unit_ld_suites_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_ld_suites_test_LDADD   = $(LD) $(KEYS) $(CMOCKA_LIBS)

fuzz_targets += tests/fuzz/ld_fuzz tests/fuzz/rdfc_fuzz
tests_fuzz_ld_fuzz_SOURCES = tests/fuzz/ld_fuzz.c $(ld_stage) $(fuzz_main)
tests_fuzz_ld_fuzz_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_fuzz_ld_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_ld_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_ld_fuzz_LDADD   = $(LD) $(KEYS)

tests_fuzz_rdfc_fuzz_SOURCES = tests/fuzz/rdfc_fuzz.c $(fuzz_main)
tests_fuzz_rdfc_fuzz_CFLAGS  = $(AM_CFLAGS) $(FUZZER)
tests_fuzz_rdfc_fuzz_LDFLAGS = $(AM_LDFLAGS) $(FUZZER)
tests_fuzz_rdfc_fuzz_LDADD   = $(LD) $(KEYS)
