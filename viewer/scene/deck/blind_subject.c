#include "viewer/scene/deck/blind_subject.h"

#include "tracer/model/arena.h"

void blind_subject_init(struct subject *blind, struct arena *arena, const struct subject *subject)
{
    struct analysis *analysis = arena_allocate(arena, sizeof *analysis);
    *analysis = (struct analysis){
        .trace = subject->trace,
        .language = subject->analysis->language,
        .is_dead = arena_allocate(arena, (size_t)subject->trace->thread_count + 1),
        .verdict = "",
    };
    *blind = *subject;
    blind->analysis = analysis;
    blind->story = story_create(subject->trace, analysis);
}

void blind_subject_finish(struct subject *blind)
{
    if (blind->story != NULL) {
        story_destroy((struct story *)blind->story);
    }
}

uint32_t blind_subject_step(const struct subject *blind, const struct subject *subject,
                            uint32_t step)
{
    if (step == NONE_INDEX || blind->story->step_count == 0) {
        return NONE_INDEX;
    }
    return story_step_at_event(blind->story, story_bare_step(subject->story, step).event);
}
