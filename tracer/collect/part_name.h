/* What a part of a variable is called, by the program's debug information: "forks[1]" and
 * "account.lock" are told, and not that 40 bytes come before. One thread. */
#ifndef THREADLANE_COLLECT_PART_NAME_H
#define THREADLANE_COLLECT_PART_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct Dwfl_Module;

/* How much may still be looked through; a large program has very much of it. */
struct part_search {
    uint32_t steps_left;
};

void part_search_init(struct part_search *search);

/* Appends to `name` what lies `offset` bytes into the variable at `address`: "" if that is all of
 * it. False: there is nothing about it, and the name is as it was. */
bool part_name_append(struct part_search *search, struct Dwfl_Module *module, uint64_t address,
                      uint64_t offset, char *name, size_t size);

#endif
