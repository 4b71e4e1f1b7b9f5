/* What opening a long trace costs until its first picture is painted, as trace-view opens it: in a
 * process of its own, so that its memory can be told. With FILE the recording is left there, to be
 * looked at.
 *
 *     build/tests/bench/open_bench [EVENTS [THREADS [FILE.ctf]]] */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/workshop_trace.h"
#include "tests/scratch.h"
#include "tracer/model/trace_load.h"
#include "tracer/model/trace_save_ctf.h"
#include "viewer/app/subject_open.h"
#include "viewer/paint/cairo_painter.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/default_view.h"

#define WIDTH  1920
#define HEIGHT 1080
#define ROUNDS 3

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void fail(const char *why)
{
    fprintf(stderr, "open_bench: %s\n", why);
    exit(EXIT_FAILURE);
}

static void write_trace(const char *directory, size_t event_count, uint32_t thread_count)
{
    struct trace_error error;
    struct trace *trace = workshop_trace_create(event_count, thread_count);
    if (!trace_save_ctf(trace, directory, &error)) {
        fail(error.text);
    }
    trace_destroy(trace);
}

static void paint_first_picture(struct opened_subject *opened)
{
    struct subject subject = subject_in_language(opened, LANGUAGE_ENGLISH);
    struct view view = view_default(&subject, WIDTH, HEIGHT, theme_light(), LANGUAGE_ENGLISH);
    struct pango_shaper *shaper = pango_shaper_create();
    struct scene scene;
    scene_init(&scene, WIDTH, HEIGHT, view.theme->background, pango_shaper_interface(shaper));
    frame_scene_build(&scene, &subject, &view);
    struct pixel_memory memory = {calloc(WIDTH * HEIGHT, 4), WIDTH, HEIGHT, WIDTH * 4};
    if (memory.pixels == NULL || !cairo_painter_paint_pixels(memory, &scene, shaper)) {
        fail("no picture");
    }
    free(memory.pixels);
    scene_finish(&scene);
    pango_shaper_destroy(shaper);
}

static void report_opening(const char *directory)
{
    struct trace_error error;
    struct opening_progress progress = {0};
    double begin = seconds_of(CLOCK_MONOTONIC), work = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    struct opened_subject *opened = subject_open_watched(directory, &progress, &error);
    if (!opened) {
        fail(error.text);
    }
    double read = seconds_of(CLOCK_MONOTONIC);
    paint_first_picture(opened);
    double end = seconds_of(CLOCK_MONOTONIC);
    work = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - work;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    struct mallinfo2 heap = mallinfo2();
    double count = (double)subject_in_language(opened, LANGUAGE_ENGLISH).trace->event_count;
    printf("| %.2f s | %.2f s | %.2f s | %.1f B | %.1f B |\n", read - begin, end - begin, work,
           (double)(heap.uordblks + heap.hblkhd) / count, (double)usage.ru_maxrss * 1024 / count);
    fflush(stdout);
}

static void open_in_child(const char *directory)
{
    pid_t child = fork();
    if (child == 0) {
        report_opening(directory);
        _exit(EXIT_SUCCESS);
    }
    waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
    size_t event_count = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000000;
    uint32_t thread_count = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 64;
    char *scratch = argc > 3 ? NULL : scratch_new_folder();
    const char *directory = argc > 3 ? argv[3] : scratch;
    pid_t writer = fork();
    if (writer == 0) {
        write_trace(directory, event_count, thread_count);
        _exit(EXIT_SUCCESS);
    }
    waitpid(writer, NULL, 0);
    printf("%zu events, %u threads\n\n| opened | first picture | processor time | kept, an event | "
           "most, an event |\n|---|---|---|---|---|\n",
           event_count, thread_count);
    fflush(stdout);
    for (int round = 0; round < ROUNDS; round++) {
        open_in_child(directory);
    }
    free(scratch);
    return EXIT_SUCCESS;
}
