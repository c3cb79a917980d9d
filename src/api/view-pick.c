/* What a view asks for, taken out of the documents that PostgreSQL wrote. */
#include "api/reply.h"

#include "json/pick.h"

bool
view_whole(const struct call *call)
{
    return call->view != NULL && call->view->expand.count > 0;
}

bool
view_pick(struct call *call, struct str *object)
{
    const struct view *view = call->view;
    struct str stranger = STR_NONE;

    if (view == NULL || view->fields.count == 0)
        return true;
    *object = json_pick(call->arena, *object, view->fields.items, view->fields.count, &stranger);
    if (object->at != NULL)
        return true;
    call->errors.list[0] = (struct shape_error){
        STR("fields"), "unknown_field",
        arena_print(call->arena, "There is no member \"" STR_FMT "\".", STR_ARG(stranger))};
    call->errors.count = 1;
    return false;
}
