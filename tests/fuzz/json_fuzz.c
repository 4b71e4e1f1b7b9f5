/* The reader of JSON traces, on any bytes. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzzed_trace.h"
#include "tracer/model/trace_load.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct trace_error error = {""};
    struct mapped_file file = {.bytes = (const char *)bytes, .size = size};
    fuzzed_trace_use(trace_load_json("fuzzed.json", &file, &error), &error);
    return 0;
}
