/* Traces written as text, for tests: the notation of docs/trace-format.md, statements between
 * semicolons.
 *
 *     "main thread.create+ A; A thread.begin A; A lock.acquire L; B lock.acquire+ L;
 *      B ·door.wait+ L #1 timed; N condition.notify C 1/0; N door.wake C W#1; A print 1 "天 1""
 *
 * An event: a thread, the operation with any number of · before it for the storey and + (begin) or
 * ! (failed) after it, the object (0 for none), then what it needs: #n a wait, B#n a wake of B's
 * wait n, n/m asked and woken (all/m), a plain number a value, i1 or m1 an item or message, 7@3 a
 * value and its version, "for X" an object's id as the value; the words timed, try, read, all,
 * daemon, header, body or a reason (timeout, busy, closed, cancelled, misuse; of gil.drop blocking,
 * asked, exit); a printed text or a manager's method in quotes; file.c:31 a site; @1.5ms the time
 * (else each event is 50 us after the one before). Depth and sequence of locks, sizes of queues and
 * what a semaphore.release gives are counted, unless n@m says other than that; a number after
 * lock.acquire is the depth that a condition takes back.
 *
 * Processes: "P process.fork+ c; K thread.begin K; K process.begin c; P process.fork c" puts K, and
 * the threads that it creates, into process c; all others are in the process called first. What
 * trace-run itself records is said by the thread trace-run: "trace-run process.end c 9 seen". Bytes
 * of pipe.write and pipe.read are plain values; pipes, process locks, process queues, pools and
 * referents are shared, all else a fork copies. Also the words eof, read_end, write_end, forked,
 * executed.
 *
 * A declaration: "X:condition shared of Q" for what is shared, "L:lock by K" for who makes it (else
 * main), "R:rlock", "C:condition uses L", "B:bounded_semaphore limit 3", "Q:queue order 1",
 * "V:waiter limit 2 watch F1 watch F2", "C:condition of S uses L" after its parent. What is not
 * declared is made on first sight: locks are plain locks, those beginning with R rlocks, and a
 * condition uses the lock that is released inside its wait.
 *
 * "C:condition foreign uses L" is one of the C library's, as of unmodified programs: a notify
 * cannot say whom it wakes ("C 1/?"), and its waiter takes the lock back before its wait ends.
 *
 * The world: "outside C" says that something unrecorded may act on C (a thread, an object; 0 the
 * process), "inside C" that it no longer may, "asleep W#1" that the kernel says that W sleeps in
 * its first wait.
 *
 * A name: "A=小爱" names a thread or object, else it is called by its token. The thread called main
 * is the main thread; it begins the process, also when it does nothing else. */
#ifndef THREADLANE_TESTS_SEQUENCE_H
#define THREADLANE_TESTS_SEQUENCE_H

#include "tracer/model/trace.h"

/* The trace of a sequence; a mistake in the text ends the test program with a message. `outcome` is
 * one of ended, hung, crashed, interrupted, or "" for a trace that simply stops. */
struct trace *sequence_parse(const char *text, const char *outcome);

#endif
