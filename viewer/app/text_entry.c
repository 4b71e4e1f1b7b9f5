#include "viewer/app/text_entry.h"

#include <stdio.h>
#include <string.h>

void text_entry_begin(struct text_entry *entry, enum entry_kind kind, const char *text)
{
    *entry = (struct text_entry){.kind = kind};
    text_entry_add(entry, text);
}

void text_entry_add(struct text_entry *entry, const char *text)
{
    size_t length = strlen(entry->text), added = strlen(text);
    if (length + added < sizeof entry->text) {
        memcpy(entry->text + length, text, added + 1);
    }
}

bool text_entry_erase(struct text_entry *entry)
{
    size_t length = strlen(entry->text);
    if (length == 0) {
        return false;
    }
    do {
        length--;
    } while (length > 0 && ((unsigned char)entry->text[length] & 0xc0) == 0x80);
    entry->text[length] = '\0';
    return true;
}

void text_entry_end(struct text_entry *entry)
{
    *entry = (struct text_entry){0};
}
