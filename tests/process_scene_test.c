/* The picture of several processes: whose threads are whose, how each ended, what they hand each
 * other. */
#include <stdio.h>

#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/layout/timeline_layout.h"
#include "viewer/scene/timeline/timeline_scene.h"

#define FORK                                                                                       \
    "c=child; main process.fork+ c @1ms; K thread.begin K @1.5ms; K process.begin c forked;"       \
    "main process.fork c @1.6ms;"

/* main sends the child a message, the child answers nothing and exits. */
#define MESSAGE                                                                                    \
    "X:pipe;" FORK "K pipe.recv+ X @2ms; K ·door.wait+ X #1 @2.1ms; main pipe.send+ X m1 @3ms;"   \
    "main pipe.send X m1 @3.1ms; K ·door.wait X #1 @3.2ms; K pipe.recv X m1 @3.3ms;"              \
    "K process.end c 768 @4ms; K thread.end K; main process.join c 768 @6ms;"                      \
    "main thread.end main @8ms; trace-run process.end first 0 seen @8.1ms"

static void open_timeline(struct stage *stage, const char *sequence, const char *outcome)
{
    stage_open(stage, (struct sample){sequence, outcome}, LANGUAGE_ENGLISH, 1920, 1080);
    scene_clear(&stage->scene);
    timeline_scene_build(&stage->scene, &stage->subject, &stage->view,
                         frame_layout_of(&stage->view).timeline);
}

static struct scene_rect rect_of(const struct stage *stage, const char *id)
{
    for (uint32_t i = 0; i < stage->scene.item_count; i++) {
        const struct scene_item *item = &stage->scene.items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL && strcmp(item->id, id) == 0) {
            return item->rect;
        }
    }
    fprintf(stderr, "not in the picture: %s\n", id);
    check_failures++;
    return (struct scene_rect){0};
}

/* The title of the first group whose id begins so. */
static const char *title_starting(const struct stage *stage, const char *prefix)
{
    for (uint32_t i = 0; i < stage->scene.item_count; i++) {
        const struct scene_item *item = &stage->scene.items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL && item->title != NULL &&
            strncmp(item->id, prefix, strlen(prefix)) == 0) {
            return item->title;
        }
    }
    return "";
}

static uint32_t event_of(const struct stage *stage, uint16_t kind)
{
    uint32_t found = NONE_INDEX;
    for (uint32_t i = 0; i < stage->trace->event_count; i++) {
        found = stage->trace->events[i].kind == kind ? i : found;
    }
    return found;
}

static bool has_arrow(const struct stage *stage, uint16_t effect)
{
    char id[32];
    snprintf(id, sizeof id, "arrow:%u", event_of(stage, effect));
    return stage_has(stage, id);
}

static void test_one_process_has_no_header(void)
{
    struct stage stage;
    open_timeline(&stage, ENDS_WELL, "ended");
    check_int_equal(stage_count(&stage, "process:"), 0);
    check_int_equal(stage_count(&stage, "bracket-process:"), 0);
    check_true(stage_says(&stage, "THREADS") && !stage_says(&stage, "PROCESSES"));
    stage_close(&stage);
}

static void test_threads_stand_below_their_process(void)
{
    struct stage stage;
    open_timeline(&stage, MESSAGE, "ended");
    struct scene_rect first = rect_of(&stage, "process:1"), child = rect_of(&stage, "process:2");
    struct scene_rect main_thread = rect_of(&stage, "thread:1"), k = rect_of(&stage, "thread:2");
    struct scene_rect strip = rect_of(&stage, "bracket-process:2");
    check_true(first.y < main_thread.y && main_thread.y < child.y && child.y < k.y);
    check_true(strip.y < k.y && strip.y + strip.height > k.y + k.height / 2);
    check_true(strip.y > main_thread.y + main_thread.height - 1);
    check_true(stage_says(&stage, "child of main") && stage_says(&stage, "main thread"));
    stage_close(&stage);
}

static void test_a_process_says_how_it_ended(void)
{
    struct stage stage;
    open_timeline(&stage, MESSAGE, "ended");
    check_true(stage_says(&stage, "exited with 3"));
    check_true(stage_says(&stage, "zombie"));
    stage_close(&stage);
    open_timeline(&stage,
                  FORK "main signal.send c 15 @2ms; trace-run process.end c 15 seen @3ms;"
                       "main process.join c 15 @3.1ms",
                  "ended");
    check_true(stage_says(&stage, "ended by SIGTERM"));
    check_true(!stage_says(&stage, "zombie"));
    check_true(has_arrow(&stage, EVENT_PROCESS_END));
    stage_close(&stage);
}

