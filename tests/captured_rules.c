#include "tests/captured_rules.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/capturing_recorder.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/threadlane.h"

#define THREAD_MAX  512
#define OBJECT_MAX  65536
#define BRACKET_MAX 16

struct thread_state {
    uint32_t wait_number;
    bool is_waiting;
    bool has_ended;
    uint32_t bracket_count;
    struct {
        enum event_operation operation;
        uint64_t object;
    } brackets[BRACKET_MAX]; /* outermost first */
    bool *is_woken;          /* by wait number; wait_max + 1 of them */
    uint32_t wait_max;
};

struct object_state {
    uint32_t depth;
    uint32_t sequence;
    uint32_t holder;
    int64_t permits; /* a semaphore's; else its limit, 0 for none */
    uint32_t item_count, put_count;
    uint32_t arrivals; /* at a barrier, of the present round */
    uint32_t version;  /* of a variable or list */
    enum tl_future_state future;
    bool is_shared; /* between processes */
};

static struct thread_state threads[THREAD_MAX];
static struct object_state objects[OBJECT_MAX];
static unsigned broken;

static void require(bool is_kept, const char *rule, size_t index)
{
    if (!is_kept) {
        const struct captured_event *event = capture_event(index);
        fprintf(stderr, "event %zu, %s of thread %u: %s\n", index, kind_name(event->kind),
                event->thread, rule);
        broken++;
    }
}

static bool *woken_mark(uint32_t thread, uint32_t number)
{
    struct thread_state *state = &threads[thread];
    if (number > state->wait_max || !state->is_woken) {
        uint32_t max = number * 2 + 64;
        bool *grown = calloc(max + 1, sizeof(bool));
        for (uint32_t i = 0; state->is_woken && i <= state->wait_max; i++) {
            grown[i] = state->is_woken[i];
        }
        free(state->is_woken);
        state->is_woken = grown;
        state->wait_max = max;
    }
    return &state->is_woken[number];
}

/* The kernel ends the wait, without a name. */
static bool is_kernel_wait(const struct captured_event *event)
{
    enum id_class class = id_class(event->object);
    return class == ID_PROCESS ||
           (class == ID_LIBRARY && objects[id_number(event->object) % OBJECT_MAX].is_shared);
}

static void check_wait(struct thread_state *thread, const struct captured_event *event,
                       size_t index)
{
    switch (kind_stage(event->kind)) {
    case STAGE_BEGIN:
        require(event->value == thread->wait_number + 1, "waits are numbered 1, 2, 3", index);
        require(thread->bracket_count > 0, "a wait lies inside an open operation", index);
        thread->wait_number = (uint32_t)event->value;
        thread->is_waiting = true;
        break;
    case STAGE_DONE:
        require(is_kernel_wait(event) || *woken_mark(event->thread, (uint32_t)event->value),
                "who wakes was woken before", index);
        /* fall through */
    case STAGE_FAILED:
        require(thread->is_waiting && event->value == thread->wait_number,
                "the open wait is the one that ends", index);
        thread->is_waiting = false;
        break;
    }
}

static void check_wake(const struct captured_event *event, size_t index)
{
    uint32_t target = (uint32_t)(event->value >> 32);
    uint32_t number = (uint32_t)event->value;
    bool *mark = woken_mark(target, number);
    require(!*mark, "nobody is woken twice", index);
    require(number <= threads[target].wait_number + 1, "a wake names a wait that is there", index);
    *mark = true;
}

static void check_lock(struct object_state *lock, const struct captured_event *event, size_t index)
{
    uint32_t depth = (uint32_t)event->value;
    uint32_t sequence = (uint32_t)(event->value >> 32);
    bool is_acquire = event->kind == EVENT_LOCK_ACQUIRE;
    if (is_acquire && lock->depth == 0) {
        require(sequence == lock->sequence + 1, "each hold has the next number", index);
        lock->holder = event->thread;
    } else if (is_acquire) {
        require(event->thread == lock->holder && depth == lock->depth + 1,
                "only the holder comes in again", index);
    } else {
        bool gives_all = event->flags & FLAG_SPECIAL;
        require(lock->depth > 0 && depth == (gives_all ? 0 : lock->depth - 1),
                "a release gives one level, or all", index);
        require(sequence == lock->sequence, "a release ends the present hold", index);
    }
    lock->depth = depth;
    lock->sequence = sequence;
}

