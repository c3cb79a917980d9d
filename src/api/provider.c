#include "api/provider.h"

#include "api/reply.h"
#include "base/text.h"
#include "fetch/wall.h"
#include "sql/federation.h"

struct claims {
    struct str email, name, language, birthdate;
};

static const struct shape_field claims_fields[] = {
    SHAPE_TEXT(struct claims, email, .optional = true, .min = 1, .max = 100,
               .about = "What the address is called there.", .example = "\"mail\""),
    SHAPE_TEXT(struct claims, name, .optional = true, .min = 1, .max = 100,
               .about = "What the name is called there."),
    SHAPE_TEXT(struct claims, language, .optional = true, .min = 1, .max = 100,
               .about = "What the language is called there; \"locale\" when it is not said."),
    SHAPE_TEXT(struct claims, birthdate, .optional = true, .min = 1, .max = 100,
               .about = "What the date of birth is called there."),
};
static const struct shape claims_shape =
    SHAPE_OF(struct claims, claims_fields, .name = "ProviderClaims");

struct input {
    struct str name, issuer, clientId, clientSecret;
    struct claims claims;
};

static const struct shape_field input_fields[] = {
    SHAPE_TEXT(struct input, name, .min = 1, .max = 100, .about = "What stands on the button."),
    SHAPE_URL(struct input, issuer, .about = "Its issuer, letter by letter as its tokens say it.",
              .example = "\"https://id.example.org\""),
    SHAPE_TEXT(struct input, clientId, .min = 1, .max = 255,
               .about = "What this service is called there."),
    SHAPE_TEXT(struct input, clientSecret, .min = 8, .max = 500,
               .about = "Its secret there; it is kept sealed and never shown."),
    SHAPE_OBJECT(struct input, claims, &claims_shape, .optional = true,
                 .about = "Claims that have other names there than OpenID Connect gives them."),
};
const struct shape provider_input = SHAPE_OF(struct input, input_fields, .name = "ProviderInput");

struct reply
provider_show(struct call *call)
{
    return reply_with(call, sql_identity_provider_show(&call->door, call->parts[0]));
}

static void
add_claim(struct text *json, const char *name, struct str value)
{
    if (value.size == 0)
        return;
    text_add(json, json->size > 1 ? STR(",") : STR(""));
    text_add_member(json, name, value);
}

static struct str
claims_json(struct call *call, const struct claims *claims)
{
    struct text json = text_new(call->arena);

    text_add(&json, STR("{"));
    add_claim(&json, "email", claims->email);
    add_claim(&json, "name", claims->name);
    add_claim(&json, "language", claims->language);
    add_claim(&json, "birthdate", claims->birthdate);
    text_add(&json, STR("}"));
    return text_str(&json);
}

struct reply
provider_put(struct call *call)
{
    const struct input *want = call->input;
    struct str sealed = keys_seal(call->arena, call->api->seal, want->issuer, want->clientSecret);

    if (!wall_lets_url(&call->api->wall, want->issuer))
        return reply_refusal(call, PROBLEM_ISSUER_NOT_ALLOWED);
    return reply_done(call, sql_identity_provider_put(&call->door, call->parts[0], want->name,
                                                      want->issuer, want->clientId,
                                                      pg_bytes(call->arena, sealed),
                                                      claims_json(call, &want->claims)));
}

struct reply
provider_delete(struct call *call)
{
    return reply_nothing(call, sql_identity_provider_delete(&call->door, call->parts[0]));
}
