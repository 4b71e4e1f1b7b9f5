/* A JSON object and its fields, checked: each function fetches one field as one type, and on the
 * first that is missing or wrong notes what was expected. Later ones are then given up at once, so
 * that a caller fetches all and asks once. */
#ifndef THREADLANE_FORMAT_JSON_FIELDS_H
#define THREADLANE_FORMAT_JSON_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cJSON;

struct json_fields {
    const struct cJSON *object;
    char expected[96]; /* "" while all is well */
};

/* Parses text that is one JSON object and nothing else; not NUL-terminated. The caller destroys it.
 * NULL: it is not. */
struct cJSON *json_object_parse(const char *text, size_t size);
void json_object_destroy(struct cJSON *object); /* accepts NULL */

struct json_fields json_fields_of(const struct cJSON *object);
bool json_fields_are_good(const struct json_fields *fields);
bool json_fields_have(const struct json_fields *fields, const char *name);

/* A whole number at most `limit`: a JSON number, or a string in decimal or 0x…. */
uint64_t json_fields_number(struct json_fields *fields, const char *name, uint64_t limit);
/* Microseconds of at least 0, as ns. */
uint64_t json_fields_time(struct json_fields *fields, const char *name);
/* Borrowed from the object; "" when wrong. */
const char *json_fields_text(struct json_fields *fields, const char *name);
/* False also when there is no such field. */
bool json_fields_are_true(const struct json_fields *fields, const char *name);
/* The object in a field; one without fields when wrong. */
struct json_fields json_fields_object(struct json_fields *fields, const char *name);

#endif
