/* Misuse: what a caller may not do, with Python's message for it and the Chinese one, so that no
 * text has to be written while recording. A failed event of reason misuse carries the code. */
#ifndef THREADLANE_EVENT_MISUSE_H
#define THREADLANE_EVENT_MISUSE_H

/* clang-format off: one row a rule. X(number, NAME, python, chinese); numbers are never reused */
#define MISUSE_TABLE(X)                                                                            \
    X(1, RELEASE_UNLOCKED, "release unlocked lock", "锁没有被占用，不能释放")                      \
    X(2, RELEASE_NOT_OWNED, "cannot release un-acquired lock", "不是锁的持有者，不能释放")         \
    X(3, WAIT_NOT_OWNED, "cannot wait on un-acquired lock", "没有拿到锁，不能等待")                \
    X(4, NOTIFY_NOT_OWNED, "cannot notify on un-acquired lock", "没有拿到锁，不能通知")            \
    X(5, START_TWICE, "threads can only be started once", "线程只能启动一次")                      \
    X(6, JOIN_NOT_STARTED, "cannot join thread before it is started", "线程还没启动，不能等它")    \
    X(7, JOIN_SELF, "cannot join current thread", "线程不能等自己结束")                            \
    X(8, DAEMON_ACTIVE, "cannot set daemon status of active thread", "线程已启动，不能改守护标志") \
    X(9, SEMAPHORE_NEGATIVE, "semaphore initial value must be >= 0", "信号量初值不能为负")         \
    X(10, SEMAPHORE_RELEASE_LESS_THAN_ONE, "n must be one or more", "n 至少为 1")                  \
    X(11, DESTROY_HELD, "cannot destroy a lock that is held", "锁还被占用，不能销毁")              \
    X(12, TIMEOUT_NEGATIVE, "timeout value must be a non-negative number", "等待时间不能为负")     \
    X(13, DESTROY_AWAITED, "cannot destroy an object that threads wait for",                       \
      "还有线程在等，不能销毁")                                                                    \
    X(14, NULL_HANDLE, "the handle is NULL", "句柄为空")                                           \
    X(15, SEMAPHORE_RELEASED_TOO_OFTEN, "Semaphore released too many times",                       \
      "信号量释放的次数过多")                                                                      \
    X(16, BARRIER_PARTIES, "parties must be >= 1", "参与的线程至少为 1")                           \
    X(17, QUEUE_TIMEOUT, "'timeout' must be a non-negative number", "等待时间不能为负")            \
    X(18, TASK_DONE_TOO_OFTEN, "task_done() called too many times", "task_done 调用的次数过多")    \
    X(19, GIL_TWICE, "the GIL is enabled already", "GIL 已经启用")                                 \
    X(20, GIL_INTERVAL, "switch interval must be strictly positive", "切换间隔必须大于 0")         \
    X(21, FUTURE_SET_FINISHED, "InvalidStateError: FINISHED", "任务已经有结果，不能再设")          \
    X(22, FUTURE_SET_CANCELLED, "InvalidStateError: CANCELLED", "任务已取消，不能设结果")          \
    X(23, FUTURE_UNEXPECTED, "Future in unexpected state", "任务的状态不对")                       \
    X(24, ERROR_WITHOUT_CODE, "an error needs a code other than 0", "错误码不能为 0")              \
    X(25, RETURN_WHEN, "Invalid return condition", "等待的条件无效")                               \
    X(26, NO_WORKERS, "max_workers must be greater than 0", "max_workers 必须大于 0")              \
    X(27, SUBMIT_AFTER_SHUTDOWN, "cannot schedule new futures after shutdown",                     \
      "线程池已关闭，不能再提交")                                                                  \
    X(28, SUBMIT_AT_EXIT, "cannot schedule new futures after interpreter shutdown",                \
      "程序正在退出，不能再提交")                                                                  \
    X(29, PROCESS_IN_VIRTUAL_TIME, "processes run in real time only", "虚拟时间里不能用进程")      \
    X(30, QUEUE_BY_INHERITANCE,                                                                    \
      "Queue objects should only be shared between processes through inheritance",                 \
      "进程队列只能通过继承传给子进程")                                                            \
    X(31, PICKLE_LOCK, "cannot pickle '_thread.lock' object", "含锁的对象不能序列化")              \
    X(32, PROCESS_START_TWICE, "cannot start a process twice", "进程只能启动一次")                 \
    X(33, PROCESS_JOIN_NOT_STARTED, "can only join a started process", "进程还没启动，不能等它")   \
    X(34, PROCESS_CLOSED, "process object is closed", "进程对象已关闭")                            \
    X(35, PROCESS_CLOSE_RUNNING, "Cannot close a process while it is still running",               \
      "进程还在运行，不能关闭")                                                                    \
    X(36, DAEMON_CHILDREN, "daemonic processes are not allowed to have children",                  \
      "守护进程不能有子进程")                                                                      \
    X(37, PROCESS_NOT_CHILD, "No child processes", "不是子进程，或已被回收")                       \
    X(38, PROCESS_RELEASED_TOO_OFTEN, "semaphore or lock released too many times",                 \
      "信号量或锁释放的次数过多")                                                                  \
    X(39, PROCESS_RLOCK_NOT_OWNED, "attempt to release recursive lock not owned by thread",        \
      "不是锁的持有者，不能释放")                                                                  \
    X(40, CONNECTION_CLOSED, "handle is closed", "连接已关闭")                                     \
    X(41, CONNECTION_READ_ONLY, "connection is read-only", "连接只能读")                           \
    X(42, CONNECTION_WRITE_ONLY, "connection is write-only", "连接只能写")                         \
    X(43, PROCESS_QUEUE_CLOSED, "Queue is closed", "队列已关闭")                                   \
    X(44, POOL_STILL_RUNNING, "Pool is still running", "进程池还在运行")                           \
    X(45, POOL_NOT_RUNNING, "Pool not running", "进程池已关闭")                                    \
    X(46, POOL_SIZE, "Number of processes must be at least 1", "进程至少为 1")                     \
    X(47, RESULT_NOT_READY, "the result is not ready", "结果还没有")                               \
    X(48, POOL_BROKEN,                                                                             \
      "A child process terminated abruptly, the process pool is not usable anymore",               \
      "一个子进程意外结束，进程池不能再用")                                                        \
    X(49, PROCESS_DAEMON_STARTED, "process has already started", "进程已启动，不能改守护标志")     \
    X(50, PROCESS_SIGNAL_NOT_STARTED, "the process has not been started", "进程还没启动")          \
    X(51, MANAGER_SHUT_DOWN, "Manager has shut down", "管理器已关闭")                              \
    X(52, PROCESS_QUEUE_OPEN, "Queue is not closed", "队列还没关闭")
/* clang-format on */

enum misuse {
#define X(number, NAME, ...) MISUSE_##NAME = number,
    MISUSE_TABLE(X)
#undef X
};

/* Python's message, or "misuse" for an unknown code. Static text. */
const char *misuse_message(unsigned misuse, int is_chinese);

#endif
