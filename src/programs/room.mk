bin_PROGRAMS = citylearn-api
citylearn_api_SOURCES = %D%/api-main.c %D%/program.c %D%/program.h
citylearn_api_LDADD = src/libapi.a src/libfcgi.a src/libtoken.a src/libhttp.a src/libsql.a src/libpg.a src/libkeys.a src/libfetch.a src/libjson.a src/libloop.a src/libbase.a $(FCGI_LIBS) $(CURL_LIBS) $(PG_LIBS) $(CRYPTO_LIBS) $(SODIUM_LIBS) $(JSON_LIBS) -lpthread
