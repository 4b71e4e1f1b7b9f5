#include "tracer/model/object_table.h"

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

/* Numbers of the library and of the kernel mean the same thing in every process. */
static uint32_t scope_of(uint64_t id, uint32_t process)
{
    return id_class(id) == ID_ADDRESS ? process : 0;
}

static uint32_t add_object(struct object_table *table, const struct raw_event *raw,
                           enum object_type type)
{
    table->objects = array_grow(table->objects, table->count + (size_t)1, &table->capacity,
                                sizeof *table->objects);
    table->objects[table->count] = (struct trace_object){
        .name = "",
        .id = raw->object,
        .type = type,
        .process = raw->process,
        .parent = NONE_INDEX,
        .lock = NONE_INDEX,
        .creator = NONE_INDEX,
        .create_event = NONE_INDEX,
    };
    id_map_store(&table->latest, raw->object, scope_of(raw->object, raw->process), table->count);
    return table->count++;
}

static uint32_t create_object(struct object_table *table, const struct raw_event *raw,
                              uint32_t event_index)
{
    uint32_t object = object_table_find(table, raw->object, raw->process);
    bool is_new = object == NONE_INDEX || (id_class(raw->object) == ID_ADDRESS);
    if (is_new) {
        object = add_object(table, raw, (enum object_type)flags_detail(raw->flags));
    }
    struct trace_object *made = &table->objects[object];
    made->type = (enum object_type)flags_detail(raw->flags);
    made->creator = raw->thread;
    made->create_event = event_index;
    made->parent = raw->value ? object_table_find(table, raw->value, raw->process) : NONE_INDEX;
    return object;
}

static void learn_role(struct object_table *table, uint32_t object, const struct raw_event *raw)
{
    if (flags_detail(raw->flags) == ROLE_LOCK) {
        table->objects[object].lock = object_table_find(table, raw->value, raw->process);
    } else if (flags_detail(raw->flags) == ROLE_LIMIT) {
        table->objects[object].limit = raw->value;
    }
}

uint32_t object_table_find(const struct object_table *table, uint64_t id, uint32_t process)
{
    return id_map_find(&table->latest, id, scope_of(id, process));
}

uint32_t object_table_resolve(struct object_table *table, const struct raw_event *raw,
                              uint32_t event_index)
{
    if (raw->kind == EVENT_OBJECT_CREATE) {
        return create_object(table, raw, event_index);
    }
    enum event_operation operation = kind_operation(raw->kind);
    enum object_type implied =
        (unsigned)operation < OPERATION_COUNT ? implied_types[operation] : TYPE_UNKNOWN;
    uint32_t object = object_table_find(table, raw->object, raw->process);
    if (object == NONE_INDEX) {
        object = add_object(table, raw, implied);
    } else if (table->objects[object].type == TYPE_UNKNOWN) {
        table->objects[object].type = implied;
    }
    if (raw->kind == EVENT_OBJECT_HAS) {
        learn_role(table, object, raw);
    }
    return object;
}

void object_table_finish(struct object_table *table)
{
    id_map_finish(&table->latest);
}
