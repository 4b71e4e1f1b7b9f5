/* A nesting is "thread T, holding x, took y". Two nestings of the same two locks in opposite
 * orders, by two threads, could have become a deadlock, unless
 *   - both were done under a common outer lock (a gate),
 *   - one came before the other by a start, a join, a wake, or by news that one thread left and the
 *     other found (a permit, an item, what a condition's lock guards), so that they never overlap,
 *   - the second lock was only tried, or asked for with a time limit.
 * Locks inside other primitives are the library's business and not reported. */
#include "tracer/analysis/lock_order.h"

#include <string.h>

#include "tracer/analysis/inquiry.h"

#define BUCKET_COUNT  16384
#define OUTER_MAX     16       /* the latest held locks that count as outer, of very many */
#define JUDGING_MAX   50000000 /* events looked at in all; beyond that, silence */
#define GATE_MAX      6        /* outer locks remembered of a nesting */
#define INSTANCES_MAX 4        /* nestings remembered of one thread and one order of two locks */

struct nesting {
    uint32_t outer, inner; /* objects */
    uint32_t thread;
    uint32_t outer_event, inner_event; /* where they were acquired */
    struct gate {
        uint32_t lock;
        bool is_read;
    } gates[GATE_MAX];
    uint32_t gate_count;
    struct nesting *next; /* in lock_order.buckets */
};

/* What a thread may be reading: the latest locks that it has begun to read. */
struct reading {
    uint32_t locks[OUTER_MAX];
    uint32_t count;
};

struct lock_order {
    const struct trace *trace;
    struct arena *arena;
    struct reading **readings;             /* by thread; NULL: it has read nothing */
    struct nesting *buckets[BUCKET_COUNT]; /* by the two locks, whichever is outer */
    bool *is_monitor;                      /* by object: a lock that belongs to a condition */
};

struct lock_order *lock_order_create(struct arena *arena, const struct trace *trace)
{
    struct lock_order *order = arena_allocate(arena, sizeof(*order));
    order->trace = trace;
    order->arena = arena;
    order->is_monitor = arena_allocate(arena, trace->object_count + (size_t)1);
    order->readings = arena_allocate(arena, (trace->thread_count + (size_t)1) * sizeof(void *));
    for (uint32_t i = 0; i < trace->object_count; i++) {
        if (trace->objects[i].lock != NONE_INDEX) {
            order->is_monitor[trace->objects[i].lock] = true;
        }
    }
    return order;
}

/* ---- collecting ---- */

static uint32_t bucket_of(uint32_t lock, uint32_t other)
{
    return ((lock ^ other) * 2654435761u + (lock + other)) % BUCKET_COUNT;
}

static bool is_users_lock(const struct trace *trace, uint32_t object)
{
    const struct trace_object *lock = &trace->objects[object];
    return lock->parent == NONE_INDEX && lock->type != TYPE_GIL;
}

static bool is_blocking_acquire(const struct trace *trace, const struct event *event)
{
    return event->kind == EVENT_LOCK_ACQUIRE && (event->flags & (FLAG_TRY | FLAG_TIMED)) == 0 &&
           event->target != NONE_INDEX && event_is_about(event, TARGET_OBJECT) &&
           is_users_lock(trace, target_index(event->target));
}

static bool is_remembered(const struct lock_order *order, uint32_t thread, uint32_t outer,
                          uint32_t inner)
{
    uint32_t count = 0;
    for (const struct nesting *nesting = order->buckets[bucket_of(outer, inner)]; nesting != NULL;
         nesting = nesting->next) {
        count += nesting->thread == thread && nesting->outer == outer && nesting->inner == inner;
    }
    return count >= INSTANCES_MAX;
}

/* ---- readers ---- */

static const struct reader_hold *find_read(const struct moment *moment, uint32_t lock,
                                           uint32_t thread)
{
    return reader_holds_find(&moment->readers, moment->objects[lock].first_reader, thread);
}

/* Of what it no longer reads the place is free. */
static void note_read(struct lock_order *order, const struct moment *moment, uint32_t thread,
                      uint32_t lock)
{
    struct reading *reading = order->readings[thread];
    if (reading == NULL) {
        reading = order->readings[thread] = arena_allocate(order->arena, sizeof(*reading));
    }
    uint32_t place = 0;
    while (place < reading->count && reading->locks[place] != lock &&
           find_read(moment, reading->locks[place], thread) != NULL) {
        place++;
    }
    if (place < OUTER_MAX) {
        reading->locks[place] = lock;
        reading->count += place == reading->count;
    }
}

/* ---- nestings ---- */

static void add_gate(struct nesting *nesting, uint32_t lock, bool is_read)
{
    if (lock != nesting->outer && lock != nesting->inner && nesting->gate_count < GATE_MAX) {
        nesting->gates[nesting->gate_count++] = (struct gate){lock, is_read};
    }
}

