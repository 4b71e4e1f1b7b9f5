/* Circles of waits: A waits for what B has, B for what A has. Also a circle of one (self-deadlock),
 * circles of joins, and the nested monitor: a thread that keeps a lock while it waits for news that
 * only a thread needing that lock could bring. */
#include "tracer/analysis/inquiry.h"

#define CIRCLE_TEXT_SIZE 2048

struct circle {
    struct index_list threads;
    uint32_t join_count; /* of its edges */
};

static bool is_join(const struct wait_edge *edge)
{
    return target_class(edge->target) != TARGET_OBJECT;
}

/* It waits for a task, which its provider runs. */
static bool is_task(const struct inquiry *inquiry, const struct wait_edge *edge)
{
    return !is_join(edge) &&
           inquiry->trace->objects[target_index(edge->target)].type == TYPE_FUTURE;
}

static const char *target_name(const struct inquiry *inquiry, const struct wait_edge *edge)
{
    switch (target_class(edge->target)) {
    case TARGET_OBJECT:
        return inquiry_object_name(inquiry, target_index(edge->target));
    case TARGET_PROCESS:
        return inquiry->trace->processes[target_index(edge->target)].name;
    default:
        return inquiry_thread_name(inquiry, target_index(edge->target));
    }
}

/* The same; and why, where the line says that it waits on a condition. */
static const char *awaited_name(const struct inquiry *inquiry, const struct wait_edge *edge)
{
    const struct event *wait = &inquiry->trace->events[edge->wait_event];
    const char *name = target_name(inquiry, edge);
    bool is_needed_back = wait->kind == EVENT_CONDITION_WAIT_BEGIN &&
                          edge->target != wait->target && edge->hold_event != NONE_INDEX;
    return !is_needed_back
               ? name
               : arena_print_text(
                     inquiry->arena,
                     translate(inquiry->language, N_("%s (needed back after its wait)")), name);
}

static const struct wait_edge *edge_at(const struct inquiry *inquiry, const struct circle *circle,
                                       uint32_t index)
{
    uint32_t thread = circle->threads.items[index % circle->threads.count];
    return wait_graph_edge(inquiry->graph, thread);
}

/* It waits behind a writer, who does not hold the lock yet. */
static bool is_behind_writer(const struct inquiry *inquiry, const struct wait_edge *edge)
{
    return !is_join(edge) && edge->hold_event == NONE_INDEX &&
           inquiry->trace->objects[target_index(edge->target)].type == TYPE_RWLOCK;
}

/* "A holds a (since x.c:3) and waits for b at x.c:5" */
static void add_link(const struct inquiry *inquiry, const struct circle *circle, uint32_t index,
                     struct phrase *links)
{
    static const enum sentence sentences[2][3] = {
        {SENTENCE_LINK_LOCK_ONLY, SENTENCE_LINK_LOCK, SENTENCE_LINK_TASK},
        {SENTENCE_LINK_JOIN_ONLY, SENTENCE_LINK_JOIN, SENTENCE_LINK_TASK_JOIN},
    };
    const struct wait_edge *edge = edge_at(inquiry, circle, index);
    const struct wait_edge *awaited = edge_at(inquiry, circle, index + circle->threads.count - 1);
    bool is_holder = !is_join(awaited) && !is_behind_writer(inquiry, awaited);
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, edge->thread)},
        {"o", is_holder ? target_name(inquiry, awaited) : ""},
        {"p", awaited_name(inquiry, edge)},
        {"s1", is_holder ? inquiry_site(inquiry, awaited->hold_event) : ""},
        {"s2", inquiry_site(inquiry, edge->wait_event)},
    };
    int has = is_task(inquiry, awaited) ? 2 : is_holder;
    enum sentence sentence = sentences[is_join(edge)][has];
    if (index > 0) {
        phrase_add(links, translate(inquiry->language, NC_("between links of a circle", "; ")));
    }
    phrase_fill(links, sentence_template(sentence, inquiry->language), places,
                sizeof(places) / sizeof(places[0]));
}

/* "A → b → B → a → A"; a join needs no name of its own between the two threads */
static void add_round_trip(const struct inquiry *inquiry, const struct circle *circle,
                           struct phrase *phrase)
{
    for (uint32_t i = 0; i < circle->threads.count; i++) {
        const struct wait_edge *edge = edge_at(inquiry, circle, i);
        phrase_add(phrase, inquiry_thread_name(inquiry, edge->thread));
        phrase_add(phrase, " → ");
        if (!is_join(edge)) {
            phrase_add(phrase, target_name(inquiry, edge));
            phrase_add(phrase, " → ");
        }
    }
    phrase_add(phrase, inquiry_thread_name(inquiry, circle->threads.items[0]));
}

