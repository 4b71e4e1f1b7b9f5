#include "viewer/scene/lanes/timeline.h"

#include <math.h>
#include <string.h>

#include "tracer/analysis/instant_sentence.h"
#include "tracer/analysis/stretch_sentence.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/piece/state_words.h"

#define SENTENCE_SIZE 700

const char *timeline_span_text(const struct timeline *timeline, uint64_t begin_ns, uint64_t end_ns)
{
    char begin[32], end[32];
    uint64_t span_ns = timeline->subject->trace->end_ns;
    clock_text(begin_ns, span_ns, begin, sizeof begin);
    clock_text(end_ns, span_ns, end, sizeof end);
    return scene_print_text(timeline->scene, "%s – %s", begin, end);
}

double timeline_seen_end(const struct timeline *timeline, double right)
{
    return timeline->view->hides_future ? fmin(right, timeline_cursor_x(timeline)) : right;
}

bool timeline_is_at_end(const struct timeline *timeline)
{
    uint32_t count = timeline->subject->story->step_count;
    return count == 0 || timeline->view->step == count - 1;
}

double timeline_cursor_x(const struct timeline *timeline)
{
    const struct story *story = timeline->subject->story;
    bool hangs =
        story->step_count > 0 && story_bare_step(story, story->step_count - 1).tone == TONE_HANG;
    if (hangs && timeline_is_at_end(timeline)) {
        return timeline->axis.end_x;
    }
    return timeline_x(timeline, timeline->view->cursor_ns);
}

bool timeline_tells(const struct timeline *timeline, const char *id)
{
    const struct view *view = timeline->view;
    return !view->tells_hovered || (view->hover_id != NULL && strcmp(view->hover_id, id) == 0);
}

static struct state_subject asked_of(const struct timeline *timeline)
{
    return (struct state_subject){timeline->subject->lanes, timeline->subject->analysis,
                                  timeline->view->language};
}

static const char *with_span(const struct timeline *timeline, const char *sentence,
                             uint64_t begin_ns, uint64_t end_ns)
{
    return scene_print_text(timeline->scene, "%s · %s", sentence,
                            timeline_span_text(timeline, begin_ns, end_ns));
}

const char *timeline_segment_title(const struct timeline *timeline, const char *id, uint32_t thread,
                                   const struct lane_segment *segment)
{
    struct state_subject subject = asked_of(timeline);
    char sentence[SENTENCE_SIZE];
    if (!timeline_tells(timeline, id)) {
        return NULL;
    }
    state_sentence_of_segment(&subject, thread, segment, sentence, sizeof sentence);
    return with_span(timeline, sentence, segment->begin_ns, segment->end_ns);
}

const char *timeline_wait_title(const struct timeline *timeline, const char *id,
                                const struct lane_wait *wait)
{
    struct state_subject subject = asked_of(timeline);
    char sentence[SENTENCE_SIZE];
    if (!timeline_tells(timeline, id)) {
        return NULL;
    }
    stretch_sentence_of_wait(&subject, wait, sentence, sizeof sentence);
    return with_span(timeline, sentence, wait->begin_ns, wait->end_ns);
}

const char *timeline_hold_title(const struct timeline *timeline, const char *id,
                                const struct lane_hold *hold)
{
    struct state_subject subject = asked_of(timeline);
    char sentence[SENTENCE_SIZE];
    if (!timeline_tells(timeline, id)) {
        return NULL;
    }
    stretch_sentence_of_hold(&subject, hold, sentence, sizeof sentence);
    return with_span(timeline, sentence, hold->begin_ns, hold->end_ns);
}

const char *timeline_reentry_title(const struct timeline *timeline, const char *id,
                                   const struct lane_hold *level)
{
    struct state_subject subject = asked_of(timeline);
    char sentence[SENTENCE_SIZE];
    if (!timeline_tells(timeline, id)) {
        return NULL;
    }
    stretch_sentence_of_reentry(&subject, level, sentence, sizeof sentence);
    return with_span(timeline, sentence, level->begin_ns, level->end_ns);
}

const char *timeline_event_title(const struct timeline *timeline, const char *id, uint32_t event)
{
    char sentence[SENTENCE_SIZE];
    if (!timeline_tells(timeline, id)) {
        return NULL;
    }
    return scene_copy_text(timeline->scene,
                           instant_sentence_of_event(timeline->subject->trace, event,
                                                     timeline->view->language, sentence,
                                                     sizeof sentence));
}

const char *timeline_object_title(const struct timeline *timeline, const char *id, uint32_t object,
                                  uint32_t event)
{
    uint64_t time_ns = timeline->subject->trace->events[event].time_ns;
    return timeline_tells(timeline, id)
               ? state_words_of_object_at(timeline->scene, timeline->subject, timeline->view,
                                          object, time_ns)
               : NULL;
}
