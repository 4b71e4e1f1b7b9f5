#include "tracer/format/foreign_thread.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/event/id.h"
#include "tracer/event/record.h"

struct foreign_process {
    uint32_t host;
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
    int order = compare_u32(x->host, y->host);
    order = order ? order : compare_u32(x->pid, y->pid);
    order = order ? order : compare_u32(x->tid, y->tid);
    return order ? order : compare_u32(x->stream, y->stream);
}

static int compare_processes(const void *a, const void *b)
{
    const struct foreign_process *x = a, *y = b;
    int order = compare_u32(x->host, y->host);
    return order ? order : compare_u32(x->pid, y->pid);
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
    thread->party = NO_PARTY;
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
static uint32_t know_process(struct foreign_threads *threads, const struct foreign_key *key,
                             uint32_t number)
{
    struct foreign_process wanted = {.host = key->host, .pid = key->pid};
    struct foreign_process **found = tfind(&wanted, &threads->by_process, compare_processes);
    struct foreign_process *process = found ? *found : allocate(sizeof *process);
    if (!found) {
        *process = wanted;
        process->number = number ? number : ++threads->process_max;
        if (!tsearch(process, &threads->by_process, compare_processes)) {
            abort();
        }
    }
    process->number = number ? number : process->number;
    return process->number;
}

void foreign_threads_know_ours(struct foreign_threads *threads, struct foreign_key key,
                               uint32_t party, uint32_t process, uint32_t thread)
{
    struct foreign_thread *known = foreign_threads_know(threads, key);
    known->party = party;
    known->own_number = thread;
    known->own_process = process;
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

static void number_ours(struct foreign_threads *threads, const struct foreign_parties *parties)
{
    for (uint32_t i = 0; i < threads->count; i++) {
        struct foreign_thread *thread = threads->threads[i];
        if (thread->party != NO_PARTY) {
            const struct foreign_party *party = &parties->parties[thread->party];
            thread->number = foreign_party_thread(party, thread->own_number);
            thread->process = foreign_party_process(party, thread->own_process);
            know_process(threads, &thread->key, thread->process);
        }
    }
}

static bool number_others(struct foreign_threads *threads, uint32_t thread_max,
                          const struct trace_sink *sink)
{
    for (uint32_t i = 0; i < threads->count; i++) {
        struct foreign_thread *thread = threads->threads[i];
        if (thread->party != NO_PARTY) {
            continue;
        }
        thread->process = know_process(threads, &thread->key, 0);
        thread->number = ++thread_max;
        if (!sink->take_thread(sink->context, thread->number, thread->key.tid, thread->process,
                               thread->key.pid)) {
            return false;
        }
        tell_names(sink, thread);
    }
    return true;
}

bool foreign_threads_number(struct foreign_threads *threads, const struct foreign_parties *parties,
                            const struct trace_sink *sink)
{
    uint32_t thread_max = 0;
    threads->process_max = 0;
    for (uint32_t i = 0; i < parties->count; i++) {
        thread_max += parties->parties[i].thread_max;
        threads->process_max += parties->parties[i].process_max;
    }
    tdestroy(threads->by_process, free);
    threads->by_process = NULL;
    number_ours(threads, parties);
    return number_others(threads, thread_max, sink);
}

void foreign_threads_finish(struct foreign_threads *threads)
{
    tdestroy(threads->by_key, free);
    tdestroy(threads->by_process, free);
    free(threads->threads);
    *threads = (struct foreign_threads){0};
}
