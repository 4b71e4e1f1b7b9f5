/* The cards around the timeline: what they say of a trace, and that at every size, in both
 * languages and at every step their words neither touch each other nor leave their card. */
#include <stdlib.h>

#include "tests/check.h"
#include "tests/sequence.h"
#include "viewer/scene/frame_scene.h"
#include "viewer/scene/panel_section.h"
#include "viewer/scene/scrubber.h"
#include "viewer/scene/wait_graph_layout.h"

#define LOST_NOTIFY                                                                                \
    "C:condition; C=cond; A=小爱; B=天猫;"                                                     \
    "main thread.create+ A poem.c:50 @0.3ms; A thread.begin A @0.35ms; main thread.create A;"      \
    "A lock.acquire L poem.c:30 @0.7ms; A condition.notify C 1/0 poem.c:32 @1.35ms;"               \
    "A condition.wait+ C poem.c:33 @1.85ms; A ·lock.release L; A ·door.wait+ C #1;"              \
    "main thread.create+ B poem.c:52 @2.15ms; B thread.begin B @2.2ms; main thread.create B;"      \
    "main ·thread.join+ A poem.c:55 @2.3ms; main ·door.wait+ A #1;"                              \
    "B lock.acquire L poem.c:17 @2.65ms; B condition.wait+ C poem.c:18 @3.25ms;"                   \
    "B ·lock.release L; B ·door.wait+ C #1"

#define DEADLOCK                                                                                   \
    "main thread.create+ A; A thread.begin A; main thread.create A;"                               \
    "main thread.create+ B; B thread.begin B; main thread.create B;"                               \
    "main thread.join+ A; main door.wait+ A #1;"                                                   \
    "A lock.acquire a ab.c:5; B lock.acquire b ab.c:9;"                                            \
    "A lock.acquire+ b ab.c:6; A door.wait+ b #1; B lock.acquire+ a ab.c:10; B door.wait+ a #1;"

#define SELF_DEADLOCK                                                                              \
    "main thread.create+ A; A thread.begin A; main thread.create A; A lock.acquire L x.c:3;"       \
    "A lock.acquire+ L x.c:4; A door.wait+ L #1; main thread.join+ A; main door.wait+ A #1"

#define ENDS_WELL                                                                                  \
    "main thread.create+ A; A thread.begin A; main thread.create A; A lock.acquire L x.c:3;"       \
    "main lock.acquire+ L; main door.wait+ L #1 @2ms; A lock.release L @4ms;"                      \
    "A door.wake L main#1; main door.wait L #1; main lock.acquire L; main lock.release L;"         \
    "A thread.end A @8ms; main thread.end main @9ms"

#define ONE_AT_A_TIME                                                                              \
    "S:semaphore limit 1; S=sem; A semaphore.acquire S 0 @1ms; B semaphore.acquire+ S @1.1ms;"     \
    "B door.wait+ S #1 @1.1ms; A semaphore.release S 1 @5ms; A door.wake S B#1 @5ms;"              \
    "B door.wait S #1 @5ms; B semaphore.acquire S 0 @5ms; B semaphore.release S 1 @9ms"

struct sample {
    const char *sequence, *outcome;
};

static const struct sample samples[] = {
    {LOST_NOTIFY, "hung"}, {DEADLOCK, "hung"},       {SELF_DEADLOCK, "hung"},
    {ENDS_WELL, "ended"},  {ONE_AT_A_TIME, "ended"}, {LOST_NOTIFY, ""},
};

/* A trace with all that scenes need of it. */
struct stage {
    struct trace *trace;
    struct lanes *lanes;
    struct analysis *analysis;
    struct story *story;
    struct subject subject;
    struct view view;
    struct scene scene;
};

static void stage_open(struct stage *stage, struct sample sample, enum language language,
                       double width, double height)
{
    stage->trace = sequence_parse(sample.sequence, sample.outcome);
    stage->lanes = lanes_create(stage->trace);
    stage->analysis = analysis_create(stage->trace, language);
    stage->story = story_create(stage->trace, stage->analysis);
    stage->subject = (struct subject){stage->trace, stage->lanes, stage->analysis, stage->story};
    stage->view = view_default(&stage->subject, width, height, theme_light(), language);
    scene_init(&stage->scene, width, height, 0, monospace_shaper());
}

static void stage_close(struct stage *stage)
{
    scene_finish(&stage->scene);
    story_destroy(stage->story);
    analysis_destroy(stage->analysis);
    lanes_destroy(stage->lanes);
    trace_destroy(stage->trace);
}

