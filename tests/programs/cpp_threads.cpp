/* The threads of C++, without a word of Threadlane: one small story an argument. Its mutexes,
 * conditions, locks to share and onces are made of POSIX ones; its semaphores, latches and waits
 * for atomics are not. */
#include <atomic>
#include <barrier>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <stdexcept>
#include <thread>

constexpr int ROUNDS = 100;

std::mutex first, second;
std::condition_variable news;
std::shared_mutex notes;
std::once_flag setting_up;
std::counting_semaphore<> permits{0};
std::barrier both{2};
int turn, count;

namespace bank
{
struct desk {
    int number;
    std::mutex till;
};

std::mutex vault;
desk desks[2];
} // namespace bank

namespace
{
void take(std::mutex &outer, std::mutex &inner)
{
    std::lock_guard<std::mutex> have(outer);
    both.arrive_and_wait();
    std::lock_guard<std::mutex> have_both(inner);
}

void deadlock()
{
    std::thread left([] { take(first, second); });
    std::thread right([] { take(second, first); });
    left.join();
    right.join();
}

void run_bank()
{
    std::thread left([] { take(bank::vault, bank::desks[1].till); });
    std::thread right([] { take(bank::desks[1].till, bank::vault); });
    left.join();
    right.join();
}

void take_turns(int mine)
{
    for (int i = 0; i < ROUNDS; i++) {
        std::unique_lock<std::mutex> have(first);
        news.wait(have, [mine] { return turn == mine; });
        turn = 1 - mine;
        news.notify_all();
    }
}

void in_turn()
{
    std::thread left(take_turns, 0), right(take_turns, 1);
    left.join();
    right.join();
}

void read_notes()
{
    std::shared_lock<std::shared_mutex> have(notes);
    both.arrive_and_wait();
}

void readers()
{
    std::thread left(read_notes), right(read_notes);
    left.join();
    right.join();
    std::unique_lock<std::shared_mutex> have(notes);
    std::printf("%d\n", notes.try_lock_shared());
}

void upgrade()
{
    std::shared_lock<std::shared_mutex> have(notes);
    notes.lock();
}

void fail_first()
{
    if (count++ == 0) {
        throw std::runtime_error("the first time");
    }
}

void once()
{
    for (int i = 0; i < 3; i++) {
        try {
            std::call_once(setting_up, fail_first);
        } catch (const std::runtime_error &error) {
            std::printf("%s\n", error.what());
        }
    }
    std::printf("%d\n", count);
}

void handing_over()
{
    std::thread giver([] { permits.release(ROUNDS); });
    for (int i = 0; i < ROUNDS; i++) {
        permits.acquire();
    }
    giver.join();
}

void wait_for_permit()
{
    permits.acquire();
}

void wait_at_latch()
{
    std::latch gate{1};
    gate.wait();
}

void wait_at_barrier()
{
    both.arrive_and_wait();
}

void wait_for_change()
{
    std::atomic<int> number{0};
    number.wait(0);
}

const struct {
    const char *name;
    void (*tell)();
} stories[] = {
    {"deadlock", deadlock},
    {"in-turn", in_turn},
    {"readers", readers},
    {"upgrade", upgrade},
    {"once", once},
    {"handing-over", handing_over},
    {"bank", run_bank},
    {"wait-for-permit", wait_for_permit},
    {"wait-at-latch", wait_at_latch},
    {"wait-at-barrier", wait_at_barrier},
    {"wait-for-change", wait_for_change},
};
} // namespace

int main(int argc, char **argv)
{
    for (const auto &story : stories) {
        if (argc > 1 && std::strcmp(argv[1], story.name) == 0) {
            story.tell();
            return 0;
        }
    }
    return 2;
}
