#include "loop/parts.h"

#include "base/must.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* On the stack of the task that waits for it. */
struct job {
    void (*work)(void *who);
    void *who;
    struct task *task;
    struct job *next;
};

struct pool {
    struct loop_watch watch; /* an eventfd: something is done */
    struct loop *loop;
    size_t in_hand, thread_count; /* the loop's thread alone looks at these two */
    pthread_t threads[LOOP_WORK_THREADS];

    pthread_mutex_t lock; /* for all below */
    pthread_cond_t more;
    struct job *first, *last; /* waiting */
    struct job *done;
    bool closing;
};

static struct job *
next_job(struct pool *pool)
{
    struct job *job = pool->first;

    if (job != NULL)
        pool->first = job->next;
    return job;
}

static void
tell_done(struct pool *pool, struct job *job)
{
    uint64_t one = 1;

    job->next = pool->done;
    pool->done = job;

    ssize_t written = write(pool->watch.fd, &one, sizeof(one));

    assert(written == sizeof(one));
    (void)written;
}

static void *
serve(void *who)
{
    struct pool *pool = who;
    struct job *job;

    pthread_mutex_lock(&pool->lock);
    while (!pool->closing) {
        if ((job = next_job(pool)) == NULL) {
            pthread_cond_wait(&pool->more, &pool->lock);
            continue;
        }
        pthread_mutex_unlock(&pool->lock);
        job->work(job->who);
        pthread_mutex_lock(&pool->lock);
        tell_done(pool, job);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static void
collect(void *who, uint32_t events)
{
    struct pool *pool = who;
    uint64_t count;

    (void)events;

    ssize_t got = read(pool->watch.fd, &count, sizeof(count));

    (void)got;
    pthread_mutex_lock(&pool->lock);

    struct job *job = pool->done;

    pool->done = NULL;
    pthread_mutex_unlock(&pool->lock);
    while (job != NULL) {
        struct task *task = job->task;

        job = job->next;
        pool->in_hand--;
        task_go_on(task);
    }
}

/* Signals are for the thread of the loop. */
static void
start_threads(struct pool *pool)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    while (pool->thread_count < LOOP_WORK_THREADS &&
           pthread_create(&pool->threads[pool->thread_count], NULL, serve, pool) == 0)
        pool->thread_count++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static struct pool *
pool_open(struct loop *loop)
{
    struct pool *pool = must(calloc(1, sizeof(*pool)));
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    if (fd < 0) {
        free(pool);
        return NULL;
    }
    pool->loop = loop;
    pool->watch = (struct loop_watch){.fd = fd, .ready = collect, .who = pool};
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->more, NULL);
    loop_watch(loop, &pool->watch, EPOLLIN);
    return pool;
}

void
pool_close(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->more);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->thread_count; i++)
        pthread_join(pool->threads[i], NULL);

    loop_unwatch(pool->loop, &pool->watch);
    close(pool->watch.fd);
    pthread_cond_destroy(&pool->more);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

static void
hand_over(struct pool *pool, struct job *job)
{
    pthread_mutex_lock(&pool->lock);
    if (pool->first == NULL)
        pool->first = job;
    else
        pool->last->next = job;
    pool->last = job;
    pthread_cond_signal(&pool->more);
    pthread_mutex_unlock(&pool->lock);
}

bool
loop_work(struct loop *loop, void (*work)(void *who), void *who)
{
    struct job job = {.work = work, .who = who, .task = task_current()};

    assert(job.task != NULL);
    if (loop->pool == NULL)
        loop->pool = pool_open(loop);

    struct pool *pool = loop->pool;

    if (pool == NULL || pool->in_hand == LOOP_WORK_THREADS + LOOP_WORK_QUEUE_MAX)
        return false;
    start_threads(pool); /* at the first call, or those that could not be had before */
    if (pool->thread_count == 0)
        return false;
    pool->in_hand++;
    hand_over(pool, &job);
    task_wait();
    return true;
}
