#include "tests/unpacked_lanes.h"

struct unpacked_lanes unpacked_lanes_create(const struct trace *trace)
{
    struct arena *arena = arena_create();
    struct unpacked_lanes lanes = {
        .packed = lanes_create(trace),
        .threads = arena_allocate(arena, trace->thread_count * sizeof *lanes.threads + 1),
        .objects = arena_allocate(arena, trace->object_count * sizeof *lanes.objects + 1),
        .arena = arena,
    };
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        thread_lane_unpack(&lanes.threads[i], lanes.packed, i, arena);
    }
    for (uint32_t i = 0; i < trace->object_count; i++) {
        object_lane_unpack(&lanes.objects[i], lanes.packed, i, arena);
    }
    return lanes;
}

void unpacked_lanes_destroy(struct unpacked_lanes *lanes)
{
    lanes_destroy(lanes->packed);
    arena_destroy(lanes->arena);
}
