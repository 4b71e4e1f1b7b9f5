#include "tracer/analysis/inquiry.h"

#include <assert.h>
#include <string.h>

#include "tracer/analysis/pthread_code.h"
#include "tracer/analysis/python_code.h"

#define SENTENCE_SIZE 4096

struct draft draft_begin(enum finding_kind kind, enum cause_grade cause, enum hang_grade hang)
{
    return (struct draft){
        .kind = kind,
        .cause = cause,
        .hang = hang,
        .advice = kind,
        .notify_event = NONE_INDEX,
        .missed_by_event = NONE_INDEX,
    };
}

void draft_say(struct inquiry *inquiry, struct draft *draft, enum sentence sentence,
               const struct phrase_place *places, size_t place_count)
{
    char buffer[SENTENCE_SIZE];
    struct phrase phrase;
    phrase_begin(&phrase, buffer, sizeof(buffer));
    phrase_fill(&phrase, sentence_template(sentence, inquiry->language), places, place_count);
    draft->sentence = arena_copy_text(inquiry->arena, buffer);
}

/* Marks the stuck threads that the finding explains, and lists those it does not name. */
static struct index_list explain(struct inquiry *inquiry, const struct draft *draft)
{
    struct index_list also = {0};
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        uint32_t root = inquiry->graph->root_of[thread];
        if (root == NONE_INDEX || !index_list_has(&draft->roots, root)) {
            continue;
        }
        inquiry->is_explained[thread] = true;
        if (!index_list_has(&draft->threads, thread)) {
            index_list_add(&also, inquiry->arena, thread);
        }
    }
    return also;
}

static struct finding *add_finding(struct inquiry *inquiry)
{
    inquiry->findings = arena_grow_array(inquiry->arena, inquiry->findings, inquiry->finding_count,
                                         sizeof(*inquiry->findings));
    struct finding *finding = &inquiry->findings[inquiry->finding_count++];
    *finding = (struct finding){0};
    return finding;
}

/* In the words of the program: ours, those of POSIX, or Python. */
static const char *find_code(const struct inquiry *inquiry, const struct draft *draft,
                             const struct advice_words *words)
{
    bool is_posix = trace_info_value(inquiry->trace, "recorded by")[0] != '\0';
    bool is_python = strcmp(trace_info_value(inquiry->trace, "language"), "python") == 0;
    return is_python  ? python_code(draft->advice)
           : is_posix ? pthread_code(draft->advice)
                      : words->way_out_code;
}

void inquiry_add(struct inquiry *inquiry, struct draft *draft)
{
    assert(draft->sentence != NULL);
    struct index_list also = explain(inquiry, draft);
    index_list_sort(&draft->events);
    struct advice_words words = advice_words_of(draft->advice, inquiry->language);
    struct finding *finding = add_finding(inquiry);
    *finding = (struct finding){
        .kind = draft->kind,
        .hang = draft->hang,
        .cause = draft->cause,
        .sentence = draft->sentence,
        .rule = words.rule,
        .way_out = words.way_out,
        .way_out_code = find_code(inquiry, draft, &words),
        .headline = words.headline,
        .threads = draft->threads.items,
        .thread_count = draft->threads.count,
        .objects = draft->objects.items,
        .object_count = draft->objects.count,
        .events = draft->events.items,
        .event_count = draft->events.count,
        .also = also.items,
        .also_count = also.count,
        .notify_event = draft->notify_event,
        .missed_by_event = draft->missed_by_event,
        .throttling = draft->throttling,
        .lost_updates = draft->lost_updates,
        .lost_update_count = draft->lost_update_count,
    };
}

void inquiry_extend(struct inquiry *inquiry, const struct index_list *roots)
{
    struct finding *finding = &inquiry->findings[inquiry->finding_count - 1];
    struct draft draft = {.roots = *roots};
    for (uint32_t i = 0; i < finding->thread_count; i++) {
        index_list_add(&draft.threads, inquiry->arena, finding->threads[i]);
    }
    struct index_list also = explain(inquiry, &draft);
    for (uint32_t i = 0; i < finding->also_count; i++) {
        index_list_add(&also, inquiry->arena, finding->also[i]);
    }
    index_list_sort(&also);
    finding->also = also.items;
    finding->also_count = also.count;
}

bool inquiry_is_open_root(const struct inquiry *inquiry, uint32_t thread)
{
    return inquiry->liveness->is_dead[thread] && !inquiry->is_explained[thread] &&
           inquiry->graph->root_of[thread] == thread && !inquiry->graph->is_in_circle[thread];
}

/* Whether a thread of another process is called the same, as copies of helpers are. */
static bool is_ambiguous(const struct trace *trace, uint32_t thread)
{
    for (uint32_t i = 1; trace->process_count > 2 && i < trace->thread_count; i++) {
        if (trace->threads[i].process != trace->threads[thread].process &&
            strcmp(trace->threads[i].name, trace->threads[thread].name) == 0) {
            return true;
        }
    }
    return false;
}

const char *inquiry_thread_name(const struct inquiry *inquiry, uint32_t thread)
{
    if (thread >= inquiry->trace->thread_count) {
        return "";
    }
    const struct trace_thread *named = &inquiry->trace->threads[thread];
    const struct trace_process *process = &inquiry->trace->processes[named->process];
    if (!is_ambiguous(inquiry->trace, thread) || process->parent == NONE_INDEX) {
        return named->name;
    }
    if (process->main_thread == thread) {
        return process->name;
    }
    return arena_print_text(inquiry->arena, translate(inquiry->language, N_("%s of %s")),
                            named->name, process->name);
}

const char *inquiry_object_name(const struct inquiry *inquiry, uint32_t object)
{
    return inquiry->trace->objects[object_root(inquiry->trace, object)].name;
}

const char *inquiry_site(const struct inquiry *inquiry, uint32_t event)
{
    if (event == NONE_INDEX) {
        return "";
    }
    char buffer[SITE_TEXT_SIZE];
    event_site_text(inquiry->trace, &inquiry->trace->events[event], buffer, sizeof(buffer));
    return arena_copy_text(inquiry->arena, buffer);
}
