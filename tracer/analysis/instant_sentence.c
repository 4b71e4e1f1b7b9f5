#include "tracer/analysis/instant_sentence.h"

#include <stdio.h>

#include "tracer/analysis/phrase.h"
#include "tracer/analysis/story.h"

#define TEXT_SIZE   300
#define NUMBER_SIZE 16

const char *instant_sentence_of_event(const struct trace *trace, uint32_t event,
                                      enum language language, char *buffer, size_t size)
{
    char sentence[TEXT_SIZE], site[TEXT_SIZE];
    const struct phrase_place places[] = {
        {"x", event_sentence(trace, event, language, sentence, sizeof sentence)},
        {"s", event_site_text(trace, &trace->events[event], site, sizeof site)},
    };
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_fill(&phrase, translate(language, N_("{x}[, at {s}]")), places, 2);
    return buffer;
}

const char *instant_sentence_of_link(const struct trace *trace, uint32_t cause, uint32_t effect,
                                     enum language language, char *buffer, size_t size)
{
    char from[TEXT_SIZE], to[TEXT_SIZE], later[32];
    uint64_t begin_ns = trace->events[cause].time_ns, end_ns = trace->events[effect].time_ns;
    const struct phrase_place places[] = {
        {"x", instant_sentence_of_event(trace, cause, language, from, sizeof from)},
        {"d", duration_text(end_ns > begin_ns ? end_ns - begin_ns : 0, later, sizeof later)},
        {"y", event_sentence(trace, effect, language, to, sizeof to)},
    };
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_fill(&phrase, translate(language, N_("{x}; {d} later: {y}")), places, 3);
    return buffer;
}

static const char *value_text(const struct event *event, char *buffer)
{
    snprintf(buffer, NUMBER_SIZE, "%d", (int)value_low(event->value));
    return buffer;
}

const char *instant_sentence_of_loss(const struct trace *trace, const struct lost_update *loss,
                                     enum language language, char *buffer, size_t size)
{
    const struct event *load = &trace->events[loss->load], *store = &trace->events[loss->store];
    const struct event *other =
        loss->overwritten == NONE_INDEX ? NULL : &trace->events[loss->overwritten];
    char read[NUMBER_SIZE], written[NUMBER_SIZE], lost[NUMBER_SIZE];
    char load_site[TEXT_SIZE], store_site[TEXT_SIZE];
    const struct phrase_place places[] = {
        {"t", trace->threads[store->thread].name},
        {"o", trace_target_name(trace, store->target)},
        {"x", value_text(load, read)},
        {"y", value_text(store, written)},
        {"s1", event_site_text(trace, load, load_site, sizeof load_site)},
        {"s2", event_site_text(trace, store, store_site, sizeof store_site)},
        {"u", other != NULL ? trace->threads[other->thread].name : ""},
        {"z", other != NULL ? value_text(other, lost) : ""},
    };
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_fill(&phrase,
                translate(language, N_("{t} reads {o} = {x}[ at {s1}] and writes {y}[ at {s2}]; "
                                       "between them[ {u} has written {z}], which is lost")),
                places, sizeof places / sizeof places[0]);
    return buffer;
}
