/* A stuck thread that waits for nobody in particular, and for no reason known to another finder:
 * whoever could end its wait has ended or is stuck too. */
#include "tracer/analysis/inquiry.h"

#define NAMES_MAX 3 /* of tasks or threads in one sentence */

static bool has_same_target(const struct inquiry *inquiry, uint32_t thread, uint32_t target)
{
    const struct wait_edge *edge = wait_graph_edge(inquiry->graph, thread);
    return edge != NULL && edge->target == target && inquiry_is_open_root(inquiry, thread);
}

/* A worker without work, at its own pool's queue; worker processes have no owner but wait there
 * too, as does what serves them. */
static bool is_idle(const struct inquiry *inquiry, uint32_t thread, uint32_t target)
{
    uint32_t owner = inquiry->trace->threads[thread].owner;
    if (target_class(target) != TARGET_OBJECT) {
        return false;
    }
    enum object_type type = inquiry->trace->objects[target_index(target)].type;
    return (owner != NONE_INDEX && target_index(target) == owner) || type == TYPE_POOL ||
           type == TYPE_PROCESS_EXECUTOR || type == TYPE_MANAGER;
}

/* Whether somebody waits in vain for what the root does not get, itself or behind it, who is no
 * daemon and no idle worker. */
static bool has_victim(const struct inquiry *inquiry, uint32_t root)
{
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        const struct wait_edge *edge = wait_graph_edge(inquiry->graph, thread);
        bool is_behind = inquiry->graph->root_of[thread] == root && edge != NULL;
        if (is_behind && !is_idle(inquiry, thread, edge->target) &&
            !inquiry->trace->threads[thread].is_daemon) {
            return true;
        }
    }
    return false;
}

/* A daemon waiting for work, or an idle worker, is not why a program hangs: somebody else must be
 * waiting there. */
static bool add_roots(struct inquiry *inquiry, struct draft *draft, uint32_t target)
{
    bool is_cause = false;
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        if (has_same_target(inquiry, thread, target)) {
            index_list_add(&draft->roots, inquiry->arena, thread);
            is_cause |= has_victim(inquiry, thread);
        }
    }
    return is_cause;
}

static enum sentence sentence_for(enum target_class class, enum object_type type)
{
    if (class != TARGET_OBJECT) {
        return SENTENCE_ORPHAN_JOIN;
    }
    switch (type) {
    case TYPE_EVENT:
        return SENTENCE_ORPHAN_EVENT;
    case TYPE_BARRIER:
        return SENTENCE_ORPHAN_BARRIER;
    case TYPE_WAITER:
    case TYPE_ITERATOR:
        return SENTENCE_ORPHAN_TASKS;
    default:
        return SENTENCE_ORPHAN_WAIT;
    }
}

/* Behind those that are there already; after a few, no more. */
static const char *add_name(struct inquiry *inquiry, const char *names, const char *name,
                            uint32_t count)
{
    const char *comma = count == 1 ? "" : translate(inquiry->language, NC_("between names", ", "));
    return count > NAMES_MAX ? names
                             : arena_print_text(inquiry->arena, "%s%s%s", names, comma, name);
}

static const char *add_rest(struct inquiry *inquiry, const char *names, uint32_t count)
{
    return count <= NAMES_MAX ? names
                              : arena_print_text(inquiry->arena,
                                                 translate(inquiry->language, N_("%s and %u more")),
                                                 names, count - NAMES_MAX);
}

/* "f1, f2 and 3 more": the tasks not done that a waiter or an iterator watches. */
static const char *watched_names(struct inquiry *inquiry, uint32_t watcher)
{
    const char *names = "";
    uint32_t count = 0, event = inquiry->trace->objects[watcher].create_event;
    for (uint32_t future = trace_next_watched(inquiry->trace, watcher, &event);
         future != NONE_INDEX; future = trace_next_watched(inquiry->trace, watcher, &event)) {
        bool is_told = inquiry->moment->objects[future].future < FUTURE_SKIPPED;
        if (is_told) {
            names = add_name(inquiry, names, inquiry_object_name(inquiry, future), ++count);
        }
    }
    return add_rest(inquiry, names, count);
}

/* "main, A and 3 more": who waits at it. */
static const char *waiter_names(struct inquiry *inquiry, uint32_t target)
{
    const char *names = "";
    uint32_t count = 0;
    for (uint32_t i = 0; i < inquiry->graph->edge_count; i++) {
        const struct wait_edge *edge = &inquiry->graph->edges[i];
        if (edge->target == target) {
            names = add_name(inquiry, names, inquiry_thread_name(inquiry, edge->thread), ++count);
        }
    }
    return add_rest(inquiry, names, count);
}

static const char *target_name(struct inquiry *inquiry, const struct wait_edge *edge)
{
    uint32_t index = target_index(edge->target);
    switch (target_class(edge->target)) {
    case TARGET_PROCESS:
        return inquiry->trace->processes[index].name;
    case TARGET_THREAD:
        return inquiry_thread_name(inquiry, index);
    default:
        break;
    }
    enum object_type type = inquiry->trace->objects[index].type;
    return type == TYPE_WAITER || type == TYPE_ITERATOR ? watched_names(inquiry, index)
                                                        : inquiry_object_name(inquiry, index);
}

/* What a manager's thread waits for, its caller has asked for. */
static const struct wait_edge *caller_edge(const struct inquiry *inquiry, uint32_t thread)
{
    uint32_t caller = liveness_find_caller(inquiry->moment, thread);
    return caller == NONE_INDEX ? NULL : wait_graph_edge(inquiry->graph, caller);
}

