/* What a rule of the invariants is: a file each, named after what it watches, and a line in the
 * table of invariants.c. A rule sees every event in its order, and keeps facts of its own about
 * each thread and each object in between. */
#ifndef THREADLANE_TESTS_INVARIANTS_RULE_H
#define THREADLANE_TESTS_INVARIANTS_RULE_H

#include <stdio.h>

#include "tracer/model/trace.h"

#define OPEN_MAX 64

/* What a thread has begun and not ended; bracket_rule keeps it up, before the others look. */
struct open_operations {
    uint32_t begins[OPEN_MAX]; /* begin events, outermost first; door.wait is among them */
    uint32_t count;
    uint32_t last_wait; /* number of its latest wait */
    bool is_waiting;    /* which is open */
    bool has_timed_out; /* which has failed */
};

struct checking {
    const struct trace *trace;
    const struct event *event; /* looked at now */
    FILE *out;
    size_t violation_count;
    struct open_operations *open; /* by thread; of the event's thread, the event included */
};

/* The facts are zeroed before the first event. A function that is NULL has nothing to do. */
struct rule {
    size_t thread_size, object_size; /* of the facts about one of them */
    void (*look)(struct checking *checking, void *threads, void *objects);
    void (*finish)(struct checking *checking, void *threads, void *objects);
    /* The event forks: `copy` is what becomes of `origin` in the child. NULL: nothing is known of
     * copies at first. */
    void (*fork)(struct checking *checking, void *objects, uint32_t origin, uint32_t copy);
};

extern const struct rule bracket_rule, wake_rule, lock_rule, life_rule, permit_rule, queue_rule,
    future_rule, gil_rule, variable_rule, parent_rule, word_rule, process_rule, pipe_rule;

/* Says so unless it is so: "event 17: invariant 4: …". */
void expect(struct checking *checking, bool is_so, int invariant, const char *what);

/* The begin event of the thread's innermost open operation of that kind, or NULL. */
const struct event *find_open(const struct checking *checking, uint32_t thread,
                              enum event_operation operation);

/* The thread that goes on in the child where the event's thread forks, or NONE_INDEX. */
uint32_t forked_thread(const struct checking *checking);

/* The trace is of a program that was not written with our library: starts do not wait, and who
 * joins is woken by the kernel. */
bool rule_is_foreign(const struct checking *checking);

/* Which object the event is about, or NONE_INDEX. */
uint32_t looked_at_object(const struct checking *checking);

#endif
