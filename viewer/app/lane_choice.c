#include "viewer/app/lane_choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/language/language.h"
#include "tracer/model/arena.h"

/* One of the names of a list. */
struct name {
    const char *text;
    size_t size;
};

/* The next name of a list; false at its end. */
static bool next_name(const char **list, struct name *name)
{
    if (*list == NULL) {
        return false;
    }
    *name = (struct name){*list, strcspn(*list, ",")};
    *list = name->text[name->size] == ',' ? name->text + name->size + 1 : NULL;
    return true;
}

static bool is_called(const char *text, struct name name)
{
    return strlen(text) == name.size && memcmp(text, name.text, name.size) == 0;
}

/* Marks who is called so; false if nobody is. */
typedef bool mark_function(const struct trace *trace, struct name name, bool *shown);

/* A thread of the name, or else all of a process. */
static bool mark_threads(const struct trace *trace, struct name name, bool *shown)
{
    bool is_thread = false, is_found = false;
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        is_thread = is_thread || is_called(trace->threads[i].name, name);
    }
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        const struct trace_thread *thread = &trace->threads[i];
        bool is_its_process = is_called(trace->processes[thread->process].name, name);
        if (is_thread ? is_called(thread->name, name) : is_its_process) {
            shown[i] = is_found = true;
        }
    }
    return is_found;
}

static bool mark_objects(const struct trace *trace, struct name name, bool *shown)
{
    bool is_found = false;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        if (is_called(trace->objects[i].name, name)) {
            shown[i] = is_found = true;
        }
    }
    return is_found;
}

static bool mark_names(const char *list, const struct trace *trace, mark_function *mark,
                       const char *refusal, bool *shown, char *reason, size_t reason_size)
{
    for (struct name name; next_name(&list, &name);) {
        if (!mark(trace, name, shown)) {
            snprintf(reason, reason_size, language_say(refusal), (int)name.size, name.text,
                     trace->file_name);
            return false;
        }
    }
    return true;
}

static bool *none_of(uint32_t count)
{
    bool *shown = array_of(count + 1, sizeof *shown);
    memset(shown, 0, (count + 1) * sizeof *shown);
    return shown;
}

bool lane_choice_resolve(const char *threads, const char *objects, const struct trace *trace,
                         struct lane_filter *filter, char *reason, size_t reason_size)
{
    bool *shown_threads = threads ? none_of(trace->thread_count) : NULL;
    bool *shown_objects = objects ? none_of(trace->object_count) : NULL;
    *filter = (struct lane_filter){shown_threads, shown_objects};
    return mark_names(threads, trace, mark_threads,
                      N_("there is no thread or process '%.*s' in '%s'"), shown_threads, reason,
                      reason_size) &&
           mark_names(objects, trace, mark_objects, N_("there is no object '%.*s' in '%s'"),
                      shown_objects, reason, reason_size);
}

void lane_choice_finish(struct lane_filter *filter)
{
    free((bool *)filter->threads);
    free((bool *)filter->objects);
}