static void check_permits(struct object_state *semaphore, const struct captured_event *event,
                          size_t index)
{
    bool is_acquire = event->kind == EVENT_SEMAPHORE_ACQUIRE;
    int64_t step = is_acquire ? -1 : (int64_t)(event->value >> 32);
    semaphore->permits += step;
    require(semaphore->permits >= 0 && (uint32_t)event->value == semaphore->permits,
            "permits are counted one by one", index);
}

/* Queues first in, first out only. */
static void check_item(struct object_state *queue, const struct captured_event *event, size_t index)
{
    bool is_put = event->kind == EVENT_QUEUE_PUT;
    uint32_t item = (uint32_t)event->value;
    queue->put_count += is_put;
    queue->item_count += is_put ? 1 : (uint32_t)-1;
    require((uint32_t)(event->value >> 32) == queue->item_count, "size is puts less gets", index);
    require(!is_put || item == queue->put_count, "items are put in turn", index);
    require(is_put || queue->is_shared || item == queue->put_count - queue->item_count,
            "items come out as they went in", index);
    require(queue->permits == 0 || queue->item_count <= queue->permits,
            "no more items than the limit", index);
}

/* Each round has as many passes as parties, the first of them the last to arrive. */
static void check_pass(struct object_state *barrier, const struct captured_event *event,
                       size_t index)
{
    uint32_t arrived = (uint32_t)event->value;
    if (barrier->arrivals == 0) {
        require(arrived + 1 == barrier->permits, "the last party opens the barrier", index);
        barrier->sequence++;
    }
    require(event->value >> 32 == barrier->sequence, "a round ends before the next", index);
    barrier->arrivals = (barrier->arrivals + 1) % (uint32_t)barrier->permits;
}

/* One holder at a time; its number goes up when it comes to another thread. */
static void check_gil(struct object_state *gil, const struct captured_event *event, size_t index)
{
    if (event->kind == EVENT_GIL_TAKE) {
        bool is_switch = gil->holder != event->thread;
        require(gil->depth == 0, "one thread has the GIL", index);
        require(event->value == gil->sequence + is_switch, "switches are counted", index);
        gil->holder = event->thread;
        gil->sequence = (uint32_t)event->value;
        gil->depth = 1;
    } else if (event->kind == EVENT_GIL_DROP) {
        require(gil->depth == 1 && gil->holder == event->thread, "the holder drops the GIL", index);
        gil->depth = 0;
    } else if (event->kind == EVENT_GIL_ASK) {
        require(gil->depth == 1 && gil->holder == event->value, "the holder is asked", index);
    }
}

static void check_version(struct object_state *variable, const struct captured_event *event,
                          size_t index)
{
    uint32_t version = (uint32_t)(event->value >> 32);
    if (event->kind == EVENT_VARIABLE_STORE) {
        require(version == variable->version + 1, "each store makes the next version", index);
        variable->version = version;
    } else if (event->kind == EVENT_VARIABLE_LOAD) {
        require(version <= variable->version, "what is read was written before", index);
    }
}

/* From pending to running to finished, or from pending to cancelled, which is noted once. */
static void check_future(struct object_state *future, const struct captured_event *event,
                         size_t index)
{
    enum tl_future_state *state = &future->future;
    switch (event->kind) {
    case EVENT_FUTURE_RUN:
        require(*state == TL_FUTURE_PENDING, "what runs was pending", index);
        *state = TL_FUTURE_RUNNING;
        break;
    case EVENT_FUTURE_SET:
        require(*state <= TL_FUTURE_RUNNING, "what is finished was not done before", index);
        *state = TL_FUTURE_FINISHED;
        break;
    case EVENT_FUTURE_CANCEL:
        require(*state == TL_FUTURE_PENDING, "what is cancelled was pending", index);
        *state = TL_FUTURE_CANCELLED;
        break;
    case EVENT_FUTURE_RUN_FAILED:
        if (flags_detail(event->flags) == REASON_CANCELLED) {
            require(*state == TL_FUTURE_CANCELLED, "what is skipped was cancelled", index);
            *state = TL_FUTURE_CANCELLED_AND_NOTIFIED;
        }
        break;
    case EVENT_TASK_RUN_BEGIN:
        require(*state == TL_FUTURE_RUNNING, "a task is taken on before it is run", index);
        break;
    default:
        break;
    }
}

