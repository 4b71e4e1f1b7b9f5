#include "tracer/format/live_session.h"

#include <stdio.h>
#include <string.h>

#include "tracer/format/babeltrace_error.h"
#include "tracer/format/trace_error.h"

#define HOST_PART "/host/"

/* What was asked for. */
struct wanted {
    const char *url;
    char relay[256];  /* net://HOST[:PORT] */
    const char *rest; /* HOST/SESSION, or "" */
};

static bool split_url(struct wanted *wanted, const char *url, struct trace_error *error)
{
    const char *host = strstr(url, "://") + strlen("://");
    const char *part = strchr(host, '/');
    size_t size = part ? (size_t)(part - url) : strlen(url);
    bool has_rest = part && part[1];
    *wanted = (struct wanted){.url = url, .rest = has_rest ? part + strlen(HOST_PART) : ""};
    if (size >= sizeof wanted->relay || *host == '/' || !*host ||
        (has_rest && strncmp(part, HOST_PART, strlen(HOST_PART)) != 0)) {
        return trace_error_fill(error, "%.300s: expected net://HOST/host/NAME/SESSION", url);
    }
    memcpy(wanted->relay, url, size);
    return true;
}

static const bt_value *ask(const struct wanted *wanted, const bt_component_class_source *source)
{
    const bt_value *sessions = NULL;
    bt_value *parameters = bt_value_map_create();
    bt_query_executor *executor = NULL;
    if (parameters && bt_value_map_insert_string_entry(parameters, "url", wanted->relay) ==
                          BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK) {
        executor = bt_query_executor_create(
            bt_component_class_source_as_component_class_const(source), "sessions", parameters);
    }
    if (executor) {
        bt_query_executor_query(executor, &sessions);
    }
    bt_query_executor_put_ref(executor);
    bt_value_put_ref(parameters);
    return sessions;
}

static const char *text_of(const bt_value *session, const char *name)
{
    const bt_value *value = bt_value_map_borrow_entry_value_const(session, name);
    return value && bt_value_is_string(value) ? bt_value_string_get(value) : "";
}

static void name_session(const bt_value *session, char *name, size_t size)
{
    snprintf(name, size, "%s/%s", text_of(session, "target-hostname"),
             text_of(session, "session-name"));
}

static bool refuse(const struct wanted *wanted, const bt_value *sessions, uint64_t count,
                   struct trace_error *error)
{
    char list[256] = "";
    for (uint64_t i = 0; i < count; i++) {
        char name[128];
        size_t used = strlen(list);
        name_session(bt_value_array_borrow_element_by_index_const(sessions, i), name, sizeof name);
        snprintf(list + used, sizeof list - used, "%s%s%s", i ? ", " : "", &HOST_PART[1], name);
    }
    if (count == 0) {
        return trace_error_fill(error, "%s: there is no live session%s%s", wanted->relay,
                                *wanted->rest ? " " : "", wanted->rest);
    }
    if (!*wanted->rest) {
        return trace_error_fill(error, "%s: which session? There are %s", wanted->relay, list);
    }
    return trace_error_fill(error, "%s: there is no live session %.100s; there is %s",
                            wanted->relay, wanted->rest, list);
}

static bool choose(struct live_session *session, const struct wanted *wanted,
                   const bt_value *sessions, struct trace_error *error)
{
    uint64_t count = bt_value_array_get_length(sessions);
    for (uint64_t i = 0; i < count; i++) {
        char name[128];
        name_session(bt_value_array_borrow_element_by_index_const(sessions, i), name, sizeof name);
        if (strcmp(name, wanted->rest) == 0 || (!*wanted->rest && count == 1)) {
            snprintf(session->relay, sizeof session->relay, "%s", wanted->relay);
            snprintf(session->name, sizeof session->name, "%s", name);
            return true;
        }
    }
    return refuse(wanted, sessions, count, error);
}

bool live_session_find(struct live_session *session, const char *url,
                       const bt_component_class_source *source, struct trace_error *error)
{
    struct wanted wanted;
    if (!split_url(&wanted, url, error)) {
        return false;
    }
    const bt_value *sessions = ask(&wanted, source);
    if (!sessions || !bt_value_is_array(sessions)) {
        babeltrace_error_take(url, error);
        bt_value_put_ref(sessions);
        return trace_error_fill(error,
                                "%s: no relay daemon of LTTng answers there; its port for live "
                                "sessions is 5344, if it was not given another",
                                wanted.relay);
    }
    bool is_found = choose(session, &wanted, sessions, error);
    bt_value_put_ref(sessions);
    return is_found;
}
