#include "pg/parts.h"

#include <libpq-fe.h>

void
queue_put(struct queue *queue, struct question *question)
{
    question->next = NULL;
    if (queue->first == NULL)
        queue->first = question;
    else
        queue->last->next = question;
    queue->last = question;
    queue->count++;
}

struct question *
queue_take(struct queue *queue)
{
    struct question *question = queue->first;

    if (question != NULL) {
        queue->first = question->next;
        queue->count--;
    }
    return question;
}

void
question_forget(struct question *question)
{
    PQclear(question->result);
    question->result = NULL;
    question->heard = 0;
    question->done = false;
    question->refusal = (struct refusal){.problem = PROBLEM_NONE};
}

void
question_end(struct question *question)
{
    question->done = true;
    /* A wake that nobody is parked for would end some later wait of this task. */
    if (question->parked)
        task_wake(question->task);
}

static struct link *
least_busy(const struct lane *lane)
{
    struct link *least = NULL;

    for (int i = 0; i < lane->count; i++) {
        struct link *link = &lane->links[i];

        if (link->state == LINK_READY && (least == NULL || link->asked.count < least->asked.count))
            least = link;
    }
    return least;
}

void
lane_wait(struct question *question)
{
    struct lane *lane = question->lane;

    question->queued_ms = loop_ms(lane->pg->loop);
    queue_put(&lane->waiting, question);
    if (lane->waiting.count == 1)
        loop_timer_set(lane->pg->loop, &lane->timer, PG_CONNECT_MS_MAX);
}

void
lane_place(struct question *question)
{
    struct link *link = least_busy(question->lane);

    if (link != NULL)
        link_ask(link, question);
    else
        lane_wait(question);
}

void
lane_return(struct question *question)
{
    bool late = loop_ms(question->lane->pg->loop) - question->asked_ms >= PG_ANSWER_MS_MAX;

    question_forget(question);
    if (!late && !question->moved && question->lane->which != PG_WRITE) {
        question->moved = true;
        lane_wait(question);
        return;
    }
    question->refusal.problem = late ? PROBLEM_TIMED_OUT : PROBLEM_UNAVAILABLE;
    question_end(question);
}

void
lane_ready(struct lane *lane, struct link *link)
{
    struct queue waiting = lane->waiting;
    struct question *question;

    lane->waiting = (struct queue){.first = NULL};
    loop_timer_clear(lane->pg->loop, &lane->timer);
    while ((question = queue_take(&waiting)) != NULL)
        if (link->state == LINK_READY)
            link_ask(link, question);
        else
            lane_wait(question);
}

void
lane_late(void *who)
{
    struct lane *lane = who;
    int64_t now = loop_ms(lane->pg->loop);

    while (lane->waiting.first != NULL &&
           now - lane->waiting.first->queued_ms >= PG_CONNECT_MS_MAX) {
        struct question *question = queue_take(&lane->waiting);

        question->refusal.problem = PROBLEM_UNAVAILABLE;
        question_end(question);
    }
    if (lane->waiting.first != NULL)
        loop_timer_set(lane->pg->loop, &lane->timer,
                       lane->waiting.first->queued_ms + PG_CONNECT_MS_MAX - now);
}
