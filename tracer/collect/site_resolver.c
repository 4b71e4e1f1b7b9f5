#include "tracer/collect/site_resolver.h"

#include <elfutils/libdwfl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/collect/debug_file.h"
#include "tracer/collect/inlined_call.h"
#include "tracer/collect/part_name.h"
#include "tracer/collect/recording_scan.h"
#include "tracer/collect/symbol_name.h"
#include "tracer/language/language.h"

#define LINE_SIZE 1024 /* longer source lines are cut */

/* What is found of one address; strings live until the next address. */
struct found_site {
    char file[PATH_MAX];
    char text[LINE_SIZE];
    char function[LINE_SIZE];
    uint32_t line;
};

static const Dwfl_Callbacks callbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = debug_file_find,
    .section_address = dwfl_offline_section_address,
};

/* The file that is there now is the one that was loaded, as far as build ids can tell. */
static bool is_same_file(Dwfl_Module *module, const char *build_id)
{
    const unsigned char *bits;
    GElf_Addr address;
    int size = dwfl_module_build_id(module, &bits, &address);
    if (size <= 0 || !build_id[0]) {
        return size <= 0 && !build_id[0];
    }
    if (strlen(build_id) != (size_t)size * 2) {
        return false;
    }
    for (int i = 0; i < size; i++) {
        char digits[3];
        snprintf(digits, sizeof(digits), "%02x", bits[i]);
        if (memcmp(digits, build_id + (size_t)i * 2, 2) != 0) {
            return false;
        }
    }
    return true;
}

/* Does any of the addresses lie in it? Opening the others would only cost time. */
static bool is_used(const struct recording_scan *scan, const struct loaded_module *module)
{
    for (size_t i = 0; i < scan->address_count; i++) {
        if (scan->addresses[i] - module->base < module->size) {
            return true;
        }
    }
    for (size_t i = 0; i < scan->object_count; i++) {
        if (scan->objects[i] - module->base < module->size) {
            return true;
        }
    }
    return false;
}

static Dwfl *open_modules(const struct recording_scan *scan)
{
    Dwfl *dwfl = dwfl_begin(&callbacks);
    if (!dwfl) {
        return NULL;
    }
    dwfl_report_begin(dwfl);
    for (size_t i = 0; i < scan->module_count; i++) {
        const struct loaded_module *loaded = &scan->modules[i];
        if (!is_used(scan, loaded)) {
            continue;
        }
        Dwfl_Module *module =
            dwfl_report_elf(dwfl, loaded->path, loaded->path, -1, loaded->base, true);
        if (module && !is_same_file(module, loaded->build_id)) {
            fprintf(stderr,
                    language_say(
                        N_("trace-run: '%s' has changed since it was loaded: no source lines\n")),
                    loaded->path);
            dwfl_end(dwfl);
            return NULL;
        }
    }
    dwfl_report_end(dwfl, NULL, NULL);
    return dwfl;
}

/* Below the current folder a path is told from there: shorter, and the same on each machine. */
static void shorten_path(char *path)
{
    char folder[PATH_MAX];
    size_t size = getcwd(folder, sizeof(folder)) ? strlen(folder) : 0;
    if (size > 1 && strncmp(path, folder, size) == 0 && path[size] == '/') {
        memmove(path, path + size + 1, strlen(path + size + 1) + 1);
    }
}

/* The path of a source file as the compiler was told it, from the folder where it ran. */
static void find_source(const char *folder, const char *file, char *path)
{
    char joined[PATH_MAX], real[PATH_MAX];
    bool is_relative = file[0] != '/' && folder;
    snprintf(joined, sizeof(joined), "%s%s%s", is_relative ? folder : "", is_relative ? "/" : "",
             file);
    snprintf(path, PATH_MAX, "%s", realpath(joined, real) ? real : file);
}

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t size = strlen(text);
    while (size > 0 && strchr(" \t\r\n", text[size - 1])) {
        size--;
    }
    text[size] = '\0';
    return text;
}

static void read_source_line(const char *path, uint32_t line, char *text)
{
    text[0] = '\0';
    struct stat status;
    FILE *file = stat(path, &status) == 0 && S_ISREG(status.st_mode) ? fopen(path, "re") : NULL;
    if (!file) {
        return;
    }
    char *buffer = NULL;
    size_t capacity = 0;
    for (uint32_t i = 1; i <= line; i++) {
        if (getline(&buffer, &capacity, file) < 0) {
            break;
        }
        if (i == line) {
            snprintf(text, LINE_SIZE, "%s", trim(buffer));
        }
    }
    free(buffer);
    fclose(file);
}

