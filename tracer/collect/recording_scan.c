/* Addresses are gathered in an open hash table: a recording has few different ones, and mostly the
 * same ones again and again. */
#include "tracer/collect/recording_scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/record.h"
#include "tracer/language/language.h"

#define FIRST_CAPACITY 1024 /* a power of two */

struct address_set {
    uint64_t *places; /* 0: free */
    size_t capacity;
    size_t count;
};

static void *take_memory(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory) {
        fputs(language_say(N_("trace-run: cannot go on: out of memory\n")), stderr);
        exit(125);
    }
    return memory;
}

static uint64_t *find_place(const struct address_set *set, uint64_t address)
{
    size_t place = (size_t)((address * 0x9e3779b97f4a7c15u) >> 20) & (set->capacity - 1);
    while (set->places[place] && set->places[place] != address) {
        place = (place + 1) & (set->capacity - 1);
    }
    return &set->places[place];
}

static void grow_set(struct address_set *set)
{
    struct address_set larger = {.capacity = set->capacity ? set->capacity * 2 : FIRST_CAPACITY};
    larger.places = take_memory(larger.capacity, sizeof(*larger.places));
    for (size_t i = 0; i < set->capacity; i++) {
        if (set->places[i]) {
            *find_place(&larger, set->places[i]) = set->places[i];
            larger.count++;
        }
    }
    free(set->places);
    *set = larger;
}

static void add_address(struct address_set *set, uint64_t address)
{
    if (set->count * 2 >= set->capacity) {
        grow_set(set);
    }
    uint64_t *place = find_place(set, address);
    set->count += *place == 0;
    *place = address;
}

/* What a recording has of different addresses. */
struct address_sets {
    struct address_set sites, objects;
};

static void scan_events(struct address_sets *sets, const char *packet, size_t size)
{
    uint64_t last = 0, last_object = 0;
    for (size_t at = sizeof(struct packet_head); at + sizeof(struct record) <= size;
         at += sizeof(struct record)) {
        const struct record *record = (const struct record *)(packet + at);
        uint64_t site = record_site(record);
        if (site != last && site != 0 && record_flags(record) & FLAG_ADDRESS) {
            add_address(&sets->sites, site);
            last = site;
        }
        uint64_t object = record_object(record);
        if (object != last_object && object != 0 && id_class(object) == ID_ADDRESS) {
            add_address(&sets->objects, object);
            last_object = object;
        }
    }
}

static bool has_module(const struct recording_scan *scan, uint64_t base, const char *path)
{
    for (size_t i = 0; i < scan->module_count; i++) {
        if (scan->modules[i].base == base && strcmp(scan->modules[i].path, path) == 0) {
            return true;
        }
    }
    return false;
}

static char *copy_text(const char *text)
{
    char *copy = take_memory(strlen(text) + 1, 1);
    return strcpy(copy, text);
}

static void add_module(struct recording_scan *scan, const struct text_fixed *fixed,
                       const char *path, const char *build_id)
{
    if (has_module(scan, fixed->key, path)) {
        return;
    }
    struct loaded_module *grown = take_memory(scan->module_count + 1, sizeof(*grown));
    if (scan->module_count > 0) {
        memcpy(grown, scan->modules, scan->module_count * sizeof(*grown));
    }
    grown[scan->module_count++] = (struct loaded_module){
        .base = fixed->key,
        .size = fixed->value,
        .path = copy_text(path),
        .build_id = copy_text(build_id),
    };
    free(scan->modules);
    scan->modules = grown;
}

static void scan_texts(struct recording_scan *scan, const char *packet, size_t size)
{
    size_t at = sizeof(struct packet_head);
    while (at + sizeof(struct text_fixed) < size) {
        struct text_fixed fixed;
        memcpy(&fixed, packet + at, sizeof(fixed));
        at += sizeof(fixed);
        const char *strings[TEXT_STRINGS];
        for (int i = 0; i < TEXT_STRINGS; i++) {
            size_t length = at < size ? strnlen(packet + at, size - at) : 0;
            if (at + length >= size) {
                return;
            }
            strings[i] = packet + at;
            at += length + 1;
        }
        if (fixed.kind == TEXT_MODULE) {
            add_module(scan, &fixed, strings[0], strings[1]);
        }
    }
}

static void scan_packets(struct recording_scan *scan, struct address_sets *sets, const char *bytes,
                         size_t size)
{
    for (size_t at = 0; at + PACKET_SIZE <= size; at += PACKET_SIZE) {
        struct packet_head head;
        memcpy(&head, bytes + at, sizeof(head));
        size_t content = head.content_bits / 8;
        if (head.magic != PACKET_MAGIC || content > PACKET_SIZE) {
            continue;
        }
        if (head.stream == STREAM_EVENTS) {
            scan_events(sets, bytes + at, content);
        } else {
            scan_texts(scan, bytes + at, content);
        }
    }
}

static void scan_file(struct recording_scan *scan, struct address_sets *sets, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (fd >= 0 && fstat(fd, &status) == 0 && status.st_size > 0) {
        size_t size = (size_t)status.st_size;
        void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes != MAP_FAILED) {
            scan_packets(scan, sets, bytes, size);
            munmap(bytes, size);
        }
    }
    if (fd >= 0) {
        close(fd);
    }
}

static int compare_addresses(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Moves the addresses to the front of the table's own memory. */
static uint64_t *finish_set(struct address_set *set)
{
    size_t count = 0;
    for (size_t i = 0; i < set->capacity; i++) {
        if (set->places[i]) {
            set->places[count++] = set->places[i];
        }
    }
    if (count > 0) {
        qsort(set->places, count, sizeof(*set->places), compare_addresses);
    }
    set->count = count;
    return set->places;
}

void recording_scan_init(struct recording_scan *scan, const char *directory)
{
    *scan = (struct recording_scan){0};
    struct address_sets sets = {0};
    DIR *folder = opendir(directory);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if (strncmp(entry->d_name, "stream_", strlen("stream_")) == 0) {
            char path[PATH_MAX];
            snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
            scan_file(scan, &sets, path);
        }
    }
    if (folder) {
        closedir(folder);
    }
    scan->addresses = finish_set(&sets.sites);
    scan->address_count = sets.sites.count;
    scan->objects = finish_set(&sets.objects);
    scan->object_count = sets.objects.count;
}

void recording_scan_finish(struct recording_scan *scan)
{
    free(scan->addresses);
    free(scan->objects);
    for (size_t i = 0; i < scan->module_count; i++) {
        free(scan->modules[i].path);
        free(scan->modules[i].build_id);
    }
    free(scan->modules);
    *scan = (struct recording_scan){0};
}
