#include "tracer/model/page_memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define PAGE_SIZE ((uintptr_t)4096)

void *page_memory_take(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        fprintf(stderr, "threadlane: out of memory (%zu bytes asked)\n", size);
        exit(EXIT_FAILURE);
    }
    page_memory_prefer_huge(memory, size);
    return memory;
}

void page_memory_give_back(void *memory, size_t size)
{
    munmap(memory, size);
}

/* A kernel without huge pages says so, and small ones do. */
void page_memory_prefer_huge(void *memory, size_t size)
{
    uintptr_t begin = ((uintptr_t)memory + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
    uintptr_t end = ((uintptr_t)memory + size) & ~(PAGE_SIZE - 1);
    if (begin < end) {
        madvise((void *)begin, end - begin, MADV_HUGEPAGE);
    }
}
