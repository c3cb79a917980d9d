#include "courier/oauth.h"

#include "base/coding.h"

struct str
oauth_basic(struct arena *arena, struct str client, struct str secret)
{
    struct str pair =
        arena_print(arena, STR_FMT ":" STR_FMT, STR_ARG(coding_percent(arena, client)),
                    STR_ARG(coding_percent(arena, secret)));

    return arena_print(arena, "authorization: Basic " STR_FMT, STR_ARG(coding_base64(arena, pair)));
}

struct fetch_reply
oauth_post(const struct courier *courier, struct arena *arena, struct str url,
           struct str authorization, struct str form)
{
    struct str headers[] = {authorization, STR("content-type: application/x-www-form-urlencoded"),
                            STR("accept: application/json")};
    struct fetch_request request = {
        .method = "POST",
        .url = url,
        .headers = headers,
        .header_count = 3,
        .body = form,
        .body_max = OAUTH_ANSWER_MAX,
    };

    return fetch_send(courier->fetch, arena, &request);
}

struct fetch_reply
oauth_get(const struct courier *courier, struct arena *arena, struct str url, size_t body_max)
{
    struct str headers[] = {STR("accept: application/json")};
    struct fetch_request request = {
        .method = "GET",
        .url = url,
        .headers = headers,
        .header_count = 1,
        .body = STR_NONE,
        .body_max = body_max,
    };

    return fetch_send(courier->fetch, arena, &request);
}

void
oauth_add(struct text *form, const char *name, struct str value)
{
    if (value.at == NULL)
        return;
    text_print(form, "%s%s=" STR_FMT, form->size > 0 ? "&" : "", name,
               STR_ARG(coding_percent(form->arena, value)));
}
