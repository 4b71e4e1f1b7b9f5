#include "tracer/collect/pool_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

#define FEWEST_PACKETS 16u
#define FIXED_PACKETS  256u /* of a pool that cannot grow */
#define FIRST_PACKETS  64u  /* 4 MiB: a millisecond to touch, a hundred thousand events */
#define GROW_PACKETS   256u /* at most so many at once, because draining waits meanwhile */
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

/* How many packets a file may have room for (ulimit -f). */
static uint32_t allowed_packets(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur >= pool_size(POOL_PACKET_MAX)) {
        return POOL_PACKET_MAX;
    }
    uint64_t size = limit.rlim_cur;
    return size > POOL_HEADER_SIZE ? (uint32_t)((size - POOL_HEADER_SIZE) / PACKET_SIZE) : 0;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void init_header(struct pool_owner *owner, const struct pool_settings *settings)
{
    struct pool_header *pool = owner->pool;
    pool->version = POOL_VERSION;
    pool->packet_count = owner->packet_count;
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
        pool->slot_state[slot] = SLOT_TAKEN;
    }
    pool->collector_pid = (uint32_t)getpid();
    pool->magic = POOL_MAGIC;
}

static bool give_memory(struct pool_owner *owner, uint32_t count)
{
    off_t begin = (off_t)pool_size(owner->ready_count);
    if (fallocate(owner->fd, 0, begin, (off_t)count * PACKET_SIZE) != 0) {
        return false;
    }
    owner->ready_count += count;
    atomic_store(&owner->pool->ready_count, owner->ready_count);
    return true;
}

static bool map_pool(struct pool_owner *owner)
{
    uint64_t size = pool_size(owner->packet_count);
    if (ftruncate(owner->fd, (off_t)size) != 0) {
        return false;
    }
    void *memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, owner->fd, 0);
    owner->pool = memory == MAP_FAILED ? NULL : memory;
    return owner->pool != NULL;
}

/* -1 if there is no room for it. */
static int make_file(const char *folder, uint64_t size)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/" POOL_FILE_NAME "-XXXXXX", folder);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    unlink(path);
    int reason = posix_fallocate(fd, 0, (off_t)size);
    if (reason != 0) {
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

/* What to do without memfds. */
static bool make_fixed_file(struct pool_owner *owner)
{
    const char *asked = getenv("TMPDIR");
    const char *const folders[] = {"/dev/shm", asked && asked[0] ? asked : "/tmp"};
    static const uint32_t counts[] = {FIXED_PACKETS, FIRST_PACKETS};
    for (size_t i = 0; i < 4 && owner->fd < 0; i++) {
        uint32_t count = smaller(owner->packet_count, counts[i % 2]);
        owner->fd = make_file(folders[i / 2], pool_size(count));
        owner->packet_count = owner->fd < 0 ? owner->packet_count : count;
    }
    return owner->fd >= 0;
}

static bool make_pool(struct pool_owner *owner)
{
    owner->fd = memfd_create(POOL_FILE_NAME, MFD_CLOEXEC);
    owner->may_grow = owner->fd >= 0;
    return (owner->may_grow || make_fixed_file(owner)) && map_pool(owner);
}

static bool fail(struct pool_owner *owner, const char *what, struct trace_error *error)
{
    trace_error_fill(error, "%s: %s", language_say(what), error_text(errno));
    pool_owner_close(owner);
    return false;
}

bool pool_owner_open(struct pool_owner *owner, const struct pool_settings *settings,
                     struct trace_error *error)
{
    uint32_t wanted = settings->packet_count ? settings->packet_count : affordable_packets();
    *owner = (struct pool_owner){.fd = -1, .packet_count = smaller(wanted, allowed_packets())};
    if (owner->packet_count < smaller(wanted, FEWEST_PACKETS)) {
        errno = EFBIG;
        return fail(owner, N_("cannot make the packet pool within the limit on file sizes"), error);
    }
    if (!make_pool(owner)) {
        return fail(owner, N_("cannot make the packet pool"), error);
    }
    init_header(owner, settings);
    uint32_t first = owner->may_grow ? FIRST_PACKETS : owner->packet_count;
    if (!give_memory(owner, smaller(owner->packet_count, first))) {
        return fail(owner, N_("cannot get memory for the packet pool"), error);
    }
    snprintf(owner->path, sizeof(owner->path), "/proc/%d/fd/%d", (int)getpid(), owner->fd);
    return true;
}

void pool_owner_grow(struct pool_owner *owner)
{
    struct pool_header *pool = owner->pool;
    uint32_t ready = owner->ready_count, left = owner->packet_count - ready, free_count = 0;
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
        munmap(owner->pool, pool_size(owner->packet_count));
    }
    if (owner->fd >= 0) {
        close(owner->fd);
    }
    *owner = (struct pool_owner){.fd = -1};
}
