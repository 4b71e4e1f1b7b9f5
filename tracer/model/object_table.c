#include "tracer/model/object_table.h"

#include <stdlib.h>

#include "tracer/model/arena.h"

/* What a first mention without create tells about the type. */
static const enum object_type implied_types[OPERATION_COUNT] = {
    [OPERATION_LOCK_ACQUIRE] = TYPE_MUTEX,
    [OPERATION_LOCK_RELEASE] = TYPE_MUTEX,
    [OPERATION_CONDITION_WAIT] = TYPE_CONDITION,
    [OPERATION_CONDITION_NOTIFY] = TYPE_CONDITION,
    [OPERATION_SEMAPHORE_ACQUIRE] = TYPE_SEMAPHORE,
    [OPERATION_SEMAPHORE_RELEASE] = TYPE_SEMAPHORE,
    [OPERATION_EVENT_WAIT] = TYPE_EVENT,
    [OPERATION_EVENT_SET] = TYPE_EVENT,
    [OPERATION_EVENT_CLEAR] = TYPE_EVENT,
    [OPERATION_BARRIER_WAIT] = TYPE_BARRIER,
    [OPERATION_QUEUE_PUT] = TYPE_QUEUE,
    [OPERATION_QUEUE_GET] = TYPE_QUEUE,
    [OPERATION_QUEUE_TASK_DONE] = TYPE_QUEUE,
    [OPERATION_QUEUE_JOIN] = TYPE_QUEUE,
    [OPERATION_FUTURE_RUN] = TYPE_FUTURE,
    [OPERATION_FUTURE_SET] = TYPE_FUTURE,
    [OPERATION_FUTURE_CANCEL] = TYPE_FUTURE,
    [OPERATION_FUTURE_WAIT] = TYPE_FUTURE,
    [OPERATION_TASK_RUN] = TYPE_FUTURE,
    [OPERATION_PIPE_SEND] = TYPE_PIPE,
    [OPERATION_PIPE_RECV] = TYPE_PIPE,
    [OPERATION_PIPE_WRITE] = TYPE_PIPE,
    [OPERATION_PIPE_READ] = TYPE_PIPE,
    [OPERATION_MANAGER_CALL] = TYPE_REFERENT,
    [OPERATION_MANAGER_SERVE] = TYPE_REFERENT,
    [OPERATION_GIL_TAKE] = TYPE_GIL,
    [OPERATION_GIL_DROP] = TYPE_GIL,
    [OPERATION_GIL_ASK] = TYPE_GIL,
    [OPERATION_VARIABLE_LOAD] = TYPE_VARIABLE,
    [OPERATION_VARIABLE_STORE] = TYPE_VARIABLE,
    [OPERATION_PRINT] = TYPE_STREAM,
};

#define MEMORY_STEP (1u << 20) /* above all numbers of processes */
#define EVERYWHERE  0u         /* instead of a process: the object is one for all */
#define ANYWHERE    UINT32_MAX /* whoever made the object of this number */
#define DEPTH_MAX   64         /* parts of parts; deeper ones lose their parent */

static bool is_for_all(const struct raw_event *raw)
{
    bool is_shared = raw->kind == EVENT_OBJECT_CREATE && (raw->flags & FLAG_READER) != 0;
    return is_shared || id_class(raw->object) == ID_KERNEL || id_class(raw->object) == ID_SHARED;
}

static uint32_t memory_of(const struct object_table *table, uint32_t process)
{
    return process < table->memory_count ? table->memories[process].memory : process;
}

static uint32_t add_object(struct object_table *table, const struct trace_object *object)
{
    table->objects = array_grow(table->objects, table->count + (size_t)1, &table->capacity,
                                sizeof *table->objects);
    table->objects[table->count] = *object;
    id_map_store(&table->latest, object->id,
                 object->is_shared ? EVERYWHERE : memory_of(table, object->process), table->count);
    id_map_store(&table->last, object->id, object->is_shared ? EVERYWHERE : object->process,
                 table->count);
    return table->count++;
}

