#include "tracer/format/foreign_party.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"

#define NUMBER_LIMIT (1u << 20) /* of threads and processes */
#define KERNEL_SHIFT 32         /* inodes are smaller; above them is room for the party's number */

/* ---- knowing ---- */

static const char *environment_text(const bt_trace *trace, const char *name)
{
    const bt_value *value = bt_trace_borrow_environment_entry_value_by_name_const(trace, name);
    bool is_text = value && bt_value_get_type(value) == BT_VALUE_TYPE_STRING;
    return is_text ? bt_value_string_get(value) : "";
}

static char *copy(const char *text)
{
    char *copied = strdup(text);
    if (!copied) {
        abort();
    }
    return copied;
}

static uint32_t add_party(struct foreign_parties *parties, const char *host, const char *session)
{
    parties->parties =
        realloc(parties->parties, (parties->count + (size_t)1) * sizeof *parties->parties);
    if (!parties->parties) {
        abort();
    }
    parties->parties[parties->count] = (struct foreign_party){
        .host = copy(host),
        .session = copy(session),
        .first_ticks = UINT64_MAX,
    };
    return parties->count++;
}

static uint32_t find_party(struct foreign_parties *parties, const bt_trace *trace)
{
    const char *host = environment_text(trace, "hostname");
    const char *session = environment_text(trace, "trace_name");
    for (uint32_t i = 0; i < parties->count; i++) {
        const struct foreign_party *party = &parties->parties[i];
        if (strcmp(party->host, host) == 0 && strcmp(party->session, session) == 0) {
            return i;
        }
    }
    return add_party(parties, host, session);
}

uint32_t foreign_parties_know(struct foreign_parties *parties, const bt_trace *trace)
{
    if (trace != parties->latest_trace) {
        parties->latest = find_party(parties, trace);
        parties->latest_trace = trace;
    }
    return parties->latest;
}

uint32_t foreign_parties_host(const struct foreign_parties *parties, uint32_t party)
{
    uint32_t host = 0;
    while (strcmp(parties->parties[host].host, parties->parties[party].host) != 0) {
        host++;
    }
    return host;
}

void foreign_parties_forget_trace(struct foreign_parties *parties)
{
    parties->latest_trace = NULL;
}

/* ---- noting ---- */

static struct foreign_owner *reserve_owner(struct foreign_party *party, uint32_t thread)
{
    size_t capacity = party->owner_capacity ? party->owner_capacity : 64;
    while (capacity <= thread) {
        capacity *= 2;
    }
    if (capacity > party->owner_capacity) {
        party->owners = realloc(party->owners, capacity * sizeof *party->owners);
        if (!party->owners) {
            abort();
        }
        memset(party->owners + party->owner_capacity, 0,
               (capacity - party->owner_capacity) * sizeof *party->owners);
        party->owner_capacity = capacity;
    }
    return &party->owners[thread];
}

bool foreign_party_note_thread(struct foreign_party *party, uint32_t thread,
                               const struct foreign_owner *owner)
{
    if (thread >= NUMBER_LIMIT || owner->process >= NUMBER_LIMIT) {
        return false;
    }
    struct foreign_owner *known = reserve_owner(party, thread);
    if (known->is_known && known->process != owner->process) {
        return false;
    }
    *known = *owner;
    known->is_known = true;
    party->thread_max = thread > party->thread_max ? thread : party->thread_max;
    party->process_max = owner->process > party->process_max ? owner->process : party->process_max;
    return true;
}

/* Threads and processes are also told of before they have said anything themselves. */
static void note_number(uint32_t *max, uint64_t number)
{
    if (number < NUMBER_LIMIT && number > *max) {
        *max = (uint32_t)number;
    }
}

void foreign_party_note_event(struct foreign_party *party, const struct raw_event *event,
                              uint64_t ticks)
{
    uint64_t number = id_number(event->object);
    party->first_ticks = ticks < party->first_ticks ? ticks : party->first_ticks;
    if (id_class(event->object) == ID_LIBRARY && number > party->object_max) {
        party->object_max = number;
    } else if (id_class(event->object) == ID_THREAD) {
        note_number(&party->thread_max, number);
    } else if (id_class(event->object) == ID_PROCESS) {
        note_number(&party->process_max, number);
    }
}

/* ---- moving ---- */

