# The link order is from the top floor down.
bin_PROGRAMS = citylearn-api citylearn-courier citylearn

citylearn_api_SOURCES = %D%/api-main.c %D%/crew.c %D%/crew.h %D%/vigil.c %D%/vigil.h \
	 %D%/program.c %D%/program.h %D%/worker.c %D%/worker.h
citylearn_api_LDADD = src/libapi.a src/libissue.a src/libbadge.a src/libld.a src/libfeed.a src/libintake.a src/libpage.a src/libfcgi.a src/libtoken.a src/libhttp.a src/libsql.a \
	src/libpg.a src/libkeys.a src/libfetch.a src/libjson.a src/libloop.a src/libbase.a \
	$(FCGI_LIBS) $(CURL_LIBS) $(PG_LIBS) $(CRYPTO_LIBS) $(SODIUM_LIBS) $(UTF8PROC_LIBS) $(JWT_LIBS) $(JSON_LIBS) \
	$(ICAL_LIBS) $(CSV_LIBS) $(ZLIB_LIBS) -lpthread -lm

citylearn_courier_SOURCES = %D%/courier-main.c %D%/program.c %D%/program.h
citylearn_courier_LDADD = src/libcourier.a src/libissue.a src/libbadge.a src/libld.a src/libintake.a src/libpage.a src/libtoken.a src/libsql.a src/libpg.a src/libkeys.a \
	src/libfetch.a src/libjson.a src/libloop.a src/libbase.a \
	$(CURL_LIBS) $(PG_LIBS) $(CRYPTO_LIBS) $(SODIUM_LIBS) $(UTF8PROC_LIBS) $(JWT_LIBS) $(JSON_LIBS) \
	$(ICAL_LIBS) $(CSV_LIBS) $(ZLIB_LIBS) -lpthread -lm

# api is there for the commands that print its routes and its description.
citylearn_SOURCES = %D%/ctl-main.c
citylearn_LDADD = src/libctl.a src/libapi.a src/libissue.a src/libbadge.a src/libld.a src/libfeed.a src/libintake.a src/libpage.a src/libfcgi.a src/libtoken.a src/libhttp.a \
	src/libsql.a src/libpg.a src/libkeys.a src/libfetch.a src/libjson.a src/libloop.a \
	src/libbase.a $(FCGI_LIBS) $(CURL_LIBS) $(PG_LIBS) $(CRYPTO_LIBS) $(SODIUM_LIBS) $(UTF8PROC_LIBS) $(JWT_LIBS) $(JSON_LIBS) \
	$(ICAL_LIBS) $(CSV_LIBS) $(ZLIB_LIBS) -lpthread -lm
