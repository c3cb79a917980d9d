/* The documents of an issuer: who it is, its keys, and what its badges mean. */
#include "badge/parts.h"

static const char *const did_contexts[] = {"https://www.w3.org/ns/did/v1",
                                           "https://w3id.org/security/multikey/v1",
                                           "https://w3id.org/security/jwk/v1", NULL};
static const char *const badge_contexts[] = {BADGE_CONTEXT_VC, BADGE_CONTEXT_OB, NULL};

/* did:web section 3.1: a port's colon is escaped, and slashes become colons. */
struct str
badge_did(struct arena *arena, struct str base, struct str organisation)
{
    struct text did = text_new(arena);
    struct str rest = base;

    for (size_t i = 0; i + 2 < base.size; i++)
        if (str_starts(str_from(base, i), STR("://")))
            rest = str_from(base, i + 3);
    text_add(&did, STR("did:web:"));
    for (size_t i = 0; i < rest.size; i++) {
        if (rest.at[i] == '/')
            text_add(&did, STR(":"));
        else if (rest.at[i] == ':')
            text_add(&did, STR("%3A"));
        else
            text_add(&did, (struct str){rest.at + i, 1});
    }
    text_print(&did, ":ob:issuers:" STR_FMT, STR_ARG(organisation));
    return text_str(&did);
}

void
badge_add_issuer(struct text *out, struct str base, const struct badge_issuer *issuer, bool whole)
{
    write_member(out, "id", badge_did(out->arena, base, issuer->id));
    write_types(out, "Profile", NULL);
    write_member(out, "name", issuer->name);
    write_member(out, "url", issuer->url);
    if (!whole)
        return;
    write_member(out, "description", issuer->description);
    write_member(out, "official", issuer->legal_name);
}

struct str
badge_profile(struct arena *arena, struct str base, const struct badge_issuer *issuer)
{
    struct text out = text_new(arena);

    text_add(&out, STR("{"));
    write_contexts(&out, badge_contexts);
    badge_add_issuer(&out, base, issuer, true);
    text_add(&out, STR("}"));
    return text_str(&out);
}

static void
add_alignments(struct text *out, const struct badge_achievement *achievement)
{
    if (achievement->skill_count == 0 && achievement->alignments.at == NULL)
        return;
    write_raw(out, "alignment", STR("["));
    for (size_t i = 0; i < achievement->skill_count; i++) {
        write_next(out);
        text_add(out, STR("{"));
        write_types(out, "Alignment", NULL);
        write_member(out, "targetName", achievement->skills[i].name);
        write_member(out, "targetUrl", achievement->skills[i].uri);
        write_member(out, "targetType", STR("ceasn:Competency"));
        text_add(out, STR("}"));
    }
    write_inside(out, achievement->alignments);
    text_add(out, STR("]"));
}

static void
add_tags(struct text *out, const struct badge_achievement *achievement)
{
    if (achievement->tag_count == 0)
        return;
    write_raw(out, "tag", STR("["));
    for (size_t i = 0; i < achievement->tag_count; i++) {
        write_next(out);
        text_add_json(out, achievement->tags[i]);
    }
    text_add(out, STR("]"));
}

/* Only where it is: what is drawn there follows from what else is said here. */
static void
add_image(struct text *out, struct str address, struct str caption)
{
    write_raw(out, "image", STR("{"));
    write_member(out, "id", arena_print(out->arena, STR_FMT "/image", STR_ARG(address)));
    write_member(out, "type", STR("Image"));
    write_member(out, "caption", caption);
    text_add(out, STR("}"));
}

struct str
badge_version_url(struct arena *arena, struct str base, const char *form, struct str badge,
                  struct str version)
{
    bool is_first = version.at == NULL || str_same(version, STR("1"));

    return arena_print(arena, STR_FMT "/%s/badges/" STR_FMT "%s" STR_FMT, STR_ARG(base), form,
                       STR_ARG(badge), is_first ? "" : "/versions/",
                       STR_ARG(is_first ? STR("") : version));
}

/* The standard wants a description: where a badge has none, its criteria describe it. */
void
badge_add_achievement(struct text *out, struct str base,
                      const struct badge_achievement *achievement)
{
    bool is_described = achievement->description.at != NULL;
    struct str address =
        badge_version_url(out->arena, base, "ob", achievement->id, achievement->version);

    write_member(out, "id", address);
    write_types(out, "Achievement", NULL);
    write_member(out, "name", achievement->name);
    write_member(out, "description",
                 is_described ? achievement->description : achievement->criteria);
    write_raw(out, "criteria", STR("{"));
    write_member(out, "id", achievement->criteria_url);
    write_member(out, "narrative", achievement->criteria);
    text_add(out, STR("}"));
    add_image(out, address, achievement->image_caption);
    write_member(out, "achievementType", achievement->type);
    write_member(out, "inLanguage", achievement->language);
    write_member(out, "version", achievement->version);
    add_tags(out, achievement);
    add_alignments(out, achievement);
    write_inside(out, achievement->more);
}

struct str
badge_achievement(struct arena *arena, struct str base, const struct badge_achievement *achievement,
                  const struct badge_issuer *issuer)
{
    struct text out = text_new(arena);

    text_add(&out, STR("{"));
    write_contexts(&out, badge_contexts);
    badge_add_achievement(&out, base, achievement);
    write_raw(&out, "creator", STR("{"));
    badge_add_issuer(&out, base, issuer, false);
    text_add(&out, STR("}}"));
    return text_str(&out);
}

static void
add_key(struct text *out, struct str did, const struct badge_key *key)
{
    bool is_rsa = key->jwk.at != NULL;

    write_next(out);
    text_add(out, STR("{"));
    write_member(out, "id",
                 arena_print(out->arena, STR_FMT "#" STR_FMT, STR_ARG(did), STR_ARG(key->name)));
    write_member(out, "type", is_rsa ? STR("JsonWebKey") : STR("Multikey"));
    write_member(out, "controller", did);
    if (is_rsa)
        write_raw(out, "publicKeyJwk", key->jwk);
    else
        write_member(out, "publicKeyMultibase", key->name);
    text_add(out, STR("}"));
}

/* Verifiers want the methods that may assert as texts, each the whole address of a key. */
struct str
badge_did_document(struct arena *arena, struct str did, const struct badge_key *keys, size_t count)
{
    struct text out = text_new(arena);

    text_add(&out, STR("{"));
    write_contexts(&out, did_contexts);
    write_member(&out, "id", did);
    write_raw(&out, "verificationMethod", STR("["));
    for (size_t i = 0; i < count; i++)
        add_key(&out, did, &keys[i]);
    text_add(&out, STR("]"));
    write_raw(&out, "assertionMethod", STR("["));
    for (size_t i = 0; i < count; i++) {
        write_next(&out);
        text_add_json(&out,
                      arena_print(arena, STR_FMT "#" STR_FMT, STR_ARG(did), STR_ARG(keys[i].name)));
    }
    text_add(&out, STR("]}"));
    return text_str(&out);
}
