#include "tracer/collect/report.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/collect/not_recorded.h"
#include "tracer/format/output_file.h"
#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

#define NS_PER_SECOND 1e9

static const char *const outcome_names[] = {
    [OUTCOME_UNKNOWN] = "unknown",
    [OUTCOME_ENDED] = "ended",
    [OUTCOME_HUNG] = "hung",
    [OUTCOME_CRASHED] = "crashed",
    [OUTCOME_INTERRUPTED] = "interrupted",
};

static void add_text(void *list, const char *text)
{
    cJSON_AddItemToArray(list, cJSON_CreateString(text));
}

static void add_names(cJSON *object, const struct trace *trace, const struct finding *finding)
{
    cJSON *threads = cJSON_AddArrayToObject(object, "threads");
    for (uint32_t i = 0; i < finding->thread_count; i++) {
        add_text(threads, trace->threads[finding->threads[i]].name);
    }
    cJSON *objects = cJSON_AddArrayToObject(object, "objects");
    for (uint32_t i = 0; i < finding->object_count; i++) {
        add_text(objects, trace->objects[finding->objects[i]].name);
    }
}

static bool has_text(const cJSON *list, const char *text)
{
    for (const cJSON *item = list->child; item; item = item->next) {
        if (strcmp(item->valuestring, text) == 0) {
            return true;
        }
    }
    return false;
}

static void add_evidence(cJSON *object, const struct trace *trace, const struct finding *finding)
{
    cJSON *events = cJSON_AddArrayToObject(object, "events");
    cJSON *sites = cJSON_AddArrayToObject(object, "sites");
    for (uint32_t i = 0; i < finding->event_count; i++) {
        char site[512];
        const struct event *event = &trace->events[finding->events[i]];
        cJSON_AddItemToArray(events, cJSON_CreateNumber(finding->events[i]));
        event_site_text(trace, event, site, sizeof(site));
        if (site[0] && !has_text(sites, site)) {
            add_text(sites, site);
        }
    }
}

static cJSON *make_wave(const struct trace *trace, const struct throttling *throttling,
                        const struct throttle_wave *wave)
{
    cJSON *object = cJSON_CreateObject();
    cJSON_AddNumberToObject(object, "begin", (double)wave->begin_ns / NS_PER_SECOND);
    cJSON *members = cJSON_AddArrayToObject(object, "members");
    for (uint32_t i = 0; i < wave->member_count; i++) {
        const struct throttle_member *member = &throttling->members[wave->first_member + i];
        add_text(members, trace->threads[member->user].name);
    }
    return object;
}

static void add_throttling(cJSON *object, const struct trace *trace,
                           const struct throttling *throttling)
{
    cJSON *inner = cJSON_AddObjectToObject(object, "throttling");
    cJSON_AddStringToObject(inner, "object", trace->objects[throttling->object].name);
    cJSON_AddNumberToObject(inner, "permits", (double)throttling->permits);
    cJSON_AddNumberToObject(inner, "acquires", throttling->acquire_count);
    cJSON_AddNumberToObject(inner, "waits", throttling->wait_count);
    cJSON_AddNumberToObject(inner, "utilisation", throttling->utilisation);
    cJSON_AddNumberToObject(inner, "longest_wait",
                            (double)throttling->longest_wait_ns / NS_PER_SECOND);
    cJSON_AddNumberToObject(inner, "total_wait", (double)throttling->total_wait_ns / NS_PER_SECOND);
    if (throttling->longest_waiter != NONE_INDEX) {
        cJSON_AddStringToObject(inner, "longest_waiter",
                                trace->threads[throttling->longest_waiter].name);
    }
    cJSON *levels = cJSON_AddArrayToObject(inner, "in_use");
    for (uint32_t i = 0; i < throttling->level_count; i++) {
        cJSON *level = cJSON_CreateObject();
        cJSON_AddNumberToObject(level, "time",
                                (double)throttling->levels[i].begin_ns / NS_PER_SECOND);
        cJSON_AddNumberToObject(level, "permits", throttling->levels[i].in_use);
        cJSON_AddItemToArray(levels, level);
    }
    cJSON *waves = cJSON_AddArrayToObject(inner, "waves");
    for (uint32_t i = 0; i < throttling->wave_count; i++) {
        cJSON_AddItemToArray(waves, make_wave(trace, throttling, &throttling->waves[i]));
    }
}

