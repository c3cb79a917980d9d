# Every kind of test, one tongue: each speaks TAP, and make check hears them all.
# A file in its folder is a test; nothing has to be listed, but C (in its room.mk).
check_PROGRAMS += $(fuzz_targets)

lint_tests  = $(patsubst $(abs_top_srcdir)/%,%,$(wildcard $(abs_top_srcdir)/%D%/lint/*.sh))
sql_tests   = $(patsubst $(abs_top_srcdir)/%,%,$(wildcard $(abs_top_srcdir)/%D%/sql/*.sql))
story_tests = $(patsubst $(abs_top_srcdir)/%,%,$(wildcard $(abs_top_srcdir)/%D%/e2e/*.http))
fault_tests = $(patsubst $(abs_top_srcdir)/%,%,$(wildcard $(abs_top_srcdir)/%D%/e2e/*.py))
node_tests  = $(patsubst $(abs_top_srcdir)/%,%,$(wildcard $(abs_top_srcdir)/%D%/node/*.mjs))
guard_tests = $(patsubst $(abs_top_srcdir)/%,%,$(wildcard $(abs_top_srcdir)/%D%/guards/*.py))
staged_tests = $(sql_tests) $(story_tests) $(fault_tests) $(node_tests) $(guard_tests)

# FOUND_TESTS is $(found_tests), by way of configure: Automake itself cannot read wildcards.
found_tests = $(lint_tests) $(staged_tests)
TESTS = $(check_PROGRAMS) @FOUND_TESTS@
TEST_EXTENSIONS = .sh .sql .http .py .mjs
LOG_DRIVER      = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER   = $(LOG_DRIVER)
SQL_LOG_DRIVER  = $(LOG_DRIVER)
HTTP_LOG_DRIVER = $(LOG_DRIVER)
PY_LOG_DRIVER   = $(LOG_DRIVER)
MJS_LOG_DRIVER  = $(LOG_DRIVER)
SQL_LOG_COMPILER  = $(srcdir)/%D%/stage
HTTP_LOG_COMPILER = $(srcdir)/%D%/stage
PY_LOG_COMPILER   = $(srcdir)/%D%/stage
MJS_LOG_COMPILER  = $(srcdir)/%D%/stage
AM_TESTS_ENVIRONMENT = \
	build='$(abs_builddir)'; export build; \
	corpus='$(abs_srcdir)/%D%/fuzz/corpus'; export corpus; \
	stage_base='$(abs_builddir)/%D%/stage.base'; export stage_base; \
	LC_ALL=C.UTF-8; export LC_ALL;

# Each stage copies this database. It is made again with each citylearn, which also
# writes openapi.json from it then. Tests are played side by side, so none of them builds anything.
migrations = $(wildcard $(abs_top_srcdir)/db/migrations/*.sql)
$(patsubst %,%.log,$(basename $(staged_tests))): %D%/stage.base openapi.json %D%/bench/partners
%D%/stage.base: citylearn $(migrations) $(srcdir)/%D%/stage
	$(AM_V_GEN)$(MKDIR_P) %D% && $(srcdir)/%D%/stage --base $@
openapi.json: %D%/stage.base

# Which routes a story has walked is known when all have been told.
%D%/lint/coverage.log: $(patsubst %,%.log,$(basename $(story_tests))) openapi.json
%D%/lint/reference.log: openapi.json

EXTRA_DIST += %D%/bench %D%/e2e %D%/fuzz/corpus %D%/guards %D%/lint %D%/node %D%/portal %D%/sql %D%/stage %D%/tools

# A folder is packed from the sources and from the build, where its results are.
dist-hook:
	find '$(distdir)/%D%' \( -name '*.log' -o -name '*.trs' \) -exec rm -f {} +

CLEANFILES += openapi.json
clean-local:
	rm -rf %D%/stage.base %D%/seen guards

.PHONY: list-tests list-fuzz-targets
list-tests:
	@printf '%s\n' $(TESTS)
list-fuzz-targets:
	@printf '%s\n' $(fuzz_targets)