static uint32_t make_object(struct object_table *table, const struct raw_event *raw,
                            enum object_type type)
{
    uint32_t object = add_object(table, &(struct trace_object){
                                            .name = "",
                                            .id = raw->object,
                                            .type = type,
                                            .process = raw->process,
                                            .origin = NONE_INDEX,
                                            .next_copy = NONE_INDEX,
                                            .parent = NONE_INDEX,
                                            .lock = NONE_INDEX,
                                            .creator = NONE_INDEX,
                                            .create_event = NONE_INDEX,
                                            .is_shared = is_for_all(raw),
                                        });
    if (id_class(raw->object) == ID_LIBRARY) {
        id_map_store(&table->latest, raw->object, ANYWHERE, object);
    }
    return object;
}

/* ---- copies ---- */

static struct memory_copy *copy_of(struct object_table *table, uint32_t process)
{
    table->memories = array_grow(table->memories, process + (size_t)1, &table->memory_capacity,
                                 sizeof *table->memories);
    while (table->memory_count <= process) {
        table->memories[table->memory_count] = (struct memory_copy){table->memory_count, 0};
        table->memory_count++;
    }
    return &table->memories[process];
}

void object_table_fork(struct object_table *table, uint32_t parent, uint32_t child)
{
    /* A parent has begun before its child, so its number is lower, and looking upwards ends. */
    if (parent < child && copy_of(table, child)->parent == 0) {
        copy_of(table, child)->parent = memory_of(table, parent);
    }
}

void object_table_replace(struct object_table *table, uint32_t process)
{
    struct memory_copy *copy = copy_of(table, process);
    uint32_t next = copy->memory + MEMORY_STEP;
    *copy = (struct memory_copy){next > copy->memory ? next : copy->memory, 0};
}

/* The memory that one is a copy of, or 0. Who has become another program since has no parent. */
static uint32_t parent_of(const struct object_table *table, uint32_t memory)
{
    uint32_t process = memory % MEMORY_STEP;
    bool is_known = process < table->memory_count && table->memories[process].memory == memory;
    return is_known ? table->memories[process].parent : 0;
}

/* What an ancestor has of that id, or NONE_INDEX. */
static uint32_t find_origin(const struct object_table *table, uint64_t id, uint32_t process)
{
    uint32_t origin = NONE_INDEX, memory = memory_of(table, process);
    while (origin == NONE_INDEX && (memory = parent_of(table, memory)) != 0) {
        origin = id_map_find(&table->latest, id, memory);
    }
    return origin;
}

static uint32_t know(struct object_table *table, uint64_t id, uint32_t process, int depth);

static uint32_t know_part(struct object_table *table, uint32_t origin, uint32_t process, int depth)
{
    return origin == NONE_INDEX || depth >= DEPTH_MAX
               ? NONE_INDEX
               : know(table, table->objects[origin].id, process, depth + 1);
}

/* With what it is part of, which lies in the same memory, and with the lock it uses. */
static uint32_t copy_object(struct object_table *table, uint32_t origin, uint32_t process,
                            int depth)
{
    struct trace_object copy = table->objects[origin];
    uint32_t lock = copy.lock;
    copy.process = process;
    copy.origin = origin;
    copy.next_copy = NONE_INDEX;
    copy.has_name = false;
    copy.parent = know_part(table, copy.parent, process, depth);
    copy.lock = NONE_INDEX;
    uint32_t object = add_object(table, &copy);
    uint32_t copied_lock = know_part(table, lock, process, depth);
    table->objects[object].lock = copied_lock;
    return object;
}

static uint32_t know(struct object_table *table, uint64_t id, uint32_t process, int depth)
{
    uint32_t object = object_table_find(table, id, process);
    if (object != NONE_INDEX) {
        return object;
    }
    uint32_t origin = find_origin(table, id, process);
    if (origin != NONE_INDEX) {
        return copy_object(table, origin, process, depth);
    }
    return id_class(id) == ID_LIBRARY ? id_map_find(&table->latest, id, ANYWHERE) : NONE_INDEX;
}

uint32_t object_table_know(struct object_table *table, uint64_t id, uint32_t process)
{
    return know(table, id, process, 0);
}