static void remember_gates(const struct lock_order *order, struct nesting *nesting,
                           const struct moment *moment)
{
    uint32_t object = moment->threads[nesting->thread].first_held;
    for (; object != NONE_INDEX; object = moment->objects[object].next_held) {
        if (moment->trace->objects[object].type != TYPE_GIL) {
            add_gate(nesting, object, false);
        }
    }
    const struct reading *reading = order->readings[nesting->thread];
    for (uint32_t i = 0; reading != NULL && i < reading->count; i++) {
        if (find_read(moment, reading->locks[i], nesting->thread) != NULL) {
            add_gate(nesting, reading->locks[i], true);
        }
    }
}

static void remember(struct lock_order *order, const struct moment *moment, uint32_t outer,
                     uint32_t outer_event, uint32_t inner)
{
    uint32_t thread = order->trace->events[moment->event_count].thread;
    if (is_remembered(order, thread, outer, inner)) {
        return;
    }
    struct nesting *nesting = arena_allocate(order->arena, sizeof(*nesting));
    struct nesting **bucket = &order->buckets[bucket_of(outer, inner)];
    *nesting = (struct nesting){
        .outer = outer,
        .inner = inner,
        .thread = thread,
        .outer_event = outer_event,
        .inner_event = (uint32_t)moment->event_count,
        .next = *bucket,
    };
    *bucket = nesting;
    remember_gates(order, nesting, moment);
}

/* Nobody may have waited yet, so that nobody has said which lock the condition uses. */
static void note_monitors(struct lock_order *order, const struct moment *moment, uint32_t thread)
{
    uint32_t lock = moment->threads[thread].first_held;
    for (int i = 0; lock != NONE_INDEX && i < OUTER_MAX; i++) {
        order->is_monitor[lock] = true;
        lock = moment->objects[lock].next_held;
    }
}

static void note_nesting(struct lock_order *order, const struct moment *moment, uint32_t outer,
                         uint32_t outer_event, uint32_t inner)
{
    if (outer != inner && is_users_lock(order->trace, outer)) {
        remember(order, moment, outer, outer_event, inner);
    }
}

static void note_nestings(struct lock_order *order, const struct moment *moment, uint32_t thread,
                          uint32_t inner)
{
    if (moment->objects[inner].depth > 0 && moment->objects[inner].holder == thread) {
        return; /* an RLock taken again waits for nobody */
    }
    uint32_t outer = moment->threads[thread].first_held;
    for (int i = 0; outer != NONE_INDEX && i < OUTER_MAX; i++) {
        note_nesting(order, moment, outer, moment->objects[outer].hold_event, inner);
        outer = moment->objects[outer].next_held;
    }
    const struct reading *reading = order->readings[thread];
    for (uint32_t i = 0; reading != NULL && i < reading->count; i++) {
        const struct reader_hold *hold = find_read(moment, reading->locks[i], thread);
        if (hold != NULL) {
            note_nesting(order, moment, reading->locks[i], hold->hold_event, inner);
        }
    }
}

void lock_order_note(struct lock_order *order, const struct moment *moment)
{
    const struct event *event = &order->trace->events[moment->event_count];
    if (event->kind == EVENT_CONDITION_NOTIFY) {
        note_monitors(order, moment, event->thread);
    }
    if (is_blocking_acquire(order->trace, event)) {
        note_nestings(order, moment, event->thread, target_index(event->target));
    }
    bool is_read = event->kind == EVENT_LOCK_ACQUIRE && (event->flags & FLAG_READER) != 0 &&
                   event->target != NONE_INDEX && event_is_about(event, TARGET_OBJECT);
    if (is_read) {
        note_read(order, moment, event->thread, target_index(event->target));
    }
}

/* ---- judging ---- */

/* One that both of them only read keeps neither out. */
static bool has_common_gate(const struct nesting *a, const struct nesting *b)
{
    for (uint32_t i = 0; i < a->gate_count; i++) {
        for (uint32_t j = 0; j < b->gate_count; j++) {
            bool is_passed = a->gates[i].is_read && b->gates[j].is_read;
            if (a->gates[i].lock == b->gates[j].lock && !is_passed) {
                return true;
            }
        }
    }
    return false;
}

/* The thread that this event lets go on, or NONE_INDEX. A lock's wake is no order: it only tells
 * who came first this time. */
static uint32_t released_by(const struct trace *trace, const struct event *event)
{
    if (event->kind == EVENT_THREAD_CREATE_BEGIN || event->kind == EVENT_THREAD_CREATE) {
        return event_is_about(event, TARGET_THREAD) ? target_index(event->target) : NONE_INDEX;
    }
    const struct trace_object *object = event_object(trace, event);
    bool is_lock = object != NULL && object->type <= TYPE_PROCESS_LOCK;
    return event->kind == EVENT_DOOR_WAKE && !is_lock ? value_high(event->value) : NONE_INDEX;
}

