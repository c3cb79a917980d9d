#include "api/member.h"

#include "api/reply.h"
#include "api/words.h"
#include "sql/member.h"

struct input {
    struct str role;
};

static const struct shape_field input_fields[] = {
    SHAPE_ENUM(struct input, role, .words = words_organisation_role,
               .about = "What they become; no more than you are, and below manager unless you are "
                        "an owner."),
};
const struct shape member_input = SHAPE_OF(struct input, input_fields, .name = "MemberInput");

static const struct shape_field city_input_fields[] = {
    SHAPE_ENUM(struct input, role, .words = words_city_role, .about = "What they become."),
};
const struct shape city_member_input =
    SHAPE_OF(struct input, city_input_fields, .name = "CityMemberInput");

struct reply
member_list(struct call *call)
{
    return reply_page(
        call, sql_member_list(&call->door, call->parts[0], call->after, page_count(call)), NULL);
}

struct reply
member_put(struct call *call)
{
    const struct input *want = call->input;

    return reply_done(call,
                      sql_member_change(&call->door, call->parts[0], call->parts[1], want->role));
}

struct reply
member_delete(struct call *call)
{
    return reply_nothing(call, sql_member_remove(&call->door, call->parts[0], call->parts[1]));
}

struct reply
city_member_list(struct call *call)
{
    return reply_page(
        call, sql_city_member_list(&call->door, call->parts[0], call->after, page_count(call)),
        NULL);
}

struct reply
city_member_put(struct call *call)
{
    const struct input *want = call->input;

    return reply_done(
        call, sql_city_member_change(&call->door, call->parts[0], call->parts[1], want->role));
}

struct reply
city_member_delete(struct call *call)
{
    return reply_nothing(call, sql_city_member_remove(&call->door, call->parts[0], call->parts[1]));
}
