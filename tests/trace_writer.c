/* Writes a trace of a sequence, for tests of whole programs: trace_writer OUT.json OUTCOME SEQUENCE
 */
#include <stdio.h>

#include "tests/sequence.h"
#include "tracer/model/trace_save.h"

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: trace_writer OUT.json OUTCOME SEQUENCE\n");
        return 2;
    }
    struct trace *trace = sequence_parse(argv[3], argv[2]);
    struct trace_error error;
    bool is_saved = trace_save(trace, argv[1], &error);
    if (!is_saved) {
        fprintf(stderr, "trace_writer: %s\n", error.text);
    }
    trace_destroy(trace);
    return is_saved ? 0 : 1;
}
