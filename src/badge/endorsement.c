/* An endorsement as an EndorsementCredential. */
#include "badge/parts.h"
#include "base/clock.h"

#define SCHEMA                                                                                     \
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"                                         \
    "ob_v3p0_endorsementcredential_schema.json"

static const char *const contexts[] = {BADGE_CONTEXT_VC, BADGE_CONTEXT_OB, BADGE_CONTEXT_EXTENSIONS,
                                       NULL};

static struct str
id_of(struct arena *arena, const struct badge_endorsement *endorsement)
{
    return arena_print(arena, STR_FMT "/ob/endorsements/" STR_FMT, STR_ARG(endorsement->base),
                       STR_ARG(endorsement->id));
}

struct str
badge_endorsement_credential(struct arena *arena, const struct badge_endorsement *endorsement)
{
    struct text out = text_new(arena);

    text_add(&out, STR("{"));
    write_contexts(&out, contexts);
    write_member(&out, "id", id_of(arena, endorsement));
    write_types(&out, "VerifiableCredential", "EndorsementCredential");
    write_member(&out, "name", endorsement->name);
    write_raw(&out, "issuer", STR("{"));
    badge_add_issuer(&out, endorsement->base, &endorsement->issuer, false);
    text_add(&out, STR("}"));
    write_member(&out, "validFrom", clock_text(arena, endorsement->issued_at));
    write_raw(&out, "credentialSubject", STR("{"));
    write_member(&out, "id", endorsement->subject);
    write_types(&out, "EndorsementSubject", NULL);
    write_member(&out, "endorsementComment", endorsement->comment);
    text_add(&out, STR("}"));
    badge_add_status(&out, endorsement->base, endorsement->list, endorsement->place);
    write_raw(&out, "credentialSchema",
              STR("[{\"id\":\"" SCHEMA "\",\"type\":\"1EdTechJsonSchemaValidator2019\"}]"));
    text_add(&out, STR("}"));
    return text_str(&out);
}

struct str
badge_endorsement_jwt(struct arena *arena, struct str credential,
                      const struct badge_endorsement *endorsement, const struct sign_key *key,
                      struct str key_url)
{
    struct badge_claims claims = {
        .issuer = badge_did(arena, endorsement->base, endorsement->issuer.id),
        .id = id_of(arena, endorsement),
        .subject = endorsement->subject,
        .issued_at = endorsement->issued_at,
    };

    return badge_sign_jwt(arena, credential, &claims, key, key_url);
}
