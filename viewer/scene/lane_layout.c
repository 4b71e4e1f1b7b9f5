/* Every size runs between a roomy and a compact end, all by the same share, so the content's height
 * is linear in that share and the share that fits is one division. */
#include "viewer/scene/lane_layout.h"

#include <math.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "tracer/model/moment.h"
#include "viewer/scene/object_parts.h"

#define DETAILS_SHARE 0.45 /* below it there is no room for words beside the bars */

struct size_range {
    double compact, roomy;
};

static const struct size_range top_padding = {4, 19};
static const struct size_range pitch = {26, 114};
static const struct size_range heading = {26, 43};
static const struct size_range object_gap = {8, 24};
static const struct size_range dimension = {34, 80};
static const struct size_range row = {16, 36}; /* with its gap */
static const struct size_range row_gap = {1, 4};
static const struct size_range lock_bar = {14, 30};
static const struct size_range lock_padding = {4, 15};
static const struct size_range waiter_row = {15, 24};
static const struct size_range slot_waiter = {13, 36}; /* with its gap, as row */
static const struct size_range storey = {12, 20};      /* with its gap */
static const struct size_range storey_gap = {1, 3};
static const struct size_range storeys_offset = {26.5, 106};
static const struct size_range storeys_margin = {4, 16}; /* below them */

static const struct size_range variable_lane = {26, 104};
static const struct size_range executor_lane = {26, 84};
static const struct size_range future_lane = {15, 32};
static const struct size_range gil_padding = {10, 22}; /* marks stand above its bars */

static double size_at(struct size_range range, double share)
{
    return range.compact + (range.roomy - range.compact) * share;
}

static struct lane_measure measure_at(double share)
{
    return (struct lane_measure){
        .pitch = size_at(pitch, share),
        .bar_height = size_at((struct size_range){10, 36}, share),
        .bar_offset = size_at((struct size_range){18.5, 57}, share),
        .mark_radius = size_at((struct size_range){6, 9.5}, share),
        .mark_leader = size_at((struct size_range){1, 7}, share),
        .hold_gap = size_at((struct size_range){0, 5}, share),
        .hold_height = size_at((struct size_range){3, 6}, share),
        .row_height = size_at(row, share) - size_at(row_gap, share),
        .row_gap = size_at(row_gap, share),
        .waiter_pitch = size_at(slot_waiter, share),
        .lock_height = size_at(lock_bar, share),
        .storeys_offset = size_at(storeys_offset, share),
        .storey_height = size_at(storey, share) - size_at(storey_gap, share),
        .storey_gap = size_at(storey_gap, share),
        .avatar_radius = size_at((struct size_range){9, 18}, share),
        .name_size = size_at((struct size_range){13, 16.5}, share),
        .has_details = share >= DETAILS_SHARE,
    };
}

/* What a lane needs at a share between compact and roomy. */
static double place_height(const struct lane_place *place, double share)
{
    double rows = place->row_count > 0 ? place->row_count : 1;
    switch (place->kind) {
    case LANE_HEADING:
        return size_at(heading, share);
    case LANE_THREAD:
        return place->storey_count == 0
                   ? size_at(pitch, share)
                   : size_at(storeys_offset, share) + place->storey_count * size_at(storey, share) +
                         size_at(storeys_margin, share);
    case LANE_ROOM:
        return rows * size_at(row, share) - size_at(row_gap, share) +
               size_at(place->has_dimension ? dimension : object_gap, share);
    case LANE_LOCK:
    case LANE_EVENT:
        return size_at(lock_bar, share) + 2 * size_at(lock_padding, share) +
               place->row_count * size_at(waiter_row, share);
    case LANE_SEMAPHORE:
    case LANE_BARRIER:
    case LANE_QUEUE:
        return place->slot_count * size_at(row, share) +
               place->row_count * size_at(slot_waiter, share) + size_at(object_gap, share);
    case LANE_GIL:
        return size_at(lock_bar, share) + 2 * size_at(gil_padding, share);
    case LANE_VARIABLE:
        return size_at(variable_lane, share);
    case LANE_EXECUTOR:
        return size_at(executor_lane, share);
    case LANE_FUTURE:
        return size_at(future_lane, share);
    }
    return 0;
}

