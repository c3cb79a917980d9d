/*
 * place: where a thread of thought stands, and how to go from one to another.
 *
 * A place is either a stack of its own (place_open) or whatever stack its
 * caller was on when it first left (a zeroed struct). Only task.c uses it.
 *
 * swapcontext(3) asks the kernel about the signal mask at each change, which
 * costs more than the change; so a stack is entered by makecontext(3) the first
 * time, and all later changes are _setjmp and _longjmp. The sanitizers watch
 * those two closely, so under them it is swapcontext after all, and they are
 * told of each change.
 */
#pragma once

#include <setjmp.h>
#include <stddef.h>
#include <ucontext.h>

#if defined(__SANITIZE_ADDRESS__)
#define PLACE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PLACE_ASAN 1
#endif
#endif

#if defined(__SANITIZE_THREAD__)
#define PLACE_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define PLACE_TSAN 1
#endif
#endif

#ifndef PLACE_ASAN
#define PLACE_ASAN 0
#endif
#ifndef PLACE_TSAN
#define PLACE_TSAN 0
#endif

struct place {
    void (*enter)(void); /* until the stack was entered once */
    void *stack;         /* NULL when it is somebody else's */
    size_t size;         /* bytes of it, without the guard page below */
#if PLACE_ASAN || PLACE_TSAN
    ucontext_t context;
    const void *bottom; /* of the stack it is on, and its size, as AddressSanitizer wants them */
    size_t depth;
    void *fake, *fiber;
#else
    jmp_buf jump;
#endif
};

/* A stack of `size` bytes on which `enter` is called, and must not return; -1 without memory. */
int place_open(struct place *place, size_t size, void (*enter)(void));
void place_close(struct place *place);

/*
 * Leaves `from`, and comes back when somebody changes to it. Whoever arrives,
 * be it from place_change or at the start of `enter`, says so first, and who
 * brought it.
 */
void place_change(struct place *from, struct place *to);
void place_arrive(struct place *here, struct place *from);
