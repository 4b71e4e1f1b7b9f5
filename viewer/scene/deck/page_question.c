#include "viewer/scene/deck/page_question.h"

#include "tracer/model/arena.h"
#include "viewer/scene/view/words.h"

static const enum word questions[] = {
    [TONE_PLAIN] = WORD_ASK_NEXT,
    [TONE_WAIT_LOCK] = WORD_ASK_LOCK,
    [TONE_WAIT_CONDITION] = WORD_ASK_CONDITION,
    [TONE_WAIT_TRANSFER] = WORD_ASK_TRANSFER,
    [TONE_BAD] = WORD_ASK_BAD,
    [TONE_HANG] = WORD_ASK_HANG,
};

const char *page_question(struct arena *arena, const struct subject *subject, uint32_t step,
                          enum language language)
{
    if (step == NONE_INDEX) {
        return word_text(WORD_ASK_NEXT, language);
    }
    const struct story_step told = story_bare_step(subject->story, step);
    const struct trace *trace = subject->trace;
    const char *name = told.thread < trace->thread_count ? trace->threads[told.thread].name : "";
    return arena_print_text(arena, word_text(questions[told.tone], language), name);
}
