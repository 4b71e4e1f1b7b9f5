/* What is selected in one part of the picture is marked in all of them. */
#include <stdio.h>
#include <string.h>

#include "tests/check.h"
#include "tests/replay.h"
#include "tests/scene_check.h"
#include "viewer/app/selecting.h"

#define MS 1000000u

/* A holds L while B waits for it; then main joins A, which waits on C until B notifies. */
static const char sequence[] =
    "C:condition uses L; C=cond; main thread.create+ A; A thread.begin A @0.1ms;"
    "main thread.create A; main thread.create+ B; B thread.begin B @0.2ms; main thread.create B;"
    "main thread.join+ A @0.3ms; main ·door.wait+ A #1; A lock.acquire L x.c:5 @1ms;"
    "B lock.acquire+ L x.c:9 @2ms; B ·door.wait+ L #1; A condition.wait+ C x.c:6 @3ms;"
    "A ·lock.release L; A ·door.wake L B#1; A ·door.wait+ C #1; B ·door.wait L #1;"
    "B lock.acquire L x.c:9 @3.5ms; B condition.notify C 1/1 @5ms; B ·door.wake C A#1;"
    "A ·door.wait C #1 @5.1ms; A ·lock.acquire+ L; A ·door.wait+ L #2; B lock.release L @6ms;"
    "B ·door.wake L A#2; A ·door.wait L #2; A ·lock.acquire L; A condition.wait C @6.5ms;"
    "A lock.release L @7ms; A thread.end A; B thread.end B; main ·door.wait A #1;"
    "main thread.join A @8ms";

enum { MAIN = 1, A = 2, B = 3 };

static void begin(struct replay *replay)
{
    replay_begin(replay, sequence, "ended", 1600, 1000);
}

/* The n-th event of a thread that is of that kind. */
static uint32_t event_of(const struct replay *replay, uint32_t thread, uint32_t kind, int nth)
{
    const struct trace *trace = replay->player.subject.trace;
    for (uint32_t i = 0; i < trace->event_count; i++) {
        const struct event *event = &trace->events[i];
        if (event->thread == thread && event->kind == kind && nth-- == 0) {
            return i;
        }
    }
    check_true(false);
    return 0;
}

/* "segment:7", of the n-th thing of that kind in the picture. */
static char *id_of(const char *kind, uint32_t event)
{
    static char ids[16][32];
    static int next;
    char *id = ids[next++ % 16];
    snprintf(id, sizeof ids[0], "%s:%u", kind, event);
    return id;
}

static bool marks(const struct replay *replay, const char *id)
{
    char marked[48];
    snprintf(marked, sizeof marked, "marked:%s", id);
    return replay_shows(&replay->player, marked);
}

/* How thick an outline or a line of a group is, at most. */
static double thickness(const struct replay *replay, const char *id)
{
    const struct scene *scene = &replay->player.scene;
    double most = 0;
    bool is_inside = false;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_GROUP_BEGIN || item->shape == SCENE_GROUP_END) {
            is_inside = item->id != NULL && strcmp(item->id, id) == 0;
        } else if (is_inside && item->stroke_width > most) {
            most = item->stroke_width;
        }
    }
    return most;
}

static void test_wait(void)
{
    struct replay f;
    begin(&f);
    char *segment = id_of("segment", event_of(&f, A, EVENT_DOOR_WAIT_BEGIN, 0));
    char *room = id_of("wait", event_of(&f, A, EVENT_CONDITION_WAIT_BEGIN, 0));
    replay_click(&f.player, segment);
    check_int_equal(f.player.view.selection.kind, SELECTION_STATE);
    check_true(marks(&f, segment) && marks(&f, room));
    check_int_equal(count_groups(&f.player.scene, "marked:"), 2); /* and nothing else */
    check_true(f.player.view.cursor_ns > 3 * MS && f.player.view.cursor_ns < 5 * MS);
    check_true(thickness(&f, id_of("graph:wait", A)) > 4); /* of those at the cursor */
    check_true(thickness(&f, id_of("graph:wait", MAIN)) < 4);
    check_true(thickness(&f, id_of("graph:thread", A)) >
               thickness(&f, id_of("graph:thread", MAIN)));
    check_true(replay_shows_text(&f.player, "A · 3.15 ms – 5.05 ms"));
    check_true(replay_shows_text(&f.player, "A waits"));
    replay_click(&f.player, room); /* the same wait, from the object's side */
    check_int_equal(f.player.view.selection.kind, SELECTION_NONE);
    replay_click(&f.player, room);
    check_true(marks(&f, segment) && marks(&f, room));
    replay_click(&f.player, id_of("graph:wait", A)); /* and from the graph's */
    check_int_equal(f.player.view.selection.kind, SELECTION_NONE);
    replay_click(&f.player, id_of("graph:wait", A));
    check_true(marks(&f, segment) && marks(&f, room));
    check_texts_apart(&f.player.scene);
    replay_finish(&f);
}

