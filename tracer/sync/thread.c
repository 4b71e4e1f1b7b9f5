#include "tracer/sync/thread.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/event/id.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/door.h"
#include "tracer/sync/gil.h"
#include "tracer/threadlane.h"

/* Names are kept until the handle goes, because callers may hold older ones. */
struct thread_name {
    struct thread_name *older;
    char text[];
};

struct tl_thread {
    uint64_t id;
    uint64_t owner; /* the object that it works for, 0: started by user code */
    void (*function)(void *);
    void *argument;
    struct door_thread door; /* the thread's own, once it runs */

    /* The rest is protected by the guard of `threads`. */
    struct thread_name *name;
    bool is_daemon;
    bool is_started;
    bool has_begun;
    bool has_ended;
    bool is_destroyed;      /* the handle is gone, the thread frees itself when it ends */
    struct waiter *starter; /* waits until it has begun, or NULL */
    struct waiter_queue joiners;
    struct tl_thread *next; /* threads.first, by next and previous; until freed */
    struct tl_thread *previous;
};

static struct {
    struct guard guard; /* protects the list and the state of all threads: starts are rare */
    struct tl_thread *first;
} threads;

static _Atomic uint32_t unnamed_count;

static struct thread_name *make_name(const char *name)
{
    char unnamed[DOOR_NAME_SIZE];
    if (!name) {
        snprintf(unnamed, sizeof(unnamed), "Thread-%u", atomic_fetch_add(&unnamed_count, 1) + 1);
        name = unnamed;
    }
    size_t size = strlen(name) + 1;
    struct thread_name *made = malloc(sizeof(*made) + size);
    if (made) {
        made->older = NULL;
        memcpy(made->text, name, size);
    }
    return made;
}

static void add_to_list(struct tl_thread *thread)
{
    thread->previous = NULL;
    thread->next = threads.first;
    if (threads.first) {
        threads.first->previous = thread;
    }
    threads.first = thread;
}

static void remove_from_list(struct tl_thread *thread)
{
    if (thread->previous) {
        thread->previous->next = thread->next;
    } else {
        threads.first = thread->next;
    }
    if (thread->next) {
        thread->next->previous = thread->previous;
    }
}

static void free_thread(struct tl_thread *thread)
{
    guard_lock(&threads.guard);
    remove_from_list(thread);
    guard_unlock(&threads.guard);
    while (thread->name) {
        struct thread_name *older = thread->name->older;
        free(thread->name);
        thread->name = older;
    }
    free(thread);
}

struct tl_thread *thread_create_for(uint64_t owner, void (*function)(void *), void *argument,
                                    const char *name)
{
    struct tl_thread *thread = calloc(1, sizeof(*thread));
    struct thread_name *made = thread ? make_name(name) : NULL;
    if (!made) {
        free(thread);
        return NULL;
    }
    thread->door.number = thread->door.token = recorder_new_thread();
    thread->door.thread = thread;
    thread->id = id_make(ID_THREAD, thread->door.number);
    thread->owner = owner;
    thread->function = function;
    thread->argument = argument;
    thread->name = made;
    thread->is_daemon = door_thread_self()->is_daemon;
    guard_lock(&threads.guard);
    add_to_list(thread);
    guard_unlock(&threads.guard);
    return thread;
}

