/* Reads a CTF directory with libbabeltrace2 as a program of its own would: the source of its ctf
 * plugin, the muxer that puts the streams in order of time, and a sink that counts. */
#ifndef THREADLANE_TESTS_BENCH_BABELTRACE_COUNT_H
#define THREADLANE_TESTS_BENCH_BABELTRACE_COUNT_H

#include <stddef.h>

/* How many events it hands over. A failure ends the program. */
size_t babeltrace_count(const char *directory);

#endif
