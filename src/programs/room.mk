# The link order is from the top floor down.
bin_PROGRAMS = citylearn-api citylearn-courier citylearn

citylearn_api_SOURCES = %D%/api-main.c %D%/crew.c %D%/crew.h %D%/vigil.c %D%/vigil.h \
	 %D%/program.c %D%/program.h %D%/worker.c %D%/worker.h
citylearn_api_LDADD = src/libapi.a src/libjudge.a src/libimage.a src/libissue.a src/libbadge.a src/libld.a src/libfeed.a src/libintake.a src/libpack.a src/libpage.a src/libfcgi.a src/libtoken.a src/libhttp.a src/libsql.a \
	src/libpg.a src/libkeys.a src/libfetch.a src/libjson.a src/libloop.a src/libbase.a \
	$(FCGI_LIBS) $(CURL_LIBS) $(PG_LIBS) $(CRYPTO_LIBS) $(SODIUM_LIBS) $(UTF8PROC_LIBS) $(JWT_LIBS) $(JSON_LIBS) \
	$(ICAL_LIBS) $(CSV_LIBS) $(ZLIB_LIBS) $(IMAGE_LIBS) -lpthread -lm

citylearn_courier_SOURCES = %D%/courier-main.c %D%/program.c %D%/program.h
citylearn_courier_LDADD = src/libcourier.a src/libjudge.a src/libimage.a src/libissue.a src/libbadge.a src/libld.a src/libintake.a src/libpack.a src/libpage.a src/libtoken.a src/libsql.a src/libpg.a src/libkeys.a \
	src/libfetch.a src/libjson.a src/libloop.a src/libbase.a \
	$(CURL_LIBS) $(PG_LIBS) $(CRYPTO_LIBS) $(SODIUM_LIBS) $(UTF8PROC_LIBS) $(JWT_LIBS) $(JSON_LIBS) \
	$(ICAL_LIBS) $(CSV_LIBS) $(ZLIB_LIBS) $(IMAGE_LIBS) -lpthread -lm

# api is there for the commands that print its routes and its description.
citylearn_SOURCES = %D%/ctl-main.c
citylearn_LDADD = src/libctl.a src/libapi.a src/libjudge.a src/libimage.a src/libissue.a src/libbadge.a src/libld.a src/libfeed.a src/libintake.a src/libpack.a src/libpage.a src/libfcgi.a src/libtoken.a src/libhttp.a \
	src/libsql.a src/libpg.a src/libkeys.a src/libfetch.a src/libjson.a src/libloop.a \
	src/libbase.a $(FCGI_LIBS) $(CURL_LIBS) $(PG_LIBS) $(CRYPTO_LIBS) $(SODIUM_LIBS) $(UTF8PROC_LIBS) $(JWT_LIBS) $(JSON_LIBS) \
	$(ICAL_LIBS) $(CSV_LIBS) $(ZLIB_LIBS) $(IMAGE_LIBS) -lpthread -lm

# What keeps the programs apart from each other and from all else: units of systemd, their users and folders, and the
# script that makes the rules for the courier. These folders are systemd's below any prefix.
unitdir     = $(prefix)/lib/systemd/system
sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d
walldir     = $(pkgdatadir)/wall
units = %D%/service/citylearn-api.service %D%/service/citylearn-courier.service %D%/service/citylearn-wall.service
nodist_unit_DATA   = $(units)
dist_sysusers_DATA = %D%/service/sysusers/citylearn.conf
dist_tmpfiles_DATA = %D%/service/tmpfiles/citylearn.conf
dist_wall_SCRIPTS  = %D%/service/wall
dist_wall_DATA     = src/fetch/wall.def
EXTRA_DIST += %D%/service/shut %D%/service/unit $(units:=.in)
CLEANFILES += $(units)
$(units): %D%/service/shut %D%/service/unit %D%/service/wall src/fetch/wall.def Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(srcdir)/%D%/service/unit '$(bindir)' <$(srcdir)/$@.in >$@.new && mv $@.new $@
%D%/service/citylearn-api.service: %D%/service/citylearn-api.service.in
%D%/service/citylearn-courier.service: %D%/service/citylearn-courier.service.in
%D%/service/citylearn-wall.service: %D%/service/citylearn-wall.service.in
