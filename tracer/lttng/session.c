#include "tracer/lttng/session.h"

#include <lttng/lttng.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tracer/lttng/session_link.h"

#define CHANNEL         "events"
#define DESTROY_WAIT_MS 10000
#define LIVE_US         200000  /* what has been recorded is sent at the latest after so long */
#define LAST_LOOK_US    1000000 /* who watches has so long for the end, before the session is gone */
#define BLOCKING_US     500000  /* a thread that finds the buffers full waits so long for room */

static struct lttng_domain domain = {
    .type = LTTNG_DOMAIN_UST,
    .buf_type = LTTNG_BUFFER_PER_PID,
};

static bool fail(const char *what, int code, char *error, size_t size)
{
    snprintf(error, size, "LTTng cannot %s: %s", what, lttng_strerror(code));
    return false;
}

/* Only a relay daemon can be asked for what has come so far. */
bool session_is_live(const char *url)
{
    return strncmp(url, "net", 3) == 0 || strncmp(url, "tcp", 3) == 0;
}

static int create(const char *name, const char *output, const char *url)
{
    if (session_is_live(url)) {
        return lttng_create_session_live(name, url, LIVE_US);
    }
    if (url[0]) {
        return lttng_create_session(name, url);
    }
    struct lttng_session_descriptor *wanted = lttng_session_descriptor_local_create(name, output);
    enum lttng_error_code code = wanted ? lttng_create_session_ext(wanted) : LTTNG_ERR_NOMEM;
    lttng_session_descriptor_destroy(wanted);
    return code == LTTNG_OK ? 0 : -(int)code;
}

/* A power of two, as LTTng wants it. */
static uint64_t buffer_size(void)
{
    struct statvfs memory = {0};
    statvfs("/dev/shm", &memory);
    uint64_t buffers = (uint64_t)SESSION_PROCESSES * SESSION_BUFFER_COUNT *
                       (uint64_t)sysconf(_SC_NPROCESSORS_CONF);
    uint64_t affordable = memory.f_bavail * memory.f_frsize / buffers;
    uint64_t size = SESSION_BUFFER_LEAST;
    while (size < SESSION_BUFFER_MOST && 2 * size <= affordable) {
        size *= 2;
    }
    return size;
}

static int enable_channel(struct lttng_handle *handle)
{
    struct lttng_channel *channel = lttng_channel_create(&domain);
    if (!channel) {
        return -LTTNG_ERR_NOMEM;
    }
    snprintf(channel->name, sizeof(channel->name), CHANNEL);
    channel->attr.overwrite = 0;
    channel->attr.subbuf_size = buffer_size();
    channel->attr.num_subbuf = SESSION_BUFFER_COUNT;
    lttng_channel_set_blocking_timeout(channel, BLOCKING_US);
    int code = lttng_enable_channel(handle, channel);
    lttng_channel_destroy(channel);
    return code;
}

static int enable_events(struct lttng_handle *handle)
{
    struct lttng_event *event = lttng_event_create();
    if (!event) {
        return -LTTNG_ERR_NOMEM;
    }
    event->type = LTTNG_EVENT_TRACEPOINT;
    event->loglevel_type = LTTNG_EVENT_LOGLEVEL_ALL;
    snprintf(event->name, sizeof(event->name), "threadlane:*");
    int code = lttng_enable_event(handle, event, CHANNEL);
    lttng_event_destroy(event);
    return code;
}

/* For other tools: our own events say themselves whose they are. */
static int add_contexts(struct lttng_handle *handle)
{
    struct lttng_event_context process = {.ctx = LTTNG_EVENT_CONTEXT_VPID};
    struct lttng_event_context thread = {.ctx = LTTNG_EVENT_CONTEXT_VTID};
    int code = lttng_add_context(handle, &process, NULL, CHANNEL);
    return code < 0 ? code : lttng_add_context(handle, &thread, NULL, CHANNEL);
}

static int set_up(const char *name)
{
    struct lttng_handle *handle = lttng_create_handle(name, &domain);
    if (!handle) {
        return -LTTNG_ERR_NOMEM;
    }
    int code = enable_channel(handle);
    code = code < 0 ? code : enable_events(handle);
    code = code < 0 ? code : add_contexts(handle);
    lttng_destroy_handle(handle);
    return code < 0 ? code : lttng_start_tracing(name);
}

bool session_open(const char *name, const char *output, const char *url, char *error, size_t size)
{
    int code = create(name, output, url);
    if (code < 0) {
        char what[300];
        snprintf(what, sizeof(what), "create a session for '%.250s'", url[0] ? url : output);
        return fail(what, code, error, size);
    }
    code = set_up(name);
    if (code < 0) {
        lttng_destroy_session_no_wait(name);
        return fail("record", code, error, size);
    }
    return true;
}

static bool destroy(const char *name, char *error, size_t size)
{
    struct lttng_destruction_handle *handle = NULL;
    enum lttng_error_code code = lttng_destroy_session_ext(name, &handle);
    if (code != LTTNG_OK) {
        return fail("end its session", -(int)code, error, size);
    }
    enum lttng_destruction_handle_status status =
        lttng_destruction_handle_wait_for_completion(handle, DESTROY_WAIT_MS);
    lttng_destruction_handle_destroy(handle);
    if (status != LTTNG_DESTRUCTION_HANDLE_STATUS_COMPLETED) {
        snprintf(error, size, "LTTng does not end its session");
    }
    return status == LTTNG_DESTRUCTION_HANDLE_STATUS_COMPLETED;
}

/* Those of processes that have ended are among them. */
static uint64_t count_discarded(const char *name)
{
    struct lttng_handle *handle = lttng_create_handle(name, &domain);
    struct lttng_channel *channels = NULL;
    int count = handle ? lttng_list_channels(handle, &channels) : 0;
    uint64_t sum = 0;
    for (int i = 0; i < count; i++) {
        uint64_t discarded = 0;
        if (lttng_channel_get_discarded_event_count(&channels[i], &discarded) == 0) {
            sum += discarded;
        }
    }
    free(channels);
    lttng_destroy_handle(handle);
    return sum;
}

bool session_close(const char *name, bool is_live, uint64_t *discarded, char *error, size_t size)
{
    int code = lttng_stop_tracing(name);
    if (code < 0 && code != -LTTNG_ERR_TRACE_ALREADY_STOPPED) {
        lttng_destroy_session_no_wait(name);
        return fail("stop its session", code, error, size);
    }
    *discarded = count_discarded(name);
    if (is_live) {
        usleep(LAST_LOOK_US);
    }
    return destroy(name, error, size);
}

bool session_answers(const char *name)
{
    struct lttng_session *sessions = NULL;
    int count = lttng_list_sessions(&sessions);
    bool is_there = false;
    for (int i = 0; i < count; i++) {
        is_there = is_there || strcmp(sessions[i].name, name) == 0;
    }
    free(sessions);
    return is_there;
}