static void stage_go_to_step(struct stage *stage, uint32_t step)
{
    stage->view.step = step;
    stage->view.cursor_ns = stage->story->steps[step].time_ns;
    scene_clear(&stage->scene);
}

static bool says(const struct scene *scene, const char *text)
{
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_TEXT && strstr(item->text, text) != NULL) {
            return true;
        }
    }
    return false;
}

static bool has(const struct scene *scene, const char *id)
{
    return scene_find(scene, id, NULL);
}

/* ---- words keep apart ---- */

#define TOLERANCE 0.6 /* pixels */

static bool touch(struct scene_rect a, struct scene_rect b)
{
    return a.x + a.width > b.x + TOLERANCE && b.x + b.width > a.x + TOLERANCE &&
           a.y + a.height > b.y + TOLERANCE && b.y + b.height > a.y + TOLERANCE;
}

static bool lies_inside(struct scene_rect inner, struct scene_rect outer)
{
    return inner.x >= outer.x - TOLERANCE && inner.y >= outer.y - TOLERANCE &&
           inner.x + inner.width <= outer.x + outer.width + TOLERANCE &&
           inner.y + inner.height <= outer.y + outer.height + TOLERANCE;
}

static void check_words(const struct scene *scene, struct scene_rect card)
{
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape != SCENE_TEXT) {
            continue;
        }
        if (!lies_inside(item->rect, card)) {
            fprintf(stderr, "leaves its card: '%s'\n", item->text);
            check_true(lies_inside(item->rect, card));
        }
        for (uint32_t j = i + 1; j < scene->item_count; j++) {
            const struct scene_item *other = &scene->items[j];
            if (other->shape == SCENE_TEXT && touch(item->rect, other->rect)) {
                fprintf(stderr, "touch: '%s' and '%s'\n", item->text, other->text);
                check_true(!touch(item->rect, other->rect));
            }
        }
    }
}

static const struct {
    double width, height;
} sizes[] = {{1024, 640}, {1280, 720}, {1440, 900}, {1920, 1080}, {3840, 2160}};

/* Calls `check` for every sample, size, language and step. */
static void for_each_picture(void (*check)(struct stage *stage))
{
    for (size_t i = 0; i < ARRAY_COUNT(samples) * ARRAY_COUNT(sizes) * 2; i++) {
        struct stage stage;
        size_t size = i / 2 % ARRAY_COUNT(sizes);
        stage_open(&stage, samples[i / 2 / ARRAY_COUNT(sizes)],
                   i % 2 ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH, sizes[size].width,
                   sizes[size].height);
        for (uint32_t step = 0; step < stage.story->step_count; step++) {
            stage_go_to_step(&stage, step);
            check(&stage);
        }
        stage_close(&stage);
    }
}

static void check_panel(struct stage *stage)
{
    struct scene_rect card = frame_layout_of(&stage->view).panel;
    panel_scene_build(&stage->scene, &stage->subject, &stage->view, card);
    check_words(&stage->scene, card);
}

static void check_transport(struct stage *stage)
{
    struct scene_rect card = frame_layout_of(&stage->view).transport;
    transport_scene_build(&stage->scene, &stage->subject, &stage->view, card);
    check_words(&stage->scene, card);
}

static void check_heading(struct stage *stage)
{
    struct scene_rect card = frame_layout_of(&stage->view).heading;
    heading_scene_build(&stage->scene, &stage->subject, &stage->view, card);
    check_words(&stage->scene,
                (struct scene_rect){card.x, 0, card.width, card.y + card.height + 8});
}

static void check_legend(struct stage *stage)
{
    struct scene_rect card = frame_layout_of(&stage->view).timeline;
    struct scene_rect strip = {card.x, card.y + card.height - 62, card.width, 62};
    legend_scene_build(&stage->scene, &stage->subject, &stage->view, strip);
    check_words(&stage->scene, strip);
}

static void check_help(struct stage *stage)
{
    static const struct key_help helps[24] = {
        {"Space", "play or pause", "播放或暂停"},
        {"Shift+← Shift+→", "the same in one thread (also , .)", "只看一个线程的步骤（或 , .）"},
        {"{ }", "previous or next problem", "上一个或下一个问题"},
    };
    struct key_help all[ARRAY_COUNT(helps)];
    for (size_t i = 0; i < ARRAY_COUNT(helps); i++) {
        all[i] = helps[i % 3];
    }
    stage->view.key_helps = all;
    stage->view.key_help_count = ARRAY_COUNT(all);
    help_scene_build(&stage->scene, &stage->subject, &stage->view);
    check_words(&stage->scene, (struct scene_rect){0, 0, stage->view.width, stage->view.height});
    check_true(has(&stage->scene, "help:close"));
}

