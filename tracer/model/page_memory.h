/* Large memory straight from the kernel, in huge pages where it has them: a trace of ten million
 * events is written through once, and then a page fault for each 4 KiB costs more than the writing.
 * What is given back is the kernel's again at once. Out of memory ends the program. */
#ifndef THREADLANE_MODEL_PAGE_MEMORY_H
#define THREADLANE_MODEL_PAGE_MEMORY_H

#include <stddef.h>

/* Zeroed. `size` is the same for both and above 0. */
void *page_memory_take(size_t size);
void page_memory_give_back(void *memory, size_t size);
/* Asks for huge pages in memory that malloc gave. */
void page_memory_prefer_huge(void *memory, size_t size);

#endif
