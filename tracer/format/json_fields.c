#include "tracer/format/json_fields.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/event/raw_event.h"
#include "tracer/format/json_form.h"

#define TIME_MAX_US 9.3e15 /* 292 years and a little: later than any event */

struct cJSON *json_object_parse(const char *text, size_t size)
{
    const char *rest = NULL;
    cJSON *object = cJSON_ParseWithLengthOpts(text, size, &rest, false);
    if (!cJSON_IsObject(object) || rest != text + size) {
        cJSON_Delete(object);
        return NULL;
    }
    return object;
}

void json_object_destroy(struct cJSON *object)
{
    cJSON_Delete(object);
}

struct json_fields json_fields_of(const struct cJSON *object)
{
    return (struct json_fields){.object = object};
}

bool json_fields_are_good(const struct json_fields *fields)
{
    return fields->expected[0] == '\0';
}

/* As cJSON_GetObjectItemCaseSensitive does it, but names that begin with another letter cost no
 * call: each line has a dozen fields, and all are looked for. */
static const cJSON *find(const struct json_fields *fields, const char *name)
{
    const cJSON *item = fields->object ? fields->object->child : NULL;
    while (item &&
           !(item->string && item->string[0] == name[0] && strcmp(item->string, name) == 0)) {
        item = item->next;
    }
    return item;
}

bool json_fields_have(const struct json_fields *fields, const char *name)
{
    return find(fields, name) != NULL;
}

static void expect(struct json_fields *fields, const char *what, const char *name)
{
    if (json_fields_are_good(fields)) {
        snprintf(fields->expected, sizeof fields->expected, "%s for \"%s\"", what, name);
    }
}

static bool parse_text_number(const char *text, uint64_t *number)
{
    char *end = NULL;
    errno = 0;
    *number = strtoull(text, &end, text[0] == '0' && text[1] == 'x' ? 16 : 10);
    return isdigit((unsigned char)text[0]) && *end == '\0' && errno == 0;
}

static bool parse_number(const cJSON *item, uint64_t *number)
{
    if (cJSON_IsString(item)) {
        return parse_text_number(item->valuestring, number);
    }
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0) ||
        item->valuedouble > (double)JSON_NUMBER_MAX ||
        item->valuedouble != floor(item->valuedouble)) {
        return false;
    }
    *number = (uint64_t)item->valuedouble;
    return true;
}

uint64_t json_fields_number(struct json_fields *fields, const char *name, uint64_t limit)
{
    uint64_t number = 0;
    if (!parse_number(find(fields, name), &number) || number > limit) {
        char what[64];
        snprintf(what, sizeof what, "a whole number up to %llu", (unsigned long long)limit);
        expect(fields, what, name);
        return 0;
    }
    return number;
}

uint64_t json_fields_time(struct json_fields *fields, const char *name)
{
    const cJSON *item = find(fields, name);
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0 && item->valuedouble <= TIME_MAX_US)) {
        expect(fields, "microseconds", name);
        return 0;
    }
    double time_ns = item->valuedouble * 1000;
    return time_ns < (double)RAW_TIME_MAX ? (uint64_t)llround(time_ns) : RAW_TIME_MAX;
}

const char *json_fields_text(struct json_fields *fields, const char *name)
{
    const cJSON *item = find(fields, name);
    if (!cJSON_IsString(item)) {
        expect(fields, "a text", name);
        return "";
    }
    return item->valuestring;
}

bool json_fields_are_true(const struct json_fields *fields, const char *name)
{
    return cJSON_IsTrue(find(fields, name));
}

struct json_fields json_fields_object(struct json_fields *fields, const char *name)
{
    const cJSON *item = find(fields, name);
    if (!cJSON_IsObject(item)) {
        expect(fields, "an object", name);
        item = NULL;
    }
    return json_fields_of(item);
}
