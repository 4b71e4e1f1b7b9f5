#include "viewer/scene/deck/page_words.h"

#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/view/words.h"

#define NOTES_STEPS_MAX  40  /* sentences; more are too many for a speaker */
#define TOLD_THREADS_MAX 200 /* nobody listens to more */

static bool is_last(const struct subject *subject, uint32_t step)
{
    return step != NONE_INDEX && step + 1 == subject->story->step_count;
}

/* ---- caption ---- */

const char *page_caption(struct arena *arena, const struct subject *subject, uint32_t step,
                         enum language language)
{
    if (step == NONE_INDEX) {
        return word_text(WORD_BEFORE_FIRST_STEP, language);
    }
    return arena_copy_text(arena, story_step(subject->story, step).sentence);
}

/* ---- notes ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* "小爱 waits on cond (poem.c:33)" */
static const char *told_step(struct arena *arena, const struct subject *subject, uint32_t index)
{
    const struct trace *trace = subject->trace;
    struct story_step step = story_step(subject->story, index);
    uint32_t site = step.event < trace->event_count ? trace->events[step.event].site : NONE_INDEX;
    if (site >= trace->site_count || trace->sites[site].line == 0) {
        return arena_copy_text(arena, step.sentence);
    }
    return arena_print_text(arena, "%s (%s:%u)", step.sentence, base_name(trace->sites[site].file),
                            (unsigned)trace->sites[site].line);
}

static const char *add_findings(struct arena *arena, const struct subject *subject,
                                enum language language, const char *notes)
{
    const struct analysis *analysis = subject->analysis;
    if (*analysis->verdict) { /* else it must not be told */
        notes = arena_print_text(arena, "%s%s%s", notes, *notes ? "\n" : "", analysis->verdict);
    }
    for (uint32_t i = 0; i < analysis->finding_count; i++) {
        const struct finding *finding = &analysis->findings[i];
        notes =
            arena_print_text(arena, "%s\n%s\n%s\n%s: %s", notes, finding->sentence, finding->rule,
                             word_text(WORD_A_WAY_OUT, language), finding->way_out);
    }
    return notes;
}

const char *page_notes(struct arena *arena, const struct subject *subject, uint32_t before,
                       uint32_t step, enum language language)
{
    if (step == NONE_INDEX) {
        return "";
    }
    uint32_t first = before == NONE_INDEX ? 0 : before + 1;
    if (step - first >= NOTES_STEPS_MAX) {
        first = step - NOTES_STEPS_MAX + 1;
    }
    const char *notes = "";
    for (uint32_t i = first; i <= step; i++) {
        notes = arena_print_text(arena, "%s%s%s", notes, i > first ? "\n" : "",
                                 told_step(arena, subject, i));
    }
    return is_last(subject, step) ? add_findings(arena, subject, language, notes) : notes;
}

/* ---- the picture in words ---- */

static const char *state_words(struct arena *arena, const struct subject *subject, uint32_t thread,
                               const struct lane_segment *segment, enum language language)
{
    static const enum word words[LANE_STATE_COUNT] = {
        [LANE_RUNNING] = WORD_LEGEND_RUNNING,
        [LANE_READY] = WORD_LEGEND_READY,
        [LANE_WAIT_LOCK] = WORD_LEGEND_WAITS_LOCK,
        [LANE_WAIT_CONDITION] = WORD_LEGEND_WAITS_CONDITION,
        [LANE_WAIT_TRANSFER] = WORD_LEGEND_WAITS_TRANSFER,
        [LANE_SLEEP] = WORD_LEGEND_SLEEPS,
    };
    const struct trace *trace = subject->trace;
    const char *state = word_text(words[segment->state], language);
    const char *target =
        segment->target == NONE_INDEX ? "" : trace_target_name(trace, segment->target);
    return arena_print_text(arena, "%s: %s%s%s", trace->threads[thread].name, state,
                            *target ? " " : "", target);
}

const char *page_alternative(struct arena *arena, const struct subject *subject,
                             const struct view *view)
{
    char time[32];
    duration_text(view->cursor_ns, time, sizeof time);
    const char *text = arena_print_text(arena, "%s. %s", time,
                                        page_caption(arena, subject, view->step, view->language));
    uint32_t told = 0;
    for (uint32_t i = 1; i < subject->trace->thread_count && told <= TOLD_THREADS_MAX; i++) {
        struct lane_segment segment;
        if (lane_segment_find(&subject->lanes->threads[i], view->cursor_ns, &segment)) {
            bool is_one_more = told++ == TOLD_THREADS_MAX;
            text = arena_print_text(
                arena, "%s. %s", text,
                is_one_more ? "…" : state_words(arena, subject, i, &segment, view->language));
        }
    }
    return text;
}

/* ---- covers ---- */

const char *page_cover_words(struct arena *arena, const struct subject *subject,
                             const struct view *view)
{
    if (view->frame == FRAME_FINDING) {
        return add_findings(arena, subject, view->language, "");
    }
    return arena_print_text(arena, "%s%s%s", view->title, *view->author ? "\n" : "", view->author);
}
