#include "tracer/collect/pool_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tracer/format/trace_error.h"

#define FIRST_PACKETS 64u  /* 4 MiB: a millisecond to touch, a hundred thousand events */
#define GROW_PACKETS  256u /* at most so many at once, because draining waits meanwhile */
/* About what starting a thread takes, so that a story fits in milliseconds. */
#define VIRTUAL_STEP_NS 50000

/* A quarter of the free memory, for the observed program needs some, too. */
static uint32_t affordable_packets(void)
{
    long pages = sysconf(_SC_AVPHYS_PAGES), page_size = sysconf(_SC_PAGESIZE);
    uint64_t packets = (uint64_t)pages * (uint64_t)page_size / 4 / PACKET_SIZE;
    if (packets < FIRST_PACKETS) {
        return FIRST_PACKETS;
    }
    return packets < POOL_PACKET_MAX ? (uint32_t)packets : POOL_PACKET_MAX;
}

static void init_header(struct pool_header *pool, const struct pool_settings *settings)
{
    pool->version = POOL_VERSION;
    pool->packet_count = settings->packet_count ? settings->packet_count : affordable_packets();
    pool->time_scale = settings->time_scale;
    pool->is_virtual_time = settings->is_virtual_time;
    pool->uses_tsc = settings->uses_tsc;
    pool->virtual_step_ns = VIRTUAL_STEP_NS;
    pool->virtual_limit_ns = settings->virtual_limit_ns;
    pool->next_thread = 1;
    pool->next_process = 1;
    pool->next_object = 1;
    pool->next_slot = OWN_SLOT_COUNT;
    for (int slot = 0; slot < OWN_SLOT_COUNT; slot++) {
        pool->slot_taken[slot] = 1;
    }
    pool->collector_pid = (uint32_t)getpid();
    pool->magic = POOL_MAGIC;
}

static bool give_memory(struct pool_owner *owner, uint32_t count)
{
    uint32_t ready = owner->pool->ready_count;
    off_t begin = (off_t)POOL_HEADER_SIZE + (off_t)ready * PACKET_SIZE;
    if (fallocate(owner->fd, 0, begin, (off_t)count * PACKET_SIZE) != 0) {
        return false;
    }
    atomic_store(&owner->pool->ready_count, ready + count);
    return true;
}

static bool map_pool(struct pool_owner *owner)
{
    if (ftruncate(owner->fd, (off_t)POOL_SIZE) != 0) {
        return false;
    }
    void *memory =
        mmap(NULL, POOL_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, owner->fd, 0);
    owner->pool = memory == MAP_FAILED ? NULL : memory;
    return owner->pool != NULL;
}

bool pool_owner_open(struct pool_owner *owner, const struct pool_settings *settings,
                     struct trace_error *error)
{
    *owner = (struct pool_owner){.fd = memfd_create(POOL_FILE_NAME, MFD_CLOEXEC)};
    if (owner->fd < 0 || !map_pool(owner)) {
        trace_error_fill(error, "cannot make the packet pool: %s", strerror(errno));
        pool_owner_close(owner);
        return false;
    }
    init_header(owner->pool, settings);
    uint32_t count = owner->pool->packet_count;
    if (!give_memory(owner, count < FIRST_PACKETS ? count : FIRST_PACKETS)) {
        trace_error_fill(error, "cannot get memory for the packet pool: %s", strerror(errno));
        pool_owner_close(owner);
        return false;
    }
    snprintf(owner->path, sizeof(owner->path), "/proc/%d/fd/%d", (int)getpid(), owner->fd);
    return true;
}

void pool_owner_grow(struct pool_owner *owner)
{
    struct pool_header *pool = owner->pool;
    uint32_t ready = pool->ready_count, left = pool->packet_count - ready, free_count = 0;
    for (uint32_t i = 0; i < ready && free_count <= ready / 4; i++) {
        free_count += pool->entries[i].state == PACKET_FREE;
    }
    if (free_count <= ready / 4 && left > 0) {
        uint32_t wanted = ready < GROW_PACKETS ? ready : GROW_PACKETS;
        give_memory(owner, wanted < left ? wanted : left); /* else takers wait for the disk */
    }
}

void pool_owner_close(struct pool_owner *owner)
{
    if (owner->pool) {
        munmap(owner->pool, POOL_SIZE);
    }
    if (owner->fd >= 0) {
        close(owner->fd);
    }
    *owner = (struct pool_owner){.fd = -1};
}
