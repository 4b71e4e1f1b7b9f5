/* Threads first, those of a process together, then objects by what they are. What a person did not
 * make and would not miss has no lane of its own: it is a part of what they made. */
#include "viewer/scene/layout/lane_list.h"

#include "tracer/model/arena.h"
#include "tracer/model/moment.h"
#include "viewer/scene/layout/stuck_pipe.h"
#include "viewer/scene/view/object_parts.h"

/* The groups of objects, in the order in which they are shown. */
struct object_group {
    enum lane_kind kind;
    const enum object_type *types; /* ends with TYPE_UNKNOWN; the first is the word for all */
};

static const enum object_type condition_types[] = {TYPE_CONDITION, TYPE_UNKNOWN};
static const enum object_type lock_types[] = {TYPE_LOCK, TYPE_RLOCK,        TYPE_MUTEX,  TYPE_SPIN,
                                              TYPE_ONCE, TYPE_PROCESS_LOCK, TYPE_UNKNOWN};
static const enum object_type rwlock_types[] = {TYPE_RWLOCK, TYPE_UNKNOWN};
static const enum object_type semaphore_types[] = {TYPE_SEMAPHORE, TYPE_BOUNDED_SEMAPHORE,
                                                   TYPE_UNKNOWN};
static const enum object_type event_types[] = {TYPE_EVENT, TYPE_UNKNOWN};
static const enum object_type barrier_types[] = {TYPE_BARRIER, TYPE_UNKNOWN};
static const enum object_type queue_types[] = {TYPE_QUEUE, TYPE_PROCESS_QUEUE, TYPE_UNKNOWN};

static const enum object_type gil_types[] = {TYPE_GIL, TYPE_UNKNOWN};
static const enum object_type variable_types[] = {TYPE_VARIABLE, TYPE_LIST, TYPE_UNKNOWN};
static const enum object_type manager_types[] = {TYPE_MANAGER, TYPE_UNKNOWN};
static const enum object_type referent_types[] = {TYPE_REFERENT, TYPE_UNKNOWN};
static const enum object_type pipe_types[] = {TYPE_PIPE, TYPE_UNKNOWN};
static const enum object_type executor_types[] = {TYPE_EXECUTOR, TYPE_PROCESS_EXECUTOR,
                                                  TYPE_UNKNOWN};
static const enum object_type pool_types[] = {TYPE_POOL, TYPE_UNKNOWN};
static const enum object_type future_types[] = {TYPE_FUTURE, TYPE_UNKNOWN};

static const struct object_group groups[] = {
    {LANE_GIL, gil_types},
    {LANE_ROOM, condition_types},
    {LANE_LOCK, lock_types},
    {LANE_RWLOCK, rwlock_types},
    {LANE_SEMAPHORE, semaphore_types},
    {LANE_EVENT, event_types},
    {LANE_BARRIER, barrier_types},
    {LANE_QUEUE, queue_types},
    {LANE_QUEUE, pipe_types},
    {LANE_MANAGER, manager_types},
    {LANE_REFERENT, referent_types},
    {LANE_VARIABLE, variable_types},
    {LANE_EXECUTOR, executor_types},
    {LANE_EXECUTOR, pool_types},
    {LANE_FUTURE, future_types},
};

static bool group_has(const struct object_group *group, enum object_type type)
{
    for (const enum object_type *one = group->types; *one != TYPE_UNKNOWN; one++) {
        if (*one == type) {
            return true;
        }
    }
    return false;
}

/* Whether a person cares: it is nobody's part, and it was used or at least given a name. */
static bool is_shown(const struct subject *subject, uint32_t object)
{
    const struct trace_object *about = &subject->trace->objects[object];
    const struct packed_object *lane = &subject->lanes->objects[object];
    bool has_changes = lane->rest->changes.count > 0;
    if (about->type == TYPE_GIL) {
        return has_changes; /* as long as nobody has to drop it, it is no news */
    }
    if (about->type == TYPE_ONCE && lane->waits.list.count == 0) {
        return false; /* nobody met anybody there */
    }
    if (about->type == TYPE_MANAGER) {
        return lane->rest->levels.count > 0; /* that it is there its process shows */
    }
    bool is_used = lane->holds.list.count > 0 || lane->waits.list.count > 0 || has_changes;
    return !object_is_part(subject->trace, object) && (is_used || about->has_name);
}

static bool has_lost_notify(const struct subject *subject, uint32_t object)
{
    const struct analysis *analysis = subject->analysis;
    for (uint32_t i = 0; analysis != NULL && i < analysis->finding_count; i++) {
        const struct finding *finding = &analysis->findings[i];
        bool is_about = finding->object_count > 0 && finding->objects[0] == object;
        if (finding->kind == FINDING_LOST_NOTIFY && is_about &&
            finding->missed_by_event != NONE_INDEX) {
            return true;
        }
    }
    return false;
}

struct place_list {
    struct lane_place *places;
    size_t count, capacity;
    const struct subject *subject;
    const struct unfolding *unfolding;
    struct lane_filter filter;
    bool is_slide;
    struct object_parts parts;
};