struct judge {
    struct inquiry *inquiry;
    bool *is_after; /* by thread: scratch */
    uint32_t *news; /* by object: the last round in which something was left there */
    uint32_t round;
    size_t event_budget;
};

/* What a thread may find at an object because another has left it there. */
static bool leaves_news(enum event_operation operation)
{
    switch (operation) {
    case OPERATION_CONDITION_NOTIFY:
    case OPERATION_SEMAPHORE_RELEASE:
    case OPERATION_EVENT_SET:
    case OPERATION_BARRIER_WAIT:
    case OPERATION_QUEUE_PUT:
    case OPERATION_QUEUE_TASK_DONE:
    case OPERATION_FUTURE_SET:
    case OPERATION_PIPE_SEND:
    case OPERATION_PIPE_WRITE:
        return true;
    default:
        return false;
    }
}

static bool finds_news(enum event_operation operation)
{
    switch (operation) {
    case OPERATION_CONDITION_WAIT:
    case OPERATION_SEMAPHORE_ACQUIRE:
    case OPERATION_EVENT_WAIT:
    case OPERATION_BARRIER_WAIT:
    case OPERATION_QUEUE_GET:
    case OPERATION_QUEUE_JOIN:
    case OPERATION_FUTURE_WAIT:
    case OPERATION_PIPE_RECV:
    case OPERATION_PIPE_READ:
        return true;
    default:
        return false;
    }
}

/* A condition's lock guards what is waited for: whoever takes it may look, and need not wait. */
static void follow_news(struct judge *judge, const struct event *event,
                        const struct nesting *nesting)
{
    if (event->target == NONE_INDEX || !event_is_about(event, TARGET_OBJECT) ||
        kind_stage(event->kind) == STAGE_FAILED) {
        return;
    }
    uint32_t object = target_index(event->target);
    enum event_operation operation = kind_operation(event->kind);
    bool is_monitor = judge->inquiry->lock_order->is_monitor[object] && object != nesting->outer &&
                      object != nesting->inner;
    bool is_done = kind_stage(event->kind) == STAGE_DONE;
    bool finds =
        is_done && (finds_news(operation) || (is_monitor && operation == OPERATION_LOCK_ACQUIRE));
    bool leaves = leaves_news(operation) || (is_monitor && operation == OPERATION_LOCK_RELEASE);
    if (finds && judge->news[object] == judge->round) {
        judge->is_after[event->thread] = true;
    }
    if (leaves && judge->is_after[event->thread]) {
        judge->news[object] = judge->round;
    }
}

/* Whether what `first` did at its inner lock must come before `second` began, on every run. Out of
 * budget it says yes: silence is better than a false alarm. */
static bool is_ordered(struct judge *judge, const struct nesting *first,
                       const struct nesting *second)
{
    const struct trace *trace = judge->inquiry->trace;
    memset(judge->is_after, 0, trace->thread_count * sizeof(*judge->is_after));
    judge->is_after[first->thread] = true;
    judge->round++;
    for (uint32_t i = first->inner_event; i < second->outer_event; i++) {
        const struct event *event = &trace->events[i];
        bool is_join = event->kind == EVENT_THREAD_JOIN && event_is_about(event, TARGET_THREAD);
        if (judge->event_budget-- == 0) {
            judge->event_budget = 0;
            return true;
        }
        if (is_join && judge->is_after[target_index(event->target)]) {
            judge->is_after[event->thread] = true;
        }
        follow_news(judge, event, first);
        uint32_t released = judge->is_after[event->thread] ? released_by(trace, event) : NONE_INDEX;
        if (released < trace->thread_count) {
            judge->is_after[released] = true;
        }
    }
    return judge->is_after[second->thread];
}

static bool is_read(const struct trace *trace, uint32_t acquire)
{
    return (trace->events[acquire].flags & FLAG_READER) != 0;
}

/* Whoever holds the outer lock of the one keeps the other from its inner one, unless both read. */
static bool excludes(const struct trace *trace, const struct nesting *holder,
                     const struct nesting *other)
{
    return !is_read(trace, holder->outer_event) || !is_read(trace, other->inner_event);
}

static bool is_risk(struct judge *judge, const struct nesting *a, const struct nesting *b)
{
    bool is_opposite = a->outer == b->inner && a->inner == b->outer && a->thread != b->thread;
    return is_opposite && excludes(judge->inquiry->trace, a, b) &&
           excludes(judge->inquiry->trace, b, a) && !has_common_gate(a, b) &&
           !is_ordered(judge, a, b) && !is_ordered(judge, b, a);
}