static void say_circle(struct inquiry *inquiry, struct draft *draft, const struct circle *circle)
{
    static const enum sentence sentences[2][2] = {
        {SENTENCE_CIRCLE, SENTENCE_CIRCLE_OF_TWO},
        {SENTENCE_JOIN_CYCLE, SENTENCE_JOIN_PAIR},
    };
    bool is_joins = circle->join_count == circle->threads.count;
    bool is_pair = circle->threads.count == 2;
    char links_text[CIRCLE_TEXT_SIZE], circle_text[CIRCLE_TEXT_SIZE];
    struct phrase links, round_trip;
    phrase_begin(&links, links_text, sizeof(links_text));
    phrase_begin(&round_trip, circle_text, sizeof(circle_text));
    for (uint32_t i = 0; i < circle->threads.count; i++) {
        add_link(inquiry, circle, i, &links);
    }
    add_round_trip(inquiry, circle, &round_trip);
    const struct phrase_place places[] = {{"links", links_text}, {"circle", circle_text}};
    draft_say(inquiry, draft, sentences[is_joins][is_pair], places, 2);
}

/* A reader, and so one of those it waits for. */
static bool is_upgrade(const struct inquiry *inquiry, const struct wait_edge *edge)
{
    const struct event *events = inquiry->trace->events;
    return edge->provider == edge->thread && edge->hold_event != NONE_INDEX &&
           (events[edge->hold_event].flags & FLAG_READER) != 0;
}

static enum sentence lonely_sentence(const struct inquiry *inquiry, const struct draft *draft,
                                     const struct wait_edge *edge)
{
    if (is_join(edge)) {
        return SENTENCE_SELF_JOIN;
    }
    if (is_task(inquiry, edge)) {
        return SENTENCE_SELF_RESULT;
    }
    if (is_upgrade(inquiry, edge)) {
        return SENTENCE_SELF_UPGRADE;
    }
    if (inquiry->liveness->needs[edge->thread].kind == NEED_THREAD) {
        return SENTENCE_SELF_DEADLOCK_OWNED;
    }
    return draft->hang == HANG_LIKELY ? SENTENCE_SELF_DEADLOCK_LIKELY : SENTENCE_SELF_DEADLOCK;
}

static void say_alone(struct inquiry *inquiry, struct draft *draft, const struct wait_edge *edge)
{
    const char *wait_site = inquiry_site(inquiry, edge->wait_event);
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, edge->thread)},
        {"o", target_name(inquiry, edge)},
        {"s1", is_join(edge) ? wait_site : inquiry_site(inquiry, edge->hold_event)},
        {"s2", wait_site},
    };
    draft_say(inquiry, draft, lonely_sentence(inquiry, draft, edge), places, 4);
}

static void add_evidence(const struct inquiry *inquiry, struct draft *draft,
                         const struct wait_edge *edge)
{
    index_list_add(&draft->threads, inquiry->arena, edge->thread);
    index_list_add(&draft->events, inquiry->arena, edge->hold_event);
    index_list_add(&draft->events, inquiry->arena, edge->wait_event);
    if (target_class(edge->target) == TARGET_OBJECT) {
        index_list_add(&draft->objects, inquiry->arena, target_index(edge->target));
    }
}

static enum finding_kind circle_kind(const struct circle *circle)
{
    if (circle->join_count == circle->threads.count) {
        return FINDING_JOIN_CYCLE;
    }
    return circle->threads.count == 1 ? FINDING_SELF_DEADLOCK : FINDING_DEADLOCK;
}

static unsigned circle_advice(const struct inquiry *inquiry, const struct circle *circle)
{
    uint32_t task_count = 0;
    for (uint32_t i = 0; i < circle->threads.count; i++) {
        task_count += is_task(inquiry, edge_at(inquiry, circle, i));
    }
    enum finding_kind kind = circle_kind(circle);
    if (kind == FINDING_SELF_DEADLOCK && task_count > 0) {
        return ADVICE_SELF_RESULT;
    }
    if (kind == FINDING_DEADLOCK && task_count > 0) {
        return ADVICE_TASK_CIRCLE;
    }
    if (kind == FINDING_SELF_DEADLOCK && is_upgrade(inquiry, edge_at(inquiry, circle, 0))) {
        return ADVICE_UPGRADE;
    }
    return kind == FINDING_DEADLOCK && circle->join_count > 0 ? ADVICE_JOIN_UNDER_LOCK : kind;
}

/* Of a circle of two, the one that is behind the other, who waits to write; or NULL. */
static const struct wait_edge *find_second_reading(const struct inquiry *inquiry,
                                                   const struct circle *circle)
{
    for (uint32_t i = 0; i < circle->threads.count && circle->threads.count == 2; i++) {
        const struct wait_edge *edge = edge_at(inquiry, circle, i);
        if (is_behind_writer(inquiry, edge) &&
            edge->target == edge_at(inquiry, circle, i + 1)->target) {
            return edge;
        }
    }
    return NULL;
}

static void say_read_again(struct inquiry *inquiry, struct draft *draft,
                           const struct wait_edge *reader)
{
    const struct wait_edge *writer = wait_graph_edge(inquiry->graph, reader->provider);
    draft->advice = ADVICE_READ_AGAIN;
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, reader->thread)},
        {"u", inquiry_thread_name(inquiry, writer->thread)},
        {"o", target_name(inquiry, reader)},
        {"s1", inquiry_site(inquiry, writer->hold_event)},
        {"s2", inquiry_site(inquiry, reader->wait_event)},
        {"s3", inquiry_site(inquiry, writer->wait_event)},
    };
    draft_say(inquiry, draft, SENTENCE_READ_AGAIN, places, sizeof(places) / sizeof(places[0]));
}

