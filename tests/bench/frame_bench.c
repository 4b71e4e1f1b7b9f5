/* What a frame of the window costs: a long recording is made up, and its picture built and painted
 * into memory as the window does it, at every zoom from the whole recording to a microsecond. Every
 * frame is panned; at every fourth the cursor is set elsewhere. Bars: docs/performance.md.
 *
 * Times are those of the processor, so that a busy machine does not count. With PICTURE, the last
 * frame of each zoom is written to PICTURE-1.png and so on. Words are in the language of the
 * locale.
 *
 *     build/tests/bench/frame_bench [EVENTS [THREADS [SCROLL [PICTURE]]]] */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/workshop_trace.h"
#include "viewer/app/camera.h"
#include "viewer/app/cursor.h"
#include "viewer/app/export.h"
#include "viewer/paint/cairo_painter.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/default_view.h"

#define WIDTH         1920
#define HEIGHT        1080
#define FRAMES        24 /* at each zoom */
#define ZOOM_STEP     16.0
#define LEAST_SPAN_NS 1000.0
#define BIG           50000000u /* events; such traces have bars of their own */

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare_times(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double share_of(double *times, int count, double share)
{
    qsort(times, (size_t)count, sizeof *times, compare_times);
    int at = (int)(share * count);
    return times[at < count ? at : count - 1];
}

/* A window without a screen. */
struct stand {
    struct subject subject;
    struct view view;
    struct pango_shaper *shaper;
    struct scene scene;
    struct pixel_memory memory;
    struct painted painted;
};

struct frame_times {
    double built[FRAMES], painted[FRAMES], whole[FRAMES];
    uint32_t item_count;
};

static void draw_frame(struct stand *stand, struct frame_times *times, int frame)
{
    double begin = now_ms();
    scene_clear(&stand->scene);
    frame_scene_build(&stand->scene, &stand->subject, &stand->view);
    double built = now_ms();
    cairo_painter_repaint_pixels(stand->memory, &stand->scene, stand->shaper, &stand->painted);
    double end = now_ms();
    times->built[frame] = built - begin;
    times->painted[frame] = end - built;
    times->whole[frame] = end - begin;
    times->item_count = stand->scene.item_count;
}

/* What a person does between two frames: moves on in time, and now and then sets the cursor. */
static void disturb(struct stand *stand, int frame)
{
    double width = camera_plot_width(&stand->view, &stand->subject);
    camera_pan(&stand->view, &stand->subject, frame / 6 % 2 == 0 ? 37 : -23);
    if (frame % 4 == 1) {
        uint64_t time_ns =
            camera_time_at(&stand->view, &stand->subject, 300 + width * frame / (FRAMES + 1));
        cursor_go_to_time(&stand->view, &stand->subject, time_ns);
    }
}

static void measure_zoom(struct stand *stand)
{
    struct frame_times times;
    uint64_t from = camera_time_at(&stand->view, &stand->subject, 300);
    uint64_t to = camera_time_at(&stand->view, &stand->subject, 1200);
    for (int i = 0; i < 2; i++) {
        draw_frame(stand, &times, 0);
    }
    for (int i = 0; i < FRAMES; i++) {
        double begin = now_ms();
        disturb(stand, i);
        double disturbed = now_ms() - begin;
        draw_frame(stand, &times, i);
        times.whole[i] += disturbed;
    }
    bool is_big = stand->subject.trace->event_count >= BIG;
    double median = share_of(times.whole, FRAMES, 0.5), worst = share_of(times.whole, FRAMES, 0.99);
    printf("| %.9f | %u | %.1f | %.1f | %.1f | %.1f | %.2f | %.2f |\n", (double)(to - from) / 1e9,
           times.item_count, share_of(times.built, FRAMES, 0.5),
           share_of(times.painted, FRAMES, 0.5), median, worst, median / (is_big ? 16 : 8),
           worst / (is_big ? 33 : 16));
    fflush(stdout);
}

static void write_picture(const struct stand *stand, const char *name, int number)
{
    char path[4096], reason[4096];
    snprintf(path, sizeof path, "%s-%d.png", name, number);
    if (!export_view(&stand->subject, &stand->view, stand->shaper, path, reason, sizeof reason)) {
        fprintf(stderr, "frame_bench: %s\n", reason);
    }
}

static void measure_zooms(struct stand *stand, double scroll, const char *picture)
{
    int number = 0;
    printf(
        "\n| seconds across | items | built ms | painted ms | frame ms | p99 ms | of bar | p99 of "
        "bar |\n|---|---|---|---|---|---|---|---|\n");
    double span_ns = (double)stand->subject.trace->end_ns;
    for (double zoom = 1; span_ns / zoom > LEAST_SPAN_NS; zoom *= ZOOM_STEP) {
        camera_fit(&stand->view, &stand->subject);
        camera_zoom_at(&stand->view, &stand->subject, 700, zoom);
        camera_scroll(&stand->view, &stand->subject, scroll);
        measure_zoom(stand);
        if (picture != NULL) {
            write_picture(stand, picture, ++number);
        }
    }
}

static struct stand open_stand(const struct trace *trace)
{
    enum language language = language_of_environment();
    struct stand stand = {.subject.trace = trace};
    double begin = now_ms();
    struct lanes *lanes = lanes_create(trace);
    double after_lanes = now_ms();
    struct analysis *analysis = analysis_create(trace, language);
    double after_analysis = now_ms();
    struct story *story = story_create(trace, analysis);
    double after_story = now_ms();
    stand.subject = (struct subject){trace, lanes, analysis, story, link_list_create(trace)};
    stand.view = view_default(&stand.subject, WIDTH, HEIGHT, theme_light(), language);
    stand.view.counts_legend = stand.view.tells_hovered = true; /* as in the window */
    stand.shaper = pango_shaper_create();
    scene_init(&stand.scene, WIDTH, HEIGHT, stand.view.theme->background,
               pango_shaper_interface(stand.shaper));
    stand.memory = (struct pixel_memory){calloc(WIDTH * HEIGHT, 4), WIDTH, HEIGHT, WIDTH * 4};
    struct frame_times times;
    double opened = now_ms();
    draw_frame(&stand, &times, 0);
    struct mallinfo2 heap = mallinfo2();
    printf("| lanes ms | analysis ms | story ms | first picture ms | bytes an event |\n"
           "|---|---|---|---|---|\n| %.0f | %.0f | %.0f | %.0f | %.1f |\n",
           after_lanes - begin, after_analysis - after_lanes, after_story - after_analysis,
           now_ms() - opened, (double)(heap.uordblks + heap.hblkhd) / (double)trace->event_count);
    fflush(stdout);
    return stand;
}

static size_t read_count(int argc, char **argv, int place, size_t otherwise)
{
    return argc > place ? strtoull(argv[place], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
    size_t event_count = read_count(argc, argv, 1, 10000000);
    struct trace *trace =
        workshop_trace_create(event_count, (uint32_t)read_count(argc, argv, 2, 64));
    printf("%zu events, %u threads, %u objects, %.3f s\n\n", trace->event_count,
           trace->thread_count - 1, trace->object_count, (double)trace->end_ns / 1e9);
    fflush(stdout);
    struct stand stand = open_stand(trace);
    measure_zooms(&stand, (double)read_count(argc, argv, 3, 0), argc > 4 ? argv[4] : NULL);
    return EXIT_SUCCESS;
}
