#include "viewer/app/time_text.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct unit {
    const char *name;
    double ns;
};

static const struct unit units[] = {
    {"", 1}, {"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9},
};

bool time_text_parse(const char *text, uint64_t *time_ns)
{
    if (!isdigit((unsigned char)*text) && *text != '.') {
        return false; /* signs, spaces, inf and nan are no times */
    }
    char *rest;
    double number = strtod(text, &rest);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (rest != text && strcmp(rest, units[i].name) == 0) {
            double ns = round(number * units[i].ns);
            *time_ns = ns < 9e18 ? (uint64_t)ns : (uint64_t)9e18;
            return true;
        }
    }
    return false;
}
