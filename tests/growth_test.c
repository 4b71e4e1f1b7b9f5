/* A trace that grows under a view: who stands at the end goes on with it, anybody else stays where
 * he is, also when what is new lies before it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check.h"
#include "tests/sequence.h"
#include "viewer/app/camera.h"
#include "viewer/app/command.h"
#include "viewer/app/cursor.h"
#include "viewer/app/growth.h"
#include "viewer/app/subject_open.h"
#include "viewer/scene/layout/default_view.h"

static const char short_run[] =
    "main thread.create+ A; A thread.begin A @0.2ms; main thread.create A @0.3ms; "
    "A lock.acquire L @1ms; A lock.release L @2ms; A print 1 \"one\" @3ms; "
    "main print 1 \"mine\" @4ms";
static const char longer_run[] =
    "main thread.create+ A; A thread.begin A @0.2ms; main thread.create A @0.3ms; "
    "A lock.acquire L @1ms; A lock.release L @2ms; A print 1 \"one\" @3ms; "
    "main print 1 \"mine\" @4ms; A lock.acquire L @5ms; A lock.release L @6ms; A print 1 \"two\" "
    "@8ms";
static const char late_news[] =
    "main thread.create+ A; A thread.begin A @0.2ms; main thread.create A @0.3ms; "
    "main print 1 \"late\" @0.5ms; "
    "A lock.acquire L @1ms; A lock.release L @2ms; A print 1 \"one\" @3ms; "
    "main print 1 \"mine\" @4ms";

static struct {
    struct opened_subject *before, *after;
    struct subject old, new;
    struct view view;
} test;

static struct subject open_run(struct opened_subject **opened, const char *run)
{
    *opened = subject_of_trace(sequence_parse(run, ""));
    return subject_in_language(*opened, LANGUAGE_ENGLISH);
}

static void begin(const char *before, const char *after)
{
    test.old = open_run(&test.before, before);
    test.new = open_run(&test.after, after);
    test.view = view_default(&test.old, 1280, 800, theme_light(), LANGUAGE_ENGLISH);
    cursor_go_to_end(&test.view, &test.old);
}

static void grow(void)
{
    growth_keep_view(&test.view, &test.old, &test.new);
}

static void end(void)
{
    subject_close(test.before);
    subject_close(test.after);
}

static const char *label_at_cursor(const struct subject *subject)
{
    return test.view.step == NONE_INDEX ? "" : subject->story->steps[test.view.step].label;
}

static void test_end_goes_on(void)
{
    begin(short_run, longer_run);
    grow();
    check_int_equal(test.view.step, test.new.story->step_count - 1);
    check_int_equal(test.view.cursor_ns, test.new.story->steps[test.view.step].time_ns);
    end();
}

static void test_cursor_stays(void)
{
    begin(short_run, longer_run);
    cursor_go_to_step(&test.view, &test.old, 1);
    uint64_t cursor_ns = test.view.cursor_ns;
    grow();
    check_int_equal(test.view.step, 1);
    check_int_equal(test.view.cursor_ns, cursor_ns);
    cursor_go_to_step(&test.view, &test.old, NONE_INDEX);
    grow();
    check_int_equal(test.view.step, NONE_INDEX);
    end();
}

static void test_late_news(void)
{
    begin(short_run, late_news);
    cursor_go_to_step(&test.view, &test.old, 1);
    const char *label = label_at_cursor(&test.old);
    grow();
    check_text_equal(label_at_cursor(&test.new), label);
    check_int_equal(test.view.step, 2);
    end();
}

static void test_empty_before(void)
{
    begin("", short_run);
    check_int_equal(test.view.step, NONE_INDEX);
    grow();
    check_int_equal(test.view.step, test.new.story->step_count - 1);
    end();
}

static void test_range_stays(void)
{
    begin(short_run, longer_run);
    cursor_go_to_step(&test.view, &test.old, 1);
    camera_zoom_at(&test.view, &test.old, 500, 4);
    uint64_t before_ns = camera_time_at(&test.view, &test.old, 500);
    grow();
    double after_ns = (double)camera_time_at(&test.view, &test.new, 500);
    check_true(test.view.zoom > 4);
    check_true(fabs(after_ns - (double)before_ns) < 0.02 * (double)before_ns);
    end();
}

static void test_selection_stays(void)
{
    begin(short_run, longer_run);
    test.view.selection.object = 0;
    grow();
    check_int_equal(test.view.selection.object, 0);
    end();
    begin(short_run, "");
    test.view.selection.object = 0;
    test.view.selection.thread = 2;
    grow();
    check_int_equal(test.view.selection.object, NONE_INDEX);
    check_int_equal(test.view.selection.thread, NONE_INDEX);
    end();
}

/* So many steps that their words are not kept. */
static char *write_long_run(int rounds)
{
    char *run = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&run, &size);
    fputs("main thread.create+ A; A thread.begin A; main thread.create A", file);
    for (int i = 0; i < rounds; i++) {
        fputs("; A lock.acquire L; A lock.release L", file);
    }
    fclose(file);
    return run;
}

static void test_long_run(void)
{
    char *shorter = write_long_run(STORY_TOLD_MAX + 10),
         *longer = write_long_run(STORY_TOLD_MAX + 90);
    begin(shorter, longer);
    check_true(test.old.story->steps == NULL);
    cursor_go_to_step(&test.view, &test.old, STORY_TOLD_MAX / 2);
    uint64_t cursor_ns = test.view.cursor_ns;
    grow();
    check_int_equal(test.view.step, STORY_TOLD_MAX / 2);
    check_int_equal(test.view.cursor_ns, cursor_ns);
    end();
    free(shorter);
    free(longer);
}

static const struct test_case cases[] = {
    {"growth@cursor-in-a-long-run-stays", test_long_run},
    {"growth@cursor-at-the-end-goes-on", test_end_goes_on},
    {"growth@cursor-elsewhere-stays", test_cursor_stays},
    {"growth@late-news-do-not-move-the-cursor", test_late_news},
    {"growth@first-steps-are-shown", test_empty_before},
    {"growth@zoomed-part-stays", test_range_stays},
    {"growth@selection-stays-if-it-is-there", test_selection_stays},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