static struct lane_place *add_place(struct place_list *list, enum lane_kind kind, uint32_t index)
{
    list->places = array_grow(list->places, list->count + 1, &list->capacity, sizeof *list->places);
    struct lane_place *place = &list->places[list->count++];
    *place = (struct lane_place){.kind = kind, .index = index, .named_waiters = NONE_INDEX};
    return place;
}

#define DEPTH_ROWS 3u /* the height of a queue that is too long for rows */

static void set_queue_rows(struct lane_place *place, const struct subject *subject)
{
    uint64_t limit = subject->trace->objects[place->index].limit;
    uint32_t most = subject->lanes->objects[place->index].rest->level_max;
    uint32_t shown = limit > 0 && limit <= LANE_ITEMS_NAMED ? (uint32_t)limit : most;
    place->names_items = shown <= LANE_ITEMS_NAMED && most <= LANE_ITEMS_NAMED;
    place->slot_count = !place->names_items ? DEPTH_ROWS : shown > 0 ? shown : 1;
}

static uint32_t slot_count_of(const struct subject *subject, uint32_t object)
{
    static const uint64_t slots_max = 24; /* more are not told apart by eye */
    uint64_t limit = subject->trace->objects[object].limit;
    uint64_t count = limit > 0 ? limit : subject->lanes->objects[object].slot_count;
    return (uint32_t)(count > slots_max ? slots_max : count);
}

/* The first part of an object that lanes of this group show, `part` or one after it; what has a
 * lane of its own anyway is left out. */
static uint32_t next_part(const struct place_list *list, const struct object_group *group,
                          uint32_t part)
{
    while (part != NONE_INDEX && (!group_has(group, list->subject->trace->objects[part].type) ||
                                  is_shown(list->subject, part))) {
        part = list->parts.next[part];
    }
    return part;
}

static bool has_parts(const struct place_list *list, uint32_t object)
{
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (next_part(list, &groups[i], list->parts.first[object]) != NONE_INDEX) {
            return true;
        }
    }
    return false;
}

static void set_rows(struct lane_place *place, const struct subject *subject)
{
    uint32_t object = place->index;
    place->row_count = subject->lanes->objects[object].row_count;
    if (place->kind == LANE_SEMAPHORE) {
        place->slot_count = slot_count_of(subject, object);
    } else if (place->kind == LANE_RWLOCK) {
        uint32_t most = slot_count_of(subject, object);
        place->slot_count = most > 0 ? most : 1;
    } else if (place->kind == LANE_QUEUE) {
        set_queue_rows(place, subject);
        struct lane_wait stuck;
        place->row_count += stuck_pipe_wait(subject, object, &stuck);
    } else if (place->kind == LANE_REFERENT) {
        uint32_t most = subject->lanes->objects[object].slot_count;
        place->slot_count = most > 0 ? most : 1;
        place->row_count = 0;
    } else if (place->kind == LANE_BARRIER) {
        place->slot_count = slot_count_of(subject, object);
        place->row_count -=
            place->row_count < place->slot_count ? place->row_count : place->slot_count;
    } else if (place->kind == LANE_ROOM) {
        place->has_dimension = has_lost_notify(subject, object);
    }
}

#define NAMED_WAITERS    16u /* that have a row each; of a crowd nobody would read more, … */
#define SLIDE_WAITERS    1u  /* … and a slide has room for one below slots, … */
#define SLIDE_DEPTH_ROWS 2u  /* … nor for high queues */

/* Barriers have a slot for each; others have rows of waiters below what they are. */
static bool has_waiters(enum lane_kind kind)
{
    return kind == LANE_ROOM || kind == LANE_LOCK || kind == LANE_EVENT || kind == LANE_RWLOCK ||
           kind == LANE_SEMAPHORE || kind == LANE_QUEUE;
}

/* All waiters but so many share the last row, if that saves some. */
static void share_last_row(struct lane_place *place, const struct subject *subject, uint32_t named)
{
    uint32_t row_count = subject->lanes->objects[place->index].row_count;
    if (has_waiters(place->kind) && row_count > named + 1) {
        place->named_waiters = named;
        place->row_count -= row_count - named - 1;
    }
}

static void save_rows(struct lane_place *place, const struct subject *subject, bool is_slide)
{
    bool has_slots = place->kind == LANE_QUEUE || place->kind == LANE_SEMAPHORE;
    share_last_row(place, subject, is_slide && has_slots ? SLIDE_WAITERS : NAMED_WAITERS);
    if (is_slide && place->kind == LANE_QUEUE && !place->names_items) {
        place->slot_count = SLIDE_DEPTH_ROWS;
    }
}

static void add_object(struct place_list *list, enum lane_kind kind, uint32_t object,
                       uint32_t depth);

static void add_parts(struct place_list *list, uint32_t object, uint32_t depth)
{
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        uint32_t part = next_part(list, &groups[i], list->parts.first[object]);
        for (; part != NONE_INDEX; part = next_part(list, &groups[i], list->parts.next[part])) {
            size_t index = list->count;
            add_object(list, groups[i].kind, part, depth);
            list->places[index].is_inside = true;
        }
    }
}

