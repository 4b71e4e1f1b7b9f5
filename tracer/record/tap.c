#include "tracer/record/tap.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tracer/record/attachment.h"

const struct event_tap *tap;

bool tap_load(void)
{
    const char *path = getenv(TAP_ENVIRONMENT);
    if (!path || tap) {
        return true;
    }
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const struct event_tap *found = module ? dlsym(module, TAP_SYMBOL) : NULL;
    if (found && found->version == TAP_VERSION) {
        tap = found;
    }
    return tap != NULL;
}

/* A folder has a link for each folder in it, for itself and in the one above. */
uint32_t tap_thread_count(void)
{
    struct stat status;
    bool is_known = tap && stat("/proc/self/task", &status) == 0 && status.st_nlink > 3;
    return is_known ? (uint32_t)status.st_nlink - 3 : 0;
}

void tap_add(const struct thread_slot *slot)
{
    if (!tap->add_event(slot->packet, slot->next - 1)) {
        atomic_fetch_add_explicit(&attachment.pool->untaken, 1, memory_order_relaxed);
    }
}

static bool is_power_of_two(uint64_t number)
{
    return (number & (number - 1)) == 0;
}

void tap_add_repeat(struct thread_slot *slot)
{
    if (tap) {
        slot->has_untold_repeat = !is_power_of_two(slot->next[-1].value);
        if (!slot->has_untold_repeat) {
            tap->add_event(slot->packet, slot->next - 1);
        }
    }
}

void tap_end_repeat(struct thread_slot *slot)
{
    if (slot->has_untold_repeat) {
        tap->add_event(slot->packet, slot->next - 1);
        slot->has_untold_repeat = false;
    }
}