static void test_who_joined_it_knows_how_it_ended(void)
{
    struct stage stage;
    open_timeline(&stage,
                  FORK "main signal.send c 15 @2ms;"
                       "trace-run process.end c 18446744073709551615 seen @3ms;"
                       "main process.join c 15 @3.1ms",
                  "ended");
    check_true(stage_says(&stage, "ended by SIGTERM"));
    check_true(!stage_says(&stage, "exited"));
    check_true(has_arrow(&stage, EVENT_PROCESS_END));
    stage_close(&stage);
}

static void test_a_copy_says_where_it_lies(void)
{
    struct stage stage;
    open_timeline(&stage, "L:lock; L=guard;" FORK "main lock.acquire L; K lock.acquire L @3ms",
                  "ended");
    check_true(stage_says(&stage, "copy in child"));
    stage_close(&stage);
}

static void test_a_lock_copied_taken_stays_taken(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "L:lock; T lock.acquire L @0.5ms;" FORK "K lock.acquire+ L @2ms;"
                  "K door.wait+ L #1; T lock.release L @3ms; T thread.end T @3.1ms;"
                  "main process.join+ c @4ms; main door.wait+ c #1",
                  "hung");
    char id[32];
    snprintf(id, sizeof id, "held:%u", stage.trace->processes[2].fork_event);
    struct scene_rect held = rect_of(&stage, id), wait = rect_of(&stage, "lock:1");
    check_true(held.x + held.width > wait.x + wait.width - 20); /* to the end of all time */
    stage_close(&stage);
}

/* The x of an event's place on the plot, by the group that begins there. */
static double left_of(const struct stage *stage, const char *prefix, uint32_t event)
{
    char id[32];
    snprintf(id, sizeof id, "%s:%u", prefix, event);
    return rect_of(stage, id).x;
}

static void test_a_copy_ends_with_its_process(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "L:lock; T lock.acquire L @0.5ms;" FORK "main sleep+ 0 @2ms;"
                  "K lock.acquire+ L try @3ms; K lock.acquire! L busy; K process.end c 0 @4ms;"
                  "K thread.end K; main sleep 0 @9ms;"
                  "main lock.acquire+ L @10ms; main door.wait+ L #1; T lock.release L @11ms",
                  "ended");
    uint32_t fork = stage.trace->processes[2].fork_event;
    struct scene_rect whole = rect_of(&stage, "lock:0"), copy = rect_of(&stage, "lock:1");
    double begin = left_of(&stage, "held", fork), middle = copy.y + copy.height / 2;
    const char *hit = scene_hit(&stage.scene, begin + 4, middle);
    check_true(hit != NULL && strncmp(hit, "held:", 5) == 0);
    for (double x = begin + 4; hit != NULL && strncmp(hit, "held:", 5) == 0; x++) {
        hit = scene_hit(&stage.scene, x, middle);
        check_true(x < whole.x + whole.width * 0.8);
    }
    hit = scene_hit(&stage.scene, begin - 8, middle);
    check_true(hit == NULL || strcmp(hit, "lock:1") != 0); /* there was none before the fork */
    stage_close(&stage);
}

static void test_who_waits_for_a_process_says_for_which(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "X:pipe;" FORK "main process.join+ c @1.7ms; main door.wait+ c #1;"
                  "K print 1 \"a\" @3ms; K print 1 \"b\" @5ms; K print 1 \"c\" @7ms;"
                  "K pipe.recv+ X @9ms; K ·door.wait+ X #1",
                  "hung");
    check_true(stage_says(&stage, "waits forever for ") && stage_says(&stage, "join()"));
    stage_check_words(&stage, frame_layout_of(&stage.view).timeline);
    stage_close(&stage);
}

static void test_a_thread_ends_with_its_process(void)
{
    struct stage stage;
    open_timeline(&stage,
                  FORK "K process.end c 0 @4ms; K thread.end K @8ms; main process.join c 0 @8.1ms;"
                       "main print 1 \"a\" @9ms",
                  "ended");
    struct scene_rect end = rect_of(&stage, "ended:2"), exit = rect_of(&stage, "mark:2");
    check_true(end.x <
               exit.x + exit.width); /* where the process exits, not where the thread does */
    stage_close(&stage);
}

