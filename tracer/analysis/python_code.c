#include "tracer/analysis/python_code.h"

#include <stddef.h>

#include "tracer/analysis/sentence.h"

static const char *const codes[ADVICE_COUNT] = {
    [FINDING_DEADLOCK] = "with a:\n    with b:\n        ...",
    [FINDING_SELF_DEADLOCK] = "lock = threading.RLock()",
    [FINDING_LOST_NOTIFY] = "with cond:\n    while not my_turn:\n        cond.wait()",
    [FINDING_ABANDONED_LOCK] = "with lock:\n    ...",
    [FINDING_LOST_UPDATE] = "with lock:\n    total += 1",
};

const char *python_code(int advice)
{
    return codes[advice] ? codes[advice] : "";
}
