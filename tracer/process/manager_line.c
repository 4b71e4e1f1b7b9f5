#include "tracer/process/manager_line.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/process/fork.h"
#include "tracer/process/manager_message.h"
#include "tracer/sync/object.h"
#include "tracer/threadlane_process.h"

struct line {
    struct manager_place place;
    struct manager_channel *channel;
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
static void close_line(struct line *line, void (*close)(struct manager_channel *))
{
    guard_lock(&lines.guard);
    struct line **link = &lines.first;
    while (*link != line) {
        link = &(*link)->next_of_all;
    }
    *link = line->next_of_all;
    close(line->channel);
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
        close_line(line, manager_channel_abandon);
    }
}

/* The forking thread is the only one here, and what it and others had is the parent's. */
static void close_inherited_lines(void)
{
    own_lines = NULL;
    while (lines.first) {
        struct line *line = lines.first;
        lines.first = line->next_of_all;
        manager_channel_destroy(line->channel);
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

/* Of which the other end is the manager's: for a trace it is closed here before anybody has it. */
static uint64_t create_pipe(const struct manager_place *place, const char *name,
                            enum close_how other_end)
{
    struct door_point point, closing;
    uint64_t id = object_create_shared(&point, TYPE_PIPE, place->manager, name);
    door_point_open(&closing, OPERATION_OBJECT_CLOSE, id);
    door_point_done_with(&closing, 0, other_end);
    door_point_close(&closing);
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
    greeting.requests = create_pipe(place, "requests", CLOSE_READ_END);
    greeting.replies = create_pipe(place, "replies", CLOSE_WRITE_END);
    return greeting;
}

/* Both know the key. Until the other one has shown it, it may be anybody: the outside. */
static bool greet(int socket, const struct manager_greeting *greeting)
{
    struct door_point point;
    struct manager_key answer;
    uint64_t id = manager_socket_id(socket);
    door_point_open(&point, OPERATION_IO_WAIT, id);
    point.flags |= IO_SOCKET;
    door_point_begin(&point);
    bool is_known = manager_socket_write(socket, greeting, sizeof(*greeting)) &&
                    manager_socket_read(socket, &answer, sizeof(answer), id, limit_forever()) &&
                    manager_key_is(&answer, MANAGER_KEY_OF_SERVER);
    door_point_done(&point, is_known);
    door_point_close(&point);
    return is_known;
}

/* Our ends in `end`, the manager's in `theirs`: it reads the first. */
static bool open_pipes(struct manager_channel_end *end, int theirs[2])
{
    int requests[2], replies[2];
    if (pipe2(requests, O_CLOEXEC) != 0) {
        return false;
    }
    if (pipe2(replies, O_CLOEXEC) != 0) {
        close(requests[0]);
        close(requests[1]);
        return false;
    }
    end->out_fd = requests[1];
    end->in_fd = replies[0];
    theirs[0] = requests[0];
    theirs[1] = replies[1];
    return true;
}

static bool send_ends(int socket, const int theirs[2], struct manager_channel_end *end)
{
    int mailboxes;
    end->mailboxes = mailbox_pair_create(&mailboxes);
    const int all[] = {theirs[0], theirs[1], mailboxes};
    bool is_sent = manager_socket_send_descriptors(socket, all, end->mailboxes ? 3 : 2);
    if (end->mailboxes) {
        close(mailboxes);
    }
    return is_sent;
}

/* Under the guard: no child may be forked that keeps an end of the manager's, for then nobody would
 * see the manager go. */
static struct manager_channel *hand_over_pipes(int socket, struct manager_channel_end *end)
{
    int theirs[2];
    if (!open_pipes(end, theirs)) {
        return NULL;
    }
    bool is_sent = send_ends(socket, theirs, end);
    close(theirs[0]);
    close(theirs[1]);
    struct manager_channel *channel = manager_channel_create(end);
    if (channel && !is_sent) {
        manager_channel_abandon(channel);
    }
    return is_sent ? channel : NULL;
}

/* Under the guard. */
static void enter_lists(struct line *line)
{
    line->next = own_lines;
    own_lines = line;
    line->next_of_all = lines.first;
    lines.first = line;
}

static bool open_line(struct line *line, int socket, const struct manager_greeting *greeting)
{
    struct manager_channel_end end = {
        .in = greeting->replies,
        .out = greeting->requests,
        .is_caller = true,
    };
    guard_lock(&lines.guard);
    line->channel = hand_over_pipes(socket, &end);
    if (line->channel) {
        enter_lists(line);
    }
    guard_unlock(&lines.guard);
    return line->channel != NULL;
}

static struct line *make_line(const struct manager_place *place)
{
    int socket = manager_socket_connect(&place->address, place->manager);
    if (socket < 0) {
        return NULL;
    }
    struct manager_greeting greeting = make_greeting(place);
    struct line *line = calloc(1, sizeof(*line));
    if (line) {
        line->place = *place;
    }
    if (line && !(greet(socket, &greeting) && open_line(line, socket, &greeting))) {
        free(line);
        line = NULL;
    }
    close(socket);
    return line;
}

struct manager_channel *manager_line(const struct manager_place *place)
{
    pthread_once(&end_key_once, prepare_ends);
    struct line *line = *find_line(place);
    if (!line) {
        line = make_line(place);
        pthread_setspecific(end_key, line);
    }
    return line ? line->channel : NULL;
}

void manager_line_drop(const struct manager_place *place)
{
    struct line **link = find_line(place), *line = *link;
    if (line) {
        *link = line->next;
        close_line(line, manager_channel_destroy);
    }
}
