/* The library hands over the events of all streams in their order, as they come; now and then it
 * says that there is nothing just now. Then, if whoever follows has asked, everything that has come
 * is handed on. */
#include "tracer/format/live_reader.h"

#include <babeltrace2/babeltrace.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "tracer/format/babeltrace_error.h"
#include "tracer/format/babeltrace_log.h"
#include "tracer/format/foreign_trace.h"
#include "tracer/format/live_relay.h"
#include "tracer/format/live_session.h"
#include "tracer/format/trace_error.h"

#define MEMORY_SIZE (UINT64_C(4) << 30)
#define PAUSE_MS    20  /* when there is nothing just now */
#define ROUNDS_MAX  256 /* before somebody who has asked is heard, however much comes */

/* What the graph and its sink work on; the sink's data. */
struct following {
    struct foreign_trace trace;
    bt_message_iterator *iterator;
    bool has_news;
    bool is_refused; /* by ourselves: the error is filled */
};

bool live_reader_is_url(const char *path)
{
    return strncmp(path, "net://", strlen("net://")) == 0 ||
           strncmp(path, "net4://", strlen("net4://")) == 0;
}

/* ---- the sink ---- */

static struct following *following_of(bt_self_component_sink *self)
{
    return bt_self_component_get_data(bt_self_component_sink_as_self_component(self));
}

static bt_component_class_initialize_method_status
add_input(bt_self_component_sink *self, bt_self_component_sink_configuration *configuration,
          const bt_value *parameters, void *data)
{
    (void)configuration, (void)parameters;
    bt_self_component_set_data(bt_self_component_sink_as_self_component(self), data);
    return bt_self_component_sink_add_input_port(self, "in", NULL, NULL) ==
                   BT_SELF_COMPONENT_ADD_PORT_STATUS_OK
               ? BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK
               : BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
}

static bt_component_class_sink_graph_is_configured_method_status
begin_messages(bt_self_component_sink *self)
{
    bt_self_component_port_input *port = bt_self_component_sink_borrow_input_port_by_index(self, 0);
    return bt_message_iterator_create_from_sink_component(self, port,
                                                          &following_of(self)->iterator) ==
                   BT_MESSAGE_ITERATOR_CREATE_FROM_SINK_COMPONENT_STATUS_OK
               ? BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_OK
               : BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_ERROR;
}

static void take_messages(struct following *following, bt_message_array_const messages,
                          uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        following->is_refused =
            following->is_refused || !foreign_trace_take(&following->trace, messages[i]);
        bt_message_put_ref(messages[i]);
    }
    following->has_news |= count > 0;
}

static bt_component_class_sink_consume_method_status consume(bt_self_component_sink *self)
{
    struct following *following = following_of(self);
    bt_message_array_const messages;
    uint64_t count = 0;
    switch (bt_message_iterator_next(following->iterator, &messages, &count)) {
    case BT_MESSAGE_ITERATOR_NEXT_STATUS_OK:
        take_messages(following, messages, count);
        return following->is_refused ? BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_ERROR
                                     : BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_OK;
    case BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN:
        return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_AGAIN;
    case BT_MESSAGE_ITERATOR_NEXT_STATUS_END:
        return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_END;
    default:
        return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_ERROR;
    }
}

/* Iterators have to be gone before the graph is. */
static void end_messages(bt_self_component_sink *self)
{
    bt_message_iterator_put_ref(following_of(self)->iterator);
}

static const bt_component_sink *add_sink(bt_graph *graph, struct following *following)
{
    const bt_component_sink *sink = NULL;
    bt_component_class_sink *class = bt_component_class_sink_create("lanes", consume);
    if (class) {
        bt_component_class_sink_set_initialize_method(class, add_input);
        bt_component_class_sink_set_graph_is_configured_method(class, begin_messages);
        bt_component_class_sink_set_finalize_method(class, end_messages);
        bt_graph_add_sink_component_with_initialize_method_data(
            graph, class, "lanes", NULL, following, BT_LOGGING_LEVEL_NONE, &sink);
    }
    bt_component_class_sink_put_ref(class);
    return sink;
}

/* ---- the graph ---- */

static const bt_component_source *
add_source(bt_graph *graph, const bt_component_class_source *class, const char *url)
{
    const bt_component_source *source = NULL;
    bt_value *parameters = bt_value_map_create();
    bt_value *inputs = NULL;
    if (parameters &&
        bt_value_map_insert_string_entry(parameters, "session-not-found-action", "end") ==
            BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK &&
        bt_value_map_insert_empty_array_entry(parameters, "inputs", &inputs) ==
            BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK &&
        bt_value_array_append_string_element(inputs, url) ==
            BT_VALUE_ARRAY_APPEND_ELEMENT_STATUS_OK) {
        bt_graph_add_source_component(graph, class, "source", parameters, BT_LOGGING_LEVEL_WARNING,
                                      &source);
    }
    bt_value_put_ref(parameters);
    return source;
}