static void report_circle(struct inquiry *inquiry, const struct circle *circle,
                          enum hang_grade grade)
{
    enum finding_kind kind = circle_kind(circle);
    struct draft draft = draft_begin(kind, CAUSE_PROVEN, grade);
    for (uint32_t i = 0; i < circle->threads.count; i++) {
        add_evidence(inquiry, &draft, edge_at(inquiry, circle, i));
    }
    index_list_add(&draft.roots, inquiry->arena, inquiry->graph->root_of[circle->threads.items[0]]);
    draft.advice = circle_advice(inquiry, circle);
    const struct wait_edge *second_reading = find_second_reading(inquiry, circle);
    if (second_reading != NULL) {
        say_read_again(inquiry, &draft, second_reading);
    } else if (circle->threads.count == 1) {
        say_alone(inquiry, &draft, edge_at(inquiry, circle, 0));
    } else {
        say_circle(inquiry, &draft, circle);
    }
    inquiry_add(inquiry, &draft);
}

void deadlock_report_circle(struct inquiry *inquiry, uint32_t thread, enum hang_grade grade)
{
    struct circle circle = {0};
    wait_graph_list_circle(inquiry->graph, thread, inquiry->arena, &circle.threads);
    for (uint32_t i = 0; i < circle.threads.count; i++) {
        circle.join_count += is_join(edge_at(inquiry, &circle, i));
    }
    report_circle(inquiry, &circle, grade);
}

/* ---- nested monitor ---- */

/* A stuck thread that waits for a lock `holder` has: the first one by number. */
static const struct wait_edge *find_locked_out(const struct inquiry *inquiry, uint32_t holder)
{
    for (uint32_t i = 0; i < inquiry->graph->edge_count; i++) {
        const struct wait_edge *edge = &inquiry->graph->edges[i];
        if (edge->provider == holder && edge->hold_event != NONE_INDEX && !is_task(inquiry, edge) &&
            inquiry->liveness->is_dead[edge->thread]) {
            return edge;
        }
    }
    return NULL;
}

static void report_nested_monitor(struct inquiry *inquiry, const struct wait_edge *keeper,
                                  const struct wait_edge *locked_out)
{
    const struct trace *trace = inquiry->trace;
    const struct open_bracket *bracket =
        thread_outermost(&inquiry->moment->threads[keeper->thread]);
    struct awaited_words words = awaited_words_of(
        trace->objects[target_index(keeper->target)].type,
        bracket == NULL ? (uint16_t)OPERATION_DOOR_WAIT : bracket->operation, inquiry->language);
    struct draft draft = draft_begin(FINDING_DEADLOCK, CAUSE_PROVEN, inquiry->grade);
    draft.advice = ADVICE_NESTED_MONITOR;
    add_evidence(inquiry, &draft, keeper);
    add_evidence(inquiry, &draft, locked_out);
    index_list_add(&draft.roots, inquiry->arena, keeper->thread);
    const struct phrase_place places[] = {
        {"t", inquiry_thread_name(inquiry, keeper->thread)},
        {"u", inquiry_thread_name(inquiry, locked_out->thread)},
        {"o", target_name(inquiry, locked_out)},
        {"p", target_name(inquiry, keeper)},
        {"what", words.what},
        {"provide", words.provide},
        {"s1", inquiry_site(inquiry, locked_out->hold_event)},
        {"s2", inquiry_site(inquiry, keeper->wait_event)},
        {"s3", inquiry_site(inquiry, locked_out->wait_event)},
    };
    draft_say(inquiry, &draft, SENTENCE_NESTED_MONITOR, places, sizeof(places) / sizeof(places[0]));
    inquiry_add(inquiry, &draft);
}

static void find_nested_monitor(struct inquiry *inquiry, uint32_t thread)
{
    const struct wait_edge *keeper = wait_graph_edge(inquiry->graph, thread);
    if (keeper == NULL || is_join(keeper) || keeper->hold_event != NONE_INDEX) {
        return;
    }
    const struct wait_edge *locked_out = find_locked_out(inquiry, thread);
    /* A queue's own lock keeps its other users waiting, who could bring nothing. */
    if (locked_out != NULL && locked_out->target != keeper->target) {
        report_nested_monitor(inquiry, keeper, locked_out);
    }
}

void deadlock_find(struct inquiry *inquiry)
{
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        bool is_spokesman = inquiry->graph->root_of[thread] == thread;
        if (is_spokesman && !inquiry->is_explained[thread] &&
            inquiry->graph->is_in_circle[thread]) {
            deadlock_report_circle(inquiry, thread, inquiry->grade);
        }
    }
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        if (inquiry_is_open_root(inquiry, thread)) {
            find_nested_monitor(inquiry, thread);
        }
    }
}