uint32_t object_table_find(const struct object_table *table, uint64_t id, uint32_t process)
{
    uint32_t object = id_map_find(&table->latest, id, memory_of(table, process));
    return object != NONE_INDEX ? object : id_map_find(&table->latest, id, EVERYWHERE);
}

uint32_t object_table_find_last(const struct object_table *table, uint64_t id, uint32_t process)
{
    uint32_t object = id_map_find(&table->last, id, process);
    return object != NONE_INDEX ? object : id_map_find(&table->last, id, EVERYWHERE);
}

/* ---- events ---- */

/* Whoever looks upwards from a part must come to an end: nothing is part of itself. */
static bool may_be_part(const struct object_table *table, uint32_t object, uint32_t parent)
{
    int depth = 0;
    while (parent != NONE_INDEX && parent != object && depth < DEPTH_MAX) {
        parent = table->objects[parent].parent;
        depth++;
    }
    return parent == NONE_INDEX;
}

static uint32_t create_object(struct object_table *table, const struct raw_event *raw,
                              uint32_t event_index)
{
    uint32_t object = object_table_find(table, raw->object, raw->process);
    bool is_new = object == NONE_INDEX || id_is_place(raw->object);
    if (is_new) {
        object = make_object(table, raw, (enum object_type)flags_detail(raw->flags));
    }
    uint32_t parent = raw->value ? object_table_know(table, raw->value, raw->process) : NONE_INDEX;
    struct trace_object *made = &table->objects[object];
    made->type = (enum object_type)flags_detail(raw->flags);
    made->creator = raw->thread;
    made->create_event = event_index;
    made->parent = may_be_part(table, object, parent) ? parent : NONE_INDEX;
    return object;
}

/* Static locks are never created; those that are no mutexes say so where they are used. */
static enum object_type said_type(const struct raw_event *raw)
{
    enum event_operation operation = kind_operation(raw->kind);
    bool is_lock = operation == OPERATION_LOCK_ACQUIRE || operation == OPERATION_LOCK_RELEASE;
    unsigned detail = flags_detail(raw->flags);
    bool can_say = is_lock && kind_stage(raw->kind) != STAGE_FAILED;
    return can_say && detail < TYPE_COUNT ? (enum object_type)detail : TYPE_UNKNOWN;
}

static enum object_type imply_type(const struct raw_event *raw)
{
    enum event_operation operation = kind_operation(raw->kind);
    enum object_type said = said_type(raw);
    return said != TYPE_UNKNOWN                    ? said
           : (unsigned)operation < OPERATION_COUNT ? implied_types[operation]
                                                   : TYPE_UNKNOWN;
}

static void learn_type(struct trace_object *object, const struct raw_event *raw,
                       enum object_type implied)
{
    bool is_guessed = object->create_event == NONE_INDEX && said_type(raw) != TYPE_UNKNOWN;
    if (object->type == TYPE_UNKNOWN || is_guessed) {
        object->type = implied;
    }
}

static void learn_role(struct object_table *table, uint32_t object, const struct raw_event *raw)
{
    if (flags_detail(raw->flags) == ROLE_LOCK) {
        uint32_t lock = object_table_know(table, raw->value, raw->process);
        table->objects[object].lock = lock;
    } else if (flags_detail(raw->flags) == ROLE_LIMIT) {
        table->objects[object].limit = raw->value;
    } else if (flags_detail(raw->flags) == ROLE_ORDER) {
        table->objects[object].has_order = raw->value != 0;
    }
}

uint32_t object_table_resolve(struct object_table *table, const struct raw_event *raw,
                              uint32_t event_index)
{
    if (raw->kind == EVENT_OBJECT_CREATE) {
        return create_object(table, raw, event_index);
    }
    enum object_type implied = imply_type(raw);
    uint32_t object = object_table_know(table, raw->object, raw->process);
    if (object == NONE_INDEX) {
        object = make_object(table, raw, implied);
    } else {
        learn_type(&table->objects[object], raw, implied);
    }
    if (raw->kind == EVENT_OBJECT_HAS) {
        learn_role(table, object, raw);
    }
    return object;
}

void object_table_finish(struct object_table *table)
{
    id_map_finish(&table->latest);
    id_map_finish(&table->last);
    free(table->memories);
}
