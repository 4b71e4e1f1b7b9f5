#include "viewer/scene/piece/state_words.h"

#include "tracer/analysis/state_sentence.h"
#include "viewer/scene/view/seen_time.h"

#define SENTENCE_SIZE 700

static struct state_subject asked_of(const struct subject *subject, const struct view *view)
{
    return (struct state_subject){subject->lanes, subject->analysis, view->language};
}

const char *state_words_of_thread(struct scene *scene, const struct subject *subject,
                                  const struct view *view, uint32_t thread)
{
    struct state_subject asked = asked_of(subject, view);
    char sentence[SENTENCE_SIZE];
    struct lane_segment segment;
    if (!state_segment_at(subject->lanes, thread, seen_time(subject, view), &segment)) {
        return subject->trace->threads[thread].name;
    }
    state_sentence_of_segment(&asked, thread, &segment, sentence, sizeof sentence);
    return scene_copy_text(scene, sentence);
}

const char *state_words_of_object(struct scene *scene, const struct subject *subject,
                                  const struct view *view, uint32_t object)
{
    return state_words_of_object_at(scene, subject, view, object, seen_time(subject, view));
}

const char *state_words_of_object_at(struct scene *scene, const struct subject *subject,
                                     const struct view *view, uint32_t object, uint64_t time_ns)
{
    struct state_subject asked = asked_of(subject, view);
    char sentence[SENTENCE_SIZE];
    state_sentence_of_object(&asked, object, time_ns, sentence, sizeof sentence);
    return scene_copy_text(scene, sentence);
}
