#include "tracer/record/text_writer.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "tracer/record/attachment.h"
#include "tracer/record/clock.h"
#include "tracer/record/packet_taker.h"
#include "tracer/record/tap.h"

#define REMEMBERED_COUNT 1024 /* a power of two */

struct remembered_text {
    uint64_t hash;
    uint32_t size;
    uint32_t id; /* 0: none */
};

/* The lock guards all that follows: one writer at a time in the slot, ids given once. */
static pthread_mutex_t writer_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct {
    struct packet_head *packet;
    uint32_t size;  /* of the packet's content */
    uint32_t owned; /* slot + 1, 0: none */
    uint32_t index; /* of the packet in the pool */
    uint32_t last_text_id;
    uint64_t end_ticks;
    struct remembered_text remembered[REMEMBERED_COUNT];
} writer;

static void give_packet(void)
{
    if (writer.packet) {
        packet_give_full(attachment.pool, writer.index);
    }
    writer.packet = NULL;
}

static bool take_packet(uint64_t ticks)
{
    if (!writer.owned) {
        uint32_t slot = slot_take(attachment.pool, STREAM_TEXTS);
        if (slot == SLOT_NONE) {
            return false;
        }
        writer.owned = slot + 1;
        uint64_t slot_end = attachment.pool->slot_end[slot];
        writer.end_ticks = writer.end_ticks > slot_end ? writer.end_ticks : slot_end;
    }
    struct packet_owner owner = {
        .slot = writer.owned - 1,
        .stream = STREAM_TEXTS,
        .thread = attachment.thread,
        .process = attachment.process,
        .tid = attachment.tid,
        .pid = attachment.pid,
    };
    uint64_t begin = ticks > writer.end_ticks ? ticks : writer.end_ticks;
    writer.packet = packet_take(attachment.pool, &owner, begin, true, &writer.index);
    writer.size = sizeof(struct packet_head);
    return writer.packet != NULL;
}

/* Texts do not move the virtual clock: naming a thing does not change when things happen. */
static uint64_t read_ticks(void)
{
    uint64_t ticks = attachment.pool->is_virtual_time ? clock_virtual_now()
                                                      : clock_ticks(attachment.pool->uses_tsc);
    return ticks > writer.end_ticks ? ticks : writer.end_ticks;
}

static void append(const void *bytes, size_t size)
{
    memcpy((char *)writer.packet + writer.size, bytes, size);
    writer.size += size;
}

static void write_locked(const struct text_record *text)
{
    size_t sizes[TEXT_STRINGS], size = sizeof(struct text_fixed);
    for (int i = 0; i < TEXT_STRINGS; i++) {
        sizes[i] = text->strings[i] ? text_cut_size(text->strings[i]) : 0;
        size += sizes[i] + 1;
    }
    uint64_t ticks = read_ticks();
    if (writer.packet && writer.size + size > PACKET_SIZE) {
        give_packet();
    }
    if (!writer.packet && !take_packet(ticks)) {
        return;
    }
    ticks = ticks > writer.end_ticks ? ticks : writer.end_ticks;
    struct text_fixed fixed = {ticks, text->kind, text->key, text->value, text->extra};
    append(&fixed, sizeof(fixed));
    const char *strings[TEXT_STRINGS];
    for (int i = 0; i < TEXT_STRINGS; i++) {
        strings[i] = (const char *)writer.packet + writer.size;
        append(text->strings[i] ? text->strings[i] : "", sizes[i]);
        append("", 1);
    }
    writer.end_ticks = ticks;
    atomic_store_explicit(&writer.packet->end, ticks, memory_order_relaxed);
    atomic_store_explicit(&writer.packet->content_bits, writer.size * UINT64_C(8),
                          memory_order_release);
    if (tap) {
        tap->add_text(writer.packet, &fixed, strings);
    }
}

void text_writer_write(const struct text_record *text)
{
    if (!attachment.pool) {
        return;
    }
    pthread_mutex_lock(&writer_mutex);
    write_locked(text);
    pthread_mutex_unlock(&writer_mutex);
}

/* FNV-1a. */
static uint64_t hash_text(const char *text, size_t size)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
    }
    return hash;
}

uint32_t text_writer_intern(const char *text)
{
    if (!attachment.pool) {
        return 0;
    }
    size_t size = text_cut_size(text);
    uint64_t hash = hash_text(text, size);
    struct remembered_text *place = &writer.remembered[hash % REMEMBERED_COUNT];
    pthread_mutex_lock(&writer_mutex);
    if (!place->id || place->hash != hash || place->size != size) {
        *place = (struct remembered_text){hash, (uint32_t)size, ++writer.last_text_id};
        write_locked(&(struct text_record){
            .kind = TEXT_TEXT, .key = writer.last_text_id, .strings = {text}});
    }
    uint32_t id = place->id;
    pthread_mutex_unlock(&writer_mutex);
    return id;
}

void text_writer_begin_fork(void)
{
    pthread_mutex_lock(&writer_mutex);
}

void text_writer_end_fork(void)
{
    pthread_mutex_unlock(&writer_mutex);
}

void text_writer_forget(void)
{
    memset(&writer, 0, sizeof(writer));
    pthread_mutex_init(&writer_mutex, NULL);
}

void text_writer_give_back(void)
{
    pthread_mutex_lock(&writer_mutex);
    if (attachment.pool && writer.owned) {
        give_packet();
        slot_give_back(attachment.pool, writer.owned - 1, STREAM_TEXTS, writer.end_ticks);
        writer.owned = 0;
    }
    pthread_mutex_unlock(&writer_mutex);
}
