#include "tracer/process/manager_server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tracer/process/connection.h"
#include "tracer/process/manager_serving.h"
#include "tracer/process/manager_socket.h"
#include "tracer/sync/door.h"
#include "tracer/sync/thread.h"

#define NAME_SIZE 48

/* What this process is. It outlives main's part in it, which its daemons run on beside. */
static struct manager_server server;

/* A daemon of the server, whose end nobody waits for. False: the system gave no thread. */
static bool start_daemon(void (*function)(void *), void *argument, const char *name)
{
    struct tl_thread *thread = thread_create_for(server.manager, function, argument, name);
    if (!thread) {
        return false;
    }
    tl_thread_set_daemon(thread, true);
    bool is_started = thread_start(thread) == TL_OK;
    tl_thread_destroy(thread);
    return is_started;
}

/* CPython counts the accepter as the first. */
static void start_serving(int fd)
{
    static unsigned thread_count = 1;
    char name[NAME_SIZE];
    snprintf(name, sizeof(name), "Thread-%u (handle_request)", ++thread_count);
    struct manager_serving *serving = manager_serving_create(fd, server.manager);
    if (serving && !start_daemon(manager_serving_run, serving, name)) {
        manager_serving_destroy(serving);
    }
}

static int await_caller(uint64_t socket)
{
    struct door_point point;
    door_point_open(&point, OPERATION_IO_WAIT, socket);
    point.flags |= IO_SOCKET;
    door_point_begin(&point);
    int fd = manager_socket_accept(server.listener, socket);
    door_point_done(&point, (uint64_t)(int64_t)fd);
    door_point_close(&point);
    return fd;
}

static void accept_callers(void *unused)
{
    (void)unused;
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    uint64_t socket = manager_socket_id(server.listener);
    for (;;) {
        int fd = await_caller(socket);
        if (fd >= 0) {
            start_serving(fd);
        }
    }
    door_point_close(&point);
    door_leave(&visit);
}

/* Nothing is ever sent: it ends when the creator closes it, or ends, however that happens. */
static void await_end(void)
{
    void *data;
    size_t size;
    while (connection_recv_bytes(server.lifeline, &data, &size, limit_forever()) == TL_OK) {
        free(data);
    }
}

/* As CPython's, it is not stopped by what is typed to stop the program: the creator ends it. */
int manager_server_run(const struct manager_server *asked)
{
    server = *asked;
    signal(SIGINT, SIG_IGN);
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    bool is_serving = start_daemon(accept_callers, NULL, "Thread-1 (accepter)");
    if (is_serving) {
        await_end();
    }
    door_point_close(&point);
    door_leave(&visit);
    return is_serving ? EXIT_SUCCESS : EXIT_FAILURE;
}