void foreign_parties_place(struct foreign_parties *parties)
{
    uint32_t threads = 0, processes = 0;
    uint64_t objects = 0;
    for (uint32_t i = 0; i < parties->count; i++) {
        struct foreign_party *party = &parties->parties[i];
        party->thread_base = threads;
        party->process_base = processes;
        party->object_base = objects;
        threads += party->thread_max;
        processes += party->process_max;
        objects += party->object_max;
    }
}

/* Number 0 is trace-run, whosever. */
static uint32_t moved(uint32_t number, uint32_t base)
{
    return number == 0 ? 0 : number + base;
}

uint32_t foreign_party_thread(const struct foreign_party *party, uint32_t thread)
{
    return moved(thread, party->thread_base);
}

uint32_t foreign_party_process(const struct foreign_party *party, uint32_t process)
{
    return moved(process, party->process_base);
}

/* Addresses are each process's own already. */
static uint64_t move_id(const struct foreign_party *party, uint64_t id)
{
    uint64_t number = id_number(id);
    switch (id_class(id)) {
    case ID_THREAD:
        return number < NUMBER_LIMIT
                   ? id_make(ID_THREAD, foreign_party_thread(party, (uint32_t)number))
                   : id;
    case ID_PROCESS:
        return number < NUMBER_LIMIT
                   ? id_make(ID_PROCESS, foreign_party_process(party, (uint32_t)number))
                   : id;
    case ID_LIBRARY:
        return id_make(ID_LIBRARY, number + party->object_base);
    case ID_KERNEL:
        return id_make(ID_KERNEL, number ^ (uint64_t)party->process_base << KERNEL_SHIFT);
    default:
        return id;
    }
}

static uint64_t move_high_thread(const struct foreign_party *party, uint64_t value)
{
    uint32_t thread = foreign_party_thread(party, (uint32_t)(value >> 32));
    return (uint64_t)thread << 32 | (uint32_t)value;
}

/* What numbers a value has, if any (docs/trace-format.md, section values). */
static uint64_t move_value(const struct foreign_party *party, const struct raw_event *event)
{
    switch (kind_operation(event->kind)) {
    case OPERATION_DOOR_WAKE:
    case OPERATION_MANAGER_SERVE:
        return move_high_thread(party, event->value);
    case OPERATION_GIL_ASK:
        return foreign_party_thread(party, (uint32_t)event->value);
    case OPERATION_THREAD_CREATE:
    case OPERATION_OBJECT_CREATE:
        return move_id(party, event->value);
    case OPERATION_OBJECT_HAS:
        return flags_detail(event->flags) < ROLE_LIMIT ? move_id(party, event->value)
                                                       : event->value;
    case OPERATION_FUTURE_WAIT:
        return kind_stage(event->kind) == STAGE_DONE ? move_id(party, event->value) : event->value;
    default:
        return event->value;
    }
}

void foreign_party_move_event(const struct foreign_party *party, struct raw_event *event)
{
    if (party->thread_base != 0) {
        event->value = move_value(party, event);
        event->object = move_id(party, event->object);
        event->thread = foreign_party_thread(party, event->thread);
        event->process = foreign_party_process(party, event->process);
    }
}

void foreign_party_move_text(const struct foreign_party *party, struct raw_text *text)
{
    if (text->kind == TEXT_NAME || text->kind == TEXT_OUTSIDE) {
        text->key = move_id(party, text->key);
    } else if (text->kind == TEXT_ASLEEP) {
        text->key = foreign_party_thread(party, (uint32_t)text->key);
    }
    text->thread = foreign_party_thread(party, text->thread);
    text->process = foreign_party_process(party, text->process);
}

bool foreign_party_tell_threads(const struct foreign_party *party, const struct trace_sink *sink)
{
    for (uint32_t thread = 0; thread < party->owner_capacity; thread++) {
        const struct foreign_owner *owner = &party->owners[thread];
        if (owner->is_known &&
            !sink->take_thread(sink->context, foreign_party_thread(party, thread), owner->tid,
                               foreign_party_process(party, owner->process), owner->pid)) {
            return false;
        }
    }
    return true;
}

void foreign_parties_finish(struct foreign_parties *parties)
{
    for (uint32_t i = 0; i < parties->count; i++) {
        free(parties->parties[i].host);
        free(parties->parties[i].session);
        free(parties->parties[i].owners);
    }
    free(parties->parties);
    *parties = (struct foreign_parties){0};
}
