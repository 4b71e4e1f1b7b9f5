"""Stories of the GIL: who computes takes turns, whoever reads before a turn and writes after it loses
what others wrote, and who only looks burns a core. Named as the scenarios they tell again."""

import dis
import sys
import threading
import time

total = 0
detail_url_list = []
ROUNDS = 3_000_000


def run_both(first, second, names=("add", "desc")):
    threads = [threading.Thread(target=work, name=name)
               for work, name in zip((first, second), names)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def gil_counter_race():
    def add():
        global total
        for _ in range(ROUNDS):
            total += 1

    def desc():
        global total
        for _ in range(ROUNDS):
            total -= 1

    run_both(add, desc)
    print(total)


def gil_race_call_in_expr():
    def one():
        return 1

    def add():
        global total
        for _ in range(ROUNDS):
            total += one()

    def desc():
        global total
        for _ in range(ROUNDS):
            total -= one()

    run_both(add, desc)
    print(total != 0)


def gil_switch_interval():
    def spin():
        for _ in range(ROUNDS):
            pass

    print("switchinterval", sys.getswitchinterval())
    run_both(spin, spin, ("spin a", "spin b"))
    run_both(lambda: time.sleep(0.05), lambda: time.sleep(0.05), ("sleep a", "sleep b"))


def dis_add_sub():
    def add1(a):
        a += 1

    print("BINARY_OP" in dis.Bytecode(add1).dis())


def shared_list_no_lock():
    def get_detail_html():
        while True:
            if len(detail_url_list):
                detail_url_list.pop()
                time.sleep(2)

    def get_detail_url():
        while True:
            time.sleep(2)
            detail_url_list.extend(range(20))

    threading.Thread(target=get_detail_url, name="get_detail_url").start()
    for number in range(1, 11):
        threading.Thread(target=get_detail_html, name=f"html {number}").start()


def shared_list_indexerror():
    found = []

    def consume():
        try:
            while not found:
                if len(detail_url_list):
                    detail_url_list.pop()
        except IndexError as error:
            found.append(str(error))

    sys.setswitchinterval(1e-4)
    threads = [threading.Thread(target=consume, name=f"c{i}") for i in range(1, 5)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 1
    while not found and time.monotonic() < end:
        detail_url_list.append(1)
    found.append("enough")
    for thread in threads:
        thread.join()


globals()[sys.argv[1]]()
