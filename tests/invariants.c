#include "tests/invariants.h"

#include <stdlib.h>
#include <string.h>

#define OPEN_MAX 64

struct thread_facts {
    uint32_t open[OPEN_MAX]; /* begin events of its open operations, outermost first */
    uint32_t open_count;
    uint32_t last_wait;
    uint32_t last_woken; /* wait number */
    uint32_t notified;   /* condition, as an event's target, of the notify just before */
    uint32_t wakes_left; /* door.wakes on it that must follow */
    bool is_waiting;     /* its wait number last_wait is open */
    bool has_timed_out;  /* its wait number last_wait has failed */
    bool is_created, has_recorded, has_begun, has_ended;
};

struct object_facts {
    uint32_t holder; /* thread or NONE_INDEX */
    uint32_t depth;
    uint32_t sequence;
    uint32_t version;
    bool is_numbered;    /* sequence has been seen */
    uint64_t permits;    /* of a semaphore; of a queue its limit, 0 for none */
    uint32_t put_count;  /* items are numbered from 1 */
    uint32_t item_count; /* in the queue now */
    uint32_t next_item;  /* to be got, first in first out */
    bool is_unordered;
    bool has_version;
};

struct checking {
    const struct trace *trace;
    const struct event *event;
    FILE *out;
    size_t violation_count;
    struct thread_facts *threads;
    struct object_facts *objects;
};

static void expect(struct checking *checking, bool is_so, int invariant, const char *what)
{
    if (!is_so) {
        fprintf(checking->out, "event %zu: invariant %d: %s\n",
                (size_t)(checking->event - checking->trace->events), invariant, what);
        checking->violation_count++;
    }
}

static struct thread_facts *self(struct checking *checking)
{
    return &checking->threads[checking->event->thread];
}

/* ---- 1 to 3: brackets and waits ---- */

static bool is_open(const struct checking *checking, const struct thread_facts *thread,
                    enum event_operation operation)
{
    for (uint32_t i = 0; i < thread->open_count; i++) {
        if (kind_operation(checking->trace->events[thread->open[i]].kind) == operation) {
            return true;
        }
    }
    return false;
}

static bool begins(const struct event *begin, const struct event *end)
{
    return kind_operation(begin->kind) == kind_operation(end->kind) && begin->target == end->target;
}

static void close_operation(struct checking *checking, struct thread_facts *thread)
{
    for (uint32_t depth = thread->open_count; depth-- > 0;) {
        if (begins(&checking->trace->events[thread->open[depth]], checking->event)) {
            expect(checking, depth + 1 == thread->open_count, 1,
                   "ends an operation around others that are still open");
            thread->open_count = depth;
            return;
        }
    }
}

static void check_brackets(struct checking *checking)
{
    struct thread_facts *thread = self(checking);
    const struct event *event = checking->event;
    if (kind_stage(event->kind) != STAGE_BEGIN) {
        close_operation(checking, thread);
    } else if (thread->open_count < OPEN_MAX) {
        thread->open[thread->open_count++] = (uint32_t)(event - checking->trace->events);
    } else {
        expect(checking, false, 1, "more operations are open than a program nests");
    }
}

static void check_waits(struct checking *checking)
{
    struct thread_facts *thread = self(checking);
    const struct event *event = checking->event;
    uint32_t number = value_low(event->value);
    bool is_wait = kind_operation(event->kind) == OPERATION_DOOR_WAIT;
    bool is_begin = event->kind == EVENT_DOOR_WAIT_BEGIN;
    if (is_begin) {
        expect(checking, number == thread->last_wait + 1, 2, "a wait is not numbered one higher");
        expect(checking, thread->open_count > 0, 3, "a wait inside no operation");
        thread->last_wait = number;
    } else if (is_wait) {
        expect(checking, thread->is_waiting && number == thread->last_wait, 2,
               "a wait ends that is not open");
    }
    expect(checking, !thread->is_waiting || (is_wait && !is_begin), 2,
           "a thread records while it waits");
    thread->is_waiting = is_wait ? is_begin : thread->is_waiting;
    thread->has_timed_out = is_wait ? event->kind == EVENT_DOOR_WAIT_FAILED : thread->has_timed_out;
}

