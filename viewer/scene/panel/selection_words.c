#include <string.h>

#include "tracer/analysis/state_sentence.h"
#include "viewer/scene/panel/panel_section.h"

#define SENTENCE_SIZE 600

/* At a step the cursor stands behind all that belongs to it. */
static uint64_t seen_ns(const struct panel *panel)
{
    const struct view *view = panel->view;
    const struct story *story = panel->subject->story;
    const struct trace *trace = panel->subject->trace;
    if (view->step == NONE_INDEX || view->step >= story->step_count) {
        return view->cursor_ns;
    }
    struct story_step step = story_bare_step(story, view->step);
    bool is_there = view->cursor_ns == step.time_ns && step.last_event < trace->event_count;
    return is_there ? trace->events[step.last_event].time_ns : view->cursor_ns;
}

/* The line of source where something began, below the sentence. */
static const char *with_source(const struct panel *panel, const char *sentence, uint32_t event)
{
    const struct trace *trace = panel->subject->trace;
    uint32_t site = event < trace->event_count ? trace->events[event].site : NONE_INDEX;
    const char *text = site < trace->site_count ? trace->sites[site].text : "";
    bool is_code = *text != '\0' && strchr(text, '`') == NULL;
    return is_code ? scene_print_text(panel->scene, "%s.\n`%s`", sentence, text)
                   : scene_print_text(panel->scene, "%s.", sentence);
}

static const char *thread_words(const struct panel *panel, const struct state_subject *subject,
                                uint32_t thread)
{
    char sentence[SENTENCE_SIZE];
    struct lane_segment segment;
    if (!state_segment_at(subject->lanes, thread, seen_ns(panel), &segment)) {
        return word_text(WORD_NOT_THERE, panel->view->language);
    }
    state_sentence_of_segment(subject, thread, &segment, sentence, sizeof sentence);
    return with_source(panel, sentence, segment.begin_event);
}

static const char *object_words(const struct panel *panel, const struct state_subject *subject,
                                uint32_t object)
{
    char sentence[SENTENCE_SIZE];
    uint64_t time_ns = seen_ns(panel);
    state_sentence_of_object(subject, object, time_ns, sentence, sizeof sentence);
    return with_source(panel, sentence, state_hold_event(subject->lanes, object, time_ns));
}

bool selection_words_of(const struct panel *panel, struct selection_words *words)
{
    const struct view *view = panel->view;
    const struct trace *trace = panel->subject->trace;
    const struct state_subject subject = {panel->subject->lanes, panel->subject->analysis,
                                          view->language};
    bool is_thread = view->selected_thread < trace->thread_count;
    if (!is_thread && view->selected_object >= trace->object_count) {
        return false;
    }
    char time[32];
    clock_text(view->cursor_ns, trace->end_ns, time, sizeof time);
    const char *name = is_thread ? trace->threads[view->selected_thread].name
                                 : trace->objects[view->selected_object].name;
    words->headline =
        scene_print_text(panel->scene, word_text(WORD_AT_TIME, view->language), name, time);
    words->sentence = is_thread ? thread_words(panel, &subject, view->selected_thread)
                                : object_words(panel, &subject, view->selected_object);
    return true;
}
