/* Times as tables have them, "2027-03-01 17:00": without an offset, where the row is at home. */
#include "intake/parts.h"

#include "base/clock.h"

#include <libical/ical.h>
#include <string.h>

enum { DATE_SIZE = 10, TO_MINUTES = 16, TO_SECONDS = 19, ZONE_NAME_MAX = 60 };

/* The seconds since 1970 if it were UTC. */
static bool
read_local(struct arena *arena, struct str cell, int64_t *seconds)
{
    bool is_whole = cell.size == TO_SECONDS;

    if ((!is_whole && cell.size != TO_MINUTES) ||
        (cell.at[DATE_SIZE] != ' ' && cell.at[DATE_SIZE] != 'T'))
        return false;

    struct str date = {cell.at, DATE_SIZE}, time = str_from(cell, DATE_SIZE + 1);

    return clock_read(arena_print(arena, STR_FMT "T" STR_FMT "%s", STR_ARG(date), STR_ARG(time),
                                  is_whole ? "Z" : ":00Z"),
                      seconds);
}

/* When the clocks of `home` show what those of UTC show at `seconds`; false when they never do. */
static bool
when_it_is(int64_t seconds, icaltimezone *home, int64_t *there)
{
    icaltimezone *utc = icaltimezone_get_utc_timezone();
    icaltimetype clock = icaltime_from_timet_with_zone((time_t)seconds, 0, utc), back;

    *there = (int64_t)icaltime_as_timet_with_zone(clock, home);
    back = icaltime_from_timet_with_zone((time_t)*there, 0, utc);
    icaltimezone_convert_time(&back, utc, home);
    return icaltime_as_timet(back) == (time_t)seconds;
}

void *
intake_zone(struct arena *arena, struct str name)
{
    return name.size > ZONE_NAME_MAX
               ? NULL
               : icaltimezone_get_builtin_timezone(arena_copy(arena, name).at);
}

struct str
intake_time(struct intake *intake, struct str column, struct str cell, void *home)
{
    int64_t seconds, there;

    if (!read_local(intake->spare, cell, &seconds))
        return cell;
    if (home == NULL) {
        intake_misfit(intake, column, "unknown_time_zone",
                      STR("It has no offset, and its time zone is not known."));
        return cell;
    }
    if (!when_it_is(seconds, home, &there))
        intake_misfit(intake, column, "bad_format",
                      STR("Clocks are put forward then, so that there is no such time."));
    return clock_text(intake->spare, there);
}
