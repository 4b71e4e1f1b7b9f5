/* A graph for each folder with metadata: the library's source, and a sink of ours with an input for
 * each stream. The sink reads one stream after the other, so that few files are open at a time;
 * foreign_trace puts the events in order. */
#include "tracer/format/babeltrace_reader.h"

#include <babeltrace2/babeltrace.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/format/babeltrace_error.h"
#include "tracer/format/babeltrace_log.h"
#include "tracer/format/ctf_folder.h"
#include "tracer/format/foreign_trace.h"
#include "tracer/format/reading_process.h"
#include "tracer/format/shadow_folder.h"
#include "tracer/format/trace_error.h"

#define TORN_MAX             256 /* streams of a trace that may be cut */
#define MEMORY_SIZE          (UINT64_C(512) << 20)
#define MEMORY_PER_BYTE      256 /* an event may have one byte, and becomes more with its text */
#define SECONDS              5
#define SECONDS_PER_MEGABYTE 2

/* What the graph and its sink work on; the sink's data. */
struct reading {
    struct foreign_trace *trace;
    const char *folder;
    uint64_t stream_count;
    bool is_refused; /* by ourselves: the error is filled */
};

/* ---- the sink ---- */

static bt_component_class_initialize_method_status
add_inputs(bt_self_component_sink *self, bt_self_component_sink_configuration *configuration,
           const bt_value *parameters, void *data)
{
    struct reading *reading = data;
    (void)configuration, (void)parameters;
    bt_self_component_set_data(bt_self_component_sink_as_self_component(self), reading);
    for (uint64_t i = 0; i < reading->stream_count; i++) {
        char name[32];
        snprintf(name, sizeof name, "in%lu", (unsigned long)i);
        if (bt_self_component_sink_add_input_port(self, name, NULL, NULL) !=
            BT_SELF_COMPONENT_ADD_PORT_STATUS_OK) {
            return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
        }
    }
    return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

static bool take_messages(struct reading *reading, bt_message_array_const messages, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        reading->is_refused =
            reading->is_refused || !foreign_trace_take(reading->trace, messages[i]);
        bt_message_put_ref(messages[i]);
    }
    return !reading->is_refused;
}

static bool read_messages(struct reading *reading, bt_message_iterator *iterator)
{
    bt_message_iterator_next_status status;
    do {
        bt_message_array_const messages;
        uint64_t count = 0;
        status = bt_message_iterator_next(iterator, &messages, &count);
        if (status == BT_MESSAGE_ITERATOR_NEXT_STATUS_OK &&
            !take_messages(reading, messages, count)) {
            return false;
        }
    } while (status == BT_MESSAGE_ITERATOR_NEXT_STATUS_OK ||
             status == BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN);
    return status == BT_MESSAGE_ITERATOR_NEXT_STATUS_END;
}

static bool read_stream(struct reading *reading, bt_self_component_sink *self, uint64_t input)
{
    bt_message_iterator *iterator = NULL;
    bt_self_component_port_input *port =
        bt_self_component_sink_borrow_input_port_by_index(self, input);
    bool is_read = bt_message_iterator_create_from_sink_component(self, port, &iterator) ==
                   BT_MESSAGE_ITERATOR_CREATE_FROM_SINK_COMPONENT_STATUS_OK;
    foreign_trace_begin_stream(reading->trace);
    is_read = is_read && read_messages(reading, iterator);
    bt_message_iterator_put_ref(iterator);
    return is_read;
}

static bt_component_class_sink_consume_method_status consume(bt_self_component_sink *self)
{
    struct reading *reading =
        bt_self_component_get_data(bt_self_component_sink_as_self_component(self));
    for (uint64_t i = 0; i < reading->stream_count; i++) {
        if (!read_stream(reading, self, i)) {
            return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_ERROR;
        }
    }
    return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_END;
}

/* ---- the graph ---- */

static const bt_component_source *add_source(bt_graph *graph, const char *folder)
{
    const bt_plugin *plugin = NULL;
    const bt_component_source *source = NULL;
    bt_value *parameters = bt_value_map_create();
    bt_value *inputs = NULL;
    bool has_plugin = bt_plugin_find("ctf", BT_TRUE, BT_FALSE, BT_TRUE, BT_FALSE, BT_TRUE,
                                     &plugin) == BT_PLUGIN_FIND_STATUS_OK;
    const bt_component_class_source *class =
        has_plugin ? bt_plugin_borrow_source_component_class_by_name_const(plugin, "fs") : NULL;
    if (class && parameters &&
        bt_value_map_insert_empty_array_entry(parameters, "inputs", &inputs) ==
            BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK &&
        bt_value_array_append_string_element(inputs, folder) ==
            BT_VALUE_ARRAY_APPEND_ELEMENT_STATUS_OK) {
        bt_graph_add_source_component(graph, class, "source", parameters, BT_LOGGING_LEVEL_WARNING,
                                      &source);
    }
    bt_value_put_ref(parameters);
    bt_plugin_put_ref(plugin);
    return source;
}