static void test_hold(void)
{
    struct replay f;
    begin(&f);
    uint32_t taken = event_of(&f, A, EVENT_LOCK_ACQUIRE, 0);
    char *strip = id_of("hold", taken), *bar = id_of("held", taken);
    replay_click(&f.player, strip);
    check_int_equal(f.player.view.selection.kind, SELECTION_HOLD);
    check_true(marks(&f, strip) && marks(&f, bar));
    check_int_equal(count_groups(&f.player.scene, "marked:"), 2);
    check_true(f.player.view.cursor_ns >= 1 * MS && f.player.view.cursor_ns < 3 * MS);
    check_true(replay_shows_text(&f.player, "held by A"));
    replay_click(&f.player, bar);
    check_int_equal(f.player.view.selection.kind, SELECTION_NONE);
    replay_command(&f.player, COMMAND_STEP_NEXT); /* B waits for it now */
    replay_click(&f.player, id_of("graph:held", 1));
    check_true(marks(&f, strip) && marks(&f, bar));
    check_true(thickness(&f, id_of("graph:held", 1)) > 4);
    replay_finish(&f);
}

static void test_keys(void)
{
    struct replay f;
    begin(&f);
    while (f.player.view.cursor_ns > 4 * MS) { /* A waits on cond, B has L */
        replay_command(&f.player, COMMAND_STEP_PREVIOUS);
    }
    replay_command(&f.player, COMMAND_SELECT_DOWN);
    replay_command(&f.player, COMMAND_SELECT_DOWN);
    replay_command(&f.player, COMMAND_SELECT_HERE);
    check_int_equal(f.player.view.selection.kind, SELECTION_STATE);
    check_true(marks(&f, id_of("wait", event_of(&f, A, EVENT_CONDITION_WAIT_BEGIN, 0))));
    replay_command(&f.player, COMMAND_SELECT_HERE); /* the whole thread again */
    check_int_equal(f.player.view.selection.kind, SELECTION_THREAD);
    for (int i = 0; i < 8; i++) { /* to the last lane, L's */
        replay_command(&f.player, COMMAND_SELECT_DOWN);
    }
    replay_command(&f.player, COMMAND_SELECT_HERE);
    check_int_equal(f.player.view.selection.kind, SELECTION_HOLD);
    check_true(marks(&f, id_of("hold", event_of(&f, B, EVENT_LOCK_ACQUIRE, 0))));
    replay_finish(&f);
}

static void test_thread(void)
{
    struct replay f;
    begin(&f);
    replay_click(&f.player, "thread:2");
    check_true(marks(&f, id_of("wait", event_of(&f, A, EVENT_CONDITION_WAIT_BEGIN, 0))));
    check_true(marks(&f, id_of("held", event_of(&f, A, EVENT_LOCK_ACQUIRE, 0))));
    check_true(!marks(&f, id_of("held", event_of(&f, B, EVENT_LOCK_ACQUIRE, 0))));
    check_int_equal(count_groups(&f.player.scene, "marked:segment:"), 0); /* its lane is tinted */
    check_true(replay_shows_text(&f.player, "A at 6.50 ms"));
    check_true(!replay_shows_text(&f.player, "not there")); /* though it ends in the last step */
    replay_finish(&f);
}

