#include "tracer/preload/outside.h"

#include <stdint.h>

#include "tracer/event/id.h"
#include "tracer/record/recorder.h"

static const struct {
    const char *words;
    enum outside_how how;
} reasons[OUTSIDE_COUNT] = {
    [OUTSIDE_HANDLER] = {"a signal handler", OUTSIDE_ACTS},
    [OUTSIDE_TIMER] = {"an armed timer", OUTSIDE_ENDS},
};

static uint32_t present; /* one bit a reason */

/* What is there no more stays in the trace as long as something else is. */
void outside_note(enum outside_reason reason, bool is_there)
{
    uint32_t bit = 1u << reason;
    uint32_t before = is_there ? __atomic_fetch_or(&present, bit, __ATOMIC_RELAXED)
                               : __atomic_fetch_and(&present, ~bit, __ATOMIC_RELAXED);
    bool is_news = ((before & bit) != 0) != is_there;
    bool are_others = (before & ~bit) != 0;
    if (is_news && (is_there || !are_others)) {
        recorder_outside(id_make(ID_PROCESS, recorder_process()),
                         is_there ? reasons[reason].how : OUTSIDE_OFF, reasons[reason].words);
    }
}

void outside_follow_fork(void)
{
    __atomic_store_n(&present, 0, __ATOMIC_RELAXED);
}
