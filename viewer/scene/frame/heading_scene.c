/* The heading: what was run, how much of it there is, and the verdict at the right. */
#include <stdio.h>
#include <string.h>

#include "tracer/model/moment.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/severity.h"
#include "viewer/scene/view/title.h"
#include "viewer/scene/view/words.h"

#define TITLE_GAP       14.0
#define SUBTITLE_CENTRE 50.0
#define SUBTITLE_SIZE   14.5
#define INSET           2.0
#define PILL_DOT        5.0 /* radius */
#define PILL_GAP        28.0
#define SEPARATOR       "  ·  "
#define KINDS_MAX       3         /* of objects counted in the subtitle */
#define STILL_NS_MIN    10000000u /* shorter standstills are not worth a word */
#define SITE_SEARCH_MAX 1000u     /* events looked at for the main file */

/* Of what stands in the first line. */
struct heading_sizes {
    double title_centre; /* below the card's top */
    double title_size;
    double pill_top, pill_height, pill_size;
};

static const struct heading_sizes sizes_of_window = {18, 27, 8, 38, 15};
static const struct heading_sizes sizes_of_slide = {12, 19, 0, 24, 13};

static const struct heading_sizes *sizes_of(const struct view *view)
{
    return view->is_slide ? &sizes_of_slide : &sizes_of_window;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The file that the main thread's first told line is in, or the program. */
static const char *file_text(const struct trace *trace)
{
    for (size_t i = 0; i < trace->event_count && i < SITE_SEARCH_MAX; i++) {
        const struct event *event = &trace->events[i];
        bool is_main = event->thread < trace->thread_count && trace->threads[event->thread].is_main;
        if (is_main && event->site < trace->site_count && trace->sites[event->site].line > 0) {
            return base_name(trace->sites[event->site].file);
        }
    }
    return base_name(trace->program);
}

static const char *thread_count_text(struct scene *scene, const struct subject *subject,
                                     enum language language)
{
    uint32_t count = 0;
    for (uint32_t i = 1; i < subject->trace->thread_count; i++) {
        count += subject->trace->threads[i].exists;
    }
    return scene_print_text(scene, word_count_text(WORD_THREAD_COUNT, count, language),
                            scene_print_text(scene, "%u", count));
}

/* "3 processes, 4 threads" or "3 threads". */
static const char *crowd_text(struct scene *scene, const struct subject *subject,
                              enum language language)
{
    const char *threads = thread_count_text(scene, subject, language);
    uint32_t count = 0;
    for (uint32_t i = 1; i < subject->trace->process_count; i++) {
        count += subject->trace->processes[i].exists;
    }
    if (count < 2) {
        return threads;
    }
    const char *processes =
        scene_print_text(scene, word_count_text(WORD_PROCESS_COUNT, count, language),
                         scene_print_text(scene, "%u", count));
    return scene_print_text(scene, word_text(WORD_CLAUSE, language), processes, threads);
}

/* "3 threads, 1 condition": the objects that user code made, a few kinds of them. */
static const char *population_text(struct scene *scene, const struct subject *subject,
                                   enum language language)
{
    uint32_t counts[TYPE_COUNT] = {0};
    for (uint32_t i = 0; i < subject->trace->object_count; i++) {
        const struct trace_object *object = &subject->trace->objects[i];
        counts[object->type < TYPE_COUNT ? object->type : TYPE_UNKNOWN] +=
            !object_is_part(subject->trace, i) && object->type != TYPE_GIL &&
            object->type != TYPE_STREAM;
    }
    const char *text = crowd_text(scene, subject, language);
    for (int type = TYPE_UNKNOWN + 1, kinds = 0; type < TYPE_COUNT && kinds < KINDS_MAX; type++) {
        if (counts[type] > 0) {
            const char *counted =
                scene_print_text(scene, word_text(WORD_OBJECT_COUNT, language),
                                 scene_print_text(scene, "%u", counts[type]),
                                 object_type_word((enum object_type)type, counts[type], language));
            text = scene_print_text(scene, word_text(WORD_CLAUSE, language), text, counted);
            kinds++;
        }
    }
    return text;
}

/* "4.00 ms recorded, then nothing moved for 5.00 s" */
static const char *length_text(struct scene *scene, const struct subject *subject,
                               enum language language)
{
    const struct trace *trace = subject->trace;
    uint64_t last_ns = trace->event_count > 0 ? trace->events[trace->event_count - 1].time_ns : 0;
    char buffer[32];
    const char *text = scene_print_text(scene, word_text(WORD_RECORDED, language),
                                        clock_text(last_ns, last_ns, buffer, sizeof buffer));
    uint64_t still_ns = trace->end_ns > last_ns ? trace->end_ns - last_ns : 0;
    bool is_hung = subject->analysis != NULL && subject->analysis->is_hung;
    if (is_hung && still_ns >= STILL_NS_MIN) {
        clock_text(still_ns, still_ns, buffer, sizeof buffer);
        text = scene_print_text(
            scene, word_text(WORD_CLAUSE, language), text,
            scene_print_text(scene, word_text(WORD_NOTHING_MOVED, language), buffer));
    }
    return text;
}

const char *heading_subtitle_text(struct scene *scene, const struct subject *subject,
                                  enum growth growth, enum language language)
{
    const char *file = file_text(subject->trace);
    uint32_t step_count = subject->story->step_count;
    const char *steps =
        scene_print_text(scene, word_count_text(WORD_STEP_COUNT, step_count, language),
                         scene_print_text(scene, "%u", step_count));
    const char *text = scene_print_text(
        scene, "%s%s%s" SEPARATOR "%s" SEPARATOR "%s", file, file[0] != 0 ? SEPARATOR : "",
        population_text(scene, subject, language), steps, length_text(scene, subject, language));
    if (growth != GROWTH_NONE) {
        enum word word = growth == GROWTH_GOES_ON ? WORD_GROWS : WORD_BROKE_OFF;
        text = scene_print_text(scene, "%s" SEPARATOR "%s", text, word_text(word, language));
    }
    if (subject->trace->lost_events > 0) {
        const char *count =
            scene_print_text(scene, "%llu", (unsigned long long)subject->trace->lost_events);
        text =
            scene_print_text(scene, "%s" SEPARATOR "%s", text,
                             scene_print_text(scene, word_text(WORD_EVENTS_LOST, language), count));
    }
    return text;
}

static const char *verdict_of(const struct analysis *analysis, const struct view *view)
{
    bool has_verdict = analysis != NULL && analysis->verdict != NULL;
    bool goes_on = view->growth == GROWTH_GOES_ON;
    if (goes_on && has_verdict && severity_of_analysis(analysis) == SEVERITY_CALM) {
        return word_text(WORD_NO_HANG_SO_FAR, view->language);
    }
    return has_verdict ? analysis->verdict : word_text(WORD_NO_HANG, view->language);
}

/* Returns the x of its left side. */
static double add_verdict(struct scene *scene, const struct subject *subject,
                          const struct view *view, struct scene_rect card)
{
    const struct heading_sizes *sizes = sizes_of(view);
    const struct analysis *analysis = subject->analysis;
    enum severity severity = severity_of_analysis(analysis);
    struct severity_colours colours = severity_colours_of(view->theme, severity);
    const char *verdict = verdict_of(analysis, view);
    struct text_style style = text_ui(sizes->pill_size, 700, colours.text);
    double before_text = sizes->pill_height / 2 + 2 * PILL_DOT + 10,
           after_text = sizes->pill_height / 2;
    double room = card.width * 0.6 - before_text - after_text;
    double text_width = scene_measure_text(scene, verdict, style);
    text_width = text_width < room ? text_width : room;
    double width = before_text + text_width + after_text;
    struct scene_rect pill = {card.x + card.width - width, card.y + sizes->pill_top, width,
                              sizes->pill_height};
    double centre = pill.y + sizes->pill_height / 2;
    scene_begin_group(scene, "verdict", verdict, pill);
    scene_add_rect(scene, pill,
                   (struct scene_style){.fill = colours.tint,
                                        .stroke = colours.edge,
                                        .stroke_width = 1.5,
                                        .radius = sizes->pill_height / 2});
    scene_add_circle(scene, pill.x + sizes->pill_height / 2 + PILL_DOT, centre, PILL_DOT,
                     (struct scene_style){.fill = colours.edge});
    scene_add_text(scene, pill.x + before_text, text_baseline(centre, sizes->pill_size), verdict,
                   style, ALIGN_LEFT, room + 0.5);
    scene_end_group(scene);
    return pill.x;
}

static void add_titles(struct scene *scene, const struct subject *subject, const struct view *view,
                       struct scene_rect card, double right)
{
    const struct heading_sizes *sizes = sizes_of(view);
    double size = sizes->title_size;
    double x = card.x + INSET, baseline = text_baseline(card.y + sizes->title_centre, size);
    const char *title = view->title != NULL
                            ? view->title
                            : title_of_trace(scene->arena, subject->trace, view->language);
    scene_begin_group(scene, "title", title,
                      (struct scene_rect){card.x, card.y, right - card.x, 2 * sizes->title_centre});
    x += scene_add_text(scene, x, baseline, title, text_ui(size, 700, view->theme->ink), ALIGN_LEFT,
                        right - x);
    bool is_own = title == trace_info_value(subject->trace, "title");
    const char *english = is_own ? trace_info_value(subject->trace, "title.en") : "";
    struct text_style light = text_ui(size, 300, view->theme->ink2);
    x += TITLE_GAP;
    if (english[0] != 0 && x + scene_measure_text(scene, english, light) <= right) {
        scene_add_text(scene, x, baseline, english, light, ALIGN_LEFT, 0);
    }
    scene_end_group(scene);
}

static bool is_at_end(const struct subject *subject, const struct view *view)
{
    return view->step == NONE_INDEX || view->step + 1 == subject->story->step_count;
}

/* A title alone, and at the end the verdict. */
static void build_slide_heading(struct scene *scene, const struct subject *subject,
                                const struct view *view, struct scene_rect card)
{
    double right = card.x + card.width;
    if (is_at_end(subject, view) && !view->hides_future) {
        right = add_verdict(scene, subject, view, card) - PILL_GAP;
    }
    add_titles(scene, subject, view, card, right);
}

void heading_scene_build(struct scene *scene, const struct subject *subject,
                         const struct view *view, struct scene_rect card)
{
    if (view->is_slide) {
        build_slide_heading(scene, subject, view, card);
        return;
    }
    double right = view->hides_future ? card.x + card.width
                                      : add_verdict(scene, subject, view, card) - PILL_GAP;
    add_titles(scene, subject, view, card, right);
    if (view->hides_future) {
        return; /* how long it took says how it ended */
    }
    const char *subtitle = heading_subtitle_text(scene, subject, view->growth, view->language);
    double y = card.y + SUBTITLE_CENTRE;
    scene_begin_group(scene, "subtitle", subtitle,
                      (struct scene_rect){card.x, y - 12, right - card.x, 24});
    scene_add_text(scene, card.x + INSET, text_baseline(y, SUBTITLE_SIZE), subtitle,
                   text_ui(SUBTITLE_SIZE, 400, view->theme->ink2), ALIGN_LEFT,
                   right - card.x - INSET);
    scene_end_group(scene);
}
