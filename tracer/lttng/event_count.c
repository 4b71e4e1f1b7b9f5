#include "tracer/lttng/event_count.h"

#include <babeltrace2/babeltrace.h>
#include <ftw.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "tracer/event/event_kind.h"

#define FOLDERS_AT_ONCE 16

static struct event_count *counted; /* by the callbacks, which are given nothing of ours */
static bool is_all_read;

static uint64_t field(const bt_field *payload, const char *name)
{
    const bt_field *found = bt_field_structure_borrow_member_field_by_name_const(payload, name);
    return found ? bt_field_integer_unsigned_get_value(found) : 0;
}

static bool is_record(const char *name)
{
    static const char provider[] = "threadlane:", text[] = "threadlane:text_";
    return strncmp(name, provider, strlen(provider)) == 0 &&
           strncmp(name, text, strlen(text)) != 0 && strcmp(name, "threadlane:clock") != 0 &&
           strcmp(name, "threadlane:lost") != 0;
}

/* What trace-run added is not counted, nor what a repeat had been before. */
static bool is_counted(const bt_event *event)
{
    const bt_field *payload = bt_event_borrow_payload_field_const(event);
    const char *name = bt_event_class_get_name(bt_event_borrow_class_const(event));
    if (!payload || !name || !is_record(name)) {
        return false;
    }
    bool is_rewritten = field(payload, "kind") == EVENT_REPEAT && field(payload, "value") > 1;
    return !is_rewritten && field(payload, "process") != 0;
}

static void count_message(const bt_message *message)
{
    uint64_t discarded;
    if (bt_message_get_type(message) == BT_MESSAGE_TYPE_EVENT) {
        counted->events += is_counted(bt_message_event_borrow_event_const(message));
    } else if (bt_message_get_type(message) == BT_MESSAGE_TYPE_DISCARDED_EVENTS &&
               bt_message_discarded_events_get_count(message, &discarded) ==
                   BT_PROPERTY_AVAILABILITY_AVAILABLE) {
        counted->discarded += discarded;
    }
}

static bt_graph_simple_sink_component_consume_func_status consume(bt_message_iterator *iterator,
                                                                  void *data)
{
    (void)data;
    bt_message_array_const messages;
    uint64_t count;
    bt_message_iterator_next_status status = bt_message_iterator_next(iterator, &messages, &count);
    for (uint64_t i = 0; status == BT_MESSAGE_ITERATOR_NEXT_STATUS_OK && i < count; i++) {
        count_message(messages[i]);
        bt_message_put_ref(messages[i]);
    }
    return (bt_graph_simple_sink_component_consume_func_status)status; /* the same numbers */
}

static const bt_component_class_source *find_source_class(void)
{
    static const bt_plugin *plugin; /* as long as the process */
    if (!plugin) {
        bt_plugin_find("ctf", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &plugin);
    }
    return plugin ? bt_plugin_borrow_source_component_class_by_name_const(plugin, "fs") : NULL;
}

static const bt_component_source *add_source(bt_graph *graph, const char *directory)
{
    const bt_component_class_source *class = find_source_class();
    const bt_component_source *source = NULL;
    bt_value *parameters = bt_value_map_create();
    bt_value *inputs;
    bt_value_map_insert_empty_array_entry(parameters, "inputs", &inputs);
    bt_value_array_append_string_element(inputs, directory);
    if (class) {
        bt_graph_add_source_component(graph, class, "trace", parameters, BT_LOGGING_LEVEL_NONE,
                                      &source);
    }
    bt_value_put_ref(parameters);
    return source;
}

/* One for each stream: their order does not matter here. */
static bool add_sink(bt_graph *graph, const bt_component_source *source, uint64_t stream)
{
    char name[32];
    const bt_component_sink *sink;
    snprintf(name, sizeof(name), "stream %" PRIu64, stream);
    return bt_graph_add_simple_sink_component(graph, name, NULL, consume, NULL, NULL, &sink) == 0 &&
           bt_graph_connect_ports(
               graph, bt_component_source_borrow_output_port_by_index_const(source, stream),
               bt_component_sink_borrow_input_port_by_index_const(sink, 0), NULL) == 0;
}

static bool count_trace(const char *directory)
{
    bt_graph *graph = bt_graph_create(0);
    const bt_component_source *source = add_source(graph, directory);
    uint64_t stream_count = source ? bt_component_source_get_output_port_count(source) : 0;
    bool is_good = source != NULL;
    for (uint64_t i = 0; is_good && i < stream_count; i++) {
        is_good = add_sink(graph, source, i);
    }
    is_good = is_good && (stream_count == 0 || bt_graph_run(graph) == BT_GRAPH_RUN_STATUS_OK);
    bt_graph_put_ref(graph);
    return is_good;
}

/* A trace is a folder with a metadata file; an empty one has no events. */
static int visit(const char *path, const struct stat *status, int type, struct FTW *place)
{
    if (type == FTW_F && strcmp(path + place->base, "metadata") == 0 && status->st_size > 0) {
        char directory[PATH_MAX];
        snprintf(directory, sizeof(directory), "%.*s", place->base - 1, path);
        is_all_read = count_trace(directory) && is_all_read;
    }
    return 0;
}

bool event_count_take(struct event_count *count, const char *directory)
{
    *count = (struct event_count){0};
    counted = count;
    is_all_read = true;
    nftw(directory, visit, FOLDERS_AT_ONCE, FTW_PHYS);
    return is_all_read;
}
