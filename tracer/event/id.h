/* The 48-bit ids that records carry. Below 2^47 an id is an address in the observed program; with
 * bit 47 set, bits 40 to 46 are the class of a number that is never reused. */
#ifndef THREADLANE_EVENT_ID_H
#define THREADLANE_EVENT_ID_H

#include <stdbool.h>
#include <stdint.h>

enum id_class {
    ID_ADDRESS = 0,
    ID_THREAD = 1,
    ID_PROCESS = 2,
    ID_KERNEL = 3,  /* inode of a pipe or socket */
    ID_LIBRARY = 4, /* serial of an object of our library */
    ID_SHARED = 5,  /* a place in memory that processes share: its file and offset, mixed */
};

#define ID_BITS       48
#define ID_MASK       ((UINT64_C(1) << ID_BITS) - 1)
#define ID_NUMBER_BIT (UINT64_C(1) << 47)

static inline uint64_t id_make(enum id_class class, uint64_t number)
{
    return ID_NUMBER_BIT | (uint64_t) class << 40 | (number & ((UINT64_C(1) << 40) - 1));
}

static inline enum id_class id_class(uint64_t id)
{
    return id & ID_NUMBER_BIT ? (enum id_class)(id >> 40 & 0x7f) : ID_ADDRESS;
}

static inline uint64_t id_number(uint64_t id)
{
    return id & ID_NUMBER_BIT ? id & ((UINT64_C(1) << 40) - 1) : id;
}

/* An object of the C library's, in the memory of whoever uses it; what is not is ours. */
static inline bool id_is_place(uint64_t id)
{
    return id_class(id) == ID_ADDRESS || id_class(id) == ID_SHARED;
}

#endif
