# This room's C is made: activity.sql in db/queries gives activity.h and
# activity.c, and what stands in db/migrations gives migrations.c. Each noun and
# each migration is named here once.
sql_nouns = \
	%D%/account \
	%D%/city \
	%D%/organisation \
	%D%/client \
	%D%/credential \
	%D%/activity \
	%D%/audit \
	%D%/calendar \
	%D%/offer \
	%D%/skill \
	%D%/badge \
	%D%/badge-host \
	%D%/award \
	%D%/mail \
	%D%/member \
	%D%/person \
	%D%/session \
	%D%/webhook \
	%D%/event \
	%D%/endorsement \
	%D%/exchange \
	%D%/federation \
	%D%/feed \
	%D%/guardian \
	%D%/hosted \
	%D%/idempotency \
	%D%/import \
	%D%/invitation \
	%D%/job \
	%D%/key \
	%D%/oauth \
	%D%/operations \
	%D%/verification \
	%D%/wallet
sql_migrations = \
	db/migrations/0001-ground.sql \
	db/migrations/0002-cities.sql \
	db/migrations/0003-people-and-organisations.sql \
	db/migrations/0004-skills.sql \
	db/migrations/0005-activities.sql \
	db/migrations/0006-badges.sql \
	db/migrations/0007-webhooks.sql \
	db/migrations/0008-identity.sql \
	db/migrations/0009-mail.sql \
	db/migrations/0010-accounts.sql \
	db/migrations/0011-oauth.sql \
	db/migrations/0012-clients.sql \
	db/migrations/0013-roles.sql \
	db/migrations/0014-guardians.sql \
	db/migrations/0015-federation.sql \
	db/migrations/0016-key-algorithms.sql \
	db/migrations/0017-feeds.sql \
	db/migrations/0018-webhooks-whole.sql \
	db/migrations/0019-imports.sql \
	db/migrations/0020-credentials.sql \
	db/migrations/0021-verification.sql \
	db/migrations/0022-award-pages.sql \
	db/migrations/0023-model.sql \
	db/migrations/0024-exchange.sql \
	db/migrations/0025-wallets.sql \
	db/migrations/0026-signing-in-sets.sql \
	db/migrations/0027-pictures.sql \
	db/migrations/0028-replacement.sql \
	db/migrations/0029-endorsements.sql \
	db/migrations/0030-imports.sql \
	db/migrations/0031-badge-hosts.sql \
	db/migrations/0032-finer-ids.sql \
	db/migrations/0033-achievements.sql
sql_queries = $(sql_nouns:%D%/%=db/queries/%.sql)
sql_h = $(sql_nouns:=.h)
sql_c = $(sql_nouns:=.c) %D%/catalogue.c %D%/migrations.c
sql_awk = $(MKDIR_P) %D% && $(AWK) -f $(srcdir)/db/queries.awk -v room=$(*F)

noinst_LIBRARIES += src/libsql.a
src_libsql_a_SOURCES = %D%/catalogue.h %D%/migrations.h
nodist_src_libsql_a_SOURCES = $(sql_h) $(sql_c)
BUILT_SOURCES += $(sql_h)
CLEANFILES += $(sql_h) $(sql_c)

%D%/%.h: db/queries/%.sql db/queries.awk
	$(AM_V_GEN)$(sql_awk) -v as=header $< > $@-new && mv $@-new $@
%D%/%.c: db/queries/%.sql db/queries.awk
	$(AM_V_GEN)$(sql_awk) -v as=source $< > $@-new && mv $@-new $@
%D%/catalogue.c: $(sql_queries) db/queries.awk
	$(AM_V_GEN)$(sql_awk) -v as=catalogue $(filter %.sql,$^) > $@-new && mv $@-new $@
%D%/migrations.c: $(sql_migrations) db/migrations.awk
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	$(AWK) -f $(srcdir)/db/migrations.awk $(filter %.sql,$^) < /dev/null > $@-new && mv $@-new $@

check_PROGRAMS += tests/unit/sql_test
tests_unit_sql_test_SOURCES = tests/unit/sql_test.c $(pg_stage)
tests_unit_sql_test_CFLAGS  = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_sql_test_LDADD   = src/libsql.a $(PG) $(CMOCKA_LIBS)
