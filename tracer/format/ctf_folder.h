/* Where CTF lies: a recording of LTTng is a tree with a trace in each folder that has a file
 * `metadata`, one a process or one a user. For whoever picks a reader, and for the reader of what
 * is not ours. */
#ifndef THREADLANE_FORMAT_CTF_FOLDER_H
#define THREADLANE_FORMAT_CTF_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/format/trace_sink.h"

struct ctf_folder_list {
    char **paths; /* by name */
    size_t count;
    uint64_t size; /* bytes of all the files in them */
};

/* Whether the directory itself has metadata that is not ours, or none but some lies below: then it
 * is CTF of others. Whatever else it is, our own reader says best. */
bool ctf_folder_is_foreign(const char *directory);

/* All folders with CTF metadata, from `directory` down; links to folders are not followed. False:
 * none can be found, and why. The list is to be finished either way. */
bool ctf_folder_find(struct ctf_folder_list *list, const char *directory,
                     struct trace_error *error);
void ctf_folder_finish(struct ctf_folder_list *list);

#endif
