#include "tests/invariants/stable_names.h"

#include "tracer/model/arena.h"

struct naming {
    const struct trace *trace;
    struct arena *arena;
    const char **threads;                    /* stable names */
    uint32_t *thread_counts, *object_counts; /* made so far, by the thread that made them */
};

static bool is_forked(const struct naming *naming, const struct trace_thread *thread)
{
    return naming->trace->processes[thread->process].fork_event != NONE_INDEX;
}

static void name_thread(struct naming *naming, const struct event *event)
{
    const struct trace_thread *thread = &naming->trace->threads[target_index(event->target)];
    const char **name = &naming->threads[target_index(event->target)];
    if (event->kind == EVENT_THREAD_CREATE_BEGIN) {
        *name = arena_print_text(naming->arena, "%s.%u", naming->threads[event->thread],
                                 ++naming->thread_counts[event->thread]);
    } else if (event->kind == EVENT_THREAD_BEGIN && thread->is_main && !is_forked(naming, thread)) {
        *name = "main";
    }
}

/* By the order of the forks, not by that in which the children come to record. */
static void name_forked(struct naming *naming, const struct event *event)
{
    uint32_t child = naming->trace->processes[target_index(event->target)].main_thread;
    uint32_t number = ++naming->thread_counts[event->thread];
    if (child != NONE_INDEX) {
        naming->threads[child] =
            arena_print_text(naming->arena, "%s.%u", naming->threads[event->thread], number);
    }
}

static void print_object(struct naming *naming, const struct trace_object *object, FILE *out)
{
    if (object->creator != NONE_INDEX) {
        fprintf(out, "%s#%u %s %s\n", naming->threads[object->creator],
                ++naming->object_counts[object->creator], object_type_name(object->type),
                object->has_name ? object->name : "");
    }
}

void stable_names_print(const struct trace *trace, FILE *out)
{
    struct arena *arena = arena_create();
    struct naming naming = {
        .trace = trace,
        .arena = arena,
        .threads = arena_allocate(arena, (trace->thread_count + 1) * sizeof(char *)),
        .thread_counts = arena_allocate(arena, (trace->thread_count + 1) * sizeof(uint32_t)),
        .object_counts = arena_allocate(arena, (trace->thread_count + 1) * sizeof(uint32_t)),
    };
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        naming.threads[i] = "foreign";
    }
    for (size_t i = 0; i < trace->event_count; i++) {
        if (event_is_about(&trace->events[i], TARGET_THREAD)) {
            name_thread(&naming, &trace->events[i]);
        } else if (trace->events[i].kind == EVENT_PROCESS_FORK_BEGIN) {
            name_forked(&naming, &trace->events[i]);
        }
    }
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        if (trace->threads[i].exists) {
            fprintf(out, "%s thread %s\n", naming.threads[i], trace->threads[i].name);
        }
    }
    for (uint32_t i = 0; i < trace->object_count; i++) {
        print_object(&naming, &trace->objects[i], out);
    }
    arena_destroy(arena);
}
