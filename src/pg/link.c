#include "pg/parts.h"

#include "base/log.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stdlib.h>

/* Results end in NULL once each; more of them in a row mean that nothing is there to be read. */
enum { NOTHINGS_MAX = 4 };

static struct loop *
loop_of(const struct link *link)
{
    return link->lane->pg->loop;
}

/* The connection goes; who asks over it has to be looked after by the caller. */
static void
shut(struct link *link)
{
    link_interest(link, 0);
    loop_timer_clear(loop_of(link), &link->timer);
    PQfinish(link->conn);
    link->conn = NULL;
    link->state = LINK_ABSENT;
}

void
link_break(struct link *link, const char *event, struct str query, const char *why)
{
    struct queue lost = link->asked;
    struct question *question;
    int64_t pause_ms = link->retry_ms + arc4random_uniform((uint32_t)link->retry_ms / 2);

    if (!link->told)
        log_warning(event, LOG_TEXT("query", query), LOG_TEXT("error", first_line(why)),
                    LOG_WORDS("connection", link_name(link)), LOG_NUMBER("waiting", lost.count));
    link->told = true;
    link->asked = (struct queue){.first = NULL};
    shut(link);
    loop_timer_set(loop_of(link), &link->timer, pause_ms);
    link->retry_ms = link->retry_ms * 2 < PG_RETRY_MS_MAX ? link->retry_ms * 2 : PG_RETRY_MS_MAX;
    while ((question = queue_take(&lost)) != NULL)
        lane_return(question);
}

static void
lost(struct link *link)
{
    link_break(link, "database_lost", STR(""), PQerrorMessage(link->conn));
}

/* One timer looks after all questions of the link; it is moved only when one is due before it. */
static void
look_after(struct link *link, int64_t due_ms)
{
    if (link->timer.place != 0 && link->due_ms <= due_ms)
        return;
    link->due_ms = due_ms;
    loop_timer_set(loop_of(link), &link->timer, due_ms - loop_ms(loop_of(link)));
}

static void
drop_when_late(struct link *link)
{
    int64_t oldest_ms = INT64_MAX;

    for (const struct question *each = link->asked.first; each != NULL; each = each->next)
        if (each->asked_ms < oldest_ms)
            oldest_ms = each->asked_ms;
    if (oldest_ms == INT64_MAX)
        return;
    if (loop_ms(loop_of(link)) - oldest_ms >= PG_ANSWER_MS_MAX) {
        const struct question *first = link->asked.first;

        link_break(link, "query_timed_out", str_of(first->queries[first->own]->name), "");
        return;
    }
    look_after(link, oldest_ms + PG_ANSWER_MS_MAX);
}

static void
fire(void *who)
{
    struct link *link = who;

    if (link->state == LINK_ABSENT)
        link_connect(link);
    else if (link->state == LINK_READY)
        drop_when_late(link);
    else
        link_break(link, "database_absent", STR(""), "it does not answer");
}

static void
flush(void *who)
{
    struct link *link = who;
    int left;

    if (link->state != LINK_PREPARING && link->state != LINK_READY)
        return;
    left = PQflush(link->conn);
    if (left < 0)
        lost(link);
    else
        link_interest(link, left > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void
link_ask(struct link *link, struct question *question)
{
    int sent = 1;

    queue_put(&link->asked, question);
    look_after(link, question->asked_ms + PG_ANSWER_MS_MAX);
    for (int i = 0; sent == 1 && i < question->steps; i++)
        sent =
            PQsendQueryPrepared(link->conn, question->queries[i]->name,
                                question->queries[i]->inputs, question->values[i], NULL, NULL, 0);
    if (sent == 1 && PQpipelineSync(link->conn) == 1)
        loop_at_turn_end(loop_of(link), &link->flush);
    else
        lost(link);
}

/* A refusal after the last step is that of the transaction's end, as by a deferred constraint. */
static void
hear_step(struct question *question, PGresult *result)
{
    int step = question->heard++;
    ExecStatusType status = PQresultStatus(result);
    bool fine = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;

    if (fine && step == question->own) {
        question->result = result;
        return;
    }
    if (!fine && status != PGRES_PIPELINE_ABORTED && question->refusal.problem == PROBLEM_NONE)
        question->refusal =
            refusal_of(question->arena,
                       question->queries[step < question->steps ? step : question->own], result);
    PQclear(result);
}

/* An answer holds only once its transaction is over, which the answer to the Sync says. */
static void
answer(struct link *link)
{
    struct question *question = queue_take(&link->asked);

    assert(question != NULL);
    question_end(question);
    if (question->refusal.anew)
        link_break(link, "database_stale", str_of(question->queries[question->own]->name), "");
}

static void
hear_one(struct link *link, PGresult *result)
{
    if (link->state == LINK_PREPARING) {
        link_prepared(link, result);
    } else if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
        PQclear(result);
        answer(link);
    } else if (PQstatus(link->conn) == CONNECTION_BAD) {
        PQclear(result);
        lost(link);
    } else {
        hear_step(link->asked.first, result);
    }
}

static bool
expects(const struct link *link)
{
    return link->state == LINK_PREPARING || link->asked.first != NULL;
}

static void
hear(struct link *link)
{
    int nothings = 0;

    while (link->conn != NULL && !PQisBusy(link->conn) && expects(link) &&
           nothings < NOTHINGS_MAX) {
        PGresult *result = PQgetResult(link->conn);

        nothings = result == NULL ? nothings + 1 : 0;
        if (result != NULL)
            hear_one(link, result);
    }
}

static void
ready(void *who, uint32_t events)
{
    struct link *link = who;

    if (link->state == LINK_CONNECTING) {
        link_go_on_connecting(link);
        return;
    }
    if ((events & EPOLLOUT) != 0)
        flush(link);
    if (link->conn == NULL)
        return;
    /* What came before the end is still to be heard. */
    (void)PQconsumeInput(link->conn);
    hear(link);
    if (link->conn != NULL && PQstatus(link->conn) == CONNECTION_BAD)
        lost(link);
}

void
link_open(struct link *link, struct lane *lane)
{
    link->lane = lane;
    link->retry_ms = PG_RETRY_MS_MIN;
    link->timer = (struct loop_timer){.fire = fire, .who = link};
    link->watch = (struct loop_watch){.fd = -1, .ready = ready, .who = link};
    link->flush = (struct loop_hook){.call = flush, .who = link};
    loop_timer_set(lane->pg->loop, &link->timer, 0);
}

void
link_close(struct link *link)
{
    assert(link->asked.first == NULL);
    shut(link);
}
