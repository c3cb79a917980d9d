#include "api/invitation.h"

#include "api/mail.h"
#include "api/reply.h"
#include "api/words.h"
#include "sql/invitation.h"

struct filter {
    struct page page;
    struct str state;
};

static const struct shape_field filter_fields[] = {
    PAGE_FIELDS,
    SHAPE_ENUM(struct filter, state, .words = words_invitation_state, .optional = true,
               .about = "Only those in this state."),
};
const struct shape invitation_filter =
    SHAPE_OF(struct filter, filter_fields, .name = "InvitationFilter");

struct input {
    struct str email, role, language;
};

/* clang-format off */
#define ROLE_AND_LANGUAGE(role_words)                                                              \
    SHAPE_ENUM(struct input, role, .words = (role_words), .about = "What they would be."),         \
    SHAPE_LANGUAGE(struct input, language, .optional = true,                                       \
                   .about = "Of the mail; the city's own when it is not said.")
#define ADDRESS                                                                                    \
    SHAPE_EMAIL(struct input, email, .about = "Where the invitation is mailed to.")
/* Judged one by one, so that the others are invited though one is no address. */
#define ITEM_ADDRESS                                                                               \
    SHAPE_TEXT(struct input, email, .min = 0, .max = 254,                                          \
               .about = "Where the invitation is mailed to; what is no address is told of.")
/* clang-format on */

static const struct shape_field input_fields[] = {ADDRESS,
                                                  ROLE_AND_LANGUAGE(words_organisation_role)};
static const struct shape_field city_input_fields[] = {ADDRESS, ROLE_AND_LANGUAGE(words_city_role)};
static const struct shape_field item_fields[] = {ITEM_ADDRESS,
                                                 ROLE_AND_LANGUAGE(words_organisation_role)};
static const struct shape_field city_item_fields[] = {ITEM_ADDRESS,
                                                      ROLE_AND_LANGUAGE(words_city_role)};

const struct shape invitation_input =
    SHAPE_OF(struct input, input_fields, .name = "InvitationInput");
const struct shape city_invitation_input =
    SHAPE_OF(struct input, city_input_fields, .name = "CityInvitationInput");
static const struct shape item_shape =
    SHAPE_OF(struct input, item_fields, .name = "InvitationItem");
static const struct shape city_item_shape =
    SHAPE_OF(struct input, city_item_fields, .name = "CityInvitationItem");

struct batch {
    struct shape_list items;
};

static const struct shape_field batch_fields[] = {
    SHAPE_LIST(struct batch, items, .item = SHAPE_IS_OBJECT, .shape = &item_shape, .min = 1,
               .max = INVITATION_ITEMS_MAX, .about = "Whom to invite."),
};
static const struct shape_field city_batch_fields[] = {
    SHAPE_LIST(struct batch, items, .item = SHAPE_IS_OBJECT, .shape = &city_item_shape, .min = 1,
               .max = INVITATION_ITEMS_MAX, .about = "Whom to invite."),
};
const struct shape invitation_batch_input =
    SHAPE_OF(struct batch, batch_fields, .name = "InvitationBatchInput");
const struct shape city_invitation_batch_input =
    SHAPE_OF(struct batch, city_batch_fields, .name = "CityInvitationBatchInput");

/* Who invites: one of the two is STR_NONE. */
struct inviter {
    struct str organisation, city;
};

static struct inviter
inviter_of(const struct call *call)
{
    bool is_city = str_starts(call->request->path, STR("/v1/cities/"));

    return (struct inviter){is_city ? STR_NONE : call->parts[0],
                            is_city ? call->parts[0] : STR_NONE};
}

static const char page[] = "/account/invitations";

struct reply
invitation_list(struct call *call)
{
    const struct filter *want = call->input;
    struct inviter by = inviter_of(call);

    return reply_page(call,
                      sql_invitation_list(&call->door, by.organisation, by.city, want->state,
                                          call->after, page_count(call), call->languages),
                      NULL);
}

struct reply
invitation_make(struct call *call)
{
    const struct input *want = call->input;
    struct inviter by = inviter_of(call);
    struct mail_link link = mail_link(call, page);

    return reply_made(call,
                      sql_invitation_make(&call->door, by.organisation, by.city, want->email,
                                          want->role, want->language, link.hash, link.mail,
                                          link.sealed, call->languages),
                      NULL);
}

/* What a batch asks the database with: a list for each column. */
struct columns {
    struct str *emails, *roles, *spoken, *links, *mails, *sealed;
};

static struct str
or_empty(struct str text)
{
    return text.at == NULL ? STR("") : text;
}

static struct columns
fill_columns(struct call *call, const struct input *items, size_t count)
{
    struct columns columns = {
        arena_list(call->arena, struct str, count), arena_list(call->arena, struct str, count),
        arena_list(call->arena, struct str, count), arena_list(call->arena, struct str, count),
        arena_list(call->arena, struct str, count), arena_list(call->arena, struct str, count),
    };

    for (size_t i = 0; i < count; i++) {
        struct mail_link link = mail_link(call, page);

        columns.emails[i] = or_empty(mail_address(call, or_empty(items[i].email)));
        columns.roles[i] = items[i].role;
        columns.spoken[i] = or_empty(items[i].language);
        columns.links[i] = link.hash;
        columns.mails[i] = link.mail;
        columns.sealed[i] = link.sealed;
    }
    return columns;
}

struct reply
invitation_batch(struct call *call)
{
    const struct batch *want = call->input;
    size_t count = want->items.count;
    struct inviter by = inviter_of(call);
    struct columns columns = fill_columns(call, want->items.items, count);
    struct arena *arena = call->arena;

    return reply_done(
        call, sql_invitation_batch(
                  &call->door, by.organisation, by.city, pg_texts(arena, columns.emails, count),
                  pg_texts(arena, columns.roles, count), pg_texts(arena, columns.spoken, count),
                  pg_texts(arena, columns.links, count), pg_texts(arena, columns.mails, count),
                  pg_texts(arena, columns.sealed, count)));
}

struct reply
invitation_resend(struct call *call)
{
    struct inviter by = inviter_of(call);
    struct mail_link link = mail_link(call, page);

    return reply_done(call,
                      sql_invitation_resend(&call->door, by.organisation, by.city, call->parts[1],
                                            link.hash, link.mail, link.sealed, call->languages));
}

struct reply
invitation_revoke(struct call *call)
{
    struct inviter by = inviter_of(call);

    return reply_nothing(
        call, sql_invitation_revoke(&call->door, by.organisation, by.city, call->parts[1]));
}

struct reply
invitation_mine(struct call *call)
{
    return reply_page(
        call, sql_invitation_mine(&call->door, call->after, page_count(call), call->languages),
        NULL);
}

struct reply
invitation_accept(struct call *call)
{
    return reply_done(call, sql_invitation_accept(&call->door, call->parts[0], call->languages));
}

struct reply
invitation_refuse(struct call *call)
{
    return reply_done(call, sql_invitation_decline(&call->door, call->parts[0], call->languages));
}
