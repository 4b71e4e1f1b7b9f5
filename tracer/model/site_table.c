#include "tracer/model/site_table.h"

#include <stdlib.h>
#include <string.h>

/* Addresses and registered numbers are different names; the spare top bit keeps them apart. */
static uint64_t site_key(uint64_t site, bool is_address)
{
    return site | (is_address ? UINT64_C(1) << 63 : 0);
}

static void register_module(struct site_table *table, const struct raw_text *text)
{
    table->modules = array_grow(table->modules, table->module_count + (size_t)1,
                                &table->module_capacity, sizeof *table->modules);
    struct raw_text *module = &table->modules[table->module_count++];
    *module = *text;
    module->strings[0] = arena_copy_text(table->arena, text->strings[0]);
}

void site_table_register(struct site_table *table, const struct raw_text *text)
{
    if (text->kind == TEXT_MODULE) {
        register_module(table, text);
        return;
    }
    table->known = array_grow(table->known, table->known_count + (size_t)1, &table->known_capacity,
                              sizeof *table->known);
    table->known[table->known_count] = (struct trace_site){
        .file = arena_copy_text(table->arena, text->strings[0]),
        .function = arena_copy_text(table->arena, text->strings[1]),
        .text = arena_copy_text(table->arena, text->strings[2]),
        .line = (uint32_t)text->value,
    };
    struct id_map *map = text->extra ? &table->symbols : &table->registered;
    id_map_store(map, text->key, text->process, table->known_count++);
}

static const struct trace_site *find_known(const struct site_table *table, const struct id_map *map,
                                           uint64_t site, uint32_t process)
{
    uint32_t known = id_map_find(map, site, process);
    if (known == ID_MAP_NONE) {
        known = id_map_find(map, site, 0);
    }
    return known == ID_MAP_NONE ? NULL : &table->known[known];
}

/* "libc.so.6+0x1234" for an address that no line is known for. */
static struct trace_site describe_address(struct site_table *table, const struct raw_event *raw)
{
    const char *text = NULL;
    for (uint32_t i = 0; i < table->module_count && !text; i++) {
        const struct raw_text *module = &table->modules[i];
        if (module->process == raw->process && raw->site - module->key < module->value) {
            const char *slash = strrchr(module->strings[0], '/');
            text =
                arena_print_text(table->arena, "%s+0x%llx", slash ? slash + 1 : module->strings[0],
                                 (unsigned long long)(raw->site - module->key));
        }
    }
    if (!text) {
        text = arena_print_text(table->arena, raw->flags & FLAG_ADDRESS ? "0x%llx" : "site %llu",
                                (unsigned long long)raw->site);
    }
    return (struct trace_site){.file = text, .function = "", .text = ""};
}

static bool is_same_site(const struct trace_site *a, const struct trace_site *b)
{
    return a->line == b->line && strcmp(a->file, b->file) == 0 &&
           strcmp(a->function, b->function) == 0;
}

/* Several calls on one line are one site. */
static uint32_t add_site(struct site_table *table, struct trace_site site)
{
    for (uint32_t i = 0; i < table->site_count; i++) {
        if (is_same_site(&table->sites[i], &site)) {
            return i;
        }
    }
    table->sites = array_grow(table->sites, table->site_count + (size_t)1, &table->site_capacity,
                              sizeof *table->sites);
    table->sites[table->site_count] = site;
    return table->site_count++;
}

uint32_t site_table_resolve(struct site_table *table, const struct raw_event *raw)
{
    if (raw->site == 0) {
        return NONE_INDEX;
    }
    uint64_t key = site_key(raw->site, raw->flags & FLAG_ADDRESS);
    uint32_t index = id_map_find(&table->used, key, raw->process);
    if (index == ID_MAP_NONE) {
        const struct trace_site *known =
            find_known(table, &table->registered, raw->site, raw->process);
        index = add_site(table, known ? *known : describe_address(table, raw));
        id_map_store(&table->used, key, raw->process, index);
    }
    return index;
}

const char *site_table_symbol(const struct site_table *table, uint64_t address, uint32_t process)
{
    const struct trace_site *known = find_known(table, &table->symbols, address, process);
    return known ? known->function : "";
}

void site_table_finish(struct site_table *table)
{
    free(table->known);
    free(table->modules);
    id_map_finish(&table->registered);
    id_map_finish(&table->symbols);
    id_map_finish(&table->used);
}