static double content_height(const struct lane_layout *layout, double share)
{
    double height = size_at(top_padding, share);
    for (uint32_t i = 0; i < layout->place_count; i++) {
        height += place_height(&layout->places[i], share);
    }
    return height;
}

static double fitting_share(const struct lane_layout *layout, double room)
{
    double compact = content_height(layout, 0), roomy = content_height(layout, 1);
    if (room >= roomy) {
        return 1;
    }
    return room <= compact ? 0 : (room - compact) / (roomy - compact);
}

static double centre_of(const struct lane_place *place, const struct lane_measure *measure,
                        double share)
{
    switch (place->kind) {
    case LANE_THREAD:
        return place->top + measure->bar_offset;
    case LANE_ROOM:
        return place->top +
               (place->height - size_at(place->has_dimension ? dimension : object_gap, share)) / 2;
    case LANE_LOCK:
    case LANE_EVENT:
        return place->top + size_at(lock_padding, share) + measure->lock_height / 2;
    case LANE_SEMAPHORE:
    case LANE_BARRIER:
    case LANE_QUEUE:
        return place->top + (place->height - size_at(object_gap, share)) / 2;
    case LANE_GIL:
        return place->top + size_at(gil_padding, share) + measure->lock_height / 2;
    case LANE_HEADING:
    case LANE_VARIABLE:
    case LANE_EXECUTOR:
    case LANE_FUTURE:
        break;
    }
    return place->top + place->height * 0.5;
}

static void stack_places(struct lane_layout *layout, double top, double share)
{
    double y = top + size_at(top_padding, share);
    layout->group_top = 0;
    for (uint32_t i = 0; i < layout->place_count; i++) {
        struct lane_place *place = &layout->places[i];
        place->top = y;
        place->height = place_height(place, share);
        place->centre = centre_of(place, &layout->measure, share);
        if (place->kind == LANE_HEADING && layout->group_top == 0) {
            layout->group_top = y;
        }
        y += place->height;
    }
    if (layout->group_top == 0) {
        layout->group_top = y;
    }
}

/* The groups of objects, in the order in which they are shown. */
struct object_group {
    enum lane_kind kind;
    const enum object_type *types; /* ends with TYPE_UNKNOWN */
};

static const enum object_type condition_types[] = {TYPE_CONDITION, TYPE_UNKNOWN};
static const enum object_type lock_types[] = {
    TYPE_LOCK, TYPE_RLOCK, TYPE_MUTEX, TYPE_RWLOCK, TYPE_SPIN, TYPE_PROCESS_LOCK, TYPE_UNKNOWN};
static const enum object_type semaphore_types[] = {TYPE_SEMAPHORE, TYPE_BOUNDED_SEMAPHORE,
                                                   TYPE_UNKNOWN};
static const enum object_type event_types[] = {TYPE_EVENT, TYPE_UNKNOWN};
static const enum object_type barrier_types[] = {TYPE_BARRIER, TYPE_UNKNOWN};
static const enum object_type queue_types[] = {TYPE_QUEUE, TYPE_PROCESS_QUEUE, TYPE_UNKNOWN};

static const enum object_type gil_types[] = {TYPE_GIL, TYPE_UNKNOWN};
static const enum object_type variable_types[] = {TYPE_VARIABLE, TYPE_LIST, TYPE_UNKNOWN};
static const enum object_type executor_types[] = {TYPE_EXECUTOR, TYPE_UNKNOWN};
static const enum object_type future_types[] = {TYPE_FUTURE, TYPE_UNKNOWN};

