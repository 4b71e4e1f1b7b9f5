#include <string.h>

#include "tracer/analysis/stretch_sentence.h"
#include "viewer/scene/panel/panel_section.h"
#include "viewer/scene/view/seen_time.h"

#define SENTENCE_SIZE 600

/* What is meant is looked at when it is, all else at the cursor. */
static uint64_t looked_at_ns(const struct panel *panel)
{
    const struct selection *selection = &panel->view->selection;
    return selection_is_stretch(selection) ? selection->begin_ns
                                           : seen_time(panel->subject, panel->view);
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
    if (!state_segment_at(subject->lanes, thread, looked_at_ns(panel), &segment) &&
        !state_segment_at(subject->lanes, thread, panel->view->cursor_ns, &segment)) {
        return word_text(WORD_NOT_THERE, panel->view->language);
    }
    state_sentence_of_segment(subject, thread, &segment, sentence, sizeof sentence);
    return with_source(panel, sentence, segment.begin_event);
}

static const char *object_words(const struct panel *panel, const struct state_subject *subject,
                                uint32_t object)
{
    char sentence[SENTENCE_SIZE];
    struct lane_hold hold;
    if (selection_find_hold(&panel->view->selection, subject->lanes, &hold)) {
        stretch_sentence_of_hold(subject, &hold, sentence, sizeof sentence);
        return with_source(panel, sentence, hold.begin_event);
    }
    uint64_t time_ns = looked_at_ns(panel);
    state_sentence_of_object(subject, object, time_ns, sentence, sizeof sentence);
    return with_source(panel, sentence, state_hold_event(subject->lanes, object, time_ns));
}

/* "A at 2 ms", or from when to when. */
static const char *headline_of(const struct panel *panel, const char *name)
{
    const struct view *view = panel->view;
    uint64_t end_ns = panel->subject->trace->end_ns;
    char begin[32], end[32];
    if (!selection_is_stretch(&view->selection)) {
        clock_text(view->cursor_ns, end_ns, begin, sizeof begin);
        return scene_print_text(panel->scene, word_text(WORD_AT_TIME, view->language), name, begin);
    }
    clock_text(view->selection.begin_ns, end_ns, begin, sizeof begin);
    clock_text(view->selection.end_ns, end_ns, end, sizeof end);
    return scene_print_text(panel->scene, "%s · %s – %s", name, begin, end);
}

bool selection_words_of(const struct panel *panel, struct selection_words *words)
{
    const struct view *view = panel->view;
    const struct selection *selection = &view->selection;
    const struct trace *trace = panel->subject->trace;
    const struct state_subject subject = {panel->subject->lanes, panel->subject->analysis,
                                          view->language};
    if (selection->kind == SELECTION_NONE) {
        return false;
    }
    bool is_of_object = selection->kind == SELECTION_OBJECT || selection->kind == SELECTION_HOLD;
    words->headline = headline_of(panel, is_of_object ? trace->objects[selection->object].name
                                                      : trace->threads[selection->thread].name);
    words->sentence = is_of_object ? object_words(panel, &subject, selection->object)
                                   : thread_words(panel, &subject, selection->thread);
    return true;
}
