/* With it _longjmp refuses to go to a stack that lies below its own. */
#undef _FORTIFY_SOURCE

#include "loop/place.h"

#include <sys/mman.h>
#include <unistd.h>

#if PLACE_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#if PLACE_TSAN
#include <sanitizer/tsan_interface.h>
#endif

static size_t
page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

int
place_open(struct place *place, size_t size, void (*enter)(void))
{
    size_t guard = page_size();
    char *memory = mmap(NULL, guard + size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

    if (memory == MAP_FAILED)
        return -1;
    if (mprotect(memory, guard, PROT_NONE) != 0) {
        munmap(memory, guard + size);
        return -1;
    }
    *place = (struct place){.enter = enter, .stack = memory + guard, .size = size};
#if PLACE_ASAN
    place->bottom = place->stack;
    place->depth = size;
#endif
#if PLACE_TSAN
    place->fiber = __tsan_create_fiber(0);
#endif
    return 0;
}

void
place_close(struct place *place)
{
    size_t guard = page_size();

#if PLACE_TSAN
    __tsan_destroy_fiber(place->fiber);
#endif
    munmap((char *)place->stack - guard, guard + place->size);
    place->stack = NULL;
}

static void
prepare(struct place *place, ucontext_t *context)
{
    getcontext(context);
    context->uc_stack.ss_sp = place->stack;
    context->uc_stack.ss_size = place->size;
    context->uc_link = NULL;
    makecontext(context, place->enter, 0);
    place->enter = NULL;
}

#if PLACE_ASAN || PLACE_TSAN

void
place_arrive(struct place *here, struct place *from)
{
#if PLACE_ASAN
    __sanitizer_finish_switch_fiber(here->fake, &from->bottom, &from->depth);
#else
    (void)here;
    (void)from;
#endif
}

void
place_change(struct place *from, struct place *to)
{
    if (to->enter != NULL)
        prepare(to, &to->context);
#if PLACE_ASAN
    __sanitizer_start_switch_fiber(&from->fake, to->bottom, to->depth);
#endif
#if PLACE_TSAN
    if (from->stack == NULL)
        from->fiber = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(to->fiber, 0);
#endif
    swapcontext(&from->context, &to->context);
}

#else

void
place_arrive(struct place *here, struct place *from)
{
    (void)here;
    (void)from;
}

void
place_change(struct place *from, struct place *to)
{
    if (_setjmp(from->jump) != 0)
        return;
    if (to->enter == NULL)
        _longjmp(to->jump, 1);

    ucontext_t context;

    prepare(to, &context);
    setcontext(&context);
}

#endif
