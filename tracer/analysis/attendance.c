#include "tracer/analysis/attendance.h"

#include <stdio.h>

#include "tracer/analysis/phrase.h"
#include "tracer/model/interval_index.h"

#define NAMED_MAX   3   /* that are called by name */
#define COUNTED_MAX 64  /* of a stretch: each is counted once, so all are kept in mind */
#define LOOKED_AT   512 /* intervals of a stretch */
#define NUMBER_SIZE 16

/* A list of names that grows. */
struct naming {
    const struct attendance *attendance;
    struct phrase phrase;
    bool is_instant;               /* nobody is there twice at an instant */
    uint32_t threads[COUNTED_MAX]; /* the first of them */
    uint32_t count;                /* of all */
    bool has_others;               /* nobody has counted */
};

static bool is_counted(const struct naming *naming, uint32_t thread)
{
    uint32_t known = naming->count < COUNTED_MAX ? naming->count : COUNTED_MAX;
    for (uint32_t i = 0; !naming->is_instant && i < known; i++) {
        if (naming->threads[i] == thread) {
            return true;
        }
    }
    return false;
}

/* False: there is no room for more. */
static bool add_name(struct naming *naming, uint32_t thread)
{
    const struct attendance *attendance = naming->attendance;
    const struct trace *trace = attendance->lanes->trace;
    if (thread >= trace->thread_count || is_counted(naming, thread)) {
        return true;
    }
    if (naming->count < NAMED_MAX) {
        const char *comma = translate(attendance->language, NC_("between names", ", "));
        phrase_add(&naming->phrase, naming->count == 0 ? "" : comma);
        phrase_add(&naming->phrase, trace->threads[thread].name);
    }
    if (naming->count < COUNTED_MAX) {
        naming->threads[naming->count] = thread;
    } else if (!naming->is_instant) {
        naming->has_others = true;
        return false;
    }
    naming->count++;
    return true;
}

static void add_rest(struct naming *naming)
{
    enum language language = naming->attendance->language;
    if (naming->has_others) {
        phrase_add(&naming->phrase, translate(language, N_(" and others")));
        return;
    }
    if (naming->count <= NAMED_MAX) {
        return;
    }
    char all[NUMBER_SIZE], rest[NUMBER_SIZE];
    snprintf(all, sizeof all, "%u", naming->count);
    snprintf(rest, sizeof rest, "%u", naming->count - NAMED_MAX);
    const struct phrase_place places[] = {{"all", all}, {"more", rest}};
    const char *more = NC_("{all}: how many in all", " and {more} more");
    phrase_fill(&naming->phrase, translate(language, more), places, 2);
}

static void begin(struct naming *naming, const struct attendance *attendance, char *buffer,
                  size_t size)
{
    *naming = (struct naming){
        .attendance = attendance,
        .is_instant = attendance->end_ns - attendance->begin_ns <= 1,
    };
    phrase_begin(&naming->phrase, buffer, size);
}

/* The intervals of a list that may be meant lie between two places. */
struct stretch {
    uint32_t first, end;
};

static struct stretch find_stretch(struct naming *naming, const struct interval_list *list)
{
    struct stretch stretch = {
        interval_index_first_after(list, naming->attendance->begin_ns),
        interval_index_count_before(list, naming->attendance->end_ns),
    };
    if (!naming->is_instant && stretch.end > stretch.first + LOOKED_AT) {
        naming->has_others = true;
        stretch.end = stretch.first + LOOKED_AT;
    }
    return stretch;
}

static bool is_there(const struct attendance *attendance, uint32_t end_event, uint64_t end_ns)
{
    return end_event == NONE_INDEX || end_ns > attendance->begin_ns;
}

const char *attendance_waiters(const struct attendance *attendance, char *buffer, size_t size)
{
    const struct wait_list *waits = &attendance->lanes->objects[attendance->object].waits;
    struct naming naming;
    begin(&naming, attendance, buffer, size);
    struct stretch stretch = find_stretch(&naming, &waits->list);
    bool has_room = true;
    for (uint32_t i = stretch.first; i < stretch.end && has_room; i++) {
        struct lane_wait wait = wait_list_at(waits, i);
        if (is_there(attendance, wait.end_event, wait.end_ns)) {
            has_room = add_name(&naming, wait.thread);
        }
    }
    add_rest(&naming);
    return buffer;
}

const char *attendance_holders(const struct attendance *attendance, char *buffer, size_t size)
{
    const struct hold_list *holds = &attendance->lanes->objects[attendance->object].holds;
    struct naming naming;
    begin(&naming, attendance, buffer, size);
    struct stretch stretch = find_stretch(&naming, &holds->list);
    bool has_room = true;
    for (uint32_t i = stretch.first; i < stretch.end && has_room; i++) {
        struct lane_hold hold = hold_list_at(holds, i);
        if (is_there(attendance, hold.end_event, hold.end_ns)) {
            has_room = add_name(&naming, hold.user);
        }
    }
    add_rest(&naming);
    return buffer;
}
