/* Each thread numbers its waits 1, 2, 3, … and knows the highest that was woken. Numbers wrap, so
 * they are compared by distance. */
#ifndef THREADLANE_SYNC_WAIT_NUMBER_H
#define THREADLANE_SYNC_WAIT_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

static inline bool wait_number_reached(uint32_t woken, uint32_t number)
{
    return (int32_t)(woken - number) >= 0;
}

#endif
