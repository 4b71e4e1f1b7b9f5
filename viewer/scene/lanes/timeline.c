#include "viewer/scene/lanes/timeline.h"

#include <math.h>

#include "tracer/analysis/state_sentence.h"

#include "viewer/scene/piece/piece.h"

#define SENTENCE_SIZE 512

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

const char *timeline_segment_title(const struct timeline *timeline, uint32_t thread,
                                   const struct lane_segment *segment)
{
    const struct state_subject subject = {timeline->subject->lanes, timeline->subject->analysis,
                                          timeline->view->language};
    char sentence[SENTENCE_SIZE];
    state_sentence_of_segment(&subject, thread, segment, sentence, sizeof sentence);
    return scene_print_text(timeline->scene, "%s · %s", sentence,
                            timeline_span_text(timeline, segment->begin_ns, segment->end_ns));
}
