#include "tests/trace_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_processes(FILE *out, const struct trace *trace)
{
    for (uint32_t i = 0; i < trace->process_count; i++) {
        const struct trace_process *process = &trace->processes[i];
        if (!process->exists) {
            continue;
        }
        fprintf(out, "process %u '%s' pid %u parent %d\n", i, process->name, process->pid,
                (int)process->parent);
    }
}

static void print_threads(FILE *out, const struct trace *trace)
{
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        const struct trace_thread *thread = &trace->threads[i];
        if (!thread->exists) {
            continue;
        }
        fprintf(out, "thread %u '%s' process %u tid %u creator %d create %d begin %d last %d", i,
                thread->name, thread->process, thread->tid, (int)thread->creator,
                (int)thread->create_event, (int)thread->begin_event, (int)thread->last_event);
        fprintf(out, " daemon %d main %d\n", thread->is_daemon, thread->is_main);
    }
}

static void print_objects(FILE *out, const struct trace *trace)
{
    for (uint32_t i = 0; i < trace->object_count; i++) {
        const struct trace_object *object = &trace->objects[i];
        fprintf(out, "object %u '%s' id %" PRIx64 " type %d process %u parent %d lock %d", i,
                object->name, object->id, (int)object->type, object->process, (int)object->parent,
                (int)object->lock);
        fprintf(out, " limit %" PRIu64 " creator %d create %d named %d\n", object->limit,
                (int)object->creator, (int)object->create_event, object->has_name);
    }
}

static void print_words(FILE *out, const struct trace *trace)
{
    for (uint32_t i = 0; i < trace->site_count; i++) {
        const struct trace_site *site = &trace->sites[i];
        fprintf(out, "site %u '%s' %u '%s' '%s'\n", i, site->file, site->line, site->function,
                site->text);
    }
    for (uint32_t i = 0; i < trace->text_count; i++) {
        fprintf(out, "text %u '%s'\n", i, trace->texts[i]);
    }
    for (uint32_t i = 0; i < trace->info_count; i++) {
        fprintf(out, "info %s = '%s'\n", trace->infos[i].key, trace->infos[i].value);
    }
    for (uint32_t i = 0; i < trace->asleep_count; i++) {
        fprintf(out, "asleep %u in %u\n", trace->asleeps[i].thread, trace->asleeps[i].wait);
    }
    for (uint32_t i = 0; i < trace->outside_count; i++) {
        fprintf(out, "outside %x '%s'\n", trace->outsides[i].target, trace->outsides[i].reason);
    }
}

static void print_events(FILE *out, const struct trace *trace)
{
    for (size_t i = 0; i < trace->event_count; i++) {
        const struct event *event = &trace->events[i];
        fprintf(out, "%zu %" PRIu64 " thread %u kind %u target %x site %d flags %x value %" PRIx64,
                i, event->time_ns, event->thread, event->kind, event->target, (int)event->site,
                event->flags, event->value);
        fprintf(out, " %s '%s'\n", kind_name(event->kind) ? kind_name(event->kind) : "?",
                event_text(trace, event));
    }
}

char *trace_print_all(const struct trace *trace)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fprintf(out, "program '%s' end %" PRIu64 " outcome %d status %d lost %" PRIu64, trace->program,
            trace->end_ns, (int)trace->outcome, trace->exit_status, trace->lost_events);
    fprintf(out, " virtual %d complete %d", trace->is_virtual_time, trace->is_complete);
    fprintf(out, " threads %u processes %u\n", trace->thread_count, trace->process_count);
    print_processes(out, trace);
    print_threads(out, trace);
    print_objects(out, trace);
    print_words(out, trace);
    print_events(out, trace);
    fclose(out);
    return text;
}

/* The length of the line at `text`, without its end. */
static int line_size(const char *text)
{
    return (int)strcspn(text, "\n");
}

bool traces_are_same(const struct trace *a, const struct trace *b)
{
    char *x = trace_print_all(a), *y = trace_print_all(b);
    const char *p = x, *q = y;
    while (*p && line_size(p) == line_size(q) && strncmp(p, q, (size_t)line_size(p) + 1) == 0) {
        q += line_size(p) + 1;
        p += line_size(p) + 1;
    }
    bool is_same = *p == '\0' && *q == '\0';
    if (!is_same) {
        fprintf(stderr, "expected: %.*s\ngot:      %.*s\n", line_size(p), p, line_size(q), q);
    }
    free(x);
    free(y);
    return is_same;
}