static cJSON *make_finding(const struct trace *trace, const struct finding *finding)
{
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "kind", finding_kind_name(finding->kind));
    cJSON_AddStringToObject(object, "hang", hang_grade_name(finding->hang));
    cJSON_AddStringToObject(object, "cause", cause_grade_name(finding->cause));
    cJSON_AddStringToObject(object, "sentence", finding->sentence);
    add_names(object, trace, finding);
    add_evidence(object, trace, finding);
    cJSON_AddStringToObject(object, "rule", finding->rule);
    cJSON_AddStringToObject(object, "way_out", finding->way_out);
    if (finding->way_out_code[0]) {
        cJSON_AddStringToObject(object, "way_out_code", finding->way_out_code);
    }
    if (finding->throttling) {
        add_throttling(object, trace, finding->throttling);
    }
    return object;
}

static void add_lttng(cJSON *report, const struct lttng_outcome *outcome)
{
    static const char uncounted[] =
        "nobody here can count what arrives: LTTng tells a relay daemon bytes, not events";
    cJSON *object = cJSON_AddObjectToObject(report, "lttng");
    cJSON_AddStringToObject(object, "place", outcome->place);
    cJSON_AddBoolToObject(object, "complete", outcome->is_complete);
    cJSON_AddNumberToObject(object, "expected", (double)outcome->expected);
    cJSON_AddNumberToObject(object, "taken", (double)outcome->taken);
    cJSON_AddNumberToObject(object, "discarded", (double)outcome->discarded);
    if (outcome->was_counted) {
        cJSON_AddNumberToObject(object, "recorded", (double)outcome->recorded);
    } else {
        cJSON_AddNullToObject(object, "recorded");
    }
    if (outcome->is_remote) {
        cJSON_AddStringToObject(object, "not_counted", uncounted);
    }
    if (outcome->problem.text[0]) {
        cJSON_AddStringToObject(object, "problem", outcome->problem.text);
    }
}

static char *make_report(const struct analysis *analysis, int exit_status,
                         const struct lttng_outcome *lttng)
{
    const struct trace *trace = analysis->trace;
    cJSON *report = cJSON_CreateObject();
    cJSON_AddStringToObject(report, "outcome", outcome_names[trace->outcome]);
    cJSON_AddNumberToObject(report, "exit_status", exit_status);
    cJSON_AddNumberToObject(report, "events", (double)trace->event_count);
    cJSON_AddNumberToObject(report, "lost_events", (double)trace->lost_events);
    cJSON_AddStringToObject(report, "verdict", analysis->verdict);
    const char *nothing = trace_info_value(trace, "nothing recorded");
    if (nothing[0]) {
        cJSON_AddStringToObject(report, "nothing_recorded", nothing);
    }
    not_recorded_tell(trace, analysis->language, add_text,
                      cJSON_AddArrayToObject(report, "not_recorded"));
    cJSON *findings = cJSON_AddArrayToObject(report, "findings");
    for (uint32_t i = 0; i < analysis->finding_count; i++) {
        cJSON_AddItemToArray(findings, make_finding(trace, &analysis->findings[i]));
    }
    if (lttng) {
        add_lttng(report, lttng);
    }
    char *text = cJSON_Print(report);
    cJSON_Delete(report);
    return text;
}

bool report_write(const char *path, const struct analysis *analysis, int exit_status,
                  const struct lttng_outcome *lttng, struct trace_error *error)
{
    char *text = make_report(analysis, exit_status, lttng);
    if (!text) {
        return trace_error_fill(error, N_("cannot write '%.300s': %s"), path, error_text(ENOMEM));
    }
    struct output_file *file = output_file_open(path, error);
    if (file) {
        output_file_put(file, text, strlen(text));
        output_file_put(file, "\n", 1);
    }
    cJSON_free(text);
    return file && output_file_close(file, error);
}