/* An object, and below it what it is made of, if it is unfolded. A condition and its own lock are
 * one thing to a person, so the lock is not indented. */
static void add_object(struct place_list *list, enum lane_kind kind, uint32_t object,
                       uint32_t depth)
{
    const struct subject *subject = list->subject;
    struct lane_place *place = add_place(list, kind, object);
    place->depth = depth;
    set_rows(place, subject);
    save_rows(place, subject, list->is_slide);
    place->can_unfold = has_parts(list, object);
    place->is_unfolded = place->can_unfold && unfolding_has(list->unfolding, subject->trace,
                                                            target_make(TARGET_OBJECT, object));
    if (place->is_unfolded) {
        bool is_condition = subject->trace->objects[object].type == TYPE_CONDITION;
        add_parts(list, object, is_condition ? depth : depth + 1);
    }
}

static void add_group(struct place_list *list, const struct object_group *group)
{
    size_t heading_at = list->count;
    uint32_t member_count = 0;
    for (uint32_t i = 0; i < list->subject->trace->object_count; i++) {
        if (!group_has(group, list->subject->trace->objects[i].type) ||
            !is_shown(list->subject, i) ||
            (list->filter.objects != NULL && !list->filter.objects[i])) {
            continue;
        }
        enum object_type type = list->subject->trace->objects[i].type;
        if (member_count == 0) {
            add_place(list, LANE_HEADING, i)->type = type;
        }
        add_object(list, group->kind, i, 0);
        struct lane_place *heading = &list->places[heading_at];
        heading->row_count = ++member_count;
        heading->type = heading->type == type ? type : group->types[0];
    }
}

/* A thread whose calls stand in each other can be unfolded. */
static void add_thread(struct place_list *list, uint32_t thread)
{
    uint32_t storey_count = list->subject->lanes->threads[thread].storey_count;
    uint32_t target = target_make(TARGET_THREAD, thread);
    struct lane_place *place = add_place(list, LANE_THREAD, thread);
    place->can_unfold = storey_count > 1;
    place->is_unfolded =
        place->can_unfold && unfolding_has(list->unfolding, list->subject->trace, target);
    place->storey_count = place->is_unfolded ? storey_count : 0;
}

/* ---- processes ---- */

static bool is_thread_shown(const struct place_list *list, uint32_t thread)
{
    return list->subject->trace->threads[thread].exists &&
           (list->filter.threads == NULL || list->filter.threads[thread]);
}

static bool is_process_shown(const struct trace *trace, uint32_t process)
{
    return process > 0 && trace->processes[process].exists;
}

/* Whether any of its threads is left in. */
static bool is_process_chosen(const struct place_list *list, uint32_t process)
{
    const struct trace *trace = list->subject->trace;
    if (list->filter.threads == NULL) {
        return true;
    }
    for (uint32_t i = trace->processes[process].first_thread; i != NONE_INDEX;
         i = trace->threads[i].next_in_process) {
        if (list->filter.threads[i]) {
            return true;
        }
    }
    return false;
}

static bool has_many_processes(const struct trace *trace)
{
    uint32_t count = 0;
    for (uint32_t i = 1; i < trace->process_count; i++) {
        count += is_process_shown(trace, i);
    }
    return count > 1;
}

/* The header of a process, and unless it is folded its threads below. */
static void add_process(struct place_list *list, uint32_t process)
{
    const struct trace *trace = list->subject->trace;
    size_t at = list->count;
    struct lane_place *place = add_place(list, LANE_PROCESS, process);
    place->can_unfold = trace->processes[process].first_thread != NONE_INDEX;
    place->is_unfolded = place->can_unfold && unfolding_has(list->unfolding, trace,
                                                            target_make(TARGET_PROCESS, process));
    for (uint32_t i = place->is_unfolded ? trace->processes[process].first_thread : NONE_INDEX;
         i != NONE_INDEX; i = trace->threads[i].next_in_process) {
        if (is_thread_shown(list, i)) {
            add_thread(list, i);
            list->places[at].row_count++;
        }
    }
}

static void add_threads(struct place_list *list)
{
    const struct trace *trace = list->subject->trace;
    if (has_many_processes(trace)) {
        for (uint32_t i = 1; i < trace->process_count; i++) {
            if (is_process_shown(trace, i) && is_process_chosen(list, i)) {
                add_process(list, i);
            }
        }
        return;
    }
    const uint32_t *order = list->subject->thread_order;
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        uint32_t thread = order != NULL ? order[i] : i;
        if (thread > 0 && is_thread_shown(list, thread)) {
            add_thread(list, thread);
        }
    }
}

struct lane_place *lane_list_create(const struct subject *subject, const struct view *view,
                                    uint32_t *count)
{
    struct place_list list = {
        .subject = subject,
        .unfolding = &view->unfolding,
        .filter = view->filter,
        .is_slide = view->is_slide,
    };
    object_parts_init(&list.parts, subject->trace);
    add_threads(&list);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        add_group(&list, &groups[i]);
    }
    object_parts_finish(&list.parts);
    *count = (uint32_t)list.count;
    return list.places;
}
