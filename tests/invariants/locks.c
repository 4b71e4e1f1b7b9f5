/* 6: acquire and release alternate, and a condition's lock is taken back after the wait. */
#include "tests/invariants/rule.h"
#include "tracer/model/moment.h"

struct lock_facts {
    bool is_held, is_numbered; /* a sequence has been seen */
    bool is_copied;            /* by a fork, and not taken since: it may be held or not */
    uint32_t holder, depth, sequence;
};

/* The condition.wait that a thread is inside of. */
struct condition_stay {
    bool is_waiting; /* joined the queue, and its own wait has not ended */
    bool is_woken;   /* its own wait has ended, and not by time */
};

static bool is_reentrant(enum object_type type)
{
    return type != TYPE_LOCK && type != TYPE_PROCESS_LOCK && type != TYPE_SPIN;
}

/* It is one that is taken over when its holder dies, which may be seen only later. */
static bool is_left_behind(const struct checking *checking, const struct lock_facts *lock)
{
    const struct trace *trace = checking->trace;
    const struct trace_thread *holder = &trace->threads[lock->holder];
    return object_outlives_holder(trace, looked_at_object(checking)) &&
           trace->processes[holder->process].end_event != NONE_INDEX &&
           holder->last_event < (size_t)(checking->event - trace->events);
}

static void check_acquire(struct checking *checking, struct lock_facts *lock, enum object_type type)
{
    const struct event *event = checking->event;
    uint32_t depth = value_low(event->value), sequence = value_high(event->value);
    if (lock->is_held && lock->holder == event->thread && depth > 1 && is_reentrant(type)) {
        expect(checking, depth == lock->depth + 1, 6, "a lock's depth does not step by one");
        expect(checking, sequence == lock->sequence, 6, "a re-entry has a number of its own");
    } else if (!lock->is_copied) {
        bool is_taken_over = (event->flags & FLAG_SPECIAL) != 0 || is_left_behind(checking, lock);
        expect(checking, !lock->is_held || is_taken_over, 6, "takes a lock that is held");
        expect(checking, sequence == 0 || !lock->is_numbered || sequence == lock->sequence + 1, 6,
               "a lock's sequence does not grow by one");
    }
    *lock = (struct lock_facts){true, sequence != 0, false, event->thread, depth, sequence};
}

static void check_release(struct checking *checking, struct lock_facts *lock, enum object_type type)
{
    const struct event *event = checking->event;
    uint32_t depth = value_low(event->value);
    bool is_owner_only = type >= TYPE_RLOCK && type <= TYPE_GIL;
    if (lock->is_copied) {
        *lock = (struct lock_facts){.is_numbered = value_high(event->value) != 0,
                                    .sequence = value_high(event->value)};
        return;
    }
    expect(checking, lock->is_held, 6, "gives back a lock that nobody holds");
    expect(checking, !is_owner_only || lock->holder == event->thread, 6,
           "gives back somebody else's lock");
    expect(checking, event->flags & FLAG_SPECIAL ? depth == 0 : depth + 1 == lock->depth, 6,
           "a lock's depth does not step by one");
    expect(checking, value_high(event->value) == lock->sequence, 6,
           "a release is numbered unlike its acquire");
    lock->depth = depth;
    lock->is_held = depth > 0;
}

/* Only what the forking thread holds itself nobody can have given back in between. */
static void copy_lock(struct checking *checking, void *objects, uint32_t origin, uint32_t copy)
{
    struct lock_facts *locks = objects;
    const struct lock_facts *lock = &locks[origin];
    bool is_mine = lock->is_held && lock->holder == checking->event->thread;
    locks[copy] = *lock;
    locks[copy].is_copied = !is_mine;
    locks[copy].holder = is_mine ? forked_thread(checking) : lock->holder;
}

/* ---- inside a condition's wait ---- */

/* The lock of the condition that the event's thread waits on, or NONE_INDEX. */
static uint32_t waited_lock(const struct checking *checking)
{
    const struct event *begin =
        find_open(checking, checking->event->thread, OPERATION_CONDITION_WAIT);
    const struct trace_object *condition = begin ? event_object(checking->trace, begin) : NULL;
    return condition ? condition->lock : NONE_INDEX;
}