static void test_an_orphan_is_called_so(void)
{
    struct stage stage;
    open_timeline(&stage,
                  FORK "main process.end first; main thread.end main @2ms;"
                       "K print 1 \"alone\" @6ms; K process.end c @8ms",
                  "ended");
    check_true(stage_says(&stage, "orphan"));
    stage_close(&stage);
}

static void test_arrows_join_processes(void)
{
    struct stage stage;
    open_timeline(&stage, MESSAGE, "ended");
    char id[32];
    snprintf(id, sizeof id, "arrow:%u", stage.trace->threads[2].begin_event);
    check_true(stage_has(&stage, id)); /* from the fork */
    check_true(has_arrow(&stage, EVENT_PIPE_RECV));
    check_true(has_arrow(&stage, EVENT_PROCESS_JOIN));
    check_int_equal(stage_count(&stage, "arrow:"), 3);
    snprintf(id, sizeof id, "arrow:%u", event_of(&stage, EVENT_PIPE_RECV));
    check_text_equal(title_starting(&stage, id),
                     "main → K · main sends message 1 into X, 0 bytes; 300 µs later: "
                     "K receives message 1 from X, 0 bytes");
    stage_close(&stage);
}

static void test_items_have_arrows_and_their_messages_none(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "Q:process_queue; X:pipe of Q;" FORK "main queue.put Q i1 @2ms;"
                  "main ·pipe.send+ X m1; main ·pipe.send X m1; K queue.get+ Q @2.5ms;"
                  "K ·pipe.recv+ X; K ·pipe.recv X m1 @3ms; K queue.get Q i1 @3.1ms",
                  "ended");
    check_true(has_arrow(&stage, EVENT_QUEUE_GET));
    check_true(!has_arrow(&stage, EVENT_PIPE_RECV));
    stage_close(&stage);
}

static void test_a_folded_process_hides_its_threads(void)
{
    struct stage stage;
    stage_open(&stage, (struct sample){MESSAGE, "ended"}, LANGUAGE_ENGLISH, 1920, 1080);
    unfolding_turn(&stage.view.unfolding, target_make(TARGET_PROCESS, 2));
    scene_clear(&stage.scene);
    timeline_scene_build(&stage.scene, &stage.subject, &stage.view,
                         frame_layout_of(&stage.view).timeline);
    check_true(stage_has(&stage, "process:2") && !stage_has(&stage, "thread:2"));
    check_true(has_arrow(&stage, EVENT_PIPE_RECV)); /* to its header */
    stage_close(&stage);
}

static void test_the_heading_counts_processes(void)
{
    struct stage stage;
    stage_open_built(&stage, MESSAGE, "ended");
    check_true(stage_says(&stage, "2 processes, 2 threads"));
    stage_close(&stage);
    stage_open_built(&stage, ENDS_WELL, "ended");
    check_true(!stage_says(&stage, "process"));
    stage_close(&stage);
}

static void test_words_stand_apart(void)
{
    struct stage stage;
    open_timeline(&stage, MESSAGE, "ended");
    stage_check_words(&stage, frame_layout_of(&stage.view).timeline);
    stage_close(&stage);
}

static const struct test_case cases[] = {
    {"process-lane@one-process-has-no-header", test_one_process_has_no_header},
    {"process-lane@threads-stand-below-their-process", test_threads_stand_below_their_process},
    {"process-lane@says-how-it-ended", test_a_process_says_how_it_ended},
    {"process-lane@who-joined-it-knows-how-it-ended", test_who_joined_it_knows_how_it_ended},
    {"object-label@a-copy-says-where-it-lies", test_a_copy_says_where_it_lies},
    {"lock-lane@copied-taken-stays-taken", test_a_lock_copied_taken_stays_taken},
    {"process-copy@ends-with-its-process", test_a_copy_ends_with_its_process},
    {"process@who-waits-for-it-says-so", test_who_waits_for_a_process_says_for_which},
    {"thread-lane@ends-with-its-process", test_a_thread_ends_with_its_process},
    {"process-lane@an-orphan-is-called-so", test_an_orphan_is_called_so},
    {"process-arrows@join-processes", test_arrows_join_processes},
    {"process-arrows@items-yes-their-messages-no", test_items_have_arrows_and_their_messages_none},
    {"process-lane@folded-hides-its-threads", test_a_folded_process_hides_its_threads},
    {"heading@counts-processes", test_the_heading_counts_processes},
    {"process-lane@words-stand-apart", test_words_stand_apart},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
