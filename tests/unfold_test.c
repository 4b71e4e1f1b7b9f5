/* Lanes that are unfolded: are the storeys there, each once, and can their words be read? */
#include <string.h>

#include "tests/check.h"
#include "tests/scene_check.h"
#include "tests/stage.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/timeline/timeline_scene.h"

/* B waits for the only permit, inside the semaphore's condition, until A gives it back. */
#define SEMAPHORE                                                                                  \
    "S:semaphore limit 1; S=sem; M:lock of S; C:condition of S uses M;"                            \
    "main thread.create+ A @0.1ms; A thread.begin A @0.2ms; main thread.create A @0.25ms;"         \
    "main thread.create+ B @0.3ms; B thread.begin B @0.4ms; main thread.create B @0.45ms;"         \
    "A ·lock.acquire M @0.5ms; A semaphore.acquire S 0 @0.6ms; A ·lock.release M @0.7ms;"        \
    "B ·lock.acquire M @1ms; B semaphore.acquire+ S @1.1ms; B ·condition.wait+ C @1.2ms;"        \
    "B ··lock.release M @1.3ms; B ··door.wait+ C #1 @1.4ms; A ·lock.acquire M @2ms;"          \
    "A semaphore.release S 1 @2.1ms; A ·condition.notify C 1/1 @2.2ms;"                           \
    "A door.wake C B#1 @2.3ms; A ·lock.release M @2.4ms; B ··door.wait C #1 @2.5ms;"            \
    "B ··lock.acquire M @2.6ms; B ·condition.wait C @2.7ms; B semaphore.acquire S 0 @2.8ms;"    \
    "B ·lock.release M @2.9ms; A thread.end A @3ms; B thread.end B @3.1ms"

/* A waits for ever in a condition whose lock is its own part. */
#define CONDITION                                                                                  \
    "C:condition; C=cond; R:rlock of C; main thread.create+ A; A thread.begin A;"                  \
    "main thread.create A; A lock.acquire R @1ms; A lock.acquire R @1.3ms;"                        \
    "A lock.acquire R @1.6ms; A lock.release R @1.9ms; A condition.wait+ C @2.2ms;"                \
    "A ·lock.release R all @2.3ms; A ·door.wait+ C #1 @2.4ms; main thread.join+ A @3ms;"         \
    "main ·door.wait+ A #1 @3.1ms"

/* Calls so near to each other that their names have no room. */
#define PERMIT                                                                                     \
    "A ·lock.acquire M; A semaphore.acquire S 0; A ·lock.release M;"                             \
    "A ·lock.acquire M; A semaphore.release S 1; A ·lock.release M;"
#define CROWDED "S:semaphore limit 1; M:lock of S;" PERMIT PERMIT PERMIT PERMIT PERMIT PERMIT

static void open_stage(struct stage *stage, const char *sequence, const char *outcome)
{
    stage_open(stage, (struct sample){sequence, outcome}, LANGUAGE_ENGLISH, 1920, 1080);
}

static void draw(struct stage *stage)
{
    scene_clear(&stage->scene);
    timeline_scene_build(&stage->scene, &stage->subject, &stage->view,
                         frame_layout_of(&stage->view).timeline);
}

static uint32_t target_of_object(const struct stage *stage, const char *name)
{
    uint32_t found = NONE_INDEX;
    for (uint32_t i = 0; i < stage->trace->object_count; i++) {
        found = strcmp(stage->trace->objects[i].name, name) == 0 ? i : found;
    }
    return target_make(TARGET_OBJECT, found);
}

static const char *id_of(const char *prefix, uint32_t target)
{
    static char id[64];
    snprintf(id, sizeof id, "%s:%u", prefix, target_index(target));
    return id;
}

static void test_a_semaphore_is_a_condition_and_a_lock(void)
{
    struct stage stage;
    open_stage(&stage, SEMAPHORE, "ended");
    uint32_t semaphore = target_of_object(&stage, "sem"), room = target_of_object(&stage, "C");
    uint32_t lock = target_of_object(&stage, "M");
    draw(&stage);
    check_true(stage_has(&stage, id_of("fold-object", semaphore)));
    check_true(!stage_has(&stage, id_of("room", room)));
    check_true(!stage_has(&stage, id_of("lock", lock)));
    unfolding_turn(&stage.view.unfolding, semaphore);
    draw(&stage);
    struct scene_rect whole, first, second;
    check_true(scene_find(&stage.scene, id_of("object", semaphore), &whole));
    check_true(scene_find(&stage.scene, id_of("object", room), &first));
    check_true(scene_find(&stage.scene, id_of("object", lock), &second));
    check_true(whole.y + whole.height <= first.y && first.y + first.height <= second.y);
    check_int_equal(count_groups(&stage.scene, "wait:"), 1);
    check_true(count_groups(&stage.scene, "held:") >= 3);
    check_true(stage_says(&stage, "inside sem"));
    unfolding_turn(&stage.view.unfolding, semaphore);
    draw(&stage);
    check_true(!stage_has(&stage, id_of("room", room)));
    stage_close(&stage);
}

