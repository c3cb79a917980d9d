#include "pg_stage.h"

#include "pg/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct loop *loop;
struct pg *pg;
struct arena *arena;
const char *where;

static int cluster = -1; /* the cluster lives until this end is closed */
static pid_t cluster_pid;
static char where_words[256];
static struct pg_options options;
static size_t alive;
static bool running; /* a loop that is stopped before it runs would stop at once later */

static bool
start_cluster(void)
{
    const char *srcdir = getenv("srcdir");
    char path[256], dir[128];
    int ends[2];
    ssize_t size;

    snprintf(path, sizeof(path), "%s/tests/unit/cluster", srcdir == NULL ? "." : srcdir);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    cluster_pid = fork();
    if (cluster_pid == 0) {
        dup2(ends[1], STDIN_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        execl("/bin/sh", "sh", path, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    cluster = ends[0];
    size = read(cluster, dir, sizeof(dir) - 1);
    if (size <= 1)
        return false;
    dir[size - 1] = '\0';
    snprintf(where_words, sizeof(where_words), "host=%s dbname=postgres", dir);
    where = where_words;
    return true;
}

int
stage_open(const char *schema, const struct pg_query *const *catalogue)
{
    arena = arena_open(256 << 20);
    if (!start_cluster())
        return 1;
    tell(schema);
    loop = loop_open();
    options = (struct pg_options){
        .where = where,
        .user = "postgres",
        .settings = "-c statement_timeout=30s",
        .catalogue = catalogue,
        .connections = {2, 2, 2}
    };
    pg = pg_open(loop, &options);
    return 0;
}

int
stage_close(void **state)
{
    (void)state;
    pg_close(pg);
    loop_close(loop);
    arena_close(arena);
    close(cluster);
    return waitpid(cluster_pid, NULL, 0) != cluster_pid;
}

int
stage_reset(void **state)
{
    (void)state;
    arena_reset(arena);
    return 0;
}

static void
run(void *who)
{
    struct asking *asking = who;

    if (asking->door.pg == NULL)
        asking->door.pg = pg;
    asking->door.arena = arena;
    if (asking->after_ms > 0)
        task_sleep(loop, asking->after_ms);
    asking->answer = pg_ask(&asking->door, asking->query, asking->inputs);
    if (--alive == 0 && running)
        loop_stop(loop);
}

struct asking
asking_of(const struct pg_query *query, const char *input, int64_t after_ms)
{
    return (struct asking){.query = query, .inputs = {str_of(input)}, .after_ms = after_ms};
}

void
ask_all(struct asking *askings, size_t count)
{
    alive = count;
    for (size_t i = 0; i < count; i++)
        assert_true(task_start(loop, run, &askings[i]));
    running = alive > 0;
    if (running)
        loop_run(loop);
    running = false;
}

struct pg_answer
ask(const struct pg_query *query, struct str first, struct str second)
{
    struct asking asking = {
        .query = query, .inputs = {first, second}
    };

    ask_all(&asking, 1);
    return asking.answer;
}

struct str
tell(const char *sql)
{
    struct str why = STR_NONE, value = STR_NONE;
    struct pg_script *script = pg_script_open(arena, where, "postgres", &why);

    if (script == NULL || !pg_script_run(script, sql, &value, &why))
        fail_msg(STR_FMT, STR_ARG(why));
    pg_script_close(script);
    return value;
}
