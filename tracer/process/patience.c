#include "tracer/process/patience.h"

#include <sched.h>
#include <stdlib.h>

#include "tracer/sync/door.h"
#include "tracer/sync/schedule.h"

/* More than the 1024 processors of the usual set: the call fails, so there are several. */
static bool has_several_processors(void)
{
    static _Atomic int count; /* 0: not asked yet */
    int known = atomic_load_explicit(&count, memory_order_relaxed);
    if (known == 0) {
        cpu_set_t set;
        known = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : CPU_SETSIZE;
        atomic_store_explicit(&count, known, memory_order_relaxed);
    }
    return known > 1;
}

static bool is_worth_while(const struct patience *patience)
{
    return atomic_load_explicit(&patience->pause, memory_order_relaxed) == 0 && !gil_is_on() &&
           has_several_processors();
}

static void set(struct patience *patience, uint32_t vain_count, uint32_t pause)
{
    atomic_store_explicit(&patience->vain_count, vain_count, memory_order_relaxed);
    atomic_store_explicit(&patience->pause, pause, memory_order_relaxed);
}

struct looking patience_begin(struct patience *patience)
{
    uint32_t pause = atomic_load_explicit(&patience->pause, memory_order_relaxed);
    if (is_worth_while(patience)) {
        return (struct looking){.patience = patience, .begin_ns = schedule_now()};
    }
    if (pause > 0) {
        atomic_store_explicit(&patience->pause, pause - 1, memory_order_relaxed);
    }
    return (struct looking){.patience = NULL};
}

bool patience_look_again(struct looking *looking)
{
    bool looks = looking->patience && looking->look_count < PATIENCE_LOOKS;
    if (looks) {
        looking->look_count++;
        door_yield(door_thread_self());
    }
    return looks;
}

static uint32_t pause_after(uint32_t vain_count)
{
    uint32_t doubled = vain_count <= PATIENCE_DOUBLINGS ? vain_count : PATIENCE_DOUBLINGS;
    return (1u << (doubled - 1)) - 1;
}

void patience_end(const struct looking *looking, bool has_come)
{
    struct patience *patience = looking->patience;
    if (patience && has_come && schedule_now() - looking->begin_ns <= PATIENCE_NS) {
        set(patience, 0, 0);
    } else if (patience) {
        uint32_t vain_count = atomic_load_explicit(&patience->vain_count, memory_order_relaxed) + 1;
        set(patience, vain_count, pause_after(vain_count));
    }
}
