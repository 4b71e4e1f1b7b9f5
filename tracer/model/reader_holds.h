/* Who holds a readers-writer lock to read: any number of threads at once, each as often as it
 * likes. One list a lock. Belongs to a moment. */
#ifndef THREADLANE_MODEL_READER_HOLDS_H
#define THREADLANE_MODEL_READER_HOLDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader_hold {
    uint32_t thread;
    uint32_t depth;
    uint32_t hold_event; /* the outermost acquire */
    uint32_t next;       /* in the list of the lock, or of the free ones */
};

struct reader_holds {
    struct reader_hold *holds;
    size_t capacity;
    uint32_t count;
    uint32_t first_free;
};

/* `first` is the head of a lock's list, the latest reader; an empty one is NONE_INDEX. */
void reader_holds_take(struct reader_holds *readers, uint32_t *first, uint32_t thread,
                       uint32_t event);
/* False if that thread has none: then the latest reader's is given back. */
bool reader_holds_give_back(struct reader_holds *readers, uint32_t *first, uint32_t thread);
/* The hold of that thread, or NULL. */
const struct reader_hold *reader_holds_find(const struct reader_holds *readers, uint32_t first,
                                            uint32_t thread);
void reader_holds_drop_all(struct reader_holds *readers, uint32_t *first);
/* Forgets all lists. */
void reader_holds_clear(struct reader_holds *readers);
void reader_holds_finish(struct reader_holds *readers);

#endif
