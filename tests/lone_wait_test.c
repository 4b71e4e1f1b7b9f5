/* One wait of a microsecond among a million other events, on each kind of lane: its colour is in
 * the picture of the whole recording. */
#include <stdlib.h>

#include "tests/check.h"
#include "tracer/model/trace_builder.h"
#include "viewer/paint/cairo_painter.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/default_view.h"

#define WIDTH       1920
#define HEIGHT      1080
#define BUSY_EVENTS 1000000
#define BUSY_LOCK   1 /* object number */

static const struct lone_wait {
    const char *lane; /* id of its group in the picture */
    enum object_type type;
    uint16_t kind; /* done; its begin is what waits */
    enum lane_state state;
} waits[] = {
    {"lock", TYPE_LOCK, EVENT_LOCK_ACQUIRE, LANE_WAIT_LOCK},
    {"lock", TYPE_RLOCK, EVENT_LOCK_ACQUIRE, LANE_WAIT_LOCK},
    {"lock", TYPE_RWLOCK, EVENT_LOCK_ACQUIRE, LANE_WAIT_LOCK},
    {"room", TYPE_CONDITION, EVENT_CONDITION_WAIT, LANE_WAIT_CONDITION},
    {"semaphore", TYPE_SEMAPHORE, EVENT_SEMAPHORE_ACQUIRE, LANE_WAIT_TRANSFER},
    {"event", TYPE_EVENT, EVENT_EVENT_WAIT, LANE_WAIT_CONDITION},
    {"barrier", TYPE_BARRIER, EVENT_BARRIER_WAIT, LANE_WAIT_CONDITION},
    {"items", TYPE_QUEUE, EVENT_QUEUE_GET, LANE_WAIT_TRANSFER},
    {"items", TYPE_PIPE, EVENT_PIPE_READ, LANE_WAIT_TRANSFER},
};

#define WAIT_COUNT ARRAY_COUNT(waits)

struct recording {
    struct trace_builder *builder;
    uint64_t time_ns, lock_sequence;
    uint32_t wait_number;
};

static void add(struct recording *recording, uint32_t thread, uint16_t kind, uint16_t flags,
                uint64_t object, uint64_t value)
{
    const struct raw_event raw = {
        .time_ns = recording->time_ns,
        .value = value,
        .object = object == 0 ? 0 : id_make(ID_LIBRARY, object),
        .thread = thread,
        .process = 1,
        .kind = kind,
        .flags = flags,
    };
    check_true(trace_builder_add_event(recording->builder, &raw));
}

static uint32_t object_number(size_t wait)
{
    return BUSY_LOCK + 1 + (uint32_t)wait;
}

/* Thread 1 takes a lock and gives it back, so many times. */
static void be_busy(struct recording *recording, uint32_t events)
{
    for (uint32_t i = 0; i < events / 2; i++) {
        recording->time_ns += 500;
        add(recording, 1, EVENT_LOCK_ACQUIRE, 0, BUSY_LOCK, ++recording->lock_sequence << 32 | 1);
        recording->time_ns += 500;
        add(recording, 1, EVENT_LOCK_RELEASE, 0, BUSY_LOCK, recording->lock_sequence << 32);
    }
}

/* Thread 2 waits for a microsecond. */
static void wait_once(struct recording *recording, size_t wait)
{
    const uint16_t inside = 1 << FLAG_STOREY_SHIFT;
    uint32_t object = object_number(wait);
    uint64_t number = ++recording->wait_number;
    add(recording, 2, waits[wait].kind | STAGE_BEGIN, 0, object, WAIT_FOREVER);
    add(recording, 2, EVENT_DOOR_WAIT_BEGIN, inside, object, number);
    recording->time_ns += 1000;
    add(recording, 2, EVENT_DOOR_WAIT, inside, object, number);
    add(recording, 2, waits[wait].kind, 0, object, UINT64_C(1) << 32 | 1);
}

