#include "tracer/format/ctf_field.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ELLIPSIS  "…"
#define DEPTH_MAX 16

/* ---- by name ---- */

static const bt_field *find_member(const bt_field *structure, const char *name)
{
    return structure ? bt_field_structure_borrow_member_field_by_name_const(structure, name) : NULL;
}

bool ctf_field_number(const bt_field *structure, const char *name, uint64_t *number)
{
    const bt_field *field = find_member(structure, name);
    bt_field_class_type type = field ? bt_field_get_class_type(field) : 0;
    if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER)) {
        *number = bt_field_integer_unsigned_get_value(field);
        return true;
    }
    if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER)) {
        *number = (uint64_t)bt_field_integer_signed_get_value(field);
        return true;
    }
    return false;
}

const char *ctf_field_string(const bt_field *structure, const char *name)
{
    const bt_field *field = find_member(structure, name);
    bool is_string = field && bt_field_get_class_type(field) == BT_FIELD_CLASS_TYPE_STRING;
    return is_string ? bt_field_string_get_value(field) : NULL;
}

/* ---- as text ---- */

/* Cuts at the beginning of a character, with room for the ellipsis. */
static void cut(struct field_text *text)
{
    size_t size = sizeof text->bytes - sizeof ELLIPSIS;
    while (size > 0 && ((unsigned char)text->bytes[size] & 0xc0) == 0x80) {
        size--;
    }
    memcpy(text->bytes + size, ELLIPSIS, sizeof ELLIPSIS);
    text->size = size + sizeof ELLIPSIS - 1;
    text->is_cut = true;
}

