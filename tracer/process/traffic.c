#include "tracer/process/traffic.h"

#include <stdatomic.h>
#include <sys/mman.h>

#define LINE    64 /* of the cache: who receives seldom looks at the senders', which changes often */
#define SEVERAL UINT64_MAX

struct traffic {
    /* By who sends: */
    _Atomic uint32_t begun_count; /* the number of the latest message */
    _Atomic uint32_t least_size;  /* of a body; lowered before the message is written */
    _Atomic uint32_t sent_count;
    /* By who receives: */
    _Atomic uint64_t reader __attribute__((aligned(LINE))); /* the only one, or SEVERAL; 0: none */
    _Atomic uint32_t received_count;
    /* What the senders' line said when it was last looked at. */
    _Atomic uint32_t seen_count; /* of those sent */
    _Atomic uint32_t seen_least; /* among them at least */
};

struct traffic *traffic_create(void)
{
    struct traffic *traffic =
        mmap(NULL, sizeof(*traffic), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (traffic == MAP_FAILED) {
        return NULL;
    }
    traffic->least_size = UINT32_MAX;
    return traffic;
}

/* What is moved from a size of 0 stays where it was, too. */
struct traffic *traffic_share(struct traffic *traffic)
{
    void *other = mremap(traffic, 0, sizeof(*traffic), MREMAP_MAYMOVE);
    return other == MAP_FAILED ? NULL : other;
}

void traffic_destroy(struct traffic *traffic)
{
    if (traffic) {
        munmap(traffic, sizeof(*traffic));
    }
}

/* ---- send ---- */

uint32_t traffic_begin_send(struct traffic *traffic, uint32_t size)
{
    uint32_t least = atomic_load_explicit(&traffic->least_size, memory_order_relaxed);
    while (size < least &&
           !atomic_compare_exchange_weak_explicit(&traffic->least_size, &least, size,
                                                  memory_order_release, memory_order_relaxed)) {
    }
    return atomic_fetch_add_explicit(&traffic->begun_count, 1, memory_order_relaxed) + 1;
}

/* Release, so that who sees it sees how short the message is. */
void traffic_end_send(struct traffic *traffic, uint32_t count)
{
    atomic_fetch_add_explicit(&traffic->sent_count, count, memory_order_release);
}

/* ---- recv ---- */

static bool is_only_reader(struct traffic *traffic, uint64_t reader)
{
    uint64_t known = atomic_load_explicit(&traffic->reader, memory_order_relaxed);
    if (known == 0 && atomic_compare_exchange_strong(&traffic->reader, &known, reader)) {
        return true;
    }
    if (known != reader && known != SEVERAL) {
        traffic->reader = SEVERAL;
    }
    return known == reader;
}

static bool is_seen(const struct traffic *traffic, uint32_t count)
{
    return (int32_t)(atomic_load_explicit(&traffic->seen_count, memory_order_relaxed) - count) >= 0;
}

/* The least size comes first: were it too new for the count, it would be too small at worst. */
static void look(struct traffic *traffic)
{
    uint32_t sent = atomic_load_explicit(&traffic->sent_count, memory_order_acquire);
    uint32_t least = atomic_load_explicit(&traffic->least_size, memory_order_relaxed);
    atomic_store_explicit(&traffic->seen_least, least, memory_order_relaxed);
    atomic_store_explicit(&traffic->seen_count, sent, memory_order_release);
}

uint32_t traffic_begin_recv(struct traffic *traffic, uint64_t reader, bool is_locked)
{
    if (!is_locked && !is_only_reader(traffic, reader)) {
        return 0;
    }
    uint32_t count = atomic_load_explicit(&traffic->received_count, memory_order_relaxed) + 1;
    atomic_store_explicit(&traffic->received_count, count, memory_order_relaxed);
    if (!is_seen(traffic, count)) {
        look(traffic);
    }
    bool is_sent = is_seen(traffic, count);
    return is_sent ? atomic_load_explicit(&traffic->seen_least, memory_order_relaxed) : 0;
}

void traffic_cancel_recv(struct traffic *traffic)
{
    atomic_fetch_sub_explicit(&traffic->received_count, 1, memory_order_relaxed);
}
