/* Regions of anonymous shared memory, each with its bookkeeping inside: how far it is used, and a
 * list of free blocks for each size, a power of two. A region that was mapped before a fork is
 * known to both processes afterwards, which take different blocks from it; a later one only to the
 * process that mapped it, and to those forked from that. */
#include "tracer/process/shared_memory.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "tracer/process/process_guard.h"

#define REGION_SIZE (64u << 20) /* of addresses; memory is used when it is touched */
#define REGION_MAX  256
#define CLASS_COUNT 20 /* blocks of 64 bytes to 32 MiB, less than a region */

/* Before each piece of memory, in a cache line of its own. */
struct block {
    uint32_t size_class;
    _Atomic bool is_free;
    struct block *next; /* region.free[size_class], by block.next */
} __attribute__((aligned(SHARED_ALIGNMENT)));

struct region {
    struct process_guard guard; /* protects the rest */
    _Atomic size_t used_size;   /* from the region's beginning */
    struct block *_Atomic free[CLASS_COUNT];
} __attribute__((aligned(SHARED_ALIGNMENT)));

/* Those this process knows; written once each, from the first on. */
static struct region *_Atomic regions[REGION_MAX];

static struct region *map_region(void)
{
    struct region *region = mmap(NULL, REGION_SIZE, PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (region == MAP_FAILED) {
        return NULL;
    }
    process_guard_init(&region->guard);
    region->used_size = sizeof(*region);
    return region;
}

/* The region of that index, mapped if there is none yet; NULL when out of memory. Two threads may
 * map one at once: the later gives its own back. */
static struct region *get_region(unsigned index)
{
    struct region *known = atomic_load_explicit(&regions[index], memory_order_acquire);
    if (known) {
        return known;
    }
    struct region *made = map_region();
    if (made && !atomic_compare_exchange_strong(&regions[index], &known, made)) {
        munmap(made, REGION_SIZE);
        return known;
    }
    return made;
}

static size_t class_size(uint32_t size_class)
{
    return (size_t)SHARED_ALIGNMENT << size_class;
}

static uint32_t class_of(size_t size)
{
    uint32_t size_class = 0;
    while (size_class < CLASS_COUNT && class_size(size_class) < size) {
        size_class++;
    }
    return size_class;
}

/* Under the guard. Who is killed here has taken the block out of the list, or has not. */
static struct block *take_free(struct region *region, uint32_t size_class)
{
    struct block *block = region->free[size_class];
    if (block) {
        region->free[size_class] = block->next;
    }
    return block;
}

/* Under the guard. */
static struct block *take_new(struct region *region, uint32_t size_class)
{
    size_t size = sizeof(struct block) + class_size(size_class);
    if (size > REGION_SIZE - region->used_size) {
        return NULL;
    }
    struct block *block = (struct block *)((char *)region + region->used_size);
    block->size_class = size_class;
    region->used_size += size;
    return block;
}

static void *take(struct region *region, uint32_t size_class)
{
    process_guard_lock(&region->guard);
    struct block *block = take_free(region, size_class);
    bool is_used = block != NULL;
    block = is_used ? block : take_new(region, size_class);
    process_guard_unlock(&region->guard);
    if (!block) {
        return NULL;
    }
    block->is_free = false;
    return is_used ? memset(block + 1, 0, class_size(size_class)) : block + 1;
}

void *shared_allocate(size_t size)
{
    uint32_t size_class = class_of(size);
    if (size_class == CLASS_COUNT) {
        return NULL;
    }
    for (unsigned i = 0; i < REGION_MAX; i++) {
        struct region *region = get_region(i);
        void *memory = region ? take(region, size_class) : NULL;
        if (memory || !region) {
            return memory;
        }
    }
    return NULL;
}

static struct region *find_region(const void *memory)
{
    for (unsigned i = 0; i < REGION_MAX && regions[i]; i++) {
        const char *begin = (const char *)regions[i];
        if ((const char *)memory >= begin && (const char *)memory < begin + REGION_SIZE) {
            return regions[i];
        }
    }
    return NULL;
}

void shared_free(void *memory)
{
    if (!memory) {
        return;
    }
    struct region *region = find_region(memory);
    struct block *block = (struct block *)memory - 1;
    assert(region && block->size_class < CLASS_COUNT);
    process_guard_lock(&region->guard);
    assert(!block->is_free);
    block->is_free = true;
    block->next = region->free[block->size_class];
    region->free[block->size_class] = block;
    process_guard_unlock(&region->guard);
}
