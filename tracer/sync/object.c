#include "tracer/sync/object.h"

#include <stddef.h>

#include "tracer/record/recorder.h"

uint64_t object_create_at(struct door_point *point, enum object_type type, uint64_t parent,
                          const char *name)
{
    point->object = recorder_new_object();
    door_point_done_with(point, parent, type);
    if (name) {
        recorder_name(point->object, name);
    }
    return point->object;
}

uint64_t object_create_shared(struct door_point *point, enum object_type type, uint64_t parent,
                              const char *name)
{
    door_point_open(point, OPERATION_OBJECT_CREATE, 0);
    point->flags |= FLAG_READER;
    return object_create_at(point, type, parent, name);
}

uint64_t object_create(struct door_point *point, enum object_type type, uint64_t parent,
                       const char *name)
{
    door_point_open(point, OPERATION_OBJECT_CREATE, 0);
    return object_create_at(point, type, parent, name);
}

uint64_t object_create_whole(enum object_type type, uint64_t parent, const char *name)
{
    if (!recorder_is_on()) {
        return recorder_new_object();
    }
    struct door_point point;
    uint64_t id = object_create(&point, type, parent, name);
    door_point_close(&point);
    return id;
}

void object_has(uint64_t object, enum object_role role, uint64_t value)
{
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_HAS, object);
    door_point_done_with(&point, value, role);
    door_point_close(&point);
}

void object_destroy(struct door_point *point, uint64_t object)
{
    door_point_open(point, OPERATION_OBJECT_DESTROY, object);
    door_point_done(point, 0);
}
