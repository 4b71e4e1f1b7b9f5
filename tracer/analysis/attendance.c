#include "tracer/analysis/attendance.h"

#include <stdio.h>

#include "tracer/analysis/phrase.h"
#include "tracer/model/interval_index.h"

#define NAMED_MAX   3  /* that are called by name */
#define LOOKED_AT   64 /* more are only counted, so some of those may have been gone */
#define NUMBER_SIZE 16

/* A list of names that grows. */
struct naming {
    const struct attendance *attendance;
    struct phrase phrase;
    uint32_t named[NAMED_MAX]; /* threads */
    uint32_t count;            /* of all */
};

static bool is_named(const struct naming *naming, uint32_t thread)
{
    for (uint32_t i = 0; i < naming->count && i < NAMED_MAX; i++) {
        if (naming->named[i] == thread) {
            return true;
        }
    }
    return false;
}

static void add_name(struct naming *naming, uint32_t thread)
{
    const struct attendance *attendance = naming->attendance;
    const struct trace *trace = attendance->lanes->trace;
    if (thread >= trace->thread_count || is_named(naming, thread)) {
        return;
    }
    if (naming->count < NAMED_MAX) {
        naming->named[naming->count] = thread;
        phrase_add(
            &naming->phrase,
            naming->count == 0 ? "" : translate(attendance->language, NC_("between names", ", ")));
        phrase_add(&naming->phrase, trace->threads[thread].name);
    }
    naming->count++;
}

static void add_rest(struct naming *naming)
{
    if (naming->count <= NAMED_MAX) {
        return;
    }
    char all[NUMBER_SIZE], rest[NUMBER_SIZE];
    snprintf(all, sizeof all, "%u", naming->count);
    snprintf(rest, sizeof rest, "%u", naming->count - NAMED_MAX);
    const struct phrase_place places[] = {{"all", all}, {"more", rest}};
    phrase_fill(
        &naming->phrase,
        translate(naming->attendance->language, NC_("{all}: how many in all", " and {more} more")),
        places, 2);
}

static void begin(struct naming *naming, const struct attendance *attendance, char *buffer,
                  size_t size)
{
    *naming = (struct naming){.attendance = attendance};
    phrase_begin(&naming->phrase, buffer, size);
}

/* The intervals of a list that may be meant lie between two places. */
struct stretch {
    uint32_t first, end;
};

static struct stretch find_stretch(const struct attendance *attendance,
                                   const struct interval_list *list)
{
    return (struct stretch){interval_index_first_after(list, attendance->begin_ns),
                            interval_index_count_before(list, attendance->end_ns)};
}

static bool is_there(const struct attendance *attendance, uint32_t end_event, uint64_t end_ns)
{
    return end_event == NONE_INDEX || end_ns > attendance->begin_ns;
}

const char *attendance_waiters(const struct attendance *attendance, char *buffer, size_t size)
{
    const struct wait_list *waits = &attendance->lanes->objects[attendance->object].waits;
    struct stretch stretch = find_stretch(attendance, &waits->list);
    struct naming naming;
    begin(&naming, attendance, buffer, size);
    for (uint32_t i = stretch.first; i < stretch.end; i++) {
        if (naming.count >= LOOKED_AT) {
            naming.count += stretch.end - i;
            break;
        }
        struct lane_wait wait = wait_list_at(waits, i);
        if (is_there(attendance, wait.end_event, wait.end_ns)) {
            add_name(&naming, wait.thread);
        }
    }
    add_rest(&naming);
    return buffer;
}

const char *attendance_holders(const struct attendance *attendance, char *buffer, size_t size)
{
    const struct hold_list *holds = &attendance->lanes->objects[attendance->object].holds;
    struct stretch stretch = find_stretch(attendance, &holds->list);
    struct naming naming;
    begin(&naming, attendance, buffer, size);
    for (uint32_t i = stretch.first; i < stretch.end && naming.count < LOOKED_AT; i++) {
        struct lane_hold hold = hold_list_at(holds, i);
        if (is_there(attendance, hold.end_event, hold.end_ns)) {
            add_name(&naming, hold.user);
        }
    }
    add_rest(&naming);
    return buffer;
}
