#include "viewer/scene/view/wait_text.h"

#include "tracer/analysis/story.h"
#include "tracer/model/arena.h"
#include "viewer/scene/view/words.h"

/* "小爱 waits for cond", "A waits for b (held by B)" */
static const char *who_for_what(struct arena *arena, const struct trace *trace,
                                const struct wait_edge *edge, enum language language)
{
    const char *target = edge->target == NONE_INDEX ? "?" : trace_target_name(trace, edge->target);
    const char *text = arena_print_text(arena, word_text(WORD_WAITS_FOR_TARGET, language),
                                        trace->threads[edge->thread].name, target);
    bool is_held = edge->provider != NONE_INDEX && edge->target != NONE_INDEX &&
                   target_class(edge->target) == TARGET_OBJECT;
    if (!is_held) {
        return text;
    }
    const char *holder = arena_print_text(arena, word_text(WORD_HELD_BY, language),
                                          trace->threads[edge->provider].name);
    return arena_print_text(arena, word_text(WORD_REMARK, language), text, holder);
}

const char *wait_text(struct arena *arena, const struct analysis *analysis,
                      const struct wait_edge *edge, enum language language)
{
    char time[32];
    const char *text =
        arena_print_text(arena, word_text(WORD_COMMA, language),
                         who_for_what(arena, analysis->trace, edge, language),
                         arena_print_text(arena, word_text(WORD_SINCE, language),
                                          duration_text(edge->since_ns, time, sizeof time)));
    return analysis->is_dead[edge->thread]
               ? arena_print_text(arena, word_text(WORD_COMMA, language), text,
                                  word_text(WORD_FOREVER, language))
               : text;
}