static void add(struct field_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(struct field_text *text, const char *format, ...)
{
    va_list arguments;
    size_t room = sizeof text->bytes - text->size;
    if (text->is_cut) {
        return;
    }
    va_start(arguments, format);
    int size = vsnprintf(text->bytes + text->size, room, format, arguments);
    va_end(arguments);
    if (size >= 0 && (size_t)size < room) {
        text->size += (size_t)size;
    } else {
        cut(text);
    }
}

/* Quoted as in C, so that a mark stays on one line. */
static void add_string(struct field_text *text, const char *string)
{
    add(text, "\"");
    for (const unsigned char *at = (const unsigned char *)string; *at && !text->is_cut; at++) {
        if (*at == '"' || *at == '\\') {
            add(text, "\\%c", *at);
        } else if (*at == '\n') {
            add(text, "\\n");
        } else if (*at < ' ') {
            add(text, "\\x%02x", *at);
        } else {
            add(text, "%c", *at);
        }
    }
    add(text, "\"");
}

static void add_unsigned(struct field_text *text, const bt_field *field)
{
    uint64_t value = bt_field_integer_unsigned_get_value(field);
    bt_field_class_integer_preferred_display_base base =
        bt_field_class_integer_get_preferred_display_base(bt_field_borrow_class_const(field));
    if (base == BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_HEXADECIMAL) {
        add(text, "0x%" PRIx64, value);
    } else {
        add(text, "%" PRIu64, value);
    }
}

static void add_enumeration(struct field_text *text, const bt_field *field)
{
    bt_field_class_enumeration_mapping_label_array labels = NULL;
    uint64_t count = 0;
    bool is_unsigned = bt_field_get_class_type(field) == BT_FIELD_CLASS_TYPE_UNSIGNED_ENUMERATION;
    bt_field_enumeration_get_mapping_labels_status status =
        is_unsigned ? bt_field_enumeration_unsigned_get_mapping_labels(field, &labels, &count)
                    : bt_field_enumeration_signed_get_mapping_labels(field, &labels, &count);
    if (status == BT_FIELD_ENUMERATION_GET_MAPPING_LABELS_STATUS_OK && count > 0) {
        add(text, "%s", labels[0]);
    } else if (is_unsigned) {
        add(text, "%" PRIu64, bt_field_integer_unsigned_get_value(field));
    } else {
        add(text, "%" PRId64, bt_field_integer_signed_get_value(field));
    }
}

static void add_field(struct field_text *text, const bt_field *field, unsigned depth);

static void add_array(struct field_text *text, const bt_field *field, unsigned depth)
{
    uint64_t length = bt_field_array_get_length(field);
    add(text, "[");
    for (uint64_t i = 0; i < length && !text->is_cut; i++) {
        add(text, "%s", i > 0 ? ", " : "");
        add_field(text, bt_field_array_borrow_element_field_by_index_const(field, i), depth);
    }
    add(text, "]");
}

/* LTTng puts the length of a sequence before it, which the sequence says as well. */
static bool is_length(const bt_field_class *structure, uint64_t index, const char *name)
{
    static const char suffix[] = "_length";
    size_t size = strlen(name), suffix_size = sizeof suffix - 1;
    if (size <= suffix_size || strcmp(name + size - suffix_size, suffix) != 0 ||
        index + 1 >= bt_field_class_structure_get_member_count(structure)) {
        return false;
    }
    const char *next = bt_field_class_structure_member_get_name(
        bt_field_class_structure_borrow_member_by_index_const(structure, index + 1));
    name += *name == '_';
    return strncmp(name, next, strlen(next)) == 0 && strlen(name) == strlen(next) + suffix_size;
}

static void add_members(struct field_text *text, const bt_field *structure, const char *before,
                        unsigned depth)
{
    const bt_field_class *class = bt_field_borrow_class_const(structure);
    uint64_t count = bt_field_class_structure_get_member_count(class);
    const char *separator = before;
    for (uint64_t i = 0; i < count && !text->is_cut; i++) {
        const char *name = bt_field_class_structure_member_get_name(
            bt_field_class_structure_borrow_member_by_index_const(class, i));
        if (!is_length(class, i, name)) {
            add(text, "%s%s=", separator, name);
            add_field(text, bt_field_structure_borrow_member_field_by_index_const(structure, i),
                      depth);
            separator = " ";
        }
    }
}

static void add_field(struct field_text *text, const bt_field *field, unsigned depth)
{
    bt_field_class_type type = bt_field_get_class_type(field);
    if (depth > DEPTH_MAX) {
        add(text, ELLIPSIS);
    } else if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_ENUMERATION)) {
        add_enumeration(text, field);
    } else if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER)) {
        add_unsigned(text, field);
    } else if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER)) {
        add(text, "%" PRId64, bt_field_integer_signed_get_value(field));
    } else if (type == BT_FIELD_CLASS_TYPE_STRING) {
        add_string(text, bt_field_string_get_value(field));
    } else if (type == BT_FIELD_CLASS_TYPE_BOOL) {
        add(text, bt_field_bool_get_value(field) ? "true" : "false");
    } else if (type == BT_FIELD_CLASS_TYPE_BIT_ARRAY) {
        add(text, "0x%" PRIx64, bt_field_bit_array_get_value_as_integer(field));
    } else if (type == BT_FIELD_CLASS_TYPE_SINGLE_PRECISION_REAL) {
        add(text, "%g", (double)bt_field_real_single_precision_get_value(field));
    } else if (type == BT_FIELD_CLASS_TYPE_DOUBLE_PRECISION_REAL) {
        add(text, "%g", bt_field_real_double_precision_get_value(field));
    } else if (type == BT_FIELD_CLASS_TYPE_STRUCTURE) {
        add(text, "{");
        add_members(text, field, "", depth + 1);
        add(text, "}");
    } else if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_ARRAY)) {
        add_array(text, field, depth + 1);
    } else if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_OPTION)) {
        const bt_field *chosen = bt_field_option_borrow_field_const(field);
        if (chosen) {
            add_field(text, chosen, depth + 1);
        }
    } else if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_VARIANT)) {
        add_field(text, bt_field_variant_borrow_selected_option_field_const(field), depth + 1);
    }
}

void field_text_init(struct field_text *text, const char *first)
{
    *text = (struct field_text){.size = 0};
    add(text, "%s", first);
}

void field_text_add_members(struct field_text *text, const bt_field *structure)
{
    if (structure) {
        add_members(text, structure, " ", 0);
    }
}
