#include "tracer/format/ctf_folder.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tracer/format/ctf_clock.h"
#include "tracer/format/mapped_file.h"
#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

#define METADATA "metadata"
#define METADATA_MAGIC                                                                             \
    UINT32_C(0x75d11d57) /* of metadata in packets, in the writer's byte order                     \
                          */
#define METADATA_TEXT "/* CTF 1"
#define DEPTH_MAX     16
#define ENTRIES_MAX   100000 /* more are somebody's home, not a trace */

static bool starts_as_ctf(const struct mapped_file *map)
{
    uint32_t magic = 0;
    if (map->size >= sizeof magic) {
        memcpy(&magic, map->bytes, sizeof magic);
    }
    bool is_text = map->size >= strlen(METADATA_TEXT) &&
                   memcmp(map->bytes, METADATA_TEXT, strlen(METADATA_TEXT)) == 0;
    return is_text || magic == METADATA_MAGIC || magic == __builtin_bswap32(METADATA_MAGIC);
}

/* Whether the file is metadata of CTF, and of ours. */
static bool look_at(const char *path, bool *is_ours)
{
    struct trace_error ignored;
    struct mapped_file map;
    bool is_ctf = mapped_file_open(&map, path, &ignored) && starts_as_ctf(&map);
    *is_ours = is_ctf && ctf_clock_is_ours(map.bytes, map.size);
    mapped_file_close(&map);
    return is_ctf;
}

bool ctf_folder_is_foreign(const char *directory)
{
    struct trace_error ignored;
    struct ctf_folder_list list;
    bool is_ours = false;
    char *path = NULL;
    if (asprintf(&path, "%s/" METADATA, directory) < 0) {
        abort();
    }
    bool is_ctf = look_at(path, &is_ours);
    free(path);
    bool is_foreign = !is_ours && (is_ctf || ctf_folder_find(&list, directory, &ignored));
    if (is_foreign && !is_ctf) {
        ctf_folder_finish(&list);
    }
    return is_foreign;
}

static int compare_names(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void add_folder(struct ctf_folder_list *list, const FTSENT *metadata)
{
    size_t length = strlen(metadata->fts_path) - strlen("/" METADATA);
    list->paths = realloc(list->paths, (list->count + 1) * sizeof *list->paths);
    char *path = strndup(metadata->fts_path, length);
    if (!list->paths || !path) {
        abort();
    }
    list->paths[list->count++] = path;
}

static void visit(struct ctf_folder_list *list, FTS *walk, FTSENT *entry)
{
    bool is_ours = false;
    if (entry->fts_info == FTS_D && entry->fts_level > DEPTH_MAX) {
        fts_set(walk, entry, FTS_SKIP);
    } else if (entry->fts_info == FTS_F) {
        list->size += (uint64_t)entry->fts_statp->st_size;
        if (strcmp(entry->fts_name, METADATA) == 0 && look_at(entry->fts_path, &is_ours)) {
            add_folder(list, entry);
        }
    }
}

bool ctf_folder_find(struct ctf_folder_list *list, const char *directory, struct trace_error *error)
{
    *list = (struct ctf_folder_list){0};
    char *roots[] = {(char *)directory, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, compare_names);
    if (!walk) {
        return trace_error_fill(error, N_("cannot read '%s': %s"), directory, error_text(errno));
    }
    FTSENT *entry;
    for (unsigned i = 0; i < ENTRIES_MAX && (entry = fts_read(walk)) != NULL; i++) {
        visit(list, walk, entry);
    }
    fts_close(walk);
    return list->count > 0 ||
           trace_error_fill(error, N_("%s: expected a folder with CTF metadata"), directory);
}

void ctf_folder_finish(struct ctf_folder_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->paths[i]);
    }
    free(list->paths);
    *list = (struct ctf_folder_list){0};
}
