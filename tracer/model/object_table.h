/* Which object an id means at this point of the trace (docs/trace-format.md, identity). Fed with
 * the events in time order; fills the trace's objects. Addresses are reused, so an address that is
 * created again is a new object; numbers of the library never are.
 *
 * What is shared, and what the kernel keeps, is the same object in all processes. All else a fork
 * copies: the child's object of that id is another one, which comes into being when the child first
 * mentions it, so that a fork costs nothing here. */
#ifndef THREADLANE_MODEL_OBJECT_TABLE_H
#define THREADLANE_MODEL_OBJECT_TABLE_H

#include "tracer/event/raw_event.h"
#include "tracer/model/id_map.h"
#include "tracer/model/trace.h"

/* What lies behind the addresses of a process: memories are numbered by the process and, above
 * that, by how often it has become another program. */
struct memory_copy {
    uint32_t memory;
    uint32_t parent; /* memory that it is a copy of, 0: none */
};

struct object_table {
    struct trace_object *objects;
    size_t capacity;
    uint32_t count;
    struct id_map latest; /* (id, memory) to the newest object of that id; 0: of all processes */
    struct id_map last;   /* the same by (id, process), of whatever program */
    struct memory_copy *memories; /* by process */
    size_t memory_capacity;
    uint32_t memory_count;
};

/* The object that this event is about, made when it is first mentioned. `event_index` is where the
 * event will stand. The type is what create says, else what the operation implies. */
uint32_t object_table_resolve(struct object_table *table, const struct raw_event *raw,
                              uint32_t event_index);
/* From now on what `child` mentions may be a copy of what `parent` has. */
void object_table_fork(struct object_table *table, uint32_t parent, uint32_t child);
/* The process has become another program: nothing of its memory is left. */
void object_table_replace(struct object_table *table, uint32_t process);
/* What an id means in a process, copied into it if it has not been mentioned there; or
 * NONE_INDEX. */
uint32_t object_table_know(struct object_table *table, uint64_t id, uint32_t process);
/* The newest object of an id in a process, or NONE_INDEX; copies nothing. */
uint32_t object_table_find(const struct object_table *table, uint64_t id, uint32_t process);
/* The same, also if the process has become another program since it was mentioned. */
uint32_t object_table_find_last(const struct object_table *table, uint64_t id, uint32_t process);
void object_table_finish(
    struct object_table *table); /* not the objects: the trace has taken them */

#endif
