#include "tests/check.h"
#include "tests/sequence.h"
#include "tracer/model/arena.h"
#include "tracer/model/lane.h"
#include "tracer/model/trace_builder.h"

static struct raw_event raw(uint32_t thread, uint64_t time_ns, uint16_t kind, uint64_t object)
{
    return (struct raw_event){
        .time_ns = time_ns, .object = object, .thread = thread, .process = 1, .kind = kind};
}

static void add(struct trace_builder *builder, struct raw_event event)
{
    check_true(trace_builder_add_event(builder, &event));
}

static void test_threads_are_merged_by_time(void)
{
    struct trace_builder *builder = trace_builder_create();
    uint64_t lock = id_make(ID_LIBRARY, 1);
    add(builder, raw(2, 20, EVENT_LOCK_ACQUIRE, lock));
    add(builder, raw(2, 40, EVENT_LOCK_RELEASE, lock));
    add(builder, raw(1, 10, EVENT_LOCK_ACQUIRE, lock));
    add(builder, raw(1, 20, EVENT_LOCK_RELEASE, lock));
    struct trace *trace = trace_builder_finish(builder, "");
    check_int_equal(trace->event_count, 4);
    uint32_t threads[] = {1, 1, 2, 2}; /* at 20, giving comes before getting */
    for (int i = 0; i < 4; i++) {
        check_int_equal(trace->events[i].thread, threads[i]);
    }
    check_int_equal(trace->events[3].time_ns, 30);
    trace_destroy(trace);
}

#define CROWD        11
#define CROWD_EVENTS 300

/* Whose event is next, by looking at all: the earliest; giving before getting; the lower number. */
static uint32_t find_next(struct raw_event events[CROWD][CROWD_EVENTS], const uint32_t *places)
{
    uint32_t best = CROWD;
    for (uint32_t i = 0; i < CROWD; i++) {
        if (places[i] == CROWD_EVENTS) {
            continue;
        }
        const struct raw_event *event = &events[i][places[i]];
        const struct raw_event *other = best < CROWD ? &events[best][places[best]] : NULL;
        if (!other || event->time_ns < other->time_ns ||
            (event->time_ns == other->time_ns && kind_stamp(event->kind) == STAMP_GIVING &&
             kind_stamp(other->kind) == STAMP_GETTING)) {
            best = i;
        }
    }
    return best;
}

static void test_a_crowd_is_merged_as_by_looking_at_all(void)
{
    static struct raw_event events[CROWD][CROWD_EVENTS];
    const uint16_t kinds[] = {EVENT_LOCK_ACQUIRE, EVENT_LOCK_RELEASE, 999};
    struct trace_builder *builder = trace_builder_create();
    unsigned random = 1;
    for (uint32_t i = 0; i < CROWD; i++) {
        for (uint32_t j = 0; j < CROWD_EVENTS; j++) {
            random = random * 1103515245 + 12345;
            uint64_t before = j ? events[i][j - 1].time_ns : 0;
            events[i][j] =
                raw(i + 1, before + (random >> 16) % 3, kinds[(random >> 20) % 3], 1 + i);
            add(builder, events[i][j]);
        }
    }
    struct trace *trace = trace_builder_finish(builder, "");
    uint32_t places[CROWD] = {0}, wrong = 0;
    for (size_t at = 0; at < trace->event_count; at++) {
        uint32_t next = find_next(events, places);
        const struct raw_event *expected = &events[next][places[next]++];
        wrong += trace->events[at].thread != expected->thread ||
                 trace->events[at].kind != expected->kind;
    }
    check_int_equal(trace->event_count, CROWD * CROWD_EVENTS);
    check_int_equal(wrong, 0);
    trace_destroy(trace);
}

static void test_a_thread_never_goes_backwards(void)
{
    struct trace_builder *builder = trace_builder_create();
    add(builder, raw(1, 10, EVENT_PRINT, 1));
    add(builder, raw(1, 8, EVENT_PRINT, 2));
    struct trace *trace = trace_builder_finish(builder, "");
    check_int_equal(trace->events[1].time_ns, 0);
    check_int_equal(trace->events[0].time_ns, 0);
    trace_destroy(trace);
}

static void test_an_address_made_again_is_another_object(void)
{
    struct trace_builder *builder = trace_builder_create();
    struct raw_event create = raw(1, 1, EVENT_OBJECT_CREATE, 0x1000);
    create.flags = TYPE_LOCK;
    add(builder, create);
    add(builder, raw(1, 2, EVENT_LOCK_ACQUIRE, 0x1000));
    create.time_ns = 3;
    create.flags = TYPE_CONDITION;
    add(builder, create);
    add(builder, raw(1, 4, EVENT_CONDITION_NOTIFY, 0x1000));
    struct trace *trace = trace_builder_finish(builder, "");
    check_int_equal(trace->object_count, 2);
    check_int_equal(trace->objects[0].type, TYPE_LOCK);
    check_text_equal(trace->objects[0].name, "lock 1");
    check_int_equal(trace->objects[1].type, TYPE_CONDITION);
    check_int_equal(target_index(trace->events[3].target), 1);
    trace_destroy(trace);
}

