#include "tracer/analysis/finding.h"

#include <assert.h>

const char *finding_kind_name(enum finding_kind kind)
{
    static const char *const names[FINDING_KIND_COUNT] = {
        [FINDING_DEADLOCK] = "deadlock",
        [FINDING_SELF_DEADLOCK] = "self-deadlock",
        [FINDING_LOST_NOTIFY] = "lost-notify",
        [FINDING_ABANDONED_LOCK] = "abandoned-lock",
        [FINDING_ORPHAN_WAIT] = "orphan-wait",
        [FINDING_JOIN_CYCLE] = "join-cycle",
        [FINDING_POOL_STARVATION] = "pool-starvation",
        [FINDING_PIPE_FULL] = "pipe-full",
        [FINDING_LOCK_ORDER_RISK] = "lock-order-risk",
        [FINDING_THROTTLING] = "throttling",
        [FINDING_GIL_CONVOY] = "gil-convoy",
        [FINDING_LOST_UPDATE] = "lost-update",
        [FINDING_SPIN] = "spin",
        [FINDING_MISUSE] = "misuse",
    };
    assert(kind < FINDING_KIND_COUNT);
    return names[kind];
}

const char *hang_grade_name(enum hang_grade grade)
{
    return grade == HANG_PROVEN ? "proven" : grade == HANG_LIKELY ? "likely" : "none";
}

const char *cause_grade_name(enum cause_grade grade)
{
    return grade == CAUSE_PROVEN ? "proven" : grade == CAUSE_LIKELY ? "likely" : "risk";
}
