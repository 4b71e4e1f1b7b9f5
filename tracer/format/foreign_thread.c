#include "tracer/format/foreign_thread.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/event/id.h"
#include "tracer/event/record.h"

struct foreign_process {
    uint32_t pid;
    uint32_t number;
};

static int compare_u32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_threads(const void *a, const void *b)
{
    const struct foreign_key *x = &((const struct foreign_thread *)a)->key;
    const struct foreign_key *y = &((const struct foreign_thread *)b)->key;
    int order = compare_u32(x->pid, y->pid);
    order = order ? order : compare_u32(x->tid, y->tid);
    return order ? order : compare_u32(x->stream, y->stream);
}

static int compare_processes(const void *a, const void *b)
{
    return compare_u32(((const struct foreign_process *)a)->pid,
                       ((const struct foreign_process *)b)->pid);
}

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory) {
        abort();
    }
    return memory;
}

static void append(struct foreign_threads *threads, struct foreign_thread *thread)
{
    if (threads->count == threads->capacity) {
        threads->capacity = threads->capacity ? threads->capacity * 2 : 16;
        threads->threads =
            realloc(threads->threads, threads->capacity * sizeof(struct foreign_thread *));
        if (!threads->threads) {
            abort();
        }
    }
    thread->index = threads->count;
    threads->threads[threads->count++] = thread;
}

struct foreign_thread *foreign_threads_know(struct foreign_threads *threads, struct foreign_key key)
{
    struct foreign_thread wanted = {.key = key};
    struct foreign_thread **found = tfind(&wanted, &threads->by_key, compare_threads);
    if (found) {
        return *found;
    }
    struct foreign_thread *thread = allocate(sizeof *thread);
    thread->key = key;
    if (!tsearch(thread, &threads->by_key, compare_threads)) {
        abort();
    }
    append(threads, thread);
    return thread;
}

void foreign_thread_rename(struct foreign_thread *thread, const char *name)
{
    if (strncmp(thread->name, name, sizeof thread->name - 1) != 0) {
        snprintf(thread->name, sizeof thread->name, "%s", name);
    }
}

/* ---- numbers ---- */

/* The process of that pid; `number`, if not 0, is what it has to be. */
static uint32_t know_process(struct foreign_threads *threads, uint32_t pid, uint32_t number)
{
    struct foreign_process wanted = {.pid = pid};
    struct foreign_process **found = tfind(&wanted, &threads->by_process, compare_processes);
    struct foreign_process *process = found ? *found : allocate(sizeof *process);
    if (!found) {
        process->pid = pid;
        process->number = number ? number : ++threads->process_max;
        if (!tsearch(process, &threads->by_process, compare_processes)) {
            abort();
        }
    }
    process->number = number ? number : process->number;
    threads->process_max =
        process->number > threads->process_max ? process->number : threads->process_max;
    return process->number;
}

void foreign_threads_know_ours(struct foreign_threads *threads, uint32_t pid, uint32_t tid,
                               uint32_t process, uint32_t thread)
{
    struct foreign_key key = {.pid = pid, .tid = tid, .stream = NO_STREAM};
    struct foreign_thread *known = foreign_threads_know(threads, key);
    if (known->number != thread) {
        known->number = thread;
        known->process = know_process(threads, pid, process);
        threads->thread_max = thread > threads->thread_max ? thread : threads->thread_max;
    }
}

static void tell_name(const struct trace_sink *sink, const struct foreign_thread *thread,
                      enum id_class class, uint32_t number, const char *name)
{
    struct raw_text text = {
        .key = id_make(class, number),
        .strings = {name, "", ""},
        .thread = thread->number,
        .process = thread->process,
        .kind = TEXT_NAME,
    };
    sink->take_text(sink->context, &text);
}

/* The first thread of a program has the program's name, others the number as well. */
static void tell_names(const struct trace_sink *sink, const struct foreign_thread *thread)
{
    const struct foreign_key *key = &thread->key;
    char name[FOREIGN_NAME_SIZE + 16];
    if (key->stream != NO_STREAM || (thread->name[0] && key->tid == key->pid)) {
        snprintf(name, sizeof name, "%s", thread->name);
    } else {
        snprintf(name, sizeof name, "%s %u", thread->name[0] ? thread->name : "thread", key->tid);
    }
    tell_name(sink, thread, ID_THREAD, thread->number, name);
    if (key->pid != 0 && key->tid == key->pid && thread->name[0]) {
        tell_name(sink, thread, ID_PROCESS, thread->process, name);
    }
}

bool foreign_threads_number(struct foreign_threads *threads, const struct trace_sink *sink)
{
    for (uint32_t i = 0; i < threads->count; i++) {
        struct foreign_thread *thread = threads->threads[i];
        if (thread->number != 0) {
            continue;
        }
        thread->process = know_process(threads, thread->key.pid, 0);
        thread->number = ++threads->thread_max;
        if (!sink->take_thread(sink->context, thread->number, thread->key.tid, thread->process,
                               thread->key.pid)) {
            return false;
        }
        tell_names(sink, thread);
    }
    return true;
}

void foreign_threads_finish(struct foreign_threads *threads)
{
    tdestroy(threads->by_key, free);
    tdestroy(threads->by_process, free);
    free(threads->threads);
    *threads = (struct foreign_threads){0};
}
