/* A value as it travels and as a manager keeps it: packed, and counted by nobody. */
#ifndef THREADLANE_PROCESS_PARCEL_H
#define THREADLANE_PROCESS_PARCEL_H

#include <stddef.h>

#include "tracer/threadlane_process.h"

struct parcel {
    size_t size;
    unsigned char bytes[];
};

/* A copy of what is packed already, or a value that may travel. The caller frees it; NULL when out
 * of memory. */
struct parcel *parcel_create(const void *bytes, size_t size);
struct parcel *parcel_pack(struct tl_value value);

#endif