/* ---- 4 and 5: wakes ---- */

static void check_wake(struct checking *checking)
{
    const struct event *event = checking->event;
    uint32_t woken = value_high(event->value), number = value_low(event->value);
    if (event->kind != EVENT_DOOR_WAKE || woken >= checking->trace->thread_count) {
        expect(checking, event->kind != EVENT_DOOR_WAKE, 4, "wakes a thread that is not there");
        return;
    }
    struct thread_facts *thread = &checking->threads[woken];
    bool is_next = number == thread->last_wait + 1 && !thread->is_waiting &&
                   is_open(checking, thread, OPERATION_CONDITION_WAIT);
    bool is_now = number == thread->last_wait && thread->is_waiting;
    bool is_late = number == thread->last_wait && thread->has_timed_out && thread->open_count > 0;
    /* After a late one, the condition's wait may wait on for its lock. */
    bool is_later =
        number < thread->last_wait && is_open(checking, thread, OPERATION_CONDITION_WAIT);
    expect(checking, is_now || is_next || is_late || is_later, 4, "wakes a wait that is not open");
    expect(checking, number > thread->last_woken || is_later, 4,
           "wakes a wait for the second time");
    thread->last_woken = number > thread->last_woken ? number : thread->last_woken;
}

static void check_notify(struct checking *checking)
{
    struct thread_facts *thread = self(checking);
    const struct event *event = checking->event;
    bool is_its_wake = event->kind == EVENT_DOOR_WAKE && event->target == thread->notified;
    if (is_its_wake && thread->wakes_left > 0) {
        thread->wakes_left--;
        return;
    }
    expect(checking, thread->wakes_left == 0, 5, "a notify woke fewer than it said");
    expect(checking, !is_its_wake, 5, "a notify woke more than it said");
    thread->wakes_left = 0;
    thread->notified = NONE_INDEX;
    if (event->kind == EVENT_CONDITION_NOTIFY) {
        thread->notified = event->target;
        thread->wakes_left = value_high(event->value);
    }
}

/* ---- 6: locks ---- */

static void check_acquire(struct checking *checking, struct object_facts *lock)
{
    const struct event *event = checking->event;
    uint32_t depth = value_low(event->value), sequence = value_high(event->value);
    if (lock->holder == event->thread && depth > 1) {
        expect(checking, depth == lock->depth + 1, 6, "a lock's depth does not step by one");
        expect(checking, sequence == lock->sequence, 6, "a re-entry has a number of its own");
    } else {
        expect(checking, lock->holder == NONE_INDEX, 6, "takes a lock that is held");
        expect(checking, sequence == 0 || !lock->is_numbered || sequence == lock->sequence + 1, 6,
               "a lock's sequence does not grow by one");
    }
    lock->holder = event->thread;
    lock->depth = depth;
    lock->sequence = sequence;
    lock->is_numbered = sequence != 0;
}

static void check_release(struct checking *checking, struct object_facts *lock,
                          enum object_type type)
{
    const struct event *event = checking->event;
    uint32_t depth = value_low(event->value);
    bool is_owner_only = type >= TYPE_RLOCK && type <= TYPE_GIL;
    expect(checking, lock->holder != NONE_INDEX, 6, "gives back a lock that nobody holds");
    expect(checking, !is_owner_only || lock->holder == event->thread, 6,
           "gives back somebody else's lock");
    expect(checking, event->flags & FLAG_SPECIAL ? depth == 0 : depth + 1 == lock->depth, 6,
           "a lock's depth does not step by one");
    expect(checking, value_high(event->value) == lock->sequence, 6,
           "a release is numbered unlike its acquire");
    lock->depth = depth;
    lock->holder = depth == 0 ? NONE_INDEX : lock->holder;
}