static void test_panel_words_keep_apart(void)
{
    for_each_picture(check_panel);
}

static void test_transport_words_keep_apart(void)
{
    for_each_picture(check_transport);
}

static void test_heading_words_keep_apart(void)
{
    for_each_picture(check_heading);
}

static void test_legend_words_keep_apart(void)
{
    for_each_picture(check_legend);
}

static void test_help_words_keep_apart(void)
{
    for_each_picture(check_help);
}

/* ---- what is said ---- */

static void build_all(struct stage *stage)
{
    struct frame_layout layout = frame_layout_of(&stage->view);
    scene_clear(&stage->scene);
    heading_scene_build(&stage->scene, &stage->subject, &stage->view, layout.heading);
    panel_scene_build(&stage->scene, &stage->subject, &stage->view, layout.panel);
    transport_scene_build(&stage->scene, &stage->subject, &stage->view, layout.transport);
}

static void open_and_build(struct stage *stage, const char *sequence, const char *outcome)
{
    stage_open(stage, (struct sample){sequence, outcome}, LANGUAGE_ENGLISH, 1920, 1080);
    build_all(stage);
}

static void test_hang_is_told(void)
{
    struct stage stage;
    open_and_build(&stage, LOST_NOTIFY, "hung");
    check_true(says(&stage.scene, "Hang"));
    check_true(says(&stage.scene, "What went wrong"));
    check_true(says(&stage.scene, "notify"));
    check_true(says(&stage.scene, "∞"));
    check_true(says(&stage.scene, "WHO WAITS FOR WHOM"));
    check_true(says(&stage.scene, "A WAY OUT"));
    check_true(says(&stage.scene, "while")); /* of the code */
    check_true(says(&stage.scene, "3 threads"));
    stage_close(&stage);
}

static void test_good_end_is_told_plainly(void)
{
    struct stage stage;
    open_and_build(&stage, ENDS_WELL, "ended");
    check_true(says(&stage.scene, "No hang"));
    check_true(says(&stage.scene, "Nothing went wrong."));
    check_true(says(&stage.scene, "WHERE THE TIME WENT"));
    check_true(!says(&stage.scene, "A WAY OUT"));
    check_true(has(&stage.scene, "summary:1"));
    stage_close(&stage);
}

static void test_throttling_shows_waves(void)
{
    struct stage stage;
    open_and_build(&stage, ONE_AT_A_TIME, "ended");
    check_true(has(&stage.scene, "throttling"));
    check_true(has(&stage.scene, "wave:1"));
    check_true(has(&stage.scene, "wave:2"));
    stage_close(&stage);
}

static void test_words_come_in_chinese(void)
{
    struct stage stage;
    stage_open(&stage, (struct sample){LOST_NOTIFY, "hung"}, LANGUAGE_CHINESE, 1920, 1080);
    build_all(&stage);
    check_true(says(&stage.scene, "哪里出了问题"));
    check_true(says(&stage.scene, "怎么解决"));
    check_true(!says(&stage.scene, "What"));
    stage_close(&stage);
}

/* ---- who waits for whom ---- */

/* "main -> 小爱": the graph's links as lines, "." for what is not linked. */
static void describe_graph(const struct stage *stage, char *buffer, size_t size)
{
    struct wait_graph graph;
    wait_graph_init(&graph, &stage->subject, &stage->view, 6, 6);
    buffer[0] = 0;
    for (uint32_t i = 0; i < graph.node_count; i++) {
        const struct graph_node *node = &graph.nodes[i];
        static const char *const kinds[] = {"thread", "object", "process", "nobody"};
        size_t used = strlen(buffer);
        const char *name = node->kind == GRAPH_THREAD   ? stage->trace->threads[node->index].name
                           : node->kind == GRAPH_OBJECT ? stage->trace->objects[node->index].name
                                                        : "?";
        snprintf(buffer + used, size - used, "%s %s at %d,%d to %d%s\n", kinds[node->kind], name,
                 node->column, node->row, node->next == NONE_INDEX ? -1 : (int)node->next,
                 node->is_in_ring ? " in the ring" : "");
    }
}

