#include <stdio.h>

#include "tracer/analysis/story.h"

struct unit {
    uint64_t ns;
    const char *name;
};

/* Three digits are all that a reader wants of a time. */
const char *duration_text(uint64_t ns, char *buffer, size_t size)
{
    static const struct unit units[] = {{1000000000, "s"}, {1000000, "ms"}};
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        /* 999.6 ms is a second: round before choosing the unit. */
        if (ns >= units[i].ns - units[i].ns / 2000) {
            double amount = (double)ns / (double)units[i].ns;
            int digits = amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0;
            snprintf(buffer, size, "%.*f %s", digits, amount, units[i].name);
            return buffer;
        }
    }
    if (ns >= 1000) {
        snprintf(buffer, size, "%llu µs", (unsigned long long)((ns + 500) / 1000));
    } else {
        snprintf(buffer, size, "%llu ns", (unsigned long long)ns);
    }
    return buffer;
}