static const struct object_group groups[] = {
    {LANE_GIL, gil_types},           {LANE_ROOM, condition_types},
    {LANE_LOCK, lock_types},         {LANE_SEMAPHORE, semaphore_types},
    {LANE_EVENT, event_types},       {LANE_BARRIER, barrier_types},
    {LANE_QUEUE, queue_types},       {LANE_VARIABLE, variable_types},
    {LANE_EXECUTOR, executor_types}, {LANE_FUTURE, future_types},
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
    const struct object_lane *lane = &subject->lanes->objects[object];
    if (about->type == TYPE_GIL) {
        return lane->change_count > 0; /* as long as nobody has to drop it, it is no news */
    }
    bool is_used = lane->hold_count > 0 || lane->wait_count > 0 || lane->change_count > 0;
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
    struct object_parts parts;
};

static struct lane_place *add_place(struct place_list *list, enum lane_kind kind, uint32_t index)
{
    list->places = array_grow(list->places, list->count + 1, &list->capacity, sizeof *list->places);
    struct lane_place *place = &list->places[list->count++];
    *place = (struct lane_place){.kind = kind, .index = index};
    return place;
}

#define DEPTH_ROWS 3u /* the height of a queue that is too long for rows */

static void set_queue_rows(struct lane_place *place, const struct subject *subject)
{
    uint64_t limit = subject->trace->objects[place->index].limit;
    uint32_t most = subject->lanes->objects[place->index].level_max;
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
    } else if (place->kind == LANE_QUEUE) {
        set_queue_rows(place, subject);
    } else if (place->kind == LANE_BARRIER) {
        place->slot_count = slot_count_of(subject, object);
        place->row_count -=
            place->row_count < place->slot_count ? place->row_count : place->slot_count;
    } else if (place->kind == LANE_ROOM) {
        place->has_dimension = has_lost_notify(subject, object);
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
            !is_shown(list->subject, i)) {
            continue;
        }
        if (member_count == 0) {
            add_place(list, LANE_HEADING, i);
        }
        add_object(list, group->kind, i, 0);
        list->places[heading_at].row_count = ++member_count;
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

static void add_threads(struct place_list *list)
{
    const struct trace *trace = list->subject->trace;
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        if (trace->threads[i].exists) {
            add_thread(list, i);
        }
    }
}

void lane_layout_init(struct lane_layout *layout, const struct subject *subject,
                      const struct view *view, const struct timeline_columns *columns)
{
    struct place_list list = {.subject = subject, .unfolding = &view->unfolding};
    object_parts_init(&list.parts, subject->trace);
    add_threads(&list);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        add_group(&list, &groups[i]);
    }
    object_parts_finish(&list.parts);
    *layout = (struct lane_layout){.places = list.places, .place_count = (uint32_t)list.count};
    double room = columns->lanes_bottom - columns->lanes_top;
    double share = fitting_share(layout, room);
    layout->measure = measure_at(share);
    layout->content_height = content_height(layout, share);
    double limit = fmax(0, layout->content_height - room);
    stack_places(layout, columns->lanes_top - fmin(fmax(view->scroll_px, 0), limit), share);
}

void lane_layout_finish(struct lane_layout *layout)
{
    free(layout->places);
    *layout = (struct lane_layout){0};
}

const struct lane_place *lane_layout_thread(const struct lane_layout *layout, uint32_t thread)
{
    for (uint32_t i = 0; i < layout->place_count; i++) {
        const struct lane_place *place = &layout->places[i];
        if (place->kind == LANE_THREAD && place->index == thread) {
            return place;
        }
    }
    return NULL;
}

const struct lane_place *lane_layout_object(const struct lane_layout *layout, uint32_t object)
{
    for (uint32_t i = 0; i < layout->place_count; i++) {
        const struct lane_place *place = &layout->places[i];
        if (place->kind != LANE_THREAD && place->kind != LANE_HEADING && place->index == object) {
            return place;
        }
    }
    return NULL;
}