static void check_lock(struct checking *checking)
{
    const struct trace_object *object = event_object(checking->trace, checking->event);
    if (!object || checking->event->flags & FLAG_READER) {
        return;
    }
    struct object_facts *lock = &checking->objects[object - checking->trace->objects];
    if (checking->event->kind == EVENT_LOCK_ACQUIRE) {
        check_acquire(checking, lock);
    } else if (checking->event->kind == EVENT_LOCK_RELEASE) {
        check_release(checking, lock, object->type);
    }
}

/* ---- 10: lives of threads ---- */

static void check_own_life(struct checking *checking)
{
    struct thread_facts *thread = self(checking);
    const struct event *event = checking->event;
    expect(checking, event->kind != EVENT_THREAD_BEGIN || !thread->has_recorded, 10,
           "a thread records before it begins");
    thread->has_recorded = true;
    expect(checking, !thread->has_ended || event->kind == EVENT_DOOR_WAKE, 10,
           "a thread records after its end");
}

static void check_life(struct checking *checking)
{
    const struct event *event = checking->event;
    if (event->thread != 0) {
        check_own_life(checking);
    }
    if (!event_is_about(event, TARGET_THREAD)) {
        return;
    }
    const struct trace_thread *known = &checking->trace->threads[target_index(event->target)];
    struct thread_facts *thread = &checking->threads[target_index(event->target)];
    switch (event->kind) {
    case EVENT_THREAD_CREATE_BEGIN:
        expect(checking, !thread->is_created && !thread->has_begun, 10,
               "a thread is created that is there already");
        thread->is_created = true;
        break;
    case EVENT_THREAD_BEGIN:
        expect(checking, !thread->has_begun, 10, "a thread begins twice");
        expect(checking, known->create_event == NONE_INDEX || thread->is_created, 10,
               "a thread begins before it is created");
        thread->has_begun = true;
        break;
    case EVENT_THREAD_END:
        expect(checking, !thread->has_ended, 10, "a thread ends twice");
        thread->has_ended = true;
        break;
    case EVENT_THREAD_JOIN:
        expect(checking, thread->has_ended, 10, "a thread is joined before its end");
        break;
    default:
        break;
    }
}

/* ---- 7: permits and items ---- */

static void check_limits(struct object_facts *object, const struct event *event)
{
    unsigned role = flags_detail(event->flags);
    if (role == ROLE_LIMIT) {
        object->permits = event->value;
    }
    object->is_unordered |= role == ROLE_ORDER;
}

static void check_permits(struct checking *checking, struct object_facts *semaphore)
{
    const struct event *event = checking->event;
    if (event->kind == EVENT_SEMAPHORE_ACQUIRE) {
        expect(checking, semaphore->permits > 0, 7, "takes a permit that is not there");
        semaphore->permits--;
    } else {
        semaphore->permits += value_high(event->value);
    }
    expect(checking, value_low(event->value) == semaphore->permits, 7,
           "permits do not move by what was taken or given");
    semaphore->permits = value_low(event->value);
}

static void check_put(struct checking *checking, struct object_facts *queue)
{
    uint64_t value = checking->event->value;
    queue->item_count++;
    expect(checking, value_low(value) == ++queue->put_count, 7, "an item is put out of turn");
    expect(checking, queue->permits == 0 || queue->item_count <= queue->permits, 7,
           "puts an item into a full queue");
    expect(checking, value_high(value) == queue->item_count, 7,
           "a queue's size is not puts - gets");
}

static void check_get(struct checking *checking, struct object_facts *queue)
{
    uint64_t value = checking->event->value;
    uint32_t item = value_low(value);
    expect(checking, item >= 1 && item <= queue->put_count, 7, "gets an item that was not put");
    expect(checking, queue->is_unordered || item == queue->next_item + 1, 7,
           "gets an item out of turn");
    queue->next_item = item;
    queue->item_count--;
    expect(checking, value_high(value) == queue->item_count, 7,
           "a queue's size is not puts - gets");
}