static void check_graph(const char *sequence, const char *expected)
{
    struct stage stage;
    char text[2048];
    open_and_build(&stage, sequence, "hung");
    describe_graph(&stage, text, sizeof text);
    check_text_equal(text, expected);
    stage_close(&stage);
}

static void test_lost_notify_ends_at_nobody(void)
{
    check_graph(LOST_NOTIFY, "thread 小爱 at 1,0 to 1\n"
                             "object cond at 2,0 to 2\n"
                             "nobody ? at 3,0 to -1\n"
                             "thread 天猫 at 2,1 to 1\n"
                             "thread main at 0,0 to 0\n");
}

static void test_deadlock_is_a_ring(void)
{
    check_graph(DEADLOCK, "thread A at 1,0 to 1 in the ring\n"
                          "object b at 2,0 to 2 in the ring\n"
                          "thread B at 2,1 to 3 in the ring\n"
                          "object a at 1,1 to 0 in the ring\n"
                          "thread main at 0,0 to 0\n");
}

static void test_self_deadlock_is_a_pair(void)
{
    check_graph(SELF_DEADLOCK, "thread A at 1,0 to 1 in the ring\n"
                               "object L at 2,0 to 0 in the ring\n"
                               "thread main at 0,0 to 0\n");
}

static void test_graph_follows_the_cursor(void)
{
    struct stage stage;
    open_and_build(&stage, LOST_NOTIFY, "hung");
    check_true(has(&stage.scene, "graph:nobody:0") || has(&stage.scene, "graph:nobody:1"));
    stage_go_to_step(&stage, 0);
    check_true(!wait_graph_has_waits(&stage.subject, &stage.view));
    build_all(&stage);
    check_true(says(&stage.scene, "Nobody waits here."));
    check_true(!has(&stage.scene, "graph:nobody:0") && !has(&stage.scene, "graph:nobody:1"));
    stage_close(&stage);
}

/* A crowd at one lock: the graph shows some and says how many more there are. */
static void test_crowd_is_counted(void)
{
    char sequence[8192] = "main lock.acquire L x.c:1;";
    for (int i = 1; i <= 40; i++) {
        size_t used = strlen(sequence);
        snprintf(sequence + used, sizeof sequence - used,
                 "T%d lock.acquire+ L x.c:2; T%d door.wait+ L #1;", i, i);
    }
    struct stage stage;
    open_and_build(&stage, sequence, "");
    struct wait_graph graph;
    wait_graph_init(&graph, &stage.subject, &stage.view, 6, 3);
    check_int_equal(graph.waiting_count, 40);
    check_true(graph.hidden_count > 0);
    char more[32];
    uint32_t shown = 0;
    for (uint32_t i = 0; i < stage.scene.item_count; i++) {
        const char *id = stage.scene.items[i].id;
        shown += id != NULL && strncmp(id, "graph:thread:", 13) == 0;
    }
    snprintf(more, sizeof more, "and %u more", 40 - (shown - 1)); /* one of them is the holder */
    check_true(says(&stage.scene, more));
    stage_close(&stage);
}

/* ---- steps ---- */

static void make_long_sequence(char *sequence, size_t size, int count)
{
    sequence[0] = 0;
    for (int i = 0; i < count; i++) {
        size_t used = strlen(sequence);
        snprintf(sequence + used, size - used, "A lock.acquire L x.c:1; A lock.release L;");
    }
}

static void test_list_follows_the_cursor(void)
{
    static char sequence[65536];
    make_long_sequence(sequence, sizeof sequence, 400);
    struct stage stage;
    open_and_build(&stage, sequence, "ended");
    uint32_t count = stage.story->step_count;
    check_true(count >= 100);
    for (uint32_t step = 0; step < count; step += 37) {
        stage_go_to_step(&stage, step);
        build_all(&stage);
        char id[32];
        struct scene_rect row, list;
        snprintf(id, sizeof id, "step:%u", step + 1);
        check_true(scene_find(&stage.scene, id, &row) && scene_find(&stage.scene, "steps", &list));
        check_true(lies_inside(row, list));
    }
    check_true(!has(&stage.scene, "step:1")); /* rows out of sight are not built */
    stage.view.list_scroll_px = -1e9;
    build_all(&stage);
    check_true(has(&stage.scene, "step:1"));
    stage_close(&stage);
}

