#include "viewer/app/differing.h"

#include "viewer/app/cursor.h"

void differing_go_to(struct player *player, uint32_t number)
{
    const struct pairing *pairing = player->pairing;
    if (!pairing || number == 0 || number > pairing->comparison->difference_count) {
        return;
    }
    const struct difference *difference = &pairing->comparison->differences[number - 1];
    enum comparison_side side = pairing->pair.active;
    player->difference = number;
    if (difference->first[side] == NONE_INDEX) {
        side = !side; /* it is only there */
        player_turn_to(player, side);
    }
    uint32_t first = difference->first[side], second = difference->second[side];
    uint32_t earlier = first < second ? first : second;
    cursor_step_to(&player->view, &player->subject,
                   pairing->comparison->runs[side].operations[earlier].step);
}

void differing_step(struct player *player, int direction)
{
    uint32_t count = player->pairing ? player->pairing->comparison->difference_count : 0;
    uint32_t number = player->difference;
    if (direction > 0) {
        differing_go_to(player, number < count ? number + 1 : count);
    } else {
        differing_go_to(player, number > 1 ? number - 1 : number == 1 ? 1 : count);
    }
}