static void test_object(void)
{
    struct replay f;
    begin(&f);
    const struct trace *trace = f.player.subject.trace;
    uint32_t lock = 0;
    while (trace->objects[lock].type != TYPE_LOCK) {
        lock++;
    }
    replay_click(&f.player, id_of("object", lock));
    check_true(marks(&f, id_of("hold", event_of(&f, A, EVENT_LOCK_ACQUIRE, 0))));
    check_true(marks(&f, id_of("hold", event_of(&f, B, EVENT_LOCK_ACQUIRE, 0))));
    check_true(marks(&f, id_of("segment", event_of(&f, B, EVENT_DOOR_WAIT_BEGIN, 0))));
    check_int_equal(count_groups(&f.player.scene, "marked:held:"), 0);
    replay_command(&f.player, COMMAND_CLEAR);
    check_int_equal(count_groups(&f.player.scene, "marked:"), 0);
    replay_finish(&f);
}

static void test_undo(void)
{
    struct replay f;
    begin(&f);
    uint64_t cursor_ns = f.player.view.cursor_ns;
    replay_click(&f.player, id_of("hold", event_of(&f, A, EVENT_LOCK_ACQUIRE, 0)));
    check_true(f.player.view.cursor_ns != cursor_ns);
    replay_command(&f.player, COMMAND_UNDO);
    check_int_equal(f.player.view.cursor_ns, cursor_ns);
    check_int_equal(f.player.view.selection.kind, SELECTION_NONE);
    replay_finish(&f);
}

/* The veils over lanes that have nothing to do with the step. */
static bool is_veiled(const struct replay *replay, const char *id)
{
    const struct scene *scene = &replay->player.scene;
    struct scene_rect place = replay_place(&replay->player, id);
    bool is_inside = false;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_GROUP_BEGIN || item->shape == SCENE_GROUP_END) {
            is_inside = item->id != NULL && strcmp(item->id, "stands-back") == 0;
        } else if (is_inside && item->rect.y <= place.y + 1 &&
                   item->rect.y + item->rect.height >= place.y + place.height - 1) {
            return true;
        }
    }
    return false;
}

static void test_stepping(void)
{
    struct replay f;
    begin(&f);
    check_int_equal(count_groups(&f.player.scene, "stands-back"), 0);
    uint32_t notify = event_of(&f, B, EVENT_CONDITION_NOTIFY, 0);
    uint32_t woken = event_of(&f, A, EVENT_DOOR_WAIT, 0);
    replay_command(&f.player, COMMAND_TO_START);
    check_int_equal(count_groups(&f.player.scene, "stands-back"), 0);
    while (f.player.subject.story->steps[f.player.view.step + 1].event != notify) {
        replay_command(&f.player, COMMAND_STEP_NEXT);
    }
    replay_command(&f.player, COMMAND_STEP_NEXT);
    check_true(is_veiled(&f, "lane:1")); /* main has nothing to do with it */
    check_true(!is_veiled(&f, "lane:2") && !is_veiled(&f, "lane:3"));
    check_true(!is_veiled(&f, "room:0"));
    check_true(replay_shows(&f.player, id_of("lit-arrow", woken)));
    check_true(thickness(&f, id_of("lit-arrow", woken)) > 3);
    check_int_equal(count_groups(&f.player.scene, "lit-arrow:"), 1);
    replay_command(&f.player, COMMAND_CLEAR); /* to see all of it again */
    check_int_equal(count_groups(&f.player.scene, "stands-back"), 0);
    check_true(replay_shows(&f.player, id_of("arrow", woken)));
    replay_finish(&f);
}

/* The place of a group in painting order, or 0. */
static uint32_t order_of(const struct replay *replay, const char *id)
{
    const struct scene *scene = &replay->player.scene;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL && strcmp(item->id, id) == 0) {
            return i + 1;
        }
    }
    return 0;
}

static void test_lost_notify(void)
{
    struct replay f;
    replay_begin(&f,
                 "C:condition uses L; C=cond; main thread.create+ A; A thread.begin A @0.2ms;"
                 "main thread.create A; A lock.acquire L @0.7ms; A condition.notify C 1/0 @1.35ms;"
                 "A lock.release L @1.4ms; A thread.end A @1.6ms; main lock.acquire L @2.6ms;"
                 "main condition.wait+ C @3.2ms; main ·lock.release L; main ·door.wait+ C #1",
                 "hung", 1280, 720);
    replay_command(&f.player, COMMAND_TO_START);
    replay_command(&f.player, COMMAND_STEP_NEXT);
    check_true(order_of(&f, "lost-notify") < order_of(&f, "stands-back"));
    replay_command(&f.player, COMMAND_PROBLEM_NEXT);
    check_true(order_of(&f, "lost-notify") > order_of(&f, "stands-back"));
    check_true(order_of(&f, "lost-notify") > order_of(&f, "future")); /* its end is still to come */
    replay_finish(&f);
}