struct tl_thread *tl_thread_create(void (*function)(void *), void *argument, const char *name)
{
    DOOR_ENTER();
    if (!function) {
        door_refuse(OPERATION_THREAD_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return NULL;
    }
    return thread_create_for(0, function, argument, name);
}

/* ---- in the new thread ---- */

/* Its first record stands at the line where its function begins, if that is the user's. */
static void begin(struct tl_thread *thread)
{
    door_thread_begin(&thread->door);
    door_thread_step_inside(&thread->door);
    uint64_t tid = schedule_is_on() ? thread->door.number : (uint32_t)gettid();
    thread->door.site = thread->owner ? 0 : (uint64_t)(uintptr_t)thread->function + 1;
    recorder_event(EVENT_THREAD_BEGIN, 0, thread->door.site, thread->id, tid);
    if (gil_is_on()) {
        gil_take(&thread->door); /* the starter waits until then, as in CPython */
    }
    guard_lock(&threads.guard);
    thread->has_begun = true;
    if (thread->starter) {
        door_wake(thread->starter, thread->id);
    }
    guard_unlock(&threads.guard);
    door_thread_step_outside(&thread->door);
}

static void end(struct tl_thread *thread, enum thread_how how)
{
    struct door_thread *self = &thread->door;
    door_thread_step_inside(self);
    gil_leave(self);
    guard_lock(&threads.guard);
    recorder_event(EVENT_THREAD_END, how, 0, thread->id, 0);
    thread->has_ended = true;
    for (struct waiter *w = waiter_queue_pop(&thread->joiners); w;
         w = waiter_queue_pop(&thread->joiners)) {
        door_wake(w, thread->id);
    }
    door_thread_end(self);
    bool is_mine_to_free = thread->is_destroyed;
    guard_unlock(&threads.guard);
    /* From here on the handle's owner may free it, but not in virtual time before we leave. */
    door_thread_leave(self);
    if (is_mine_to_free) {
        free_thread(thread);
    }
}

static void end_by_exit(struct door_thread *self)
{
    end(self->thread, HOW_EXIT);
}

static void *run(void *argument)
{
    struct tl_thread *thread = argument;
    begin(thread);
    thread->function(thread->argument);
    end(thread, HOW_RETURNED);
    return NULL;
}

/* ---- start ---- */

static bool spawn(struct tl_thread *thread)
{
    pthread_t handle;
    pthread_attr_t detached;
    if (pthread_attr_init(&detached) != 0) {
        return false;
    }
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    bool is_made = pthread_create(&handle, &detached, run, thread) == 0;
    pthread_attr_destroy(&detached);
    return is_made;
}

static void await_begin(struct tl_thread *thread)
{
    struct waiter waiter;
    guard_lock(&threads.guard);
    if (thread->has_begun) {
        guard_unlock(&threads.guard);
        return;
    }
    door_reserve(&waiter);
    thread->starter = &waiter;
    door_wait(&waiter, thread->id, limit_forever(), &threads.guard);
}

static const char *current_name(const struct tl_thread *thread)
{
    guard_lock(&threads.guard);
    const char *name = thread->name->text;
    guard_unlock(&threads.guard);
    return name;
}

/* False if it was started before. */
static bool claim_start(struct tl_thread *thread)
{
    guard_lock(&threads.guard);
    bool is_first = !thread->is_started;
    if (is_first) {
        thread->is_started = true;
        thread->door.is_daemon = thread->is_daemon;
        thread->door.on_exit = end_by_exit;
    }
    guard_unlock(&threads.guard);
    return is_first;
}

static void unclaim_start(struct tl_thread *thread)
{
    guard_lock(&threads.guard);
    thread->is_started = false;
    guard_unlock(&threads.guard);
}

static int start(struct tl_thread *thread, struct door_point *point)
{
    if (!claim_start(thread)) {
        return door_point_misuse(point, MISUSE_START_TWICE, TL_STATE);
    }
    recorder_name(thread->id, current_name(thread));
    point->flags |= thread->door.is_daemon ? FLAG_SPECIAL : 0;
    point->begin_value = thread->owner;
    door_point_begin(point);
    if (!spawn(thread)) {
        unclaim_start(thread);
        door_point_fail(point, REASON_LIMIT);
        return TL_NO_THREAD;
    }
    if (schedule_is_on()) {
        schedule_add(&thread->door.place);
    }
    await_begin(thread);
    door_point_done(point, thread->owner);
    return TL_OK;
}

int thread_start(struct tl_thread *thread)
{
    struct door_point point;
    door_point_open(&point, OPERATION_THREAD_CREATE, thread->id);
    int result = start(thread, &point);
    door_point_close(&point);
    return result;
}

int tl_thread_start(struct tl_thread *thread)
{
    DOOR_ENTER();
    return thread ? thread_start(thread)
                  : door_refuse(OPERATION_THREAD_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
}

/* ---- join ---- */

/* Waits under the guard, which is free in between, until the thread has ended or the limit has
 * passed. Who was woken does not look at the thread again: it may have freed itself. */
static bool await_end(struct tl_thread *thread, struct limit limit)
{
    if (thread->has_ended || limit.asked_ns == 0) {
        return thread->has_ended;
    }
    struct waiter waiter;
    door_reserve(&waiter);
    waiter_queue_push(&thread->joiners, &waiter);
    door_wait(&waiter, thread->id, limit, &threads.guard);
    guard_lock(&threads.guard);
    if (!waiter.is_queued) {
        return true;
    }
    waiter_queue_remove(&thread->joiners, &waiter);
    return false;
}

/* Under the guard. */
static enum misuse join_misuse(const struct tl_thread *thread)
{
    if (!thread->is_started) {
        return MISUSE_JOIN_NOT_STARTED;
    }
    return thread == door_thread_self()->thread ? MISUSE_JOIN_SELF : 0;
}

/* Under the guard, which it gives back. */
static int join(struct tl_thread *thread, struct limit limit)
{
    struct door_point point;
    int result = TL_OK;
    door_point_open_limited(&point, OPERATION_THREAD_JOIN, thread->id, limit);
    enum misuse misuse = join_misuse(thread);
    if (misuse) {
        result = door_point_misuse(&point, misuse, TL_STATE);
    } else if (await_end(thread, limit)) {
        door_point_done(&point, 0);
    } else {
        bool is_try = limit.asked_ns == 0;
        door_point_fail(&point, is_try ? REASON_BUSY : REASON_TIMEOUT);
        result = is_try ? TL_BUSY : TL_TIMEOUT;
    }
    guard_unlock(&threads.guard);
    door_point_close(&point);
    return result;
}

int thread_join(struct tl_thread *thread, struct limit limit)
{
    guard_lock(&threads.guard);
    return join(thread, limit);
}

int tl_thread_join(struct tl_thread *thread, double timeout)
{
    DOOR_ENTER();
    return thread ? thread_join(thread, limit_from_seconds(timeout))
                  : door_refuse(OPERATION_THREAD_JOIN, 0, MISUSE_NULL_HANDLE, TL_INVALID);
}

/* Under the guard: the oldest of them, as Python joins them in no order that anyone may rely on. */
static struct tl_thread *find_to_join(void)
{
    const struct tl_thread *self = door_thread_self()->thread;
    struct tl_thread *found = NULL;
    for (struct tl_thread *thread = threads.first; thread; thread = thread->next) {
        bool is_alive = thread->is_started && !thread->has_ended;
        if (is_alive && !thread->is_daemon && thread != self) {
            found = thread;
        }
    }
    return found;
}

void thread_join_all(void)
{
    guard_lock(&threads.guard);
    for (struct tl_thread *thread = find_to_join(); thread; thread = find_to_join()) {
        join(thread, limit_forever());
        guard_lock(&threads.guard);
    }
    guard_unlock(&threads.guard);
}

/* ---- fork ---- */

void thread_begin_fork(void)
{
    guard_lock(&threads.guard);
}

void thread_end_fork(void)
{
    guard_unlock(&threads.guard);
}

/* Who started them is not there either. */
static void end_uncopied(const struct tl_thread *self)
{
    for (struct tl_thread *thread = threads.first; thread; thread = thread->next) {
        if (thread != self) {
            thread->has_ended = thread->is_started;
            thread->starter = NULL;
        }
    }
}

void thread_follow_fork(const struct door_thread *self)
{
    threads.guard = (struct guard){0};
    end_uncopied(self ? self->thread : NULL);
    if (!self) {
        return;
    }
    uint64_t id = id_make(ID_THREAD, self->number);
    if (self->thread) {
        self->thread->id = id;
    }
    bool is_main = strcmp(tl_current_name(), MAIN_THREAD_NAME) == 0;
    recorder_name(id, is_main ? "main" : tl_current_name());
}

/* ---- what a handle tells ---- */

int tl_thread_set_daemon(struct tl_thread *thread, bool is_daemon)
{
    DOOR_ENTER();
    if (!thread) {
        return door_refuse(OPERATION_THREAD_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    guard_lock(&threads.guard);
    bool is_started = thread->is_started;
    thread->is_daemon = is_started ? thread->is_daemon : is_daemon;
    guard_unlock(&threads.guard);
    return is_started
               ? door_refuse(OPERATION_THREAD_CREATE, thread->id, MISUSE_DAEMON_ACTIVE, TL_STATE)
               : TL_OK;
}

bool tl_thread_is_daemon(const struct tl_thread *thread)
{
    guard_lock(&threads.guard);
    bool is_daemon = thread && thread->is_daemon;
    guard_unlock(&threads.guard);
    return is_daemon;
}

bool tl_thread_is_alive(const struct tl_thread *thread)
{
    guard_lock(&threads.guard);
    bool is_alive = thread && thread->is_started && !thread->has_ended;
    guard_unlock(&threads.guard);
    return is_alive;
}

int tl_thread_set_name(struct tl_thread *thread, const char *name)
{
    DOOR_ENTER();
    if (!thread || !name) {
        return door_refuse(OPERATION_THREAD_CREATE, thread ? thread->id : 0, MISUSE_NULL_HANDLE,
                           TL_INVALID);
    }
    struct thread_name *made = make_name(name);
    if (!made) {
        return TL_NO_MEMORY;
    }
    guard_lock(&threads.guard);
    made->older = thread->name;
    thread->name = made;
    bool is_started = thread->is_started;
    guard_unlock(&threads.guard);
    if (is_started) {
        recorder_name(thread->id, name);
    }
    return TL_OK;
}

const char *tl_thread_name(const struct tl_thread *thread)
{
    return thread ? current_name(thread) : "";
}

const char *tl_current_name(void)
{
    const struct door_thread *self = door_thread_self();
    return self->thread ? current_name(self->thread) : self->name;
}

void tl_thread_destroy(struct tl_thread *thread)
{
    if (!thread) {
        return;
    }
    guard_lock(&threads.guard);
    bool is_running = thread->is_started && !thread->has_ended;
    thread->is_destroyed = true;
    guard_unlock(&threads.guard);
    if (!is_running) {
        free_thread(thread);
    }
}
