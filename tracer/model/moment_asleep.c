/* What the kernel has said of threads that wait. */
#include "tracer/model/moment.h"

static bool was_asleep_after(const struct moment *moment, uint32_t thread, uint64_t time_ns)
{
    for (uint32_t i = 0; i < moment->trace->asleep_count; i++) {
        const struct trace_asleep *asleep = &moment->trace->asleeps[i];
        if (asleep->thread == thread && asleep->wait == moment->threads[thread].wait_number &&
            asleep->time_ns >= time_ns) {
            return true;
        }
    }
    return false;
}

bool moment_is_asleep(const struct moment *moment, uint32_t thread)
{
    return was_asleep_after(moment, thread, 0);
}

bool moment_may_heed_signal(const struct moment *moment, uint32_t thread, uint32_t signal_event)
{
    return signal_event != NONE_INDEX &&
           (thread == NONE_INDEX ||
            !was_asleep_after(moment, thread, moment->trace->events[signal_event].time_ns));
}
