#include "tracer/process/manager_key.h"

#include <errno.h>
#include <sys/random.h>

static struct manager_key halves[2];
static bool is_drawn;

/* Before the program can fork. The kernel gives up to 256 bytes whole. */
__attribute__((constructor)) static void draw_key(void)
{
    ssize_t size;
    do {
        size = getrandom(halves, sizeof(halves), 0);
    } while (size < 0 && errno == EINTR);
    is_drawn = size == (ssize_t)sizeof(halves);
}

bool manager_key_is_drawn(void)
{
    return is_drawn;
}

struct manager_key manager_key(enum manager_key_half half)
{
    return halves[half];
}

bool manager_key_is(const struct manager_key *shown, enum manager_key_half half)
{
    volatile unsigned char difference = 0;
    for (int i = 0; i < MANAGER_KEY_SIZE; i++) {
        difference |= shown->bytes[i] ^ halves[half].bytes[i];
    }
    return difference == 0;
}
