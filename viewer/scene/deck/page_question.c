#include "viewer/scene/deck/page_question.h"

#include <string.h>

#include "tracer/model/arena.h"
#include "viewer/scene/view/words.h"

/* ---- at any step ---- */

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

/* ---- before the step that decides ---- */

/* A question, who and what it is about, and how its answer begins. */
struct exercise {
    enum word prompt; /* takes two names: a thread's, and what it acts on */
    enum word answer; /* WORD_COUNT: the finding's headline is the answer */
};

static const struct exercise exercises[FINDING_KIND_COUNT] = {
    [FINDING_DEADLOCK] = {WORD_PROMPT_DEADLOCK, WORD_ANSWER_NOBODY},
    [FINDING_SELF_DEADLOCK] = {WORD_PROMPT_SELF_DEADLOCK, WORD_ANSWER_NOBODY},
    [FINDING_LOST_NOTIFY] = {WORD_PROMPT_LOST_NOTIFY, WORD_ANSWER_NO},
    [FINDING_ABANDONED_LOCK] = {WORD_PROMPT_ABANDONED_LOCK, WORD_COUNT},
    [FINDING_ORPHAN_WAIT] = {WORD_PROMPT_ORPHAN_WAIT, WORD_ANSWER_NOBODY},
    [FINDING_JOIN_CYCLE] = {WORD_PROMPT_JOIN, WORD_ANSWER_NEVER},
    [FINDING_POOL_STARVATION] = {WORD_PROMPT_POOL_STARVATION, WORD_ANSWER_NONE},
    [FINDING_PIPE_FULL] = {WORD_PROMPT_PIPE_FULL, WORD_ANSWER_NOBODY},
    [FINDING_LOCK_ORDER_RISK] = {WORD_PROMPT_LOCK_ORDER, WORD_ANSWER_YES},
    [FINDING_THROTTLING] = {WORD_PROMPT_THROTTLING, WORD_ANSWER_ENTERED},
    [FINDING_GIL_CONVOY] = {WORD_PROMPT_GIL_CONVOY, WORD_COUNT},
    [FINDING_LOST_UPDATE] = {WORD_PROMPT_LOST_UPDATE, WORD_ANSWER_CHANGED},
    [FINDING_SPIN] = {WORD_PROMPT_SPIN, WORD_COUNT},
    [FINDING_MISUSE] = {WORD_PROMPT_MISUSE, WORD_ANSWER_REFUSED},
};

/* For runs in which nothing was found: what somebody has just begun to wait for. */
static const enum word calm_prompts[] = {
    [TONE_PLAIN] = WORD_PROMPT_NEXT,
    [TONE_WAIT_LOCK] = WORD_PROMPT_LOCK,
    [TONE_WAIT_CONDITION] = WORD_PROMPT_CONDITION,
    [TONE_WAIT_TRANSFER] = WORD_PROMPT_TRANSFER,
    [TONE_BAD] = WORD_PROMPT_NEXT,
    [TONE_HANG] = WORD_PROMPT_NEXT,
};

/* Who does what it is about; of the hang itself, which nobody does, those whom it is about. */
struct actors {
    uint32_t thread, target;
};

static const struct finding *first_finding(const struct subject *subject)
{
    const struct analysis *analysis = subject->analysis;
    return analysis->finding_count > 0 ? &analysis->findings[0] : NULL;
}

/* What a thread of the finding waits for until the end. */
static uint32_t awaited_target(const struct analysis *analysis, uint32_t thread)
{
    for (uint32_t i = 0; i < analysis->edge_count; i++) {
        if (analysis->edges[i].thread == thread) {
            return analysis->edges[i].target;
        }
    }
    return NONE_INDEX;
}

static struct actors actors_of(const struct subject *subject, const struct finding *finding,
                               const struct story_step *step)
{
    struct actors actors = {step->thread, step->target};
    bool is_named = actors.thread != NONE_INDEX && actors.target != NONE_INDEX;
    if (!is_named && finding && finding->thread_count > 0) {
        actors.thread = finding->threads[0];
        actors.target = awaited_target(subject->analysis, actors.thread);
    }
    return actors;
}

static enum word prompt_of_finding(const struct finding *finding, struct actors actors)
{
    bool is_for_thread = finding->kind == FINDING_ORPHAN_WAIT && actors.target != NONE_INDEX &&
                         target_class(actors.target) != TARGET_OBJECT;
    return is_for_thread ? WORD_PROMPT_JOIN : exercises[finding->kind].prompt;
}

/* Without names, if the question wants some, another one is asked. */
static const char *prompt_text(struct arena *arena, const struct subject *subject, enum word word,
                               struct actors actors, enum language language)
{
    const struct trace *trace = subject->trace;
    bool has_names = actors.thread < trace->thread_count && actors.target != NONE_INDEX &&
                     *trace_target_name(trace, actors.target) != 0;
    const char *text = word_text(word, language);
    if (!has_names) {
        return strchr(text, '%') == NULL ? text : word_text(WORD_PROMPT_NEXT, language);
    }
    return arena_print_text(arena, text, trace->threads[actors.thread].name,
                            trace_target_name(trace, actors.target));
}

const char *page_prompt(struct arena *arena, const struct subject *subject,
                        struct decision decision, enum language language)
{
    const struct finding *finding = first_finding(subject);
    uint32_t about = finding ? decision.step : decision.wait; /* a wait is what a calm run has */
    if (about >= subject->story->step_count) {
        return word_text(WORD_PROMPT_NEXT, language);
    }
    struct story_step step = story_bare_step(subject->story, about);
    struct actors actors = actors_of(subject, finding, &step);
    enum word word = finding ? prompt_of_finding(finding, actors) : calm_prompts[step.tone];
    return prompt_text(arena, subject, word, actors, language);
}

/* Sentences of findings' headlines and of steps end without a stop. */
static const char *answer_text(struct arena *arena, const char *begin, const char *told,
                               const char *verdict, enum language language)
{
    if (*verdict) {
        const char *lead = arena_print_text(arena, word_text(WORD_LEAD, language), told);
        told = arena_print_text(arena, "%s%s", lead, verdict);
    }
    return *begin ? arena_print_text(arena, word_text(WORD_SENTENCES, language), begin, told)
                  : told;
}

static const char *answer_begin(struct arena *arena, const struct finding *finding,
                                enum language language)
{
    enum word word = exercises[finding->kind].answer;
    if (word == WORD_COUNT) {
        return "";
    }
    uint64_t permits = finding->throttling ? finding->throttling->permits : 0;
    const char *number = arena_print_text(arena, "%llu", (unsigned long long)permits);
    return arena_print_text(arena, word_text(word, language), number);
}

const char *page_answer(struct arena *arena, const struct subject *subject,
                        struct decision decision, enum language language)
{
    const struct finding *finding = first_finding(subject);
    const char *verdict = subject->analysis->verdict;
    if (finding) {
        return answer_text(arena, answer_begin(arena, finding, language), finding->headline,
                           verdict, language);
    }
    if (decision.step >= subject->story->step_count) {
        return verdict;
    }
    const char *told = story_step(subject->story, decision.step).sentence;
    return answer_text(arena, "", told, verdict, language);
}
