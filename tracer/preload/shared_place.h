/* What lies in memory that processes share has another address in each of them, so it is called by
 * its place there: by file and offset, put together to one number. Where a mapping comes from is
 * looked up in /proc when an object in it is first met, and remembered. Nothing is allocated; any
 * thread may ask. */
#ifndef THREADLANE_PRELOAD_SHARED_PLACE_H
#define THREADLANE_PRELOAD_SHARED_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The id of an object that is meant for several processes: its address if it lies in memory of this
 * one alone. */
uint64_t shared_place_id(const void *object);
/* The same, if its mapping has been met before; else its address. */
uint64_t shared_place_known_id(const void *object);
/* The flags of its birth: whether it is shared, and whether others than those who inherit the
 * mapping may find that by its name. */
uint16_t shared_place_birth_flags(const void *object, uint64_t id);
/* The mapping of that address is gone, or about to go. */
void shared_place_forget(const void *address, size_t size);

#endif
