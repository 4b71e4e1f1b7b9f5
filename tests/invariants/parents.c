/* 14: what an object was made as a part of was made before it, and can be reached where it is. */
#include "tests/invariants/rule.h"

static void look(struct checking *checking, void *threads, void *objects)
{
    (void)threads, (void)objects;
    const struct trace *trace = checking->trace;
    const struct event *event = checking->event;
    const struct trace_object *object = event_object(trace, event);
    if (!object || event->kind != EVENT_OBJECT_CREATE || event->value == 0) {
        return;
    }
    uint32_t place = (uint32_t)(object - trace->objects);
    expect(checking, object->parent < place, 14, "a part is made before its parent");
    if (object->parent < place) {
        const struct trace_object *parent = &trace->objects[object->parent];
        expect(checking, parent->process == object->process || parent->is_shared, 14,
               "a parent lies in another process");
    }
}

const struct rule parent_rule = {.look = look};
