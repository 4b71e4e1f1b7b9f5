/* 9: PENDING, RUNNING, FINISHED; or PENDING, CANCELLED, and noted once by whoever was to run it. */
#include "tests/invariants/rule.h"

#define IN(state) (1u << (state))

/* What may happen in which states, and which comes of it. What is not here changes nothing. */
static const struct {
    uint16_t kind;
    uint16_t reason; /* of a failed one; 0: any */
    uint16_t states;
    bool is_change;
    enum future_state becomes;
    const char *what;
} steps[] = {
    {EVENT_FUTURE_RUN, 0, IN(FUTURE_PENDING), true, FUTURE_RUNNING,
     "takes on a future that is not pending"},
    {EVENT_FUTURE_RUN_FAILED, REASON_CANCELLED, IN(FUTURE_CANCELLED), true, FUTURE_SKIPPED,
     "skips a future that is not cancelled, or for the second time"},
    {EVENT_FUTURE_SET, 0, IN(FUTURE_PENDING) | IN(FUTURE_RUNNING), true, FUTURE_FINISHED,
     "finishes a future that is done already"},
    {EVENT_FUTURE_CANCEL, 0, IN(FUTURE_PENDING), true, FUTURE_CANCELLED,
     "cancels a future that is not pending"},
    {EVENT_FUTURE_CANCEL_FAILED, REASON_BUSY, IN(FUTURE_RUNNING), false, 0,
     "is too late to cancel a future that is not running"},
    {EVENT_FUTURE_CANCEL_FAILED, REASON_CLOSED, IN(FUTURE_FINISHED), false, 0,
     "is too late to cancel a future that is not finished"},
    {EVENT_TASK_RUN_BEGIN, 0, IN(FUTURE_RUNNING), false, 0,
     "runs a future that nobody has taken on"},
    {EVENT_TASK_RUN, 0, IN(FUTURE_RUNNING), false, 0, "has run a future that is not running"},
    {EVENT_TASK_RUN_FAILED, 0, IN(FUTURE_RUNNING), false, 0,
     "has run a future that is not running"},
    {EVENT_FUTURE_WAIT, 0, IN(FUTURE_FINISHED), false, 0, "gets a result that is not there"},
    {EVENT_FUTURE_WAIT_FAILED, REASON_CANCELLED, IN(FUTURE_CANCELLED) | IN(FUTURE_SKIPPED), false,
     0, "finds a future cancelled that is not"},
    {EVENT_FUTURE_WAIT_FAILED, REASON_TIMEOUT, IN(FUTURE_PENDING) | IN(FUTURE_RUNNING), false, 0,
     "gives up on a future that is done"},
};

struct future_facts {
    enum future_state state;
    bool has_been_run;
};

/* Workers of a pool take their tasks on by running them. */
static bool is_of_pool(const struct trace *trace, const struct trace_object *object)
{
    return object->parent != NONE_INDEX && trace->objects[object->parent].type == TYPE_POOL;
}

static void take_step(struct checking *checking, struct future_facts *future)
{
    const struct event *event = checking->event;
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        bool is_it = steps[i].kind == event->kind &&
                     (steps[i].reason == 0 || steps[i].reason == flags_detail(event->flags));
        if (is_it) {
            expect(checking, (steps[i].states & IN(future->state)) != 0, 9, steps[i].what);
            future->state = steps[i].is_change ? steps[i].becomes : future->state;
        }
    }
}

/* A worker takes a future on before it finishes it; one that nobody runs is finished as it is. */
static void check_task(struct checking *checking, struct future_facts *future,
                       const struct trace_object *object)
{
    const struct event *event = checking->event;
    bool is_pools = is_of_pool(checking->trace, object);
    bool is_broken = flags_detail(event->flags) == REASON_BROKEN;
    bool needs_worker = object->parent != NONE_INDEX && !is_pools && !is_broken;
    expect(checking,
           event->kind != EVENT_FUTURE_SET || !needs_worker || future->state != FUTURE_PENDING, 9,
           "finishes a future of an executor that nobody has taken on");
    if (event->kind == EVENT_TASK_RUN_BEGIN) {
        bool takes_on = is_pools && future->state == FUTURE_PENDING;
        future->state = takes_on ? FUTURE_RUNNING : future->state;
        expect(checking, !future->has_been_run, 9, "runs a future for the second time");
        future->has_been_run = true;
    }
}

/* An iterator hands a future on when that is done. */
static void check_delivered(struct checking *checking, const struct future_facts *futures)
{
    const struct trace *trace = checking->trace;
    uint32_t process = trace->threads[checking->event->thread].process;
    uint32_t future = trace_find_object(trace, checking->event->value, process);
    bool is_future = future != NONE_INDEX && trace->objects[future].type == TYPE_FUTURE;
    expect(checking, is_future, 9, "delivers what is not a future");
    expect(checking,
           !is_future ||
               (IN(futures[future].state) & (IN(FUTURE_PENDING) | IN(FUTURE_RUNNING))) == 0,
           9, "delivers a future that is not done");
}

static void look(struct checking *checking, void *threads, void *objects)
{
    (void)threads;
    const struct event *event = checking->event;
    const struct trace_object *object = event_object(checking->trace, event);
    struct future_facts *futures = objects;
    if (object && object->type == TYPE_FUTURE) {
        check_task(checking, &futures[looked_at_object(checking)], object);
        take_step(checking, &futures[looked_at_object(checking)]);
    } else if (event->kind == EVENT_FUTURE_WAIT && event->value != 0) {
        check_delivered(checking, futures);
    }
}

static void copy_future(struct checking *checking, void *objects, uint32_t origin, uint32_t copy)
{
    (void)checking;
    struct future_facts *futures = objects;
    futures[copy] = futures[origin];
}

const struct rule future_rule = {
    .object_size = sizeof(struct future_facts),
    .look = look,
    .fork = copy_future,
};
