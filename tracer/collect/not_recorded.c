#include "tracer/collect/not_recorded.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tracer/event/event_kind.h"

#define INFO_KEY       "not recorded"
#define SITE_SIZE      160
#define PROGRAMS_SHOWN 10

struct telling {
    const struct trace *trace;
    enum language language;
    void (*tell)(void *context, const char *sentence);
    void *context;
};

/* The formats are messages, which the compiler cannot follow. */
__attribute__((format(printf, 2, 0))) static void say(const struct telling *telling,
                                                      const char *format, ...)
{
    char sentence[NOT_RECORDED_SIZE];
    va_list list;
    va_start(list, format);
    vsnprintf(sentence, sizeof(sentence), translate(telling->language, format), list);
    va_end(list);
    telling->tell(telling->context, sentence);
}

/* ---- programs ---- */

/* As the program that started it has noted it: a word, a space, the path. */
static const struct {
    const char *word, *sentence;
} obstacles[] = {
    {"static ", N_("not recorded: '%s' is statically linked")},
    {"sanitizer ", N_("not recorded: '%s' brings a sanitizer, which must be loaded first")},
    {"machine ", N_("not recorded: '%s' is for another kind of processor")},
    {"user ", N_("not recorded: '%s' runs as another user, and nothing is loaded into such a one")},
};

static bool was_told(const struct trace *trace, uint32_t info)
{
    for (uint32_t i = 0; i < info; i++) {
        if (strcmp(trace->infos[i].key, INFO_KEY) == 0 &&
            strcmp(trace->infos[i].value, trace->infos[info].value) == 0) {
            return true;
        }
    }
    return false;
}

static bool tell_program(const struct telling *telling, const char *value)
{
    for (size_t i = 0; i < sizeof(obstacles) / sizeof(obstacles[0]); i++) {
        size_t length = strlen(obstacles[i].word);
        if (strncmp(value, obstacles[i].word, length) == 0) {
            say(telling, obstacles[i].sentence, value + length);
            return true;
        }
    }
    return false;
}

static void tell_programs(const struct telling *telling)
{
    const struct trace *trace = telling->trace;
    uint32_t told = 0;
    for (uint32_t i = 0; i < trace->info_count && told < PROGRAMS_SHOWN; i++) {
        if (strcmp(trace->infos[i].key, INFO_KEY) == 0 && !was_told(trace, i)) {
            told += tell_program(telling, trace->infos[i].value);
        }
    }
}

/* ---- threads ---- */

/* Each as trace-run has noted it: a word, the process's number, the kernel's of the thread. */
static uint32_t stranger_process(const struct trace *trace, uint32_t info)
{
    unsigned process;
    bool is_one = strcmp(trace->infos[info].key, INFO_KEY) == 0 &&
                  sscanf(trace->infos[info].value, "thread %u", &process) == 1;
    return is_one && process < trace->process_count ? process : 0;
}

static void tell_strangers(const struct telling *telling)
{
    const struct trace *trace = telling->trace;
    uint32_t count = 0;
    for (uint32_t i = 0; i < trace->info_count; i++) {
        uint32_t process = stranger_process(trace, i);
        bool is_last = i + 1 == trace->info_count || stranger_process(trace, i + 1) != process;
        count += process != 0;
        if (process != 0 && is_last) {
            say(telling, N_("not recorded: threads of %s that pthread_create did not start: %u"),
                trace->processes[process].name, count);
        }
        count = is_last ? 0 : count;
    }
}

/* ---- words of the program's own ---- */

static bool is_own_wait(const struct event *event)
{
    return event->kind == EVENT_IO_WAIT_BEGIN && flags_detail(event->flags) == IO_FUTEX;
}

/* What the thread of a wait waits for. */
static const struct event *find_reason(const struct trace *trace, uint32_t wait)
{
    for (uint32_t i = wait; i-- > 0;) {
        if (trace->events[i].thread == trace->events[wait].thread) {
            return &trace->events[i];
        }
    }
    return NULL;
}

/* The kernel says that the thread slept in a futex when the program was stopped. */
static bool was_seen_asleep(const struct trace *trace, uint32_t thread)
{
    for (uint32_t i = 0; i < trace->info_count; i++) {
        unsigned sleeper;
        if (strcmp(trace->infos[i].key, INFO_KEY) == 0 &&
            sscanf(trace->infos[i].value, "sleeper %u", &sleeper) == 1 && sleeper == thread) {
            return true;
        }
    }
    return false;
}

static void tell_sleeper(const struct telling *telling, uint32_t thread)
{
    const struct trace *trace = telling->trace;
    const char *name = trace->threads[thread].name;
    uint32_t last = trace->threads[thread].last_event;
    bool waits = last != NONE_INDEX && trace->events[last].kind == EVENT_DOOR_WAIT_BEGIN;
    const struct event *reason = waits ? find_reason(trace, last) : NULL;
    char site[SITE_SIZE];
    if (reason && is_own_wait(reason)) {
        event_site_text(trace, reason, site, sizeof(site));
        say(telling, N_("%s sleeps in a futex that nothing recorded owns, at %s"), name, site);
    } else if (!waits && was_seen_asleep(trace, thread)) {
        say(telling, N_("%s sleeps in a futex that nothing recorded owns"), name);
    }
}

/* Who is no part of a verdict, because nobody knows what the word stands for. */
static void tell_sleepers(const struct telling *telling)
{
    for (uint32_t i = 1; i < telling->trace->thread_count; i++) {
        tell_sleeper(telling, i);
    }
}

static void tell_waits(const struct telling *telling)
{
    const struct trace *trace = telling->trace;
    const struct event *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < trace->event_count; i++) {
        const struct event *event = &trace->events[i];
        bool is_one = is_own_wait(event);
        first = is_one && !first ? event : first;
        count += is_one;
    }
    if (first) {
        char site[SITE_SIZE];
        event_site_text(trace, first, site, sizeof(site));
        say(telling,
            N_("waits in futexes that nothing recorded owns: %zu, the first one at %s; for whom "
               "is not known"),
            count, site);
    }
}

void not_recorded_tell(const struct trace *trace, enum language language,
                       void (*tell)(void *context, const char *sentence), void *context)
{
    struct telling telling = {trace, language, tell, context};
    bool was_stopped = trace->outcome == OUTCOME_INTERRUPTED || trace->outcome == OUTCOME_HUNG;
    tell_programs(&telling);
    tell_strangers(&telling);
    if (was_stopped) {
        tell_sleepers(&telling);
    } else {
        tell_waits(&telling);
    }
}