static bool has_begin(const struct captured_event *event)
{
    return kind_is_known((uint16_t)((event->kind & ~3) | STAGE_BEGIN));
}

/* What ends an operation whose begin was recorded ends the innermost of them. */
static void check_bracket(struct thread_state *thread, const struct captured_event *event,
                          size_t index)
{
    uint32_t count = thread->bracket_count;
    if (kind_stage(event->kind) == STAGE_BEGIN) {
        require(count < BRACKET_MAX, "operations nest a few deep", index);
        thread->brackets[count].operation = kind_operation(event->kind);
        thread->brackets[count].object = event->object;
        thread->bracket_count++;
    } else if (has_begin(event) && (event->flags & FLAG_CONTENDED)) {
        require(count > 0 && thread->brackets[count - 1].operation == kind_operation(event->kind) &&
                    thread->brackets[count - 1].object == event->object,
                "what ends is the innermost operation", index);
        thread->bracket_count -= count > 0;
    } else if (kind_stage(event->kind) == STAGE_FAILED && count > 0 &&
               thread->brackets[count - 1].operation == kind_operation(event->kind)) {
        thread->bracket_count--;
    }
}

static void check_event(const struct captured_event *event, size_t index)
{
    struct thread_state *thread = &threads[event->thread % THREAD_MAX];
    struct object_state *object = &objects[id_number(event->object) % OBJECT_MAX];
    enum event_operation operation = kind_operation(event->kind);
    require(!thread->is_waiting || operation == OPERATION_DOOR_WAIT, "who waits records nothing",
            index);
    require(!thread->has_ended || operation == OPERATION_DOOR_WAKE, "who has ended only wakes",
            index);
    switch (operation) {
    case OPERATION_DOOR_WAIT:
        check_wait(thread, event, index);
        return;
    case OPERATION_DOOR_WAKE:
        check_wake(event, index);
        return;
    case OPERATION_LOCK_ACQUIRE:
    case OPERATION_LOCK_RELEASE:
        if (kind_stage(event->kind) == STAGE_DONE) {
            check_lock(object, event, index);
        }
        break;
    case OPERATION_SEMAPHORE_ACQUIRE:
    case OPERATION_SEMAPHORE_RELEASE:
        if (kind_stage(event->kind) == STAGE_DONE) {
            check_permits(object, event, index);
        }
        break;
    case OPERATION_QUEUE_PUT:
    case OPERATION_QUEUE_GET:
        if (kind_stage(event->kind) == STAGE_DONE) {
            check_item(object, event, index);
        }
        break;
    case OPERATION_BARRIER_WAIT:
        if (kind_stage(event->kind) == STAGE_DONE) {
            check_pass(object, event, index);
        }
        break;
    case OPERATION_FUTURE_RUN:
    case OPERATION_FUTURE_SET:
    case OPERATION_FUTURE_CANCEL:
    case OPERATION_TASK_RUN:
        check_future(object, event, index);
        break;
    case OPERATION_GIL_TAKE:
    case OPERATION_GIL_DROP:
    case OPERATION_GIL_ASK:
        check_gil(object, event, index);
        break;
    case OPERATION_VARIABLE_LOAD:
    case OPERATION_VARIABLE_STORE:
        check_version(object, event, index);
        break;
    case OPERATION_OBJECT_CREATE:
        object->is_shared = event->flags & FLAG_READER;
        break;
    case OPERATION_OBJECT_HAS:
        object->permits = flags_detail(event->flags) == ROLE_LIMIT ? (int64_t)event->value : 0;
        break;
    case OPERATION_THREAD_END:
        threads[id_number(event->object) % THREAD_MAX].has_ended = true;
        break;
    default:
        break;
    }
    check_bracket(thread, event, index);
}

unsigned captured_rules_broken(void)
{
    broken = 0;
    for (size_t i = 0; i < capture_count(); i++) {
        check_event(capture_event(i), i);
    }
    return broken;
}
