#include "token_smith.h"

#include "base/coding.h"
#include "base/text.h"

#include <string.h>

struct member {
    const char *name, *value;
};

void
smith_open(struct smith *smith)
{
    smith->arena = arena_open(256 << 20);
    smith->keys = token_keys_open();
    smith->pair = sign_key_make(SIGN_ES256);
    smith->kid = sign_key_kid(smith->arena, smith->pair);
    token_keys_add(smith->keys, smith->kid,
                   sign_key_from_private(sign_key_private(smith->arena, smith->pair)), true);
}

void
smith_close(struct smith *smith)
{
    sign_key_free(smith->pair);
    token_keys_close(smith->keys);
    arena_close(smith->arena);
}

static void
add_member(struct text *json, const char *name, const char *value)
{
    if (value != NULL)
        text_print(json, "%s\"%s\":%s", json->size > 1 ? "," : "", name, value);
}

static struct str
object(struct smith *smith, const struct member *members, struct member changed)
{
    struct text json = text_new(smith->arena);
    bool is_new = changed.name != NULL;

    text_add(&json, STR("{"));
    for (; members->name != NULL; members++) {
        bool hit = changed.name != NULL && strcmp(members->name, changed.name) == 0;

        add_member(&json, members->name, hit ? changed.value : members->value);
        is_new = is_new && !hit;
    }
    if (is_new)
        add_member(&json, changed.name, changed.value);
    text_add(&json, STR("}"));
    return text_str(&json);
}

struct str
smith_header(struct smith *smith, const char *name, const char *value)
{
    struct str kid = arena_print(smith->arena, "\"" STR_FMT "\"", STR_ARG(smith->kid));
    const struct member members[] = {
        {"alg", "\"ES256\"" },
        {"typ", "\"at+jwt\""},
        {"kid", kid.at      },
        {NULL,  NULL        },
    };

    return object(smith, members, (struct member){name, value});
}

struct str
smith_payload(struct smith *smith, const char *name, const char *value)
{
    static const struct member members[] = {
        {"iss",       "\"" SMITH_ISSUER "\""  },
        {"sub",       "\"person-1\""          },
        {"aud",       "\"" SMITH_AUDIENCE "\""},
        {"client_id", "\"client-1\""          },
        {"jti",       "\"token-1\""           },
        {"sid",       "\"session-1\""         },
        {"scope",     "\"award:read\""        },
        {"org",       "\"school-1\""          },
        {"iat",       "1800000000"            },
        {"exp",       "1800000600"            },
        {NULL,        NULL                    },
    };

    return object(smith, members, (struct member){name, value});
}

struct str
smith_join(struct smith *smith, struct str header, struct str payload, struct str signature)
{
    header = coding_base64url(smith->arena, header);
    payload = coding_base64url(smith->arena, payload);
    signature = coding_base64url(smith->arena, signature);
    return arena_print(smith->arena, STR_FMT "." STR_FMT "." STR_FMT, STR_ARG(header),
                       STR_ARG(payload), STR_ARG(signature));
}

struct str
smith_token(struct smith *smith, struct str header, struct str payload)
{
    struct str bare = smith_join(smith, header, payload, STR(""));

    bare.size--; /* the last point is not signed */
    return smith_join(smith, header, payload, sign_key_sign(smith->arena, smith->pair, bare));
}

struct str
smith_good(struct smith *smith)
{
    return smith_token(smith, smith_header(smith, NULL, NULL), smith_payload(smith, NULL, NULL));
}

enum problem
smith_judge(struct smith *smith, struct str token, bool *unknown_kid)
{
    struct arena *arena = arena_open(1 << 20);
    struct token_want want = {STR(SMITH_ISSUER), STR(SMITH_AUDIENCE), SMITH_NOW};
    struct token_claims claims = {0};
    enum problem problem = token_check(arena, smith->keys, &want, token, &claims, unknown_kid);

    arena_close(arena);
    return problem;
}
