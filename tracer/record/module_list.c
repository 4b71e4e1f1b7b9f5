#include "tracer/record/module_list.h"

#include <elf.h>
#include <limits.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "tracer/record/text_writer.h"

#define BUILD_ID_MAX 32 /* bytes; 20 is usual */

static unsigned long long written_adds; /* modules loaded so far when the list was last written */

static void write_hex(const unsigned char *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
}

static size_t pad4(size_t size)
{
    return (size + 3) & ~(size_t)3;
}

/* The build id in one note segment, in hexadecimal; "" if it is not there. */
static void find_build_id(const char *note, size_t size, char *out)
{
    out[0] = '\0';
    while (size >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *head = (const ElfW(Nhdr) *)note;
        size_t whole = sizeof(*head) + pad4(head->n_namesz) + pad4(head->n_descsz);
        if (whole > size) {
            return;
        }
        const char *name = note + sizeof(*head);
        if (head->n_type == NT_GNU_BUILD_ID && head->n_namesz == 4 && memcmp(name, "GNU", 4) == 0 &&
            head->n_descsz <= BUILD_ID_MAX) {
            write_hex((const unsigned char *)name + 4, head->n_descsz, out);
            return;
        }
        note += whole;
        size -= whole;
    }
}

static uint64_t loaded_size(const struct dl_phdr_info *info)
{
    uint64_t end = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD && segment->p_vaddr + segment->p_memsz > end) {
            end = segment->p_vaddr + segment->p_memsz;
        }
    }
    return end;
}

/* The program itself has no name here, the kernel's own module no file. */
static const char *find_path(const struct dl_phdr_info *info, char *buffer)
{
    if (info->dlpi_name && info->dlpi_name[0]) {
        return strchr(info->dlpi_name, '/') ? info->dlpi_name : NULL;
    }
    ssize_t size = readlink("/proc/self/exe", buffer, PATH_MAX - 1);
    if (size <= 0) {
        return NULL;
    }
    buffer[size] = '\0';
    return buffer;
}

static int write_module(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    unsigned long long *adds = context;
    *adds = info->dlpi_adds;
    if (info->dlpi_adds == written_adds) {
        return 1; /* nothing new since the last time */
    }
    char path_buffer[PATH_MAX], build_id[BUILD_ID_MAX * 2 + 1] = "";
    const char *path = find_path(info, path_buffer);
    if (!path) {
        return 0;
    }
    for (int i = 0; i < info->dlpi_phnum && !build_id[0]; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type == PT_NOTE && segment->p_align <= 4) {
            find_build_id((const char *)(info->dlpi_addr + segment->p_vaddr), segment->p_memsz,
                          build_id);
        }
    }
    text_writer_write(&(struct text_record){
        .kind = TEXT_MODULE,
        .key = info->dlpi_addr,
        .value = loaded_size(info),
        .strings = {path, build_id},
    });
    return 0;
}

void module_list_write(void)
{
    unsigned long long adds = 0;
    dl_iterate_phdr(write_module, &adds);
    written_adds = adds;
}

void module_list_forget(void)
{
    written_adds = 0;
}
