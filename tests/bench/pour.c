/* Records as many events as the argument says, as fast as it can, and prints when that began and
 * ended, in seconds of the monotonic clock. For trace-run, which has to keep up.
 *
 *     trace-run -o FILE.ctf pour EVENTS */
#include <stdio.h>
#include <stdlib.h>

#include "tracer/record/clock.h"
#include "tracer/record/recorder.h"

int main(int argc, char **argv)
{
    uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    if (!recorder_is_on()) {
        fputs("pour: run it under trace-run\n", stderr);
        return 1;
    }
    uint64_t begin = clock_monotonic_ns();
    for (uint64_t i = 0; i < count; i++) {
        recorder_event(EVENT_MARK, 0, 0x1234, 7, i);
    }
    printf("%.6f %.6f\n", (double)begin / 1e9, (double)clock_monotonic_ns() / 1e9);
    return 0;
}
