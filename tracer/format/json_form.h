/* The words that the JSON writer and reader share: how each text record is spelt as a metadata line
 * of a Chrome trace (docs/trace-format.md, section JSON). */
#ifndef THREADLANE_FORMAT_JSON_FORM_H
#define THREADLANE_FORMAT_JSON_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/record.h"

#define JSON_VERSION     1
#define JSON_LINE_TRACE  "threadlane.trace"  /* args.version; the first line after the bracket */
#define JSON_LINE_THREAD "threadlane.thread" /* args.tid, args.pid: the kernel's numbers */
#define JSON_LINE_LOST   "threadlane.lost"   /* args.events, args.torn */

/* Pseudo-process of the object tracks: beyond all process and thread numbers. */
#define JSON_OBJECTS_PROCESS (UINT32_C(1) << 24)

/* Numbers up to here are exact as a JSON reader's double; larger ones are written as strings. */
#define JSON_NUMBER_MAX (UINT64_C(1) << 53)
/* Times up to here survive as microseconds in a double; later ones are said again in ns. */
#define JSON_TIME_MAX (UINT64_C(1) << 50)

struct json_text_form {
    const char *line; /* the line's name */
    const char *key;  /* what args call the record's fields; NULL: not written, 0 */
    const char *value;
    const char *extra;
    const char *strings[TEXT_STRINGS]; /* NULL: not written, "" */
    bool key_is_id;                    /* written in hex */
};

/* By enum text_kind. */
extern const struct json_text_form json_text_forms[TEXT_COUNT];

#endif
