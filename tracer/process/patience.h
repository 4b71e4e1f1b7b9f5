/* Whether a reader looks again before it sleeps. To be put to sleep and woken costs both sides more
 * than a short message does. So who finds nothing yields the processor and looks again, a few
 * times; what comes by then comes without a wait. Each reader learns whether that pays: after a
 * wait in vain it sleeps at once the next time, then twice as often, and so on; so an idle reader
 * and a machine whose processors are busy with others lose nothing. Where there is one processor
 * for the program, or the GIL would be kept from others, nobody looks again. Any thread may call.
 */
#ifndef THREADLANE_PROCESS_PATIENCE_H
#define THREADLANE_PROCESS_PATIENCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define PATIENCE_LOOKS     20    /* at once, at most */
#define PATIENCE_NS        30000 /* what took longer was in vain, whether or not something came */
#define PATIENCE_DOUBLINGS 7     /* in the end there are 63 waits without looks between two with */

/* What a reader has learned; zeros are a new one's. Two threads that read at once may forget what
 * the other one learned, no more. */
struct patience {
    _Atomic uint32_t vain_count; /* waits in vain, one after the other */
    _Atomic uint32_t pause;      /* so many waits more without looks */
};

/* One wait. */
struct looking {
    struct patience *patience;
    uint64_t begin_ns;
    uint32_t look_count;
};

/* Once there was nothing. */
struct looking patience_begin(struct patience *patience);
/* True after others had the processor: look again. False: sleep. */
bool patience_look_again(struct looking *looking);
void patience_end(const struct looking *looking, bool has_come);

#endif
