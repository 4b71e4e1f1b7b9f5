#include "tracer/model/trace_load.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "tracer/format/babeltrace_reader.h"
#include "tracer/format/ctf_folder.h"
#include "tracer/format/json_reader.h"
#include "tracer/format/live_reader.h"
#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"
#include "tracer/model/trace_builder.h"

static bool take_thread(void *builder, uint32_t thread, uint32_t tid, uint32_t process,
                        uint32_t pid)
{
    return trace_builder_add_thread(builder, thread, tid, process, pid);
}

static bool take_events(void *builder, const struct raw_event *events, size_t count)
{
    return trace_builder_add_events(builder, events, count);
}

static void take_text(void *builder, const struct raw_text *text)
{
    trace_builder_add_text(builder, text);
}

static void take_lost(void *builder, uint64_t count)
{
    trace_builder_add_lost(builder, count);
}

static void take_torn(void *builder)
{
    trace_builder_mark_torn(builder);
}

static void expect_sorted(void *builder, size_t event_count)
{
    trace_builder_expect_sorted(builder, event_count);
}

static bool read_any(const char *path, const struct trace_sink *sink, struct trace_error *error)
{
    struct stat status;
    if (live_reader_is_url(path)) {
        return trace_error_fill(error, "%.300s: a live session; trace-view follows it", path);
    }
    if (stat(path, &status) != 0) {
        return trace_error_fill(error, N_("cannot open '%s': %s"), path, error_text(errno));
    }
    if (!S_ISDIR(status.st_mode)) {
        return json_read(path, sink, error);
    }
    return ctf_folder_is_foreign(path) ? babeltrace_read(path, sink, error)
                                       : ctf_read(path, sink, error);
}

struct trace_sink trace_load_sink(struct trace_builder *builder)
{
    return (struct trace_sink){
        .context = builder,
        .take_thread = take_thread,
        .take_events = take_events,
        .take_text = take_text,
        .take_lost = take_lost,
        .take_torn = take_torn,
        .expect_sorted = expect_sorted,
    };
}

static struct trace *finish(struct trace_builder *builder, bool is_read, const char *path)
{
    if (!is_read) {
        trace_builder_destroy(builder);
        return NULL;
    }
    return trace_builder_finish(builder, path);
}

struct trace *trace_load(const char *path, struct trace_error *error)
{
    return trace_load_as(path, path, error);
}

struct trace *trace_load_as(const char *path, const char *name, struct trace_error *error)
{
    struct trace_builder *builder = trace_builder_create();
    const struct trace_sink sink = trace_load_sink(builder);
    return finish(builder, read_any(path, &sink, error), name);
}

struct trace *trace_load_ctf(const char *path, const struct ctf_recording *recording,
                             struct trace_error *error)
{
    struct trace_builder *builder = trace_builder_create();
    const struct trace_sink sink = trace_load_sink(builder);
    return finish(builder, ctf_read_recording(recording, &sink, error), path);
}

struct trace *trace_load_json(const char *path, const struct mapped_file *file,
                              struct trace_error *error)
{
    struct trace_builder *builder = trace_builder_create();
    const struct trace_sink sink = trace_load_sink(builder);
    return finish(builder, json_read_file(path, file, &sink, error), path);
}
