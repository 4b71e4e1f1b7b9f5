#include "tracer/event/misuse.h"

const char *misuse_message(unsigned misuse)
{
    switch (misuse) {
#define X(number, NAME, python)                                                                    \
    case number:                                                                                   \
        return python;
        MISUSE_TABLE(X)
#undef X
    default:
        return N_("misuse");
    }
}
