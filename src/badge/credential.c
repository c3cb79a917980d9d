/* An award as an AchievementCredential. Lists stay lists of one, as strict readers want them. */
#include "badge/parts.h"
#include "base/clock.h"

#include <inttypes.h>

#define SCHEMA                                                                                     \
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"                                         \
    "ob_v3p0_achievementcredential_schema.json"

static const char *const contexts[] = {BADGE_CONTEXT_VC, BADGE_CONTEXT_OB, BADGE_CONTEXT_EXTENSIONS,
                                       NULL};

/* Nobody can read the address out of it, and who knows the address can try it. */
static void
add_recipient(struct text *out, const struct badge_award *award)
{
    write_raw(out, "identifier", STR("[{"));
    write_member(out, "type", STR("IdentityObject"));
    write_raw(out, "hashed", STR("true"));
    write_member(out, "identityHash",
                 arena_print(out->arena, "sha256$" STR_FMT, STR_ARG(award->recipient_hash)));
    write_member(out, "identityType", STR("emailAddress"));
    write_member(out, "salt", award->salt);
    text_add(out, STR("}]"));
}

struct str
badge_holder_id(struct arena *arena, const struct badge_award *award)
{
    return award->holder.at != NULL
               ? award->holder
               : arena_print(arena, "urn:uuid:" STR_FMT, STR_ARG(award->subject));
}

static void
add_subject(struct text *out, const struct badge_award *award)
{
    write_raw(out, "credentialSubject", STR("{"));
    write_member(out, "id", badge_holder_id(out->arena, award));
    write_types(out, "AchievementSubject", NULL);
    add_recipient(out, award);
    write_inside(out, award->more);
    write_raw(out, "achievement", STR("{"));
    badge_add_achievement(out, award->base, &award->achievement);
    text_add(out, STR("}"));
    text_add(out, STR("}"));
}

void
badge_add_status(struct text *out, struct str base, struct str list, int64_t place)
{
    struct str url =
        arena_print(out->arena, STR_FMT "/ob/status/" STR_FMT, STR_ARG(base), STR_ARG(list));

    write_raw(out, "credentialStatus", STR("{"));
    write_member(out, "id", arena_print(out->arena, STR_FMT "#%" PRId64, STR_ARG(url), place));
    write_member(out, "type", STR("BitstringStatusListEntry"));
    write_member(out, "statusPurpose", STR("revocation"));
    write_member(out, "statusListIndex", arena_print(out->arena, "%" PRId64, place));
    write_member(out, "statusListCredential", url);
    text_add(out, STR("}"));
}

struct str
badge_credential(struct arena *arena, const struct badge_award *award)
{
    struct text out = text_new(arena);
    struct str issued = clock_text(arena, award->issued_at);

    text_add(&out, STR("{"));
    write_contexts(&out, contexts);
    write_member(&out, "id",
                 arena_print(arena, STR_FMT "/ob/awards/" STR_FMT, STR_ARG(award->base),
                             STR_ARG(award->id)));
    write_types(&out, "VerifiableCredential", "OpenBadgeCredential");
    write_member(&out, "name", award->achievement.name);
    write_raw(&out, "issuer", STR("{"));
    badge_add_issuer(&out, award->base, &award->issuer, false);
    text_add(&out, STR("}"));
    write_member(&out, "validFrom", issued);
    if (award->expires_at > 0)
        write_member(&out, "validUntil", clock_text(arena, award->expires_at));
    write_member(&out, "awardedDate", issued);
    if (award->evidence.at != NULL)
        write_raw(&out, "evidence", award->evidence);
    add_subject(&out, award);
    badge_add_status(&out, award->base, award->list, award->place);
    write_raw(&out, "credentialSchema",
              STR("[{\"id\":\"" SCHEMA "\",\"type\":\"1EdTechJsonSchemaValidator2019\"}]"));
    text_add(&out, STR("}"));
    return text_str(&out);
}