static void test_every_control_can_be_hit(void)
{
    static const char *const ids[] = {"transport:start",
                                      "transport:back",
                                      "transport:play",
                                      "transport:forward",
                                      "transport:end",
                                      "transport:speed",
                                      "scrubber",
                                      "scrub:1",
                                      "scrub:3",
                                      "step:8",
                                      "help"};
    struct stage stage;
    open_and_build(&stage, LOST_NOTIFY, "hung");
    for (size_t i = 0; i < ARRAY_COUNT(ids); i++) {
        struct scene_rect rect = {0};
        check_true(scene_find(&stage.scene, ids[i], &rect));
        if (strcmp(ids[i], "scrubber") != 0) { /* dots lie on it */
            const char *hit =
                scene_hit(&stage.scene, rect.x + rect.width / 2, rect.y + rect.height / 2);
            check_text_equal(hit != NULL ? hit : "nothing", ids[i]);
        }
    }
    stage_close(&stage);
}

static void test_dense_steps_are_thinned_out(void)
{
    static char sequence[262144];
    make_long_sequence(sequence, sizeof sequence, 2000);
    struct stage stage;
    open_and_build(&stage, sequence, "ended");
    struct scene_rect card = frame_layout_of(&stage.view).transport;
    scene_clear(&stage.scene);
    transport_scene_build(&stage.scene, &stage.subject, &stage.view, card);
    check_words(&stage.scene, card);
    uint32_t dots = 0;
    for (uint32_t i = 0; i < stage.scene.item_count; i++) {
        const char *id = stage.scene.items[i].id;
        dots += id != NULL && strncmp(id, "scrub:", 6) == 0;
    }
    check_true(dots > 20 && dots < 120);
    stage_close(&stage);
}

static void test_scrubber_goes_there_and_back(void)
{
    struct stage stage;
    open_and_build(&stage, LOST_NOTIFY, "hung");
    struct scrubber scrubber;
    scrubber_init(&scrubber, &stage.subject, 100, 700);
    for (uint64_t ns = 0; ns <= scrubber.span_ns; ns += 50000) {
        double x = scrubber_x(&scrubber, ns);
        check_true(x >= 100 && x <= 700);
        int64_t error = (int64_t)scrubber_time(&scrubber, x) - (int64_t)ns;
        check_true(llabs(error) < 1000);
    }
    for (uint32_t i = 1; i < stage.story->step_count; i++) {
        check_true(scrubber.step_x[i] - scrubber.step_x[i - 1] >= 15.9);
    }
    check_int_equal(scrubber_time(&scrubber, -50), 0);
    check_int_equal(scrubber_time(&scrubber, 5000), scrubber.span_ns);
    scrubber_finish(&scrubber);
    stage_close(&stage);
}

static void test_empty_trace_is_drawn(void)
{
    struct stage stage;
    open_and_build(&stage, "", "");
    check_true(says(&stage.scene, "What happened"));
    check_true(says(&stage.scene, "no steps"));
    stage_close(&stage);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"panel@words-keep-apart", test_panel_words_keep_apart},
        {"transport@words-keep-apart", test_transport_words_keep_apart},
        {"heading@words-keep-apart", test_heading_words_keep_apart},
        {"legend@words-keep-apart", test_legend_words_keep_apart},
        {"help@words-keep-apart", test_help_words_keep_apart},
        {"panel@hang-is-told", test_hang_is_told},
        {"panel@good-end-is-told-plainly", test_good_end_is_told_plainly},
        {"panel@throttling-shows-waves", test_throttling_shows_waves},
        {"panel@words-come-in-chinese", test_words_come_in_chinese},
        {"panel@empty-trace-is-drawn", test_empty_trace_is_drawn},
        {"wait_graph@lost-notify-ends-at-nobody", test_lost_notify_ends_at_nobody},
        {"wait_graph@deadlock-is-a-ring", test_deadlock_is_a_ring},
        {"wait_graph@self-deadlock-is-a-pair", test_self_deadlock_is_a_pair},
        {"wait_graph@follows-the-cursor", test_graph_follows_the_cursor},
        {"wait_graph@crowd-is-counted", test_crowd_is_counted},
        {"step_list@follows-the-cursor", test_list_follows_the_cursor},
        {"transport@every-control-can-be-hit", test_every_control_can_be_hit},
        {"transport@dense-steps-are-thinned-out", test_dense_steps_are_thinned_out},
        {"scrubber@goes-there-and-back", test_scrubber_goes_there_and_back},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
