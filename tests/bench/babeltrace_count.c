#include "tests/bench/babeltrace_count.h"

#include <babeltrace2/babeltrace.h>
#include <stdio.h>
#include <stdlib.h>

static void check(int status, const char *what)
{
    if (status != 0) {
        fprintf(stderr, "libbabeltrace2: %s failed: %d\n", what, status);
        exit(EXIT_FAILURE);
    }
}

static bt_graph_simple_sink_component_consume_func_status consume(bt_message_iterator *iterator,
                                                                  void *data)
{
    bt_message_array_const messages;
    uint64_t message_count = 0;
    bt_message_iterator_next_status status =
        bt_message_iterator_next(iterator, &messages, &message_count);
    if (status != BT_MESSAGE_ITERATOR_NEXT_STATUS_OK) {
        return (bt_graph_simple_sink_component_consume_func_status)status;
    }
    for (uint64_t i = 0; i < message_count; i++) {
        *(size_t *)data += bt_message_get_type(messages[i]) == BT_MESSAGE_TYPE_EVENT;
        bt_message_put_ref(messages[i]);
    }
    return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK;
}

static const bt_plugin *find_plugin(const char *name)
{
    const bt_plugin *plugin = NULL;
    check(bt_plugin_find(name, BT_TRUE, BT_FALSE, BT_TRUE, BT_TRUE, BT_TRUE, &plugin), name);
    return plugin;
}

static const bt_component_source *add_source(bt_graph *graph, const char *directory)
{
    const bt_plugin *plugin = find_plugin("ctf");
    const bt_component_source *source = NULL;
    bt_value *parameters = bt_value_map_create(), *inputs = NULL;
    check(bt_value_map_insert_empty_array_entry(parameters, "inputs", &inputs), "inputs");
    check(bt_value_array_append_string_element(inputs, directory), "inputs");
    check(bt_graph_add_source_component(
              graph, bt_plugin_borrow_source_component_class_by_name_const(plugin, "fs"), "source",
              parameters, BT_LOGGING_LEVEL_NONE, &source),
          directory);
    bt_value_put_ref(parameters);
    bt_plugin_put_ref(plugin);
    return source;
}

static const bt_component_filter *add_muxer(bt_graph *graph)
{
    const bt_plugin *plugin = find_plugin("utils");
    const bt_component_filter *muxer = NULL;
    check(bt_graph_add_filter_component(
              graph, bt_plugin_borrow_filter_component_class_by_name_const(plugin, "muxer"),
              "muxer", NULL, BT_LOGGING_LEVEL_NONE, &muxer),
          "muxer");
    bt_plugin_put_ref(plugin);
    return muxer;
}

size_t babeltrace_count(const char *directory)
{
    size_t count = 0;
    bt_graph *graph = bt_graph_create(0);
    const bt_component_source *source = add_source(graph, directory);
    const bt_component_filter *muxer = add_muxer(graph);
    const bt_component_sink *sink = NULL;
    for (uint64_t i = 0; i < bt_component_source_get_output_port_count(source); i++) {
        check(bt_graph_connect_ports(
                  graph, bt_component_source_borrow_output_port_by_index_const(source, i),
                  bt_component_filter_borrow_input_port_by_index_const(muxer, i), NULL),
              "connecting");
    }
    check(bt_graph_add_simple_sink_component(graph, "sink", NULL, consume, NULL, &count, &sink),
          "sink");
    check(bt_graph_connect_ports(graph,
                                 bt_component_filter_borrow_output_port_by_index_const(muxer, 0),
                                 bt_component_sink_borrow_input_port_by_index_const(sink, 0), NULL),
          "connecting");
    check(bt_graph_run(graph), "running");
    bt_graph_put_ref(graph);
    return count;
}