static struct trace *record_all(void)
{
    struct recording recording = {.builder = trace_builder_create()};
    add(&recording, 1, EVENT_OBJECT_CREATE, TYPE_LOCK, BUSY_LOCK, 0);
    for (size_t i = 0; i < WAIT_COUNT; i++) {
        add(&recording, 1, EVENT_OBJECT_CREATE, waits[i].type, object_number(i), 0);
    }
    add(&recording, 2, EVENT_THREAD_BEGIN, 0, 0, 102);
    for (size_t i = 0; i < WAIT_COUNT; i++) {
        be_busy(&recording, BUSY_EVENTS / (WAIT_COUNT + 1));
        wait_once(&recording, i);
    }
    be_busy(&recording, BUSY_EVENTS / (WAIT_COUNT + 1));
    return trace_builder_finish(recording.builder, "");
}

/* The whole of it, as the window shows it at first. */
struct picture {
    struct trace *trace;
    struct subject subject;
    struct scene scene;
    struct pango_shaper *shaper;
    uint32_t *pixels;
    const struct theme *theme;
};

static void open_picture(struct picture *picture)
{
    struct trace *trace = picture->trace = record_all();
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    picture->subject = (struct subject){trace, lanes_create(trace), analysis,
                                        story_create(trace, analysis), link_list_create(trace)};
    struct view view =
        view_default(&picture->subject, WIDTH, HEIGHT, theme_light(), LANGUAGE_ENGLISH);
    view.axis = AXIS_TIME;
    picture->theme = view.theme;
    picture->shaper = pango_shaper_create();
    scene_init(&picture->scene, WIDTH, HEIGHT, view.theme->background,
               pango_shaper_interface(picture->shaper));
    frame_scene_build(&picture->scene, &picture->subject, &view);
    picture->pixels = calloc(WIDTH * HEIGHT, 4);
    struct pixel_memory memory = {picture->pixels, WIDTH, HEIGHT, WIDTH * 4};
    check_true(cairo_painter_paint_pixels(memory, &picture->scene, picture->shaper));
}

static void close_picture(struct picture *picture)
{
    free(picture->pixels);
    scene_finish(&picture->scene);
    pango_shaper_destroy(picture->shaper);
    link_list_destroy((struct link_list *)picture->subject.links);
    story_destroy((struct story *)picture->subject.story);
    analysis_destroy((struct analysis *)picture->subject.analysis);
    lanes_destroy((struct lanes *)picture->subject.lanes);
    trace_destroy(picture->trace);
}

static uint32_t count_pixels(const struct picture *picture, struct scene_rect box,
                             scene_colour colour)
{
    uint32_t wanted = colour >> 8, count = 0;
    for (int y = (int)box.y; y < (int)(box.y + box.height) && y < HEIGHT; y++) {
        for (int x = (int)box.x; x < (int)(box.x + box.width) && x < WIDTH; x++) {
            count += (picture->pixels[y * WIDTH + x] & 0xffffff) == wanted;
        }
    }
    return count;
}

static void check_lane(const struct picture *picture, const char *id, scene_colour colour)
{
    struct scene_rect box;
    bool is_there = scene_find(&picture->scene, id, &box);
    uint32_t count = is_there ? count_pixels(picture, box, colour) : 0;
    if (count < 2) {
        printf("%s: %s, %u pixels\n", id, is_there ? "shown" : "not shown", count);
    }
    check_true(count >= 2);
    check_true(count < 60); /* it is not what else has that colour */
}

static void test_waits_are_seen(void)
{
    struct picture picture;
    char id[32];
    open_picture(&picture);
    for (size_t i = 0; i < WAIT_COUNT; i++) {
        snprintf(id, sizeof id, "%s:%u", waits[i].lane, object_number(i) - 1);
        check_lane(&picture, id, theme_state_colour(picture.theme, waits[i].state));
    }
    check_lane(&picture, "lane:2", picture.theme->wait_transfer);
    check_lane(&picture, "lane:2", picture.theme->wait_condition);
    check_lane(&picture, "lane:2", picture.theme->wait_lock);
    close_picture(&picture);
}

static const struct test_case cases[] = {
    {"lone-wait@is-seen-in-the-whole-of-a-million-events", test_waits_are_seen},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