static bool holds(const struct checking *checking, const struct lock_facts *locks, uint32_t lock)
{
    return locks[lock].is_held && locks[lock].holder == checking->event->thread;
}

/* A door.wait on the condition itself, not on its lock. */
static bool is_own_wait(const struct checking *checking)
{
    const struct event *event = checking->event;
    const struct event *begin = find_open(checking, event->thread, OPERATION_CONDITION_WAIT);
    return kind_operation(event->kind) == OPERATION_DOOR_WAIT && begin &&
           begin->target == event->target;
}

/* A condition of the C library's, with a mutex locked more than once. */
static bool lets_one_level_go(const struct checking *checking)
{
    return id_class(event_object(checking->trace, checking->event)->id) == ID_ADDRESS;
}

static void check_own_wait(struct checking *checking, struct condition_stay *stay,
                           const struct lock_facts *locks)
{
    const struct event *event = checking->event;
    uint32_t lock = waited_lock(checking);
    if (event->kind == EVENT_DOOR_WAIT_BEGIN) {
        expect(checking,
               lock == NONE_INDEX || !holds(checking, locks, lock) || lets_one_level_go(checking),
               6, "waits on a condition with its lock in hand");
    } else {
        *stay = (struct condition_stay){false, event->kind == EVENT_DOOR_WAIT};
    }
}

static void check_condition_wait(struct checking *checking, struct condition_stay *stay)
{
    const struct event *event = checking->event;
    if (event->kind == EVENT_CONDITION_WAIT_BEGIN) {
        *stay = (struct condition_stay){true, false};
    } else if (event->kind == EVENT_CONDITION_WAIT) {
        expect(checking, !stay->is_waiting && stay->is_woken, 6,
               "goes on from a condition that has not woken it");
    } else if (event->kind == EVENT_CONDITION_WAIT_FAILED) {
        bool is_late = flags_detail(event->flags) == REASON_TIMEOUT;
        expect(checking, !is_late || (!stay->is_waiting && !stay->is_woken), 6,
               "gives up a condition before the time is up");
    }
}

/* With or without a wake, it goes on with the lock. */
static void check_lock_in_hand(struct checking *checking, const struct lock_facts *locks)
{
    const struct event *event = checking->event;
    const struct trace_object *condition = event_object(checking->trace, event);
    bool is_late =
        event->kind == EVENT_CONDITION_WAIT_FAILED && flags_detail(event->flags) == REASON_TIMEOUT;
    bool is_over = event->kind == EVENT_CONDITION_WAIT || is_late;
    bool has_lock = condition && condition->lock != NONE_INDEX;
    expect(checking, !is_over || !has_lock || holds(checking, locks, condition->lock), 6,
           "goes on from a condition without its lock");
}

/* ---- all of it ---- */

static void check_lock(struct checking *checking, struct lock_facts *locks,
                       const struct condition_stay *stay)
{
    const struct event *event = checking->event;
    uint32_t lock = looked_at_object(checking);
    if (lock == NONE_INDEX || event->flags & FLAG_READER) {
        return;
    }
    enum object_type type = checking->trace->objects[lock].type;
    if (event->kind == EVENT_LOCK_ACQUIRE) {
        expect(checking, lock != waited_lock(checking) || !stay->is_waiting, 6,
               "takes a condition's lock back before its own wait has ended");
        check_acquire(checking, &locks[lock], type);
    } else if (event->kind == EVENT_LOCK_RELEASE) {
        check_release(checking, &locks[lock], type);
    }
}

static void look(struct checking *checking, void *threads, void *objects)
{
    struct condition_stay *stay = (struct condition_stay *)threads + checking->event->thread;
    struct lock_facts *locks = objects;
    check_lock(checking, locks, stay);
    if (is_own_wait(checking)) {
        check_own_wait(checking, stay, locks);
    }
    check_condition_wait(checking, stay);
    check_lock_in_hand(checking, locks);
}

const struct rule lock_rule = {
    .thread_size = sizeof(struct condition_stay),
    .object_size = sizeof(struct lock_facts),
    .look = look,
    .fork = copy_lock,
};
