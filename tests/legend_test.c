/* The legend says how many of what it explains are seen; arrows that run along each other are one
 * line. */
#include <stdio.h>
#include <string.h>

#include "tests/check.h"
#include "tests/replay.h"
#include "viewer/app/pointer.h"
#include "viewer/scene/timeline/visible_counts.h"

/* B waits twice for L, early and late; main joins A and hangs. */
static const char waits[] =
    "main thread.create+ A; A thread.begin A @0.1ms; main thread.create A;"
    "main thread.create+ B; B thread.begin B @0.2ms; main thread.create B;"
    "main thread.join+ A @0.3ms; main ·door.wait+ A #1; A lock.acquire L @1ms;"
    "B lock.acquire+ L @1.2ms; B ·door.wait+ L #1; A lock.release L @2ms; A ·door.wake L B#1;"
    "B ·door.wait L #1; B lock.acquire L; B lock.release L @3ms; A lock.acquire L @50ms;"
    "B lock.acquire+ L @51ms; B ·door.wait+ L #2; A lock.release L @52ms; A ·door.wake L B#2;"
    "B ·door.wait L #2; B lock.acquire L; B lock.release L @53ms; B thread.end B @54ms;"
    "A queue.get+ Q @55ms; A ·door.wait+ Q #1";

static void test_counts(void)
{
    struct replay f;
    replay_begin(&f, waits, "hung", 1600, 1000);
    check_text_equal(replay_title(&f.player, "legend:wait-lock"), "waits for lock: 2");
    check_text_equal(replay_title(&f.player, "legend:hold"), "holds lock: 4");
    check_text_equal(replay_title(&f.player, "legend:forever"), "waits forever: 2");
    check_text_equal(replay_title(&f.player, "legend:wait-transfer"), "waits on queue / thread: 2");
    replay_command(&f.player, COMMAND_TO_START);
    for (int i = 0; i < 12; i++) { /* what is early, alone */
        replay_command(&f.player, COMMAND_STEP_NEXT);
        if (f.player.view.cursor_ns > 1000000) {
            break;
        }
    }
    replay_command(&f.player, COMMAND_AXIS);
    replay_command(&f.player, COMMAND_AXIS);
    struct scene_rect hold = replay_place(&f.player, "ruler");
    double x = hold.x + 1;
    pointer_wheel(&f.player, x, 300, 8, WHEEL_ZOOM);
    player_build(&f.player);
    check_text_equal(replay_title(&f.player, "legend:wait-lock"), "waits for lock: 1");
    check_text_equal(replay_title(&f.player, "legend:hold"), "holds lock: 2");
    replay_finish(&f);
}

static const char *text_of(uint64_t count, bool is_estimate)
{
    static char buffer[32];
    return visible_count_text(count, is_estimate, buffer, sizeof buffer);
}

static void test_numbers(void)
{
    check_text_equal(text_of(0, true), "0");
    check_text_equal(text_of(9999, false), "9999");
    check_text_equal(text_of(512, true), "≈512");
    check_text_equal(text_of(12345, false), "≈12 k");
    check_text_equal(text_of(3400000, true), "≈3.4 M");
}

/* main starts six threads at once. */
static const char starts[] = "main thread.create+ A; A thread.begin A; main thread.create A;"
                             "main thread.create+ B; B thread.begin B; main thread.create B;"
                             "main thread.create+ D; D thread.begin D; main thread.create D;"
                             "main thread.create+ E; E thread.begin E; main thread.create E;"
                             "main thread.create+ F; F thread.begin F; main thread.create F;"
                             "main thread.create+ G; G thread.begin G; main thread.create G";

/* How many arrows of a scene have a line that is that high. */
static uint32_t count_lines(const struct scene *scene, double height)
{
    uint32_t count = 0;
    bool is_inside = false;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_GROUP_BEGIN || item->shape == SCENE_GROUP_END) {
            is_inside = item->id != NULL && strncmp(item->id, "arrow:", 6) == 0;
        } else if (is_inside && item->shape == SCENE_PATH && item->stroke_width > 0) {
            double from = item->points[0].y, to = item->points[item->point_count - 1].y;
            count += to - from >= height;
        }
    }
    return count;
}

static void test_trunk(void)
{
    struct replay f;
    char sequence[4096];
    size_t length = (size_t)snprintf(sequence, sizeof sequence, "%s", starts);
    for (int i = 1; i <= 60; i++) { /* so much happens later that this is an instant */
        length += (size_t)snprintf(sequence + length, sizeof sequence - length,
                                   "; A lock.acquire L @%dms; A lock.release L", i * 10);
    }
    replay_begin(&f, sequence, "ended", 1280, 800);
    struct scene_rect first = replay_place(&f.player, "lane:2");
    struct scene_rect second = replay_place(&f.player, "lane:3");
    check_int_equal(count_lines(&f.player.scene, 1.5 * (second.y - first.y)), 1); /* the trunk */
    check_true(count_lines(&f.player.scene, 1) >= 6); /* and where each leaves it */
    replay_finish(&f);
}

static const struct test_case cases[] = {
    {"legend@says-how-many-of-each-are-seen", test_counts},
    {"legend@many-are-about-so-many", test_numbers},
    {"arrows@that-start-together-share-a-trunk", test_trunk},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
