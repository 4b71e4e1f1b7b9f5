#include "tracer/model/trace_follow.h"

#include <dirent.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "tracer/format/live_reader.h"
#include "tracer/format/reading_process.h"
#include "tracer/format/trace_error.h"
#include "tracer/model/arena.h"
#include "tracer/model/trace_builder.h"
#include "tracer/model/trace_load.h"

#define FIRST_WORD_MS 8000     /* for a relay daemon to answer */
#define LOOK_NS       50000000 /* between two looks at a folder */

struct trace_follower {
    struct reading_process *process; /* of a live session; else NULL */
    char *folder;
    char *path;     /* of the finished trace, or the URL */
    time_t begin_s; /* of the following; a folder is older than what comes of it */
    uint64_t seen;  /* the state of the folder at the last reading */
    bool has_begun;
    atomic_bool is_interrupted; /* by another thread; nothing is handed over with it */
};

bool trace_follow_is_live(const char *path)
{
    return live_reader_is_url(path);
}

static char *copy(const char *text)
{
    char *copied = strdup(text);
    if (!copied) {
        abort();
    }
    return copied;
}

static struct trace_follower *create(const char *path)
{
    size_t capacity = 0;
    struct trace_follower *follower = array_grow(NULL, 1, &capacity, sizeof *follower);
    *follower = (struct trace_follower){.path = copy(path), .begin_s = time(NULL)};
    return follower;
}

struct trace_follower *trace_follow_live(const char *url, struct trace_error *error)
{
    struct trace_follower *follower = create(url);
    follower->process = live_reader_begin(follower->path, error);
    if (!follower->process) {
        trace_follow_end(follower);
        return NULL;
    }
    return follower;
}

struct trace_follower *trace_follow_folder(const char *folder, const char *path)
{
    struct trace_follower *follower = create(path);
    follower->folder = copy(folder);
    return follower;
}

/* ---- a live session ---- */

static struct trace *next_live(struct trace_follower *follower, enum follow_news *news,
                               struct trace_error *error)
{
    static const enum follow_news meanings[] = {
        [READING_GOES_ON] = FOLLOW_GOES_ON,
        [READING_ENDED] = FOLLOW_ENDED,
        [READING_BROKEN] = FOLLOW_BROKEN,
    };
    struct trace_builder *builder = trace_builder_create();
    const struct trace_sink sink = trace_load_sink(builder);
    int limit_ms = follower->has_begun ? -1 : FIRST_WORD_MS;
    *news = meanings[reading_process_ask(follower->process, limit_ms, &sink, error)];
    const char *slash = strrchr(follower->path, '/');
    struct trace *trace = trace_builder_finish(builder, slash + 1); /* pictures lie here */
    if (*news == FOLLOW_BROKEN && trace->event_count == 0 && trace->info_count == 0) {
        trace_destroy(trace);
        return NULL;
    }
    return trace;
}

/* ---- a folder ---- */

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0xff51afd7ed558ccdu;
    return hash ^ hash >> 32;
}

/* One number for all that was written, 0 if the folder is gone. Order does not matter. */
static uint64_t look_at(const char *folder)
{
    DIR *entries = opendir(folder);
    uint64_t sum = entries ? 1 : 0;
    for (const struct dirent *entry; entries && (entry = readdir(entries));) {
        struct stat status;
        if (entry->d_name[0] != '.' && fstatat(dirfd(entries), entry->d_name, &status, 0) == 0) {
            uint64_t written = mix((uint64_t)status.st_mtim.tv_sec, (uint64_t)status.st_ino);
            written = mix(written, (uint64_t)status.st_mtim.tv_nsec);
            sum += mix(written, (uint64_t)status.st_size);
        }
    }
    if (entries) {
        closedir(entries);
    }
    return sum;
}

/* An older one may lie there still, if this one became something else. */
static bool is_new(const struct trace_follower *follower, const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && status.st_mtim.tv_sec >= follower->begin_s;
}

/* Of very many events NAME.json becomes NAME.ctf, and also when nobody could save it. */
static struct trace *load_finished(const struct trace_follower *follower, enum follow_news *news,
                                   struct trace_error *error)
{
    static const char ending[] = ".ctf";
    size_t size = strlen(follower->path);
    char *raw = array_of(size + sizeof ending, 1);
    const char *point = strrchr(follower->path, '.');
    size_t stem = point ? (size_t)(point - follower->path) : size;
    memcpy(raw, follower->path, stem);
    memcpy(raw + stem, ending, sizeof ending);
    struct trace *trace =
        trace_load(is_new(follower, follower->path) ? follower->path : raw, error);
    *news = trace ? FOLLOW_ENDED : FOLLOW_BROKEN;
    free(raw);
    return trace;
}

/* What is just being written may not be readable yet. */
static struct trace *next_of_folder(struct trace_follower *follower, enum follow_news *news,
                                    struct trace_error *error)
{
    *news = FOLLOW_BROKEN;
    while (!atomic_load(&follower->is_interrupted)) {
        uint64_t seen = look_at(follower->folder);
        if (seen == 0) {
            return load_finished(follower, news, error);
        }
        struct trace *trace = NULL;
        if (seen != follower->seen) {
            trace = trace_load_as(follower->folder, follower->path, error);
        }
        if (trace) {
            follower->seen = seen;
            *news = trace->outcome == OUTCOME_UNKNOWN ? FOLLOW_GOES_ON : FOLLOW_ENDED;
            return trace;
        }
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = LOOK_NS}, NULL);
    }
    trace_error_fill(error, "%.300s: nobody follows it any more", follower->path);
    return NULL;
}

/* ---- any ---- */

struct trace *trace_follow_next(struct trace_follower *follower, enum follow_news *news,
                                struct trace_error *error)
{
    struct trace *trace = follower->process ? next_live(follower, news, error)
                                            : next_of_folder(follower, news, error);
    follower->has_begun = true;
    return trace;
}

void trace_follow_interrupt(struct trace_follower *follower)
{
    atomic_store(&follower->is_interrupted, true);
    if (follower->process) {
        reading_process_interrupt(follower->process);
    }
}

void trace_follow_end(struct trace_follower *follower)
{
    if (follower) {
        reading_process_end(follower->process);
        free(follower->folder);
        free(follower->path);
        free(follower);
    }
}