static void test_unbelievable_numbers_are_refused(void)
{
    struct trace_builder *builder = trace_builder_create();
    struct raw_event event = raw(TRACE_NUMBER_LIMIT, 1, EVENT_PRINT, 1);
    check_true(!trace_builder_add_event(builder, &event));
    check_true(!trace_builder_add_thread(builder, 1, 1, UINT32_MAX, 1));
    trace_builder_destroy(builder);
}

/* The object of a thread.end is a lock, that of a process.end a thread, and so on. */
static void test_an_event_about_the_wrong_thing_is_of_no_known_kind(void)
{
    const struct {
        uint16_t kind;
        uint64_t object;
        bool is_kept;
    } events[] = {
        {EVENT_THREAD_END, 0x1000, false},    {EVENT_THREAD_END, 0, false},
        {EVENT_PROCESS_END, 0x1000, false},   {EVENT_PROCESS_END, id_make(ID_THREAD, 1), false},
        {EVENT_PROCESS_FORK_FAILED, 0, true}, {EVENT_THREAD_END, id_make(ID_THREAD, 1), true},
    };
    struct trace_builder *builder = trace_builder_create();
    for (size_t i = 0; i < ARRAY_COUNT(events); i++) {
        add(builder, raw(1, 10 + i, events[i].kind, events[i].object));
    }
    struct trace *trace = trace_builder_finish(builder, "");
    for (size_t i = 0; i < ARRAY_COUNT(events); i++) {
        bool is_known = kind_operation(trace->events[i].kind) < OPERATION_COUNT;
        check_int_equal(is_known, events[i].is_kept);
    }
    lanes_destroy(lanes_create(trace)); /* nothing is looked up with the wrong index */
    trace_destroy(trace);
}

static void test_nothing_is_part_of_itself(void)
{
    struct trace_builder *builder = trace_builder_create();
    uint64_t ids[] = {id_make(ID_LIBRARY, 1), id_make(ID_LIBRARY, 2)};
    uint64_t parents[] = {ids[1], ids[0], ids[1], ids[1]};
    add(builder, raw(1, 1, EVENT_LOCK_ACQUIRE, ids[1]));
    for (size_t i = 0; i < ARRAY_COUNT(parents); i++) {
        struct raw_event create = raw(1, 2 + i, EVENT_OBJECT_CREATE, ids[i % 2]);
        create.value = parents[i];
        add(builder, create);
    }
    struct trace *trace = trace_builder_finish(builder, "");
    check_int_equal(trace->object_count, 2);
    for (uint32_t i = 0; i < trace->object_count; i++) {
        uint32_t parent = trace->objects[i].parent;
        check_true(parent == NONE_INDEX || trace->objects[parent].parent == NONE_INDEX);
    }
    trace_destroy(trace);
}

static void test_an_empty_trace_is_a_trace(void)
{
    struct trace *trace = trace_builder_finish(trace_builder_create(), "empty.json");
    check_int_equal(trace->event_count, 0);
    check_text_equal(trace->file_name, "empty.json");
    trace_destroy(trace);
}

static void test_sites_are_numbered_by_use(void)
{
    struct trace *trace =
        sequence_parse("A lock.acquire L poem.c:20; A print 1 \"hi there\" poem.c:7;"
                       "A lock.release L poem.c:20",
                       "ended");
    check_int_equal(trace->site_count, 2);
    check_int_equal(trace->sites[0].line, 20);
    char text[64];
    const struct event *last = &trace->events[trace->event_count - 1];
    check_text_equal(event_site_text(trace, last, text, sizeof text), "poem.c:20");
    check_text_equal(event_text(trace, last - 1), "hi there");
    check_int_equal(trace->outcome, OUTCOME_ENDED);
    trace_destroy(trace);
}

static void test_identity_is_told_by_declarations(void)
{
    struct trace *trace =
        sequence_parse("S:semaphore limit 3; M:lock of S; C:condition of S uses M;"
                       "A=小爱; main thread.create+ A daemon; A thread.begin A",
                       "");
    check_int_equal(trace->object_count, 3);
    check_int_equal(trace->objects[0].limit, 3);
    check_int_equal(trace->objects[2].parent, 0);
    check_int_equal(trace->objects[2].lock, 1);
    check_text_equal(trace->threads[2].name, "小爱");
    check_true(trace->threads[2].is_daemon);
    check_int_equal(trace->threads[2].creator, 1);
    check_true(trace->threads[1].is_main);
    trace_destroy(trace);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"trace-builder@threads-are-merged-by-time", test_threads_are_merged_by_time},
        {"trace-builder@a-crowd-is-merged-as-by-looking-at-all",
         test_a_crowd_is_merged_as_by_looking_at_all},
        {"trace-builder@a-thread-never-goes-backwards", test_a_thread_never_goes_backwards},
        {"trace-builder@an-address-made-again-is-another-object",
         test_an_address_made_again_is_another_object},
        {"trace-builder@unbelievable-numbers-are-refused", test_unbelievable_numbers_are_refused},
        {"trace-builder@an-event-about-the-wrong-thing-is-of-no-known-kind",
         test_an_event_about_the_wrong_thing_is_of_no_known_kind},
        {"trace-builder@nothing-is-part-of-itself", test_nothing_is_part_of_itself},
        {"trace-builder@an-empty-trace-is-a-trace", test_an_empty_trace_is_a_trace},
        {"trace-builder@sites-are-numbered-by-use", test_sites_are_numbered_by_use},
        {"trace-builder@identity-is-told-by-declarations", test_identity_is_told_by_declarations},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
