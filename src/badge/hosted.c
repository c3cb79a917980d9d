/* Open Badges 2.0: single values where it has them, and texts of types that stand alone. */
#include "badge/hosted.h"

#include "badge/parts.h"
#include "base/clock.h"

static struct str
address(struct arena *arena, struct str base, const char *kind, struct str id)
{
    return arena_print(arena, STR_FMT "/%s/" STR_FMT, STR_ARG(base), kind, STR_ARG(id));
}

static void
begin(struct text *out, struct str id, const char *type)
{
    text_add(out, STR("{"));
    write_member(out, "@context", STR(BADGE_CONTEXT_OB2));
    write_member(out, "id", id);
    write_member(out, "type", str_of(type));
}

static void
add_recipient(struct text *out, const struct badge_hosted *award)
{
    write_raw(out, "recipient", STR("{"));
    write_member(out, "type", STR("email"));
    write_raw(out, "hashed", STR("true"));
    write_member(out, "salt", award->salt);
    write_member(out, "identity",
                 arena_print(out->arena, "sha256$" STR_FMT, STR_ARG(award->recipient_hash)));
    text_add(out, STR("}"));
}

struct str
badge_assertion(struct arena *arena, const struct badge_hosted *award)
{
    struct text out = text_new(arena);
    struct str id = address(arena, award->base, "ob2/assertions", award->award);

    begin(&out, id, "Assertion");
    add_recipient(&out, award);
    write_member(&out, "badge",
                 badge_version_url(arena, award->base, "ob2", award->badge, award->version));
    write_raw(&out, "verification", STR("{\"type\":\"HostedBadge\"}"));
    write_member(&out, "issuedOn", clock_text(arena, award->issued_at));
    if (award->expires_at > 0)
        write_member(&out, "expires", clock_text(arena, award->expires_at));
    write_member(&out, "image", arena_print(arena, STR_FMT "/image", STR_ARG(id)));
    text_add(&out, STR("}"));
    return text_str(&out);
}

static struct str
revoked(struct arena *arena, struct str id, const char *type, struct str reason)
{
    struct text out = text_new(arena);

    begin(&out, id, type);
    write_raw(&out, "revoked", STR("true"));
    write_member(&out, "revocationReason", reason);
    text_add(&out, STR("}"));
    return text_str(&out);
}

struct str
badge_assertion_revoked(struct arena *arena, struct str base, struct str award, struct str reason)
{
    return revoked(arena, address(arena, base, "ob2/assertions", award), "Assertion", reason);
}

struct str
badge_hosted_endorsement_revoked(struct arena *arena, struct str base, struct str endorsement,
                                 struct str reason)
{
    return revoked(arena, address(arena, base, "ob2/endorsements", endorsement), "Endorsement",
                   reason);
}

struct str
badge_hosted_endorsement(struct arena *arena, const struct badge_endorsement *endorsement,
                         struct str subject)
{
    struct text out = text_new(arena);
    struct str base = endorsement->base;

    begin(&out, address(arena, base, "ob2/endorsements", endorsement->id), "Endorsement");
    write_raw(&out, "claim", STR("{"));
    write_member(&out, "id", subject);
    write_member(&out, "endorsementComment", endorsement->comment);
    text_add(&out, STR("}"));
    write_member(&out, "issuer", address(arena, base, "ob2/issuers", endorsement->issuer.id));
    write_member(&out, "issuedOn", clock_text(arena, endorsement->issued_at));
    write_raw(&out, "verification", STR("{\"type\":\"HostedBadge\"}"));
    text_add(&out, STR("}"));
    return text_str(&out);
}

static void
add_skills(struct text *out, const struct badge_achievement *achievement)
{
    if (achievement->skill_count == 0)
        return;
    write_raw(out, "alignment", STR("["));
    for (size_t i = 0; i < achievement->skill_count; i++) {
        write_next(out);
        text_add(out, STR("{"));
        write_member(out, "targetName", achievement->skills[i].name);
        write_member(out, "targetUrl", achievement->skills[i].uri);
        text_add(out, STR("}"));
    }
    text_add(out, STR("]"));
}

