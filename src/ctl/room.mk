# The SQL of db/bootstrap is asked before the schema is known to be there, so it
# is no part of the catalogue that every program prepares.
ctl_bootstrap = src/sql/doctor src/sql/schema
ctl_h = $(ctl_bootstrap:=.h)
ctl_c = $(ctl_bootstrap:=.c)

noinst_LIBRARIES += src/libctl.a
src_libctl_a_SOURCES = \
	%D%/audit.c %D%/audit.h \
	%D%/city-input.c %D%/city-input.h \
	%D%/city.c %D%/city.h \
	%D%/app.c %D%/app.h \
	%D%/command.h %D%/commands.c \
	%D%/config.c %D%/config.h \
	%D%/csv.c %D%/csv.h \
	%D%/ctl.c %D%/ctl.h \
	%D%/database.c %D%/database.h \
	%D%/doctor-database.c \
	%D%/doctor-house.c \
	%D%/doctor-mail.c \
	%D%/doctor-work.c \
	%D%/doctor.c %D%/doctor.h \
	%D%/file.c %D%/file.h \
	%D%/help.c %D%/help.h \
	%D%/import.c %D%/import.h \
	%D%/issuer.c %D%/issuer.h \
	%D%/key-file.c %D%/key-file.h \
	%D%/key.c %D%/key.h \
	%D%/mail-server.c %D%/mail-server.h \
	%D%/mail.c %D%/mail.h \
	%D%/migrate.c %D%/migrate.h \
	%D%/option.c %D%/option.h \
	%D%/person.c %D%/person.h \
	%D%/progress.c %D%/progress.h \
	%D%/provider.c %D%/provider.h \
	%D%/redact.c %D%/redact.h \
	%D%/reference.c %D%/reference.h \
	%D%/report.c %D%/report.h \
	%D%/say.c %D%/say.h \
	%D%/schema.c %D%/schema.h \
	%D%/skill-batch.c %D%/skill-batch.h \
	%D%/skill-broader.c %D%/skill-broader.h \
	%D%/skill-files.c %D%/skill-files.h \
	%D%/skill-import.c %D%/skill-import.h \
	%D%/skill-row.c %D%/skill-row.h \
	%D%/skill.c %D%/skill.h \
	%D%/token.c %D%/token.h \
	%D%/uri-set.c %D%/uri-set.h
nodist_src_libctl_a_SOURCES = $(ctl_h) $(ctl_c)
src_libctl_a_CPPFLAGS = $(AM_CPPFLAGS) -DSTARTER_KIT='"$(pkgdatadir)/starter-kit"'
BUILT_SOURCES += $(ctl_h)
CLEANFILES += $(ctl_h) $(ctl_c)

$(ctl_h): src/sql/%.h: db/bootstrap/%.sql db/queries.awk
	$(AM_V_GEN)$(sql_awk) -v as=header $< > $@-new && mv $@-new $@
$(ctl_c): src/sql/%.c: db/bootstrap/%.sql db/queries.awk
	$(AM_V_GEN)$(sql_awk) -v as=source $< > $@-new && mv $@-new $@

# What `citylearn city create` begins with, and a small table for `citylearn skills import`.
starterkitdir = $(pkgdatadir)/starter-kit
starterkit_DATA = db/starter-kit/kit.json
skillsdir = $(pkgdatadir)/skills
skills_DATA = db/skills/broaderRelationsSkillPillar.csv db/skills/skills_en.csv \
	db/skills/skills_lt.csv db/skills/skills_uk.csv

CTL = src/libctl.a src/libissue.a src/libbadge.a src/libld.a src/libintake.a src/libfetch.a src/libtoken.a src/libsql.a src/libpg.a src/libkeys.a src/libjson.a \
	$(LOOP) $(PG_LIBS) $(CRYPTO_LIBS) $(SODIUM_LIBS) $(UTF8PROC_LIBS) $(JWT_LIBS) $(JSON_LIBS) $(CSV_LIBS) $(ICAL_LIBS) $(CURL_LIBS) $(ZLIB_LIBS) -lm

check_PROGRAMS += tests/unit/ctl_option_test
tests_unit_ctl_option_test_SOURCES = tests/unit/ctl_option_test.c
tests_unit_ctl_option_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_ctl_option_test_LDADD   = $(CTL) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/ctl_city_test
tests_unit_ctl_city_test_SOURCES = tests/unit/ctl_city_test.c
tests_unit_ctl_city_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_ctl_city_test_LDADD   = $(CTL) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/ctl_csv_test
tests_unit_ctl_csv_test_SOURCES = tests/unit/ctl_csv_test.c
tests_unit_ctl_csv_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_ctl_csv_test_LDADD   = $(CTL) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/ctl_redact_test
tests_unit_ctl_redact_test_SOURCES = tests/unit/ctl_redact_test.c
tests_unit_ctl_redact_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_ctl_redact_test_LDADD   = $(CTL) $(CMOCKA_LIBS)
