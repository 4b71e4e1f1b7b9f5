/* The iterator of an executor's map: everything is submitted at once, and the results come in the
 * order of the arguments, so one that is there already may be held back by one that is not. */
#ifndef THREADLANE_SYNC_MAPPING_H
#define THREADLANE_SYNC_MAPPING_H

#include <stddef.h>

struct tl_future;
struct tl_iterator;

/* What to submit, and where to. First in the memory of each executor's own. */
struct mapping_source {
    /* The future of the task with that index; NULL if the executor takes no more. */
    struct tl_future *(*submit)(const struct mapping_source *source, size_t index,
                                const char *name);
    size_t count;
    const char *name; /* of all of them, or NULL */
};

/* NULL if not everything could be submitted; then what was is cancelled. Reads the source only
 * meanwhile. */
struct tl_iterator *mapping_create(const struct mapping_source *source, double timeout);

#endif