static void
add_tags(struct text *out, const struct badge_achievement *achievement)
{
    if (achievement->tag_count == 0)
        return;
    write_raw(out, "tags", STR("["));
    for (size_t i = 0; i < achievement->tag_count; i++) {
        write_next(out);
        text_add_json(out, achievement->tags[i]);
    }
    text_add(out, STR("]"));
}

/* A BadgeClass has to have a description, as an Achievement has: then its criteria describe it. */
struct str
badge_class(struct arena *arena, struct str base, const struct badge_achievement *achievement,
            struct str issuer)
{
    struct text out = text_new(arena);
    struct str newer = badge_version_url(arena, base, "ob", achievement->id, achievement->version);
    bool is_described = achievement->description.at != NULL;

    begin(&out, badge_version_url(arena, base, "ob2", achievement->id, achievement->version),
          "BadgeClass");
    write_member(&out, "@language", achievement->language);
    write_member(&out, "name", achievement->name);
    write_member(&out, "description",
                 is_described ? achievement->description : achievement->criteria);
    write_member(&out, "image", arena_print(arena, STR_FMT "/image", STR_ARG(newer)));
    write_raw(&out, "criteria", STR("{"));
    write_member(&out, "narrative", achievement->criteria);
    text_add(&out, STR("}"));
    write_member(&out, "issuer", address(arena, base, "ob2/issuers", issuer));
    add_tags(&out, achievement);
    add_skills(&out, achievement);
    write_raw(&out, "related", STR("[{"));
    write_member(&out, "id", newer);
    write_raw(&out, "type", STR("[\"" BADGE_TYPE_ACHIEVEMENT "\"]"));
    write_member(&out, "version", STR("Open Badges v3p0"));
    text_add(&out, STR("}]}"));
    return text_str(&out);
}

/* An issuer has to have an address for people; who has no pages of its own has one here. */
struct str
badge_hosted_issuer(struct arena *arena, struct str base, const struct badge_issuer *issuer,
                    struct str email)
{
    struct text out = text_new(arena);
    bool has_pages = issuer->url.at != NULL;

    begin(&out, address(arena, base, "ob2/issuers", issuer->id), "Issuer");
    write_member(&out, "name", issuer->name);
    write_member(&out, "url",
                 has_pages ? issuer->url : address(arena, base, "v1/organisations", issuer->id));
    write_member(&out, "email", email);
    write_member(&out, "description", issuer->description);
    write_member(&out, "revocationList", address(arena, base, "ob2/revocations", issuer->id));
    text_add(&out, STR("}"));
    return text_str(&out);
}

static void
add_revoked(struct text *out, const struct badge_revoked *one, struct str id, bool is_said)
{
    write_next(out);
    text_add(out, STR("{"));
    write_member(out, "id", id);
    if (is_said)
        write_raw(out, "revoked", STR("true"));
    write_member(out, "revocationReason", one->reason);
    text_add(out, STR("}"));
}

struct str
badge_revocations(struct arena *arena, struct str base, struct str issuer,
                  const struct badge_revoked *list, size_t count)
{
    struct text out = text_new(arena);

    text_add(&out, STR("{"));
    write_member(&out, "id", address(arena, base, "ob/revocations", issuer));
    write_member(&out, "issuer", badge_did(arena, base, issuer));
    write_raw(&out, "revokedCredential", STR("["));
    for (size_t i = 0; i < count; i++)
        add_revoked(&out, &list[i], address(arena, base, "ob/awards", list[i].award), true);
    text_add(&out, STR("]}"));
    return text_str(&out);
}

struct str
badge_hosted_revocations(struct arena *arena, struct str base, struct str issuer,
                         const struct badge_revoked *list, size_t count)
{
    struct text out = text_new(arena);

    begin(&out, address(arena, base, "ob2/revocations", issuer), "RevocationList");
    write_member(&out, "issuer", address(arena, base, "ob2/issuers", issuer));
    write_raw(&out, "revokedAssertions", STR("["));
    for (size_t i = 0; i < count; i++)
        add_revoked(&out, &list[i], address(arena, base, "ob2/assertions", list[i].award), false);
    text_add(&out, STR("]}"));
    return text_str(&out);
}
