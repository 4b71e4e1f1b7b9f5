/* The birth and death of a synchronisation object in the trace. Objects have serial numbers, which
 * are never reused. */
#ifndef THREADLANE_SYNC_OBJECT_H
#define THREADLANE_SYNC_OBJECT_H

#include <stdint.h>

#include "tracer/sync/door.h"

/* Opens the point of its creation, in which its parts are created, and returns its new id. The
 * caller closes the point. `parent` 0: made by user code; `name` may be NULL. */
uint64_t object_create(struct door_point *point, enum object_type type, uint64_t parent,
                       const char *name);
/* The same for an object that is one and the same in all processes: it lies in shared memory, or is
 * one of the kernel's, or is named in messages. Others are copied by a fork. */
uint64_t object_create_shared(struct door_point *point, enum object_type type, uint64_t parent,
                              const char *name);
/* The same in a point that the caller has opened already, for an object not yet known. */
uint64_t object_create_at(struct door_point *point, enum object_type type, uint64_t parent,
                          const char *name);
/* One without parts, which need no open point. */
uint64_t object_create_whole(enum object_type type, uint64_t parent, const char *name);
void object_has(uint64_t object, enum object_role role, uint64_t value);
/* Opens the point of its destruction, in which its parts are destroyed. */
void object_destroy(struct door_point *point, uint64_t object);

#endif
