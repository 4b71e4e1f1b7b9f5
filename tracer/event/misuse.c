#include "tracer/event/misuse.h"

const char *misuse_message(unsigned misuse, int is_chinese)
{
    switch (misuse) {
#define X(number, NAME, python, chinese)                                                           \
    case number:                                                                                   \
        return is_chinese ? chinese : python;
        MISUSE_TABLE(X)
#undef X
    default:
        return is_chinese ? "误用" : "misuse";
    }
}