static const struct open_bracket *told_bracket(const struct thread_moment *thread)
{
    const struct open_bracket *outermost = thread_outermost(thread);
    bool is_serving = outermost != NULL && outermost->operation == OPERATION_MANAGER_SERVE &&
                      outermost + 1 < &thread->brackets[thread->bracket_count];
    return is_serving ? outermost + 1 : outermost;
}

static void say(struct inquiry *inquiry, struct draft *draft, const struct wait_edge *edge)
{
    const struct trace *trace = inquiry->trace;
    uint32_t index = target_index(edge->target);
    bool is_object = target_class(edge->target) == TARGET_OBJECT;
    const struct open_bracket *bracket = told_bracket(&inquiry->moment->threads[edge->thread]);
    const struct wait_edge *caller = caller_edge(inquiry, edge->thread);
    struct awaited_words words = awaited_words_of(
        is_object ? trace->objects[index].type : TYPE_UNKNOWN,
        bracket == NULL ? (uint16_t)OPERATION_DOOR_WAIT : bracket->operation, inquiry->language);
    uint64_t limit = is_object ? trace->objects[index].limit : 0;
    uint32_t waiter_count = is_object ? inquiry->moment->objects[index].waiter_count : 0;
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, caller ? caller->thread : edge->thread)},
        {"o", target_name(inquiry, edge)},
        {"what", words.what},
        {"provide", words.provide},
        {"s1", inquiry_site(inquiry, caller ? caller->wait_event : edge->wait_event)},
        {"n", arena_print_text(inquiry->arena, "%llu", (unsigned long long)limit)},
        {"v", waiter_names(inquiry, edge->target)},
        {"k", arena_print_text(inquiry->arena, "%u", waiter_count)},
    };
    enum sentence sentence = sentence_for(target_class(edge->target),
                                          is_object ? trace->objects[index].type : TYPE_UNKNOWN);
    draft_say(inquiry, draft, sentence, places, sizeof(places) / sizeof(places[0]));
}

/* Whoever ran the task that is waited for has died over it, with its process. */
static bool is_lost_task(const struct inquiry *inquiry, const struct wait_edge *edge)
{
    const struct trace *trace = inquiry->trace;
    bool is_task = target_class(edge->target) == TARGET_OBJECT && edge->hold_event != NONE_INDEX &&
                   trace->objects[target_index(edge->target)].type == TYPE_FUTURE;
    return is_task && edge->provider < trace->thread_count &&
           inquiry->moment->processes[trace->threads[edge->provider].process].status >=
               PROCESS_ZOMBIE;
}

static void say_lost_task(struct inquiry *inquiry, struct draft *draft,
                          const struct wait_edge *edge)
{
    draft->advice = ADVICE_LOST_TASK;
    index_list_add(&draft->threads, inquiry->arena, edge->provider);
    index_list_add(&draft->events, inquiry->arena, edge->hold_event);
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, edge->thread)},
        {"u", inquiry_thread_name(inquiry, edge->provider)},
        {"o", target_name(inquiry, edge)},
        {"s1", inquiry_site(inquiry, edge->wait_event)},
        {"s2", inquiry_site(inquiry, edge->hold_event)},
    };
    draft_say(inquiry, draft, SENTENCE_ORPHAN_LOST_TASK, places,
              sizeof(places) / sizeof(places[0]));
}

static void report(struct inquiry *inquiry, const struct wait_edge *edge)
{
    struct draft draft = draft_begin(FINDING_ORPHAN_WAIT, CAUSE_PROVEN, inquiry->grade);
    if (!add_roots(inquiry, &draft, edge->target)) {
        return;
    }
    const struct wait_edge *caller = caller_edge(inquiry, edge->thread);
    if (caller != NULL) {
        index_list_add(&draft.threads, inquiry->arena, caller->thread);
        index_list_add(&draft.events, inquiry->arena, caller->wait_event);
    }
    index_list_add(&draft.threads, inquiry->arena, edge->thread);
    index_list_add(&draft.events, inquiry->arena, edge->wait_event);
    if (target_class(edge->target) == TARGET_OBJECT) {
        index_list_add(&draft.objects, inquiry->arena, target_index(edge->target));
    }
    if (is_lost_task(inquiry, edge)) {
        say_lost_task(inquiry, &draft, edge);
    } else {
        say(inquiry, &draft, edge);
    }
    inquiry_add(inquiry, &draft);
}

static void report_roots(struct inquiry *inquiry, bool are_idle)
{
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        const struct wait_edge *edge = wait_graph_edge(inquiry->graph, thread);
        if (edge != NULL && inquiry_is_open_root(inquiry, thread) &&
            is_idle(inquiry, thread, edge->target) == are_idle) {
            report(inquiry, edge);
        }
    }
}

/* That idle workers and those who serve them wait is a cause only if there is no other: mostly
 * another worker, who is not idle, is why a pool does not end. Whoever waits behind them waits
 * because of that one. */
static void leave_to_other_cause(struct inquiry *inquiry)
{
    struct index_list roots = {0};
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        const struct wait_edge *edge = wait_graph_edge(inquiry->graph, thread);
        if (edge != NULL && inquiry_is_open_root(inquiry, thread) &&
            is_idle(inquiry, thread, edge->target) && has_victim(inquiry, thread)) {
            index_list_add(&roots, inquiry->arena, thread);
        }
    }
    inquiry_extend(inquiry, &roots);
}

void orphan_wait_find(struct inquiry *inquiry)
{
    report_roots(inquiry, false);
    if (inquiry->finding_count == 0) {
        report_roots(inquiry, true);
    } else {
        leave_to_other_cause(inquiry);
    }
}
