package dev.weir.eventstore;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One thread that runs the commands of a partition one after another, from sourcing to the accepted
 * append; the wait for the commit happens elsewhere. On it, source and append are atomic and never
 * conflict. Tasks must not block.
 */
public final class PartitionLoop implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ArrayDeque<Task> priority = new ArrayDeque<>();
    private final ArrayDeque<Task> normal = new ArrayDeque<>();
    private final int priorityTasksMax;
    private final int normalTasksMax;
    private final Thread thread;
    private boolean running;
    private boolean closed;
    private boolean ended;

    private record Task(long sinceNanos, Runnable work) {
        static Task now(Runnable work) {
            return new Task(System.nanoTime(), work);
        }
    }

    /**
     * @param normalTasksMax commands that may wait; past it they are refused at once. The priority
     *     lane holds four times as many, since each of its tasks stems from an accepted command.
     */
    public PartitionLoop(String name, int normalTasksMax) {
        this(normalTasksMax, Thread.ofPlatform().daemon().name(name));
        thread.start();
    }

    private PartitionLoop(int normalTasksMax, Thread.Builder thread) {
        this.normalTasksMax = normalTasksMax;
        this.priorityTasksMax = Math.multiplyExact(4, normalTasksMax);
        this.thread = thread.unstarted(this::run);
    }

    /** Without a thread: tasks run when {@link #runNext} is called. */
    static PartitionLoop stepped(String name, int normalTasksMax) {
        return new PartitionLoop(normalTasksMax, Thread.ofPlatform().name(name));
    }

    /**
     * Runs the task on the loop; the future is the task's own, completed wherever that one is.
     * Fails with {@link OverloadedException} at once when the lane is full, and with {@link
     * NotServingException} when the partition is being given to another owner.
     */
    public <T> CompletableFuture<T> submit(Lane lane, Supplier<CompletableFuture<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (!offer(lane, () -> begin(task, result))) {
            result.completeExceptionally(refusal());
        }
        return result;
    }

    private RuntimeException refusal() {
        lock.lock();
        try {
            return closed
                    ? new NotServingException(
                            NotServingException.Reason.NOT_OWNER, thread.getName() + " has ended")
                    : new OverloadedException(thread.getName() + ": the queue is full");
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs the task before all that wait, unless the loop has ended; for the owner, which has one
     * such task at a time.
     */
    void submitFirst(Runnable task) {
        lock.lock();
        try {
            if (!ended) {
                priority.addFirst(Task.now(task));
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tasks that wait in both lanes. */
    public int depth() {
        lock.lock();
        try {
            return priority.size() + normal.size();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether no task waits or runs. */
    boolean isIdle() {
        lock.lock();
        try {
            return priority.isEmpty() && normal.isEmpty() && !running;
        } finally {
            lock.unlock();
        }
    }

    /** How long the command that comes next has waited, in nanoseconds; 0: none waits. */
    long waitedNanos() {
        lock.lock();
        try {
            Task next = normal.peek();
            return next == null ? 0 : System.nanoTime() - next.sinceNanos();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the caller runs on the loop. */
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Ends after the tasks that wait already. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private static <T> void begin(
            Supplier<CompletableFuture<T>> task, CompletableFuture<T> result) {
        try {
            task.get()
                    .whenComplete(
                            (value, failure) -> {
                                if (failure == null) {
                                    result.complete(value);
                                } else {
                                    result.completeExceptionally(failure);
                                }
                            });
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }

    private boolean offer(Lane lane, Runnable task) {
        ArrayDeque<Task> queue = lane == Lane.PRIORITY ? priority : normal;
        int tasksMax = lane == Lane.PRIORITY ? priorityTasksMax : normalTasksMax;
        lock.lock();
        try {
            if (closed || queue.size() >= tasksMax) {
                return false;
            }
            queue.add(Task.now(task));
            work.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Runs the task that comes next on the caller's thread; false: none waits. */
    boolean runNext() {
        Runnable next = poll();
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private Runnable next() {
        lock.lock();
        try {
            running = false;
            while (true) {
                Runnable task = poll();
                if (task != null) {
                    running = true;
                    return task;
                }
                if (closed) {
                    ended = true;
                    return null;
                }
                work.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private Runnable poll() {
        lock.lock();
        try {
            Task task = priority.isEmpty() ? normal.poll() : priority.poll();
            return task == null ? null : task.work();
        } finally {
            lock.unlock();
        }
    }
}