static const bt_component_sink *add_sink(bt_graph *graph, struct reading *reading)
{
    const bt_component_sink *sink = NULL;
    bt_component_class_sink *class = bt_component_class_sink_create("lanes", consume);
    if (class && bt_component_class_sink_set_initialize_method(class, add_inputs) ==
                     BT_COMPONENT_CLASS_SET_METHOD_STATUS_OK) {
        bt_graph_add_sink_component_with_initialize_method_data(
            graph, class, "lanes", NULL, reading, BT_LOGGING_LEVEL_NONE, &sink);
    }
    bt_component_class_sink_put_ref(class);
    return sink;
}

static int compare_ports(const void *a, const void *b)
{
    const bt_port *x = bt_port_output_as_port_const(*(const bt_port_output *const *)a);
    const bt_port *y = bt_port_output_as_port_const(*(const bt_port_output *const *)b);
    return strcmp(bt_port_get_name(x), bt_port_get_name(y));
}

/* Streams by name, as the order in a folder is nobody's. */
static bool connect_streams(bt_graph *graph, const bt_component_source *source,
                            const bt_component_sink *sink, uint64_t count)
{
    const bt_port_output **outputs = calloc(count + 1, sizeof(bt_port_output *));
    bool is_connected = outputs != NULL;
    for (uint64_t i = 0; is_connected && i < count; i++) {
        outputs[i] = bt_component_source_borrow_output_port_by_index_const(source, i);
    }
    if (is_connected) {
        qsort(outputs, count, sizeof(bt_port_output *), compare_ports);
    }
    for (uint64_t i = 0; is_connected && i < count; i++) {
        is_connected =
            bt_graph_connect_ports(graph, outputs[i],
                                   bt_component_sink_borrow_input_port_by_index_const(sink, i),
                                   NULL) == BT_GRAPH_CONNECT_PORTS_STATUS_OK;
    }
    free(outputs);
    return is_connected;
}

static bool run(bt_graph *graph, struct reading *reading)
{
    const bt_component_source *source = add_source(graph, reading->folder);
    if (!source) {
        return false;
    }
    reading->stream_count = bt_component_source_get_output_port_count(source);
    if (reading->stream_count == 0) {
        return true;
    }
    const bt_component_sink *sink = add_sink(graph, reading);
    return sink && connect_streams(graph, source, sink, reading->stream_count) &&
           bt_graph_run(graph) == BT_GRAPH_RUN_STATUS_OK;
}

static bool read_once(struct foreign_trace *trace, const char *folder, struct trace_error *error)
{
    struct reading reading = {.trace = trace, .folder = folder};
    babeltrace_log_clear();
    bt_graph *graph = bt_graph_create(0);
    bool is_read = graph && run(graph, &reading);
    if (!is_read) {
        struct trace_error ignored;
        babeltrace_error_take(folder, reading.is_refused ? &ignored : error);
    }
    bt_graph_put_ref(graph);
    return is_read;
}

/* Streams that end inside a packet are read up to it. The library opens them all before it reads
 * one, so nothing has been taken yet when it refuses. */
static bool read_whole_packets(struct foreign_trace *trace, const char *folder)
{
    struct babeltrace_torn torn;
    struct trace_error ignored;
    char *shadow = babeltrace_log_find_torn(&torn) ? shadow_folder_make(folder) : NULL;
    bool is_read = false;
    for (int i = 0; shadow && !is_read && i < TORN_MAX && babeltrace_log_find_torn(&torn); i++) {
        if (!shadow_folder_cut(shadow, torn.name, torn.size)) {
            break;
        }
        is_read = read_once(trace, shadow, &ignored);
    }
    if (shadow) {
        shadow_folder_remove(shadow);
    }
    free(shadow);
    return is_read;
}

static bool read_folder(struct foreign_trace *trace, const char *folder, struct trace_error *error)
{
    if (read_once(trace, folder, error)) {
        return true;
    }
    if (!read_whole_packets(trace, folder)) {
        return false;
    }
    trace->sink->take_torn(trace->sink->context);
    return true;
}

/* ---- all of them ---- */

static bool read_folders(const struct ctf_folder_list *folders, const char *directory,
                         const struct trace_sink *sink, struct trace_error *error)
{
    struct foreign_trace trace;
    foreign_trace_init(&trace, directory, folders->size, sink, error);
    bool is_read = true;
    for (size_t i = 0; is_read && i < folders->count; i++) {
        is_read = read_folder(&trace, folders->paths[i], error);
    }
    is_read = is_read && foreign_trace_hand_over(&trace);
    foreign_trace_finish(&trace);
    return is_read;
}

static bool read_here(const char *directory, const struct trace_sink *sink,
                      struct trace_error *error)
{
    struct ctf_folder_list folders;
    babeltrace_log_begin();
    bool is_read = ctf_folder_find(&folders, directory, error) &&
                   read_folders(&folders, directory, sink, error);
    ctf_folder_finish(&folders);
    return is_read;
}

bool babeltrace_read(const char *directory, const struct trace_sink *sink,
                     struct trace_error *error)
{
    struct ctf_folder_list folders;
    bool is_found = ctf_folder_find(&folders, directory, error);
    struct reading_limit limit = {
        .memory_size = MEMORY_SIZE + MEMORY_PER_BYTE * folders.size,
        .seconds = SECONDS + SECONDS_PER_MEGABYTE * (folders.size >> 20),
    };
    ctf_folder_finish(&folders);
    return is_found && reading_process_run(read_here, directory, limit, sink, error);
}
