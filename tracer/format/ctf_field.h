/* Fields of events that libbabeltrace2 has decoded: one by its name, or all of them as a line of
 * text. In C names of CTF begin with an underscore here and there; the library takes it off. */
#ifndef THREADLANE_FORMAT_CTF_FIELD_H
#define THREADLANE_FORMAT_CTF_FIELD_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIELD_TEXT_SIZE 1024 /* of a line with its NUL; what is longer is cut and ends with … */

struct field_text {
    char bytes[FIELD_TEXT_SIZE];
    size_t size;
    bool is_cut; /* no more is added */
};

/* An integer's value; a negative one as in two's complement. False: no such member, or no integer.
 * `structure` may be NULL, then it has no members. */
bool ctf_field_number(const bt_field *structure, const char *name, uint64_t *number);

/* A string, or an array of characters, that lives as long as the event; NULL: no such member. */
const char *ctf_field_string(const bt_field *structure, const char *name);

void field_text_init(struct field_text *text, const char *first);
/* Appends " name=value" for each member: strings in quotes, arrays in [], structures in {}. */
void field_text_add_members(struct field_text *text, const bt_field *structure);

#endif