static void test_parts_are_indented(void)
{
    struct stage stage;
    open_stage(&stage, SEMAPHORE, "ended");
    unfolding_turn_all(&stage.view.unfolding);
    draw(&stage);
    double name_x = 0, part_x = 0;
    for (uint32_t i = 0; i < stage.scene.item_count; i++) {
        const struct scene_item *item = &stage.scene.items[i];
        if (item->shape == SCENE_TEXT && strcmp(item->text, "sem") == 0) {
            name_x = item->rect.x;
        } else if (item->shape == SCENE_TEXT && strcmp(item->text, "inside sem") == 0) {
            part_x = item->rect.x;
        }
    }
    check_true(name_x > 0 && part_x > name_x);
    stage_close(&stage);
}

static void test_a_condition_shows_its_lock_until_folded(void)
{
    struct stage stage;
    open_stage(&stage, CONDITION, "hung");
    uint32_t condition = target_of_object(&stage, "cond"), lock = target_of_object(&stage, "R");
    draw(&stage);
    check_true(stage_has(&stage, id_of("fold-object", condition)));
    check_true(stage_has(&stage, id_of("lock", lock)));
    unfolding_turn(&stage.view.unfolding, condition);
    draw(&stage);
    check_true(stage_has(&stage, id_of("fold-object", condition)));
    check_true(!stage_has(&stage, id_of("lock", lock)));
    stage_close(&stage);
}

/* A place has one id, so parts of parts must not stand twice. */
static void test_parts_unfold_in_turn(void)
{
    struct stage stage;
    open_stage(&stage,
               "Q:queue limit 2; E:event of Q; M:lock of E; C:condition of E uses M;"
               "A ·lock.acquire M; A queue.put Q i1; A ·lock.release M",
               "ended");
    uint32_t queue = target_of_object(&stage, "Q"), event = target_of_object(&stage, "E");
    unfolding_turn(&stage.view.unfolding, queue);
    draw(&stage);
    check_true(stage_has(&stage, id_of("fold-object", event)));
    check_true(!stage_has(&stage, id_of("object", target_of_object(&stage, "M"))));
    unfolding_turn(&stage.view.unfolding, event);
    draw(&stage);
    check_true(stage_has(&stage, id_of("object", target_of_object(&stage, "M"))));
    check_true(stage_has(&stage, id_of("object", target_of_object(&stage, "C"))));
    check_ids_differ(&stage.scene);
    unfolding_turn(&stage.view.unfolding, queue);
    draw(&stage);
    check_true(!stage_has(&stage, id_of("object", event)));
    stage_close(&stage);
}

/* Which row of thread 3 a group stands in, told by its top. */
static struct scene_rect find_bracket(const struct stage *stage, uint16_t kind, unsigned skipped)
{
    struct scene_rect rect = {0};
    for (uint32_t i = 0; i < stage->trace->event_count; i++) {
        const struct event *event = &stage->trace->events[i];
        if (event->thread == 3 && event->kind == kind && skipped-- == 0) {
            check_true(scene_find(&stage->scene, id_of("bracket", target_make(0, i)), &rect));
            break;
        }
    }
    return rect;
}

static void test_a_thread_shows_what_it_was_inside_of(void)
{
    struct stage stage;
    open_stage(&stage, SEMAPHORE, "ended");
    draw(&stage);
    check_true(stage_has(&stage, "fold-thread:3"));
    check_true(!stage_has(&stage, "fold-thread:1")); /* its calls have no storeys */
    check_int_equal(count_groups(&stage.scene, "bracket:"), 0);
    unfolding_turn(&stage.view.unfolding, target_make(TARGET_THREAD, 3));
    draw(&stage);
    check_int_equal(count_groups(&stage.scene, "bracket:"), 6);
    struct scene_rect permit = find_bracket(&stage, EVENT_SEMAPHORE_ACQUIRE_BEGIN, 0);
    struct scene_rect room = find_bracket(&stage, EVENT_CONDITION_WAIT_BEGIN, 0);
    struct scene_rect release = find_bracket(&stage, EVENT_LOCK_RELEASE, 0);
    check_true(permit.y + permit.height <= room.y && room.y + room.height <= release.y);
    check_true(permit.x < room.x && room.x + room.width < permit.x + permit.width);
    check_true(release.x >= room.x && release.x + release.width <= room.x + room.width);
    check_true(stage_says(&stage, "semaphore.acquire sem"));
    check_true(stage_says(&stage, "condition.wait C"));
    struct scene_rect lane, next;
    check_true(scene_find(&stage.scene, "lane:3", &lane));
    check_true(scene_find(&stage.scene, id_of("object", target_of_object(&stage, "sem")), &next));
    check_true(release.y + release.height <= lane.y + lane.height);
    check_true(lane.y + lane.height <= next.y);
    stage_close(&stage);
}

