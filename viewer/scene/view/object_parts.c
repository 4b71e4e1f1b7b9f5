#include "viewer/scene/view/object_parts.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"

static uint32_t *create_absent(size_t count)
{
    size_t capacity = 0;
    uint32_t *indexes = array_grow(NULL, count + 1, &capacity, sizeof *indexes);
    memset(indexes, 0xff, (count + 1) * sizeof *indexes); /* NONE_INDEX */
    return indexes;
}

/* From the last to the first, so that each list is by creation. A part is made after its parent, so
 * lists have no circles. */
void object_parts_init(struct object_parts *parts, const struct trace *trace)
{
    parts->first = create_absent(trace->object_count);
    parts->next = create_absent(trace->object_count);
    for (uint32_t i = trace->object_count; i-- > 0;) {
        uint32_t parent = trace->objects[i].parent;
        if (parent < i) {
            parts->next[i] = parts->first[parent];
            parts->first[parent] = i;
        }
    }
}

void object_parts_finish(struct object_parts *parts)
{
    free(parts->first);
    free(parts->next);
    *parts = (struct object_parts){0};
}
