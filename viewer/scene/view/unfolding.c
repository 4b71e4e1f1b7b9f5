#include "viewer/scene/view/unfolding.h"

#include <string.h>

static uint32_t place_of(const struct unfolding *unfolding, uint32_t target)
{
    uint32_t place = 0;
    while (place < unfolding->turned_count && unfolding->turned[place] != target) {
        place++;
    }
    return place;
}

static bool is_unfolded_at_first(const struct trace *trace, uint32_t target)
{
    return target_class(target) == TARGET_PROCESS ||
           (target_class(target) == TARGET_OBJECT &&
            trace->objects[target_index(target)].type == TYPE_CONDITION);
}

bool unfolding_has(const struct unfolding *unfolding, const struct trace *trace, uint32_t target)
{
    bool is_turned = place_of(unfolding, target) < unfolding->turned_count;
    return (unfolding->is_all || is_unfolded_at_first(trace, target)) != is_turned;
}

static void remove_turned(struct unfolding *unfolding, uint32_t place)
{
    unfolding->turned_count--;
    memmove(&unfolding->turned[place], &unfolding->turned[place + 1],
            (unfolding->turned_count - place) * sizeof unfolding->turned[0]);
}

void unfolding_turn(struct unfolding *unfolding, uint32_t target)
{
    uint32_t place = place_of(unfolding, target);
    if (place < unfolding->turned_count) {
        remove_turned(unfolding, place);
        return;
    }
    if (unfolding->turned_count == UNFOLDING_MAX) {
        remove_turned(unfolding, 0);
    }
    unfolding->turned[unfolding->turned_count++] = target;
}

void unfolding_open(struct unfolding *unfolding, const struct trace *trace, uint32_t target)
{
    if (!unfolding_has(unfolding, trace, target)) {
        unfolding_turn(unfolding, target);
    }
}

void unfolding_turn_all(struct unfolding *unfolding)
{
    bool is_all = unfolding->is_all && unfolding->turned_count == 0;
    *unfolding = (struct unfolding){.is_all = !is_all};
}