static bool build(bt_graph *graph, const bt_component_class_source *class, const char *url,
                  struct following *following)
{
    const bt_component_source *source = add_source(graph, class, url);
    const bt_component_sink *sink = source ? add_sink(graph, following) : NULL;
    return sink && bt_graph_connect_ports(
                       graph, bt_component_source_borrow_output_port_by_index_const(source, 0),
                       bt_component_sink_borrow_input_port_by_index_const(sink, 0),
                       NULL) == BT_GRAPH_CONNECT_PORTS_STATUS_OK;
}

/* False: what has come cannot be believed. */
static bool answer(struct following *following, int timeout_ms)
{
    const struct trace_sink *sink = following->trace.sink;
    if (!following->has_news) {
        poll(NULL, 0, timeout_ms);
        return true;
    }
    if (!reading_process_is_asked(sink, timeout_ms)) {
        return true;
    }
    following->has_news = false;
    if (!foreign_trace_hand_over(&following->trace)) {
        return false;
    }
    reading_process_say_so_far(sink);
    return true;
}

/* Until the session ends, or the connection does. */
static bool run(bt_graph *graph, struct following *following)
{
    bt_graph_run_once_status status;
    unsigned rounds = 0;
    do {
        status = bt_graph_run_once(graph);
        bool has_more = status == BT_GRAPH_RUN_ONCE_STATUS_OK && ++rounds < ROUNDS_MAX;
        if (!has_more) {
            rounds = 0;
            following->is_refused =
                !answer(following, status == BT_GRAPH_RUN_ONCE_STATUS_OK ? 0 : PAUSE_MS);
        }
    } while (!following->is_refused &&
             (status == BT_GRAPH_RUN_ONCE_STATUS_OK || status == BT_GRAPH_RUN_ONCE_STATUS_AGAIN));
    return status == BT_GRAPH_RUN_ONCE_STATUS_END && !following->is_refused;
}

/* Whether all has come. Who has the end of each run needs no more: a daemon that ends a session may
 * hang up before the library has asked whether there is more. */
static bool check_end(const struct foreign_trace *trace, bool has_ended, const char *url,
                      struct trace_error *error)
{
    if (foreign_trace_has_ended(trace)) {
        return true;
    }
    if (foreign_trace_lacks_program(trace)) {
        return trace_error_fill(error,
                                "%.300s: the program was over before anybody watched; the relay "
                                "daemon has all of it",
                                url);
    }
    if (!has_ended) {
        return trace_error_fill(error, "%.400s: the connection broke off", url);
    }
    return !foreign_trace_has_runs(trace) ||
           trace_error_fill(error,
                            "%.300s: the session ended before its end had come; the relay "
                            "daemon has all of it",
                            url);
}

/* The last of it is handed over when the session has ended, and also when the connection broke. */
static bool follow(bt_graph *graph, struct following *following, const char *url,
                   struct trace_error *error)
{
    bool has_ended = run(graph, following);
    babeltrace_error_take(url, &(struct trace_error){""});
    if (following->is_refused) {
        return false;
    }
    while (!reading_process_is_asked(following->trace.sink, -1)) {
    }
    return foreign_trace_hand_over(&following->trace) &&
           check_end(&following->trace, has_ended, url, error);
}

static bool follow_session(const struct live_session *session, const char *url,
                           const bt_component_class_source *class, const struct trace_sink *sink,
                           struct trace_error *error)
{
    struct following following = {.has_news = true};
    char near_url[sizeof session->name + 64];
    uint16_t port;
    if (!live_relay_open(session->relay, &port)) {
        return trace_error_fill(error, "%.300s: the relay daemon does not answer any more", url);
    }
    snprintf(near_url, sizeof near_url, "net://127.0.0.1:%u/host/%s", port, session->name);
    foreign_trace_init(&following.trace, url, UINT64_MAX, sink, error);
    foreign_trace_begin_stream(&following.trace);
    bt_graph *graph = bt_graph_create(0);
    bool is_built = graph && build(graph, class, near_url, &following);
    if (!is_built) {
        babeltrace_error_take(url, error);
    }
    bool is_read = is_built && follow(graph, &following, url, error);
    bt_graph_put_ref(graph);
    foreign_trace_finish(&following.trace);
    return is_read;
}

static bool read_here(const char *url, const struct trace_sink *sink, struct trace_error *error)
{
    const bt_plugin *plugin = NULL;
    struct live_session session;
    babeltrace_log_begin();
    bt_plugin_find("ctf", BT_TRUE, BT_FALSE, BT_TRUE, BT_FALSE, BT_TRUE, &plugin);
    const bt_component_class_source *class =
        plugin ? bt_plugin_borrow_source_component_class_by_name_const(plugin, "lttng-live") : NULL;
    bool is_read = class ? live_session_find(&session, url, class, error) &&
                               follow_session(&session, url, class, sink, error)
                         : trace_error_fill(error, "%.300s: babeltrace2 cannot follow it", url);
    bt_plugin_put_ref(plugin);
    return is_read;
}

struct reading_process *live_reader_begin(const char *url, struct trace_error *error)
{
    return reading_process_begin(read_here, url, (struct reading_limit){.memory_size = MEMORY_SIZE},
                                 error);
}
