/* What os.cpu_count() tells, from which pools take how many workers they have. */
#ifndef THREADLANE_SYNC_PROCESSORS_H
#define THREADLANE_SYNC_PROCESSORS_H

#include <unistd.h>

/* At least one. */
static inline unsigned processor_count(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (unsigned)count : 1;
}

#endif