static void test_a_call_without_end_reaches_for_ever(void)
{
    struct stage stage;
    open_stage(&stage, CONDITION, "hung");
    unfolding_turn_all(&stage.view.unfolding);
    draw(&stage);
    struct scene_rect band, call = {0};
    check_true(scene_find(&stage.scene, "forever:2", &band));
    for (uint32_t i = 0; i < stage.trace->event_count; i++) {
        if (stage.trace->events[i].kind == EVENT_CONDITION_WAIT_BEGIN) {
            check_true(scene_find(&stage.scene, id_of("bracket", target_make(0, i)), &call));
        }
    }
    check_int_equal(call.x + call.width, band.x + band.width);
    stage_close(&stage);
}

static void test_an_rlock_shows_its_levels(void)
{
    struct stage stage;
    open_stage(&stage, CONDITION, "hung");
    draw(&stage);
    check_int_equal(count_groups(&stage.scene, "depth:"), 2);
    struct scene_rect held, second, third;
    bool has_second = false;
    for (uint32_t i = 0; i < stage.trace->event_count; i++) {
        char id[64];
        snprintf(id, sizeof id, "held:%u", i);
        scene_find(&stage.scene, id, &held);
        snprintf(id, sizeof id, "depth:%u.2", i);
        has_second |= scene_find(&stage.scene, id, &second);
        snprintf(id, sizeof id, "depth:%u.3", i);
        scene_find(&stage.scene, id, &third);
    }
    check_true(has_second && third.y + third.height <= second.y);
    check_true(third.x > second.x && third.x + third.width < second.x + second.width);
    check_true(second.x > held.x && second.y + second.height <= held.y + held.height);
    stage_close(&stage);
}

static void check_drawn(struct stage *stage)
{
    draw(stage);
    check_true(count_groups(&stage->scene, "bracket:") > 0);
    check_texts_apart(&stage->scene);
    check_ids_differ(&stage->scene);
}

static void check_sizes(const char *sequence, const char *outcome)
{
    static const double sizes[][2] = {{1920, 1080}, {1440, 900}, {1280, 720}, {1024, 640}};
    for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
        struct stage stage;
        stage_open(&stage, (struct sample){sequence, outcome}, LANGUAGE_ENGLISH, sizes[i][0],
                   sizes[i][1]);
        unfolding_turn_all(&stage.view.unfolding);
        check_drawn(&stage);
        for (uint32_t step = 0; step < stage.story->step_count; step++) {
            stage_go_to_step(&stage, step);
            check_drawn(&stage);
        }
        stage_close(&stage);
    }
}

static void test_texts_are_apart_and_ids_differ(void)
{
    check_sizes(SEMAPHORE, "ended");
    check_sizes(CONDITION, "hung");
    check_sizes(CROWDED, "ended");
    check_sizes(LOST_NOTIFY, "hung");
}

static void test_unfolding_is_a_small_set(void)
{
    struct unfolding unfolding = {0};
    struct trace trace = {.objects = (struct trace_object[UNFOLDING_MAX + 1]){{0}}};
    for (uint32_t i = 0; i <= UNFOLDING_MAX; i++) {
        trace.objects[i].type = TYPE_QUEUE;
        unfolding_open(&unfolding, &trace, target_make(TARGET_OBJECT, i));
    }
    check_true(!unfolding_has(&unfolding, &trace, target_make(TARGET_OBJECT, 0)));
    check_true(unfolding_has(&unfolding, &trace, target_make(TARGET_OBJECT, 1)));
    check_true(unfolding_has(&unfolding, &trace, target_make(TARGET_OBJECT, UNFOLDING_MAX)));
    check_true(!unfolding_has(&unfolding, &trace, target_make(TARGET_THREAD, 1)));
    unfolding_turn_all(&unfolding);
    check_true(unfolding_has(&unfolding, &trace, target_make(TARGET_OBJECT, 0)));
    unfolding_turn(&unfolding, target_make(TARGET_OBJECT, 0));
    check_true(!unfolding_has(&unfolding, &trace, target_make(TARGET_OBJECT, 0)));
    unfolding_turn_all(&unfolding);
    check_true(unfolding_has(&unfolding, &trace, target_make(TARGET_OBJECT, 0)));
    unfolding_turn_all(&unfolding);
    check_true(!unfolding_has(&unfolding, &trace, target_make(TARGET_OBJECT, 1)));
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"unfold@a-semaphore-is-a-condition-and-a-lock",
         test_a_semaphore_is_a_condition_and_a_lock},
        {"unfold@parts-are-indented", test_parts_are_indented},
        {"unfold@a-condition-shows-its-lock-until-folded",
         test_a_condition_shows_its_lock_until_folded},
        {"unfold@parts-unfold-in-turn", test_parts_unfold_in_turn},
        {"unfold@a-thread-shows-what-it-was-inside-of", test_a_thread_shows_what_it_was_inside_of},
        {"unfold@a-call-without-end-reaches-for-ever", test_a_call_without_end_reaches_for_ever},
        {"unfold@an-rlock-shows-its-levels", test_an_rlock_shows_its_levels},
        {"unfold@texts-are-apart-and-ids-differ", test_texts_are_apart_and_ids_differ},
        {"unfold@unfolding-is-a-small-set", test_unfolding_is_a_small_set},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