static void find_line(Dwfl_Module *module, uint64_t address, struct found_site *site)
{
    Dwfl_Line *line = dwfl_module_getsrc(module, address);
    int number = 0;
    const char *file = line ? dwfl_lineinfo(line, NULL, &number, NULL, NULL, NULL) : NULL;
    if (!file || number <= 0) {
        return;
    }
    inlined_call_find(module, address, &file, &number);
    site->line = (uint32_t)number;
    find_source(dwfl_line_comp_dir(line), file, site->file);
    read_source_line(site->file, site->line, site->text);
    shorten_path(site->file);
}

static void tell_place(Dwfl_Module *module, uint64_t address, struct found_site *site)
{
    GElf_Addr begin = 0;
    const char *path = dwfl_module_info(module, NULL, &begin, NULL, NULL, NULL, NULL, NULL);
    const char *slash = path ? strrchr(path, '/') : NULL;
    snprintf(site->file, sizeof(site->file), "%s+0x%" PRIx64, slash ? slash + 1 : path,
             address - begin);
}

/* The call stands before the address where it returns to. */
static bool find_site(Dwfl *dwfl, uint64_t address, struct found_site *site)
{
    Dwfl_Module *module = dwfl_addrmodule(dwfl, address - 1);
    if (!module) {
        return false;
    }
    const char *symbol = dwfl_module_addrname(module, address - 1);
    *site = (struct found_site){.line = 0};
    symbol_name_write(symbol ? symbol : "", site->function, sizeof(site->function));
    find_line(module, address - 1, site);
    if (site->line == 0) {
        tell_place(module, address, site);
    }
    return true;
}

static bool write_site(const struct found_site *site, uint64_t address, bool is_symbol,
                       struct own_stream *texts, uint64_t ticks, struct trace_error *error)
{
    struct raw_text text = {
        .time_ns = ticks,
        .kind = TEXT_SITE,
        .key = address,
        .value = site->line,
        .extra = is_symbol,
        .strings = {site->file, site->function, site->text},
    };
    return own_stream_add_text(texts, &text, error);
}

static bool write_sites(Dwfl *dwfl, const struct recording_scan *scan, struct own_stream *texts,
                        uint64_t ticks, struct trace_error *error)
{
    static struct found_site site;
    for (size_t i = 0; i < scan->address_count; i++) {
        if (!find_site(dwfl, scan->addresses[i], &site)) {
            continue;
        }
        if (!write_site(&site, scan->addresses[i], false, texts, ticks, error)) {
            return false;
        }
    }
    return true;
}

/* What a program keeps at a fixed place has a symbol; its parts are called after it. */
static bool find_symbol(struct part_search *search, Dwfl *dwfl, uint64_t address,
                        struct found_site *site)
{
    Dwfl_Module *module = dwfl_addrmodule(dwfl, address);
    GElf_Off offset = 0;
    GElf_Sym symbol;
    const char *found =
        module ? dwfl_module_addrinfo(module, address, &offset, &symbol, NULL, NULL, NULL) : NULL;
    if (!found || offset >= symbol.st_size) {
        return false;
    }
    *site = (struct found_site){.line = 0};
    char *name = site->function;
    symbol_name_write(found, name, sizeof(site->function));
    size_t length = strlen(name);
    if (!part_name_append(search, module, address - offset, offset, name, sizeof(site->function)) &&
        offset > 0) {
        snprintf(name + length, sizeof(site->function) - length, "+%" PRIu64, (uint64_t)offset);
    }
    tell_place(module, address, site);
    return true;
}

static bool write_symbols(Dwfl *dwfl, const struct recording_scan *scan, struct own_stream *texts,
                          uint64_t ticks, struct trace_error *error)
{
    static struct found_site site;
    struct part_search search;
    part_search_init(&search);
    for (size_t i = 0; i < scan->object_count; i++) {
        if (find_symbol(&search, dwfl, scan->objects[i], &site) &&
            !write_site(&site, scan->objects[i], true, texts, ticks, error)) {
            return false;
        }
    }
    return true;
}

bool site_resolver_run(const char *directory, struct own_stream *texts, uint64_t ticks,
                       struct trace_error *error)
{
    unsetenv("DEBUGINFOD_URLS"); /* a verdict must not wait for the network */
    struct recording_scan scan;
    recording_scan_init(&scan, directory);
    Dwfl *dwfl = scan.address_count > 0 ? open_modules(&scan) : NULL;
    bool is_written = !dwfl || (write_sites(dwfl, &scan, texts, ticks, error) &&
                                write_symbols(dwfl, &scan, texts, ticks, error));
    dwfl_end(dwfl);
    recording_scan_finish(&scan);
    return is_written;
}