/* Many turns, in which nothing is long enough for a shape: what is selected is outlined all the
 * same, in the lanes of the thread and of the lock. */
static void test_strips(void)
{
    static char text[900000];
    size_t used = (size_t)snprintf(
        text, sizeof text, "main thread.create+ A; A thread.begin A; main thread.create A;");
    for (int i = 0; i < 2500; i++) {
        used += (size_t)snprintf(
            text + used, sizeof text - used,
            "main lock.acquire L x.c:5; A lock.acquire+ L x.c:9; A ·door.wait+ L #%d;"
            "main lock.release L x.c:6; main ·door.wake L A#%d; A ·door.wait L #%d;"
            "A lock.acquire L x.c:9; A lock.release L x.c:10;",
            i + 1, i + 1, i + 1);
    }
    struct replay f;
    replay_begin(&f, text, "ended", 1600, 1000);
    uint32_t waits = event_of(&f, A, EVENT_DOOR_WAIT_BEGIN, 1200);
    uint32_t begins = event_of(&f, A, EVENT_LOCK_ACQUIRE_BEGIN, 1200);
    uint32_t takes = event_of(&f, A, EVENT_LOCK_ACQUIRE, 1200);
    check_true(!replay_shows(&f.player, id_of("segment", waits)));
    check_true(selecting_by_id(&f.player.view, &f.player.subject, id_of("segment", waits)));
    player_build(&f.player);
    check_true(marks(&f, id_of("segment", waits)) && marks(&f, id_of("queue", begins)));
    check_int_equal(count_groups(&f.player.scene, "marked:"), 2);
    replay_command(&f.player, COMMAND_CLEAR);
    check_true(selecting_by_id(&f.player.view, &f.player.subject, id_of("hold", takes)));
    player_build(&f.player);
    check_true(marks(&f, id_of("hold", takes)) && marks(&f, id_of("held", takes)));
    check_int_equal(count_groups(&f.player.scene, "marked:"), 2);
    replay_finish(&f);
}

/* A range of time without a mouse: from here to where the cursor goes. */
static void test_range_by_keys(void)
{
    struct replay f;
    begin(&f);
    struct view *view = &f.player.view;
    replay_command(&f.player, COMMAND_TO_START);
    replay_command(&f.player, COMMAND_STEP_NEXT);
    uint64_t from_ns = view->cursor_ns;
    replay_command(&f.player, COMMAND_RANGE);
    check_true(!view->has_range);
    replay_command(&f.player, COMMAND_STEP_NEXT);
    replay_command(&f.player, COMMAND_STEP_NEXT);
    check_true(view->has_range && view->range_begin_ns == from_ns);
    check_int_equal(view->range_end_ns, view->cursor_ns);
    replay_command(&f.player, COMMAND_RANGE); /* it stays as it is from here on */
    uint64_t to_ns = view->cursor_ns;
    replay_command(&f.player, COMMAND_STEP_NEXT);
    check_true(view->has_range && view->range_end_ns == to_ns && view->cursor_ns > to_ns);
    check_int_equal(count_groups(&f.player.scene, "range-thread:") > 0, 1);
    replay_command(&f.player, COMMAND_CLEAR);
    check_true(!view->has_range);
    replay_finish(&f);
}

static const struct test_case cases[] = {
    {"selection@of-a-range-by-keys", test_range_by_keys},
    {"selection@is-outlined-in-strips-too", test_strips},
    {"selection@a-lost-notify-is-lit-in-its-step", test_lost_notify},
    {"selection@a-wait-is-marked-in-every-part", test_wait},
    {"selection@a-hold-is-marked-in-every-part", test_hold},
    {"selection@by-keys-of-what-the-cursor-is-in", test_keys},
    {"selection@of-a-thread-marks-what-it-holds-and-waits-for", test_thread},
    {"selection@of-an-object-marks-who-holds-it-and-waits-for-it", test_object},
    {"selection@undo-brings-the-cursor-back", test_undo},
    {"selection@a-step-lights-its-link-and-others-stand-back", test_stepping},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
