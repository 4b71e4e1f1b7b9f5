#include "tracer/collect/part_name.h"

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define STEPS_MAX 500000 /* some hundredths of a second */
#define DEPTH_MAX 8

void part_search_init(struct part_search *search)
{
    search->steps_left = STEPS_MAX;
}

/* ---- the variable ---- */

static bool lies_at(Dwarf_Die *die, uint64_t address)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *operations;
    size_t count = 0;
    return dwarf_tag(die) == DW_TAG_variable && dwarf_attr(die, DW_AT_location, &attribute) &&
           dwarf_getlocation(&attribute, &operations, &count) == 0 && count == 1 &&
           operations[0].atom == DW_OP_addr && operations[0].number == address;
}

/* Of those outside of functions. */
static bool find_variable(struct part_search *search, Dwfl_Module *module, uint64_t address,
                          Dwarf_Die *found)
{
    Dwarf_Addr bias;
    for (Dwarf_Die *unit = NULL; (unit = dwfl_module_nextcu(module, unit, &bias));) {
        bool is_there = dwarf_child(unit, found) == 0;
        for (; is_there; is_there = dwarf_siblingof(found, found) == 0) {
            if (search->steps_left == 0) {
                return false;
            }
            search->steps_left--;
            if (lies_at(found, address - bias)) {
                return true;
            }
        }
    }
    return false;
}

/* ---- its parts ---- */

static bool find_type(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    return dwarf_attr_integrate(die, DW_AT_type, &attribute) && dwarf_formref_die(&attribute, type);
}

/* What a wait is about: its own parts are nobody's business. */
static bool is_primitive(Dwarf_Die *type)
{
    static const char *const beginnings[] = {
        "pthread_", "sem_t",           "mtx_t",       "cnd_t",        "once_flag",
        "mutex",    "recursive_mutex", "timed_mutex", "shared_mutex", "condition_variable"};
    const char *name = dwarf_diename(type);
    for (size_t i = 0; name && i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
        if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* Down to what is no other name for something else. */
static bool unwrap(Dwarf_Die *type)
{
    while (!is_primitive(type)) {
        switch (dwarf_tag(type)) {
        case DW_TAG_typedef:
        case DW_TAG_const_type:
        case DW_TAG_volatile_type:
        case DW_TAG_atomic_type:
            if (!find_type(type, type)) {
                return false;
            }
            break;
        default:
            return true;
        }
    }
    return true;
}

static void append(char *name, size_t size, const char *before, const char *part)
{
    size_t used = strlen(name);
    snprintf(name + used, size - used, "%s%s", before, part);
}

/* Of one dimension: of more it would not be said as the program says it. */
static bool go_to_element(Dwarf_Die *type, uint64_t *offset, char *name, size_t size)
{
    Dwarf_Die range;
    Dwarf_Word element_size = 0;
    bool has_one = dwarf_child(type, &range) == 0 && dwarf_siblingof(&range, &range) != 0;
    if (!has_one || !find_type(type, type) || dwarf_aggregate_size(type, &element_size) != 0 ||
        element_size == 0) {
        return false;
    }
    char index[32];
    snprintf(index, sizeof(index), "[%" PRIu64 "]", *offset / element_size);
    append(name, size, "", index);
    *offset %= element_size;
    return true;
}

static bool has_offset(Dwarf_Die *member, uint64_t offset, uint64_t *begin)
{
    Dwarf_Attribute attribute;
    Dwarf_Word at = 0, member_size = 0;
    Dwarf_Die type;
    bool is_known = dwarf_tag(member) == DW_TAG_member &&
                    dwarf_attr(member, DW_AT_data_member_location, &attribute) &&
                    dwarf_formudata(&attribute, &at) == 0 && find_type(member, &type) &&
                    dwarf_aggregate_size(&type, &member_size) == 0;
    *begin = at;
    return is_known && at <= offset && offset - at < member_size;
}

static bool go_to_member(Dwarf_Die *type, uint64_t *offset, char *name, size_t size)
{
    Dwarf_Die member;
    bool is_there = dwarf_child(type, &member) == 0;
    for (; is_there; is_there = dwarf_siblingof(&member, &member) == 0) {
        uint64_t begin;
        if (has_offset(&member, *offset, &begin)) {
            const char *called = dwarf_diename(&member);
            append(name, size, called ? "." : "", called ? called : "");
            *offset -= begin;
            return find_type(&member, type);
        }
    }
    return false;
}

static bool append_parts(Dwarf_Die *type, uint64_t offset, char *name, size_t size)
{
    for (int depth = 0; depth < DEPTH_MAX && unwrap(type); depth++) {
        int tag = dwarf_tag(type);
        bool is_composed = tag == DW_TAG_structure_type || tag == DW_TAG_class_type;
        if (is_primitive(type) || (tag != DW_TAG_array_type && !is_composed)) {
            return offset == 0;
        }
        if (!(is_composed ? go_to_member(type, &offset, name, size)
                          : go_to_element(type, &offset, name, size))) {
            return false;
        }
    }
    return false;
}

bool part_name_append(struct part_search *search, Dwfl_Module *module, uint64_t address,
                      uint64_t offset, char *name, size_t size)
{
    Dwarf_Die variable, type;
    size_t used = strlen(name);
    if (find_variable(search, module, address, &variable) && find_type(&variable, &type) &&
        append_parts(&type, offset, name, size)) {
        return true;
    }
    name[used] = '\0';
    return false;
}
