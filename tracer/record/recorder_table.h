/* The recorder of this process, for libraries of ours that are loaded beside libthreadlane and
 * bring none of their own (tracer/preload): there is one recorder a process, whatever is loaded.
 * libthreadlane exports the table; it is no part of the public interface, and only libraries of the
 * same version look at it. The functions are those of recorder.h. */
#ifndef THREADLANE_RECORD_RECORDER_TABLE_H
#define THREADLANE_RECORD_RECORDER_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/record.h"

struct recorder_table {
    const bool *is_on;
    uint64_t (*event_at_once)(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                              uint64_t value);
    uint64_t (*event_ordered)(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                              uint64_t value);
    uint64_t (*event_since)(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                            uint64_t value, uint64_t since);
    void (*event_or_repeat)(uint16_t kind, uint16_t flags, uint64_t site, uint64_t object,
                            uint64_t value);
    void (*count_lost)(void);
    void (*name)(uint64_t id, const char *name);
    void (*outside)(uint64_t id, enum outside_how how, const char *reason);
    void (*info)(const char *key, const char *value);
    uint32_t (*text)(const char *text);
    uint32_t (*site)(const char *file, uint32_t line, const char *function, const char *text);
    void (*note_foreign)(void);
    uint32_t (*new_process)(void);
    void (*prepare_fork)(uint32_t process, uint32_t thread);
    uint32_t (*process)(void);
    void (*prepare_exec)(void);
    void (*undo_exec)(void);
    void (*begin_start)(uint32_t process, uint32_t thread);
    void (*end_start)(uint32_t process, uint32_t pid);
    void (*note_child)(uint32_t process, uint32_t pid);
    uint32_t (*find_process)(uint32_t pid);
    void (*note_collected)(uint32_t process);
    uint32_t (*new_thread)(void);
    uint64_t (*new_object)(void);
    void (*begin_thread)(uint32_t thread);
    uint32_t (*thread)(void);
    uint32_t (*next_wait)(void);
    void (*end_thread)(void);
};

extern const struct recorder_table tl_recorder __attribute__((visibility("default")));

#endif
