/* The server is a child of the creator that nobody but a creator in good health needs: it ends when
 * it reads the end of its lifeline, a pipe whose writing end only the creator has. So shutdown is
 * to close that end and to join the process; and nothing has to be done by a creator that is
 * killed. Forked children close their copies at once. */
#include "tracer/process/manager.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tracer/process/connection.h"
#include "tracer/process/finalizer.h"
#include "tracer/process/fork.h"
#include "tracer/process/manager_server.h"
#include "tracer/process/process.h"
#include "tracer/sync/object.h"

#define NAME_SIZE          96
#define FINALIZER_PRIORITY 0 /* CPython's */
#define END_SECONDS        1.0
#define TERMINATE_SECONDS  0.1

enum lifeline_end { LIFELINE_READ, LIFELINE_WRITE };

struct tl_manager {
    struct manager_place place;
    uint32_t creator; /* process_self of it */
    struct tl_process *process;
    int listener; /* -1 once the server has it */
    struct finalizer *finalizer;
    _Atomic bool is_shut_down;
    struct tl_connection *lifeline[2]; /* under the guard of `managers`; NULL: closed here */
    struct tl_manager *next;           /* managers.first */
};

static struct {
    struct guard guard; /* protects the list */
    struct tl_manager *first;
} managers;

/* The one that the calling thread is making the server of, as the server finds it after the fork.
 */
static _Thread_local struct tl_manager *starting;

/* ---- what a forked child must not have ---- */

/* Under the guard, so that every child has either closed it or never got it. */
static void close_end(struct tl_manager *manager, enum lifeline_end end)
{
    tl_connection_destroy(manager->lifeline[end]);
    manager->lifeline[end] = NULL;
}

static void close_listener(struct tl_manager *manager)
{
    if (manager->listener >= 0) {
        close(manager->listener);
    }
    manager->listener = -1;
}

/* In a forked child: lifelines are the creators' and the servers', and of nobody else. */
static void close_inherited_lifelines(void)
{
    for (struct tl_manager *manager = managers.first; manager; manager = manager->next) {
        close_end(manager, LIFELINE_WRITE);
        if (manager != starting) {
            close_end(manager, LIFELINE_READ);
            close_listener(manager);
        }
    }
}

static void close_lifeline(struct tl_manager *manager, enum lifeline_end end)
{
    guard_lock(&managers.guard);
    close_end(manager, end);
    guard_unlock(&managers.guard);
}

static void enter_list(struct tl_manager *manager)
{
    process_guard_at_fork(&managers.guard);
    process_at_fork(close_inherited_lifelines);
    guard_lock(&managers.guard);
    manager->next = managers.first;
    managers.first = manager;
    guard_unlock(&managers.guard);
}

static void leave_list(const struct tl_manager *manager)
{
    guard_lock(&managers.guard);
    struct tl_manager **link = &managers.first;
    while (*link != manager) {
        link = &(*link)->next;
    }
    *link = manager->next;
    guard_unlock(&managers.guard);
}

/* ---- shutdown ---- */

/* It ends by itself, unless something keeps it from running. */
static void await_end(struct tl_process *process)
{
    if (process_join(process, limit_from_now(END_SECONDS)) == TL_OK) {
        return;
    }
    process_signal(process, SIGTERM);
    if (process_join(process, limit_from_now(TERMINATE_SECONDS)) != TL_OK) {
        process_signal(process, SIGKILL);
        process_join(process, limit_forever());
    }
}

static void shut_down(struct tl_manager *manager)
{
    if (atomic_exchange(&manager->is_shut_down, true)) {
        return;
    }
    close_lifeline(manager, LIFELINE_WRITE);
    await_end(manager->process);
}

static void shut_down_at_exit(void *manager)
{
    shut_down(manager);
}

int tl_manager_shutdown(struct tl_manager *manager)
{
    DOOR_ENTER();
    if (!manager) {
        return door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    if (manager->creator != process_self()) {
        return TL_STATE;
    }
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_CLOSE, manager->place.manager);
    door_point_done_with(&point, 0, CLOSE_GENTLY);
    shut_down(manager);
    door_point_close(&point);
    return TL_OK;
}

/* ---- making ---- */

static int run_server(void *argument)
{
    struct tl_manager *manager = argument;
    const struct manager_server server = {
        .manager = manager->place.manager,
        .listener = manager->listener,
        .lifeline = manager->lifeline[LIFELINE_READ],
    };
    starting = NULL;
    return manager_server_run(&server);
}

static int start_server(struct tl_manager *manager)
{
    starting = manager;
    int result = process_start(manager->process);
    starting = NULL;
    return result;
}

/* The list first: a child that another thread forks meanwhile finds what it has to close. */
static bool start(struct tl_manager *manager, const char *name)
{
    uint64_t id = manager->place.manager;
    enter_list(manager);
    manager->listener = manager_socket_listen(&manager->place.address);
    manager->process = process_create_for(id, run_server, manager, name);
    bool is_good = manager->listener >= 0 && manager->process &&
                   connection_init_pair(false, id, "lifeline", manager->lifeline) == TL_OK &&
                   start_server(manager) == TL_OK;
    close_listener(manager);
    close_lifeline(manager, LIFELINE_READ);
    if (is_good) {
        manager->finalizer = finalizer_add(FINALIZER_PRIORITY, shut_down_at_exit, manager);
    }
    return is_good;
}

static void destroy(struct tl_manager *manager)
{
    close_lifeline(manager, LIFELINE_WRITE);
    leave_list(manager);
    tl_process_destroy(manager->process);
    free(manager);
}

static struct tl_manager *create(const char *name)
{
    static _Atomic unsigned made_count;
    char numbered[NAME_SIZE];
    snprintf(numbered, sizeof(numbered), "SyncManager-%u", atomic_fetch_add(&made_count, 1) + 1);
    const char *label = name ? name : numbered;
    struct tl_manager *manager = calloc(1, sizeof(*manager));
    if (!manager) {
        return NULL;
    }
    struct door_point point;
    manager->creator = process_self();
    manager->listener = -1;
    manager->place.manager = object_create_shared(&point, TYPE_MANAGER, 0, label);
    bool is_good = start(manager, label);
    door_point_close(&point);
    if (!is_good) {
        destroy(manager);
        return NULL;
    }
    return manager;
}

struct tl_manager *tl_manager_create(const char *name)
{
    DOOR_ENTER();
    if (schedule_is_on()) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_PROCESS_IN_VIRTUAL_TIME, TL_STATE);
        return NULL;
    }
    return manager_key_is_drawn() ? create(name) : NULL;
}

struct proxy *manager_create_referent(struct tl_manager *manager, enum manager_method method,
                                      int32_t capacity, const char *name)
{
    if (!manager) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return NULL;
    }
    if (manager->is_shut_down) {
        door_refuse(OPERATION_OBJECT_CREATE, manager->place.manager, MISUSE_MANAGER_SHUT_DOWN,
                    TL_STATE);
        return NULL;
    }
    return proxy_create(&manager->place, method, capacity, name);
}

void tl_manager_destroy(struct tl_manager *manager)
{
    DOOR_ENTER();
    if (!manager) {
        return;
    }
    if (manager->creator == process_self()) {
        struct door_point point;
        object_destroy(&point, manager->place.manager);
        finalizer_remove(manager->finalizer);
        shut_down(manager);
        door_point_close(&point);
    }
    destroy(manager);
}
