#include "tracer/process/manager_line.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/process/connection.h"
#include "tracer/process/fork.h"
#include "tracer/process/manager_message.h"
#include "tracer/sync/object.h"

struct line {
    struct manager_place place;
    struct tl_connection *connection;
    struct line *next; /* of the same thread */
    struct line *next_of_all;
};

static _Thread_local struct line *own_lines;

static struct {
    struct guard guard; /* protects the list */
    struct line *first;
} lines;

static pthread_once_t end_key_once = PTHREAD_ONCE_INIT;
static pthread_key_t end_key; /* its value only has to be set for the destructor to run */

/* Closes it, in a way, under the guard: a child that is forked has either closed its copy or never
 * got one. */
static void close_line(struct line *line, void (*close)(struct tl_connection *))
{
    guard_lock(&lines.guard);
    struct line **link = &lines.first;
    while (*link != line) {
        link = &(*link)->next_of_all;
    }
    *link = line->next_of_all;
    close(line->connection);
    guard_unlock(&lines.guard);
    free(line);
}

/* The thread has ended, so this is not recorded. */
static void close_own_lines(void *value)
{
    (void)value;
    while (own_lines) {
        struct line *line = own_lines;
        own_lines = line->next;
        close_line(line, connection_abandon);
    }
}

/* The forking thread is the only one here, and what it and others had is the parent's. */
static void close_inherited_lines(void)
{
    own_lines = NULL;
    while (lines.first) {
        struct line *line = lines.first;
        lines.first = line->next_of_all;
        tl_connection_destroy(line->connection);
        free(line);
    }
}

static void prepare_ends(void)
{
    pthread_key_create(&end_key, close_own_lines);
    process_guard_at_fork(&lines.guard);
    process_at_fork(close_inherited_lines);
}

static struct line **find_line(const struct manager_place *place)
{
    struct line **link = &own_lines;
    while (*link && strcmp((*link)->place.address.name, place->address.name) != 0) {
        link = &(*link)->next;
    }
    return link;
}

/* ---- making one ---- */

static uint64_t create_pipe(const struct manager_place *place, const char *name)
{
    struct door_point point;
    uint64_t id = object_create_shared(&point, TYPE_PIPE, place->manager, name);
    door_point_close(&point);
    return id;
}

/* As CPython names the thread that serves: by the process, and a thread that is not its first. */
static void name_caller(char *name)
{
    const char *process = tl_current_process_name(), *thread = tl_current_name();
    bool is_main = strcmp(thread, "MainThread") == 0;
    snprintf(name, MANAGER_NAME_SIZE, "%s%s%s", process, is_main ? "" : "|", is_main ? "" : thread);
}

static struct manager_greeting make_greeting(const struct manager_place *place)
{
    struct manager_greeting greeting = {.key = manager_key(MANAGER_KEY_OF_CALLER)};
    name_caller(greeting.name);
    greeting.requests = create_pipe(place, "requests");
    greeting.replies = create_pipe(place, "replies");
    return greeting;
}

/* Both know the key. */
static bool greet(int fd, const struct manager_greeting *greeting)
{
    struct manager_key answer;
    return manager_socket_write(fd, greeting, sizeof(*greeting)) &&
           manager_socket_read(fd, &answer, sizeof(answer), greeting->replies, limit_forever()) &&
           manager_key_is(&answer, MANAGER_KEY_OF_SERVER);
}

static struct tl_connection *make_connection(const struct manager_place *place)
{
    int fd = manager_socket_connect(&place->address, place->manager);
    if (fd < 0) {
        return NULL;
    }
    struct manager_greeting greeting = make_greeting(place);
    struct tl_connection *connection = NULL;
    if (greet(fd, &greeting)) {
        connection = connection_from_socket(fd, greeting.requests, greeting.replies);
    }
    if (!connection) {
        close(fd);
    }
    return connection;
}

static void enter_lists(struct line *line)
{
    line->next = own_lines;
    own_lines = line;
    guard_lock(&lines.guard);
    line->next_of_all = lines.first;
    lines.first = line;
    guard_unlock(&lines.guard);
    pthread_setspecific(end_key, line);
}

struct tl_connection *manager_line(const struct manager_place *place)
{
    pthread_once(&end_key_once, prepare_ends);
    struct line *line = *find_line(place);
    if (line) {
        return line->connection;
    }
    line = calloc(1, sizeof(*line));
    struct tl_connection *connection = line ? make_connection(place) : NULL;
    if (!connection) {
        free(line);
        return NULL;
    }
    line->place = *place;
    line->connection = connection;
    enter_lists(line);
    return connection;
}

void manager_line_drop(const struct manager_place *place)
{
    struct line **link = find_line(place), *line = *link;
    if (line) {
        *link = line->next;
        close_line(line, tl_connection_destroy);
    }
}