static void check_stock(struct checking *checking)
{
    const struct event *event = checking->event;
    const struct trace_object *target = event_object(checking->trace, event);
    if (!target) {
        return;
    }
    struct object_facts *object = &checking->objects[target - checking->trace->objects];
    switch (event->kind) {
    case EVENT_OBJECT_HAS:
        check_limits(object, event);
        break;
    case EVENT_SEMAPHORE_ACQUIRE:
    case EVENT_SEMAPHORE_RELEASE:
        check_permits(checking, object);
        break;
    case EVENT_QUEUE_PUT:
        check_put(checking, object);
        break;
    case EVENT_QUEUE_GET:
        check_get(checking, object);
        break;
    case EVENT_OBJECT_CLOSE:
        if (flags_detail(event->flags) == CLOSE_IMMEDIATE) {
            object->item_count = 0;
            object->next_item = object->put_count;
        }
        break;
    default:
        break;
    }
}

/* ---- 11: the GIL ---- */

static void check_gil(struct checking *checking)
{
    const struct event *event = checking->event;
    const struct trace_object *object = event_object(checking->trace, event);
    if (!object) {
        return;
    }
    struct object_facts *gil = &checking->objects[object - checking->trace->objects];
    if (event->kind == EVENT_GIL_TAKE) {
        expect(checking, gil->holder == NONE_INDEX, 11, "takes the GIL that another one has");
        gil->holder = event->thread;
    } else if (event->kind == EVENT_GIL_DROP) {
        expect(checking, gil->holder == event->thread, 11, "drops a GIL that it does not have");
        gil->holder = NONE_INDEX;
    }
}

/* ---- 12, 13, 15 ---- */

static void check_version(struct checking *checking)
{
    const struct trace_object *object = event_object(checking->trace, checking->event);
    if (!object || checking->event->kind != EVENT_VARIABLE_STORE) {
        return;
    }
    struct object_facts *variable = &checking->objects[object - checking->trace->objects];
    uint32_t version = value_high(checking->event->value);
    expect(checking, !variable->has_version || version == variable->version + 1, 12,
           "a variable's version does not grow by one");
    variable->version = version;
    variable->has_version = true;
}

/* Causes come before effects in the other rules by place; here places go by time. */
static void check_time(struct checking *checking)
{
    const struct event *event = checking->event;
    bool is_first = event == checking->trace->events;
    expect(checking, is_first || event[-1].time_ns <= event->time_ns, 13, "time goes backwards");
}

/* An address is told as such where no source line is known, and libffi makes code that stands in no
 * library; a number must have been defined. */
static bool is_defined(const struct trace_site *site)
{
    return site->line > 0 || strstr(site->file, "0x");
}

static void check_words(struct checking *checking)
{
    const struct trace *trace = checking->trace;
    const struct event *event = checking->event;
    bool has_text = event->kind == EVENT_PRINT || event->kind == EVENT_MARK;
    expect(checking, !has_text || event->value - 1 < trace->text_count, 15,
           "a text that is not defined");
    expect(checking, event->site == NONE_INDEX || is_defined(&trace->sites[event->site]), 15,
           "a site that is not defined");
}

static void check_event(struct checking *checking)
{
    check_life(checking);
    check_waits(checking); /* before its begin counts as the operation around it */
    check_brackets(checking);
    check_wake(checking);
    check_notify(checking);
    check_lock(checking);
    check_stock(checking);
    check_gil(checking);
    check_version(checking);
    check_time(checking);
    check_words(checking);
}

size_t invariants_check(const struct trace *trace, FILE *out)
{
    struct checking checking = {
        .trace = trace,
        .out = out,
        .threads = calloc(trace->thread_count + (size_t)1, sizeof *checking.threads),
        .objects = calloc(trace->object_count + (size_t)1, sizeof *checking.objects),
    };
    if (!checking.threads || !checking.objects) {
        abort();
    }
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        checking.threads[i].notified = NONE_INDEX;
    }
    for (uint32_t i = 0; i < trace->object_count; i++) {
        checking.objects[i].holder = NONE_INDEX;
    }
    for (size_t i = 0; i < trace->event_count; i++) {
        checking.event = &trace->events[i];
        check_event(&checking);
    }
    free(checking.threads);
    free(checking.objects);
    return checking.violation_count;
}
