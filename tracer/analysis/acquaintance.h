/* Who has ever had to do with a condition that somebody waits at: signalled it, waited at it, or
 * used what it is made of. Of the others it is not likely that they will signal it one day. Of the
 * user's own conditions only. */
#ifndef THREADLANE_ANALYSIS_ACQUAINTANCE_H
#define THREADLANE_ANALYSIS_ACQUAINTANCE_H

#include "tracer/model/arena.h"
#include "tracer/model/moment.h"

struct acquaintance;

/* Lives in the arena. */
struct acquaintance *acquaintance_create(struct arena *arena, const struct moment *moment);
/* Whether it is known who has to do with what the thread waits for. */
bool acquaintance_is_known(const struct acquaintance *acquaintance, uint32_t waiter);
/* If so: whether that other thread has. */
bool acquaintance_has(const struct acquaintance *acquaintance, uint32_t waiter, uint32_t other);

#endif
