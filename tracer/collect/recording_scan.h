/* Looks through the raw recording of one run for what the site resolver needs: the return addresses
 * that events carry and the addresses of what they are about, each once, and the files that were
 * loaded. One thread. */
#ifndef THREADLANE_COLLECT_RECORDING_SCAN_H
#define THREADLANE_COLLECT_RECORDING_SCAN_H

#include <stddef.h>
#include <stdint.h>

struct loaded_module {
    uint64_t base; /* to be added to the file's addresses */
    uint64_t size;
    char *path;
    char *build_id; /* hexadecimal, "" if it has none */
};

struct recording_scan {
    uint64_t *addresses; /* ascending */
    size_t address_count;
    uint64_t *objects; /* addresses of what events are about, ascending */
    size_t object_count;
    struct loaded_module *modules; /* in the order of loading, each once */
    size_t module_count;
};

/* What cannot be read counts as not there. */
void recording_scan_init(struct recording_scan *scan, const char *directory);
void recording_scan_finish(struct recording_scan *scan);

#endif
