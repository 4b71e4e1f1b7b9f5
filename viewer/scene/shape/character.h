/* Characters of UTF-8 text, as far as laying out words needs to know them. */
#ifndef THREADLANE_VIEWER_SCENE_SHAPE_CHARACTER_H
#define THREADLANE_VIEWER_SCENE_SHAPE_CHARACTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the character at `text` into `code` and returns its size in bytes: 0 at the end, 1 with
 * U+FFFD for a byte that is no UTF-8. */
size_t character_read(const char *text, uint32_t *code);
/* Han, kana, hangul and full-width forms: as wide as high. */
bool character_is_wide(uint32_t code);
/* A line may not begin with it: closing brackets, commas and stops of Chinese text. */
bool character_is_closing(uint32_t code);
/* A line may not end with it: the opening brackets of Chinese text. */
bool character_is_opening(uint32_t code);
/* U+202A-202E and U+2066-2069: it turns the direction of all that follows. A name that ends without
 * turning it back would reverse the rest of the sentence. */
bool character_turns_direction(uint32_t code);
/* Copies `size` bytes of text without such characters and ends the copy with a 0. The copy has room
 * for size + 1 bytes. */
void character_copy_straight(char *copy, const char *text, size_t size);

#endif