enum taking { TAKING_TAKES, TAKING_READS, TAKING_WRITES, TAKING_COUNT };

static enum taking taking_of(const struct trace *trace, uint32_t acquire)
{
    const struct trace_object *lock = event_object(trace, &trace->events[acquire]);
    return lock == NULL || lock->type != TYPE_RWLOCK ? TAKING_TAKES
           : is_read(trace, acquire)                 ? TAKING_READS
                                                     : TAKING_WRITES;
}

/* "takes a and then b", "reads a and then takes b" */
static const char *nesting_words(struct inquiry *inquiry, const struct nesting *nesting)
{
    static const char *const words[][TAKING_COUNT] = {
        [TAKING_TAKES] =
            {
                [TAKING_TAKES] = N_("takes %s and then %s"),
                [TAKING_READS] = N_("takes %s and then reads %s"),
                [TAKING_WRITES] = N_("takes %s and then writes %s"),
            },
        [TAKING_READS] =
            {
                [TAKING_TAKES] = N_("reads %s and then takes %s"),
                [TAKING_READS] = N_("reads %s and then %s"),
                [TAKING_WRITES] = N_("reads %s and then writes %s"),
            },
        [TAKING_WRITES] =
            {
                [TAKING_TAKES] = N_("writes %s and then takes %s"),
                [TAKING_READS] = N_("writes %s and then reads %s"),
                [TAKING_WRITES] = N_("writes %s and then %s"),
            },
    };
    enum taking outer = taking_of(inquiry->trace, nesting->outer_event);
    enum taking inner = taking_of(inquiry->trace, nesting->inner_event);
    return arena_print_text(inquiry->arena, translate(inquiry->language, words[outer][inner]),
                            inquiry_object_name(inquiry, nesting->outer),
                            inquiry_object_name(inquiry, nesting->inner));
}

static void report(struct inquiry *inquiry, const struct nesting *a, const struct nesting *b)
{
    const struct nesting *first = a->inner_event < b->inner_event ? a : b;
    const struct nesting *second = first == a ? b : a;
    struct draft draft = draft_begin(FINDING_LOCK_ORDER_RISK, CAUSE_RISK, HANG_NONE);
    index_list_add(&draft.threads, inquiry->arena, first->thread);
    index_list_add(&draft.threads, inquiry->arena, second->thread);
    index_list_add(&draft.objects, inquiry->arena, first->outer);
    index_list_add(&draft.objects, inquiry->arena, first->inner);
    const uint32_t events[] = {first->outer_event, first->inner_event, second->outer_event,
                               second->inner_event};
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        index_list_add(&draft.events, inquiry->arena, events[i]);
    }
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, first->thread)},
        {"u", inquiry_thread_name(inquiry, second->thread)},
        {"o", nesting_words(inquiry, first)},
        {"p", nesting_words(inquiry, second)},
        {"s1", inquiry_site(inquiry, first->inner_event)},
        {"s2", inquiry_site(inquiry, second->inner_event)},
    };
    draft_say(inquiry, &draft, SENTENCE_LOCK_ORDER, places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
}

static bool is_reported(const struct inquiry *inquiry, const struct nesting *nesting)
{
    for (uint32_t i = 0; i < inquiry->finding_count; i++) {
        const struct finding *finding = &inquiry->findings[i];
        if (finding->kind == FINDING_LOCK_ORDER_RISK &&
            (finding->objects[0] == nesting->outer || finding->objects[0] == nesting->inner) &&
            (finding->objects[1] == nesting->outer || finding->objects[1] == nesting->inner)) {
            return true;
        }
    }
    return false;
}

static void examine_bucket(struct judge *judge, const struct nesting *bucket)
{
    for (const struct nesting *a = bucket; a != NULL; a = a->next) {
        for (const struct nesting *b = a->next; b != NULL; b = b->next) {
            if (!is_reported(judge->inquiry, a) && is_risk(judge, a, b)) {
                report(judge->inquiry, a, b);
            }
        }
    }
}

static struct judge begin_judging(struct inquiry *inquiry)
{
    const struct trace *trace = inquiry->trace;
    size_t object_count = trace->object_count + (size_t)1;
    return (struct judge){
        .inquiry = inquiry,
        .is_after = arena_allocate(inquiry->arena, trace->thread_count + (size_t)1),
        .news = arena_allocate(inquiry->arena, object_count * sizeof(uint32_t)),
        .event_budget = JUDGING_MAX,
    };
}

/* Where the program hung, the deadlock itself is the news. */
void lock_order_find(struct inquiry *inquiry)
{
    struct judge judge = begin_judging(inquiry);
    for (uint32_t i = 0; i < BUCKET_COUNT && inquiry->liveness->dead_count == 0; i++) {
        examine_bucket(&judge, inquiry->lock_order->buckets[i]);
    }
}
