package dev.weir.eventstore;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.checkpoint.CheckpointBytes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.Checkpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the tree heads of a partition's books during one life of its owner, on a thread of its own:
 * neither commands nor the writer wait for it. What it signs is durable already, so a checkpoint
 * goes with whatever group comes next, or alone.
 *
 * <p>It begins by reading which checkpoints there are, since each names the one before. A book
 * whose log does not reach its last checkpoint, or has another root there, was cut or altered: it
 * is not signed again, so that the break stays visible.
 */
final class Checkpointer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();

    /** Before the topic is read again, which failed. */
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    /** Of the 15 s that a clean end may take. */
    private static final long FINISH_SECONDS = 5;

    /**
     * A signature takes about 0.4 ms: more of them in one tick would be felt on a small machine.
     */
    private static final int CHECKPOINTS_PER_TICK_MAX = 16;

    private final StoreTopics topics;
    private final CheckpointSettings settings;
    private final InstantSource clock;
    private final Supplier<PartitionLog> log;
    private final PartitionState state;
    private final List<BookTree.Head> atTakeover;
    private final Set<String> signedBooks;
    private final Map<String, Last> lasts = new HashMap<>();
    private final Thread thread;
    private volatile boolean ready;
    private volatile boolean closed;

    /**
     * The last checkpoint of a book.
     *
     * @param broken the log contradicts it
     */
    private record Last(long size, ByteString root, long signedNanos, boolean broken) {
        static final Last NONE = new Last(0, ByteString.EMPTY, Long.MIN_VALUE, false);
    }

    /**
     * @param log the fenced log of the partition, as it is now
     * @param state whose books are signed, and that takes the checkpoints
     * @param placed books that are known to live in the partition: one without a record, whose log
     *     was cut to nothing, may have been signed, too
     */
    Checkpointer(
            StoreTopics topics,
            CheckpointSettings settings,
            InstantSource clock,
            Supplier<PartitionLog> log,
            PartitionState state,
            Set<String> placed,
            String name) {
        this.topics = topics;
        this.settings = settings;
        this.clock = clock;
        this.log = log;
        this.state = state;
        this.atTakeover = state.trees().stream().map(BookTree::head).toList();
        this.signedBooks = new HashSet<>(placed);
        state.trees().forEach(tree -> signedBooks.add(tree.head().position().book()));
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            ready = readLasts();
            while (!closed && !ready) {
                LockSupport.parkNanos(RETRY_NANOS);
                ready = readLasts();
            }
            while (!closed) {
                due(System.nanoTime()).forEach(this::sign);
                LockSupport.parkNanos(TICK_NANOS);
            }
        } catch (RuntimeException e) {
            if (!closed) {
                // Evidence is missing, money is not: the owner goes on, `weir verify` will tell.
                LOG.error("no checkpoints are signed until the next takeover", e);
                closed = true;
            }
        }
    }

    /** Ends at once, whatever it does: the next life of the owner must not wait. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        join(Duration.ofSeconds(FINISH_SECONDS));
    }

    /** Hands nothing over any more; afterwards {@link #remaining} may be called. */
    void finish() {
        closed = true;
        LockSupport.unpark(thread);
        join(Duration.ofSeconds(FINISH_SECONDS)); // it may still read which checkpoints there are
    }

    private void join(Duration wait) {
        try {
            thread.join(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Signed checkpoints of all books that have something new, for a clean end. */
    List<Outgoing> remaining() {
        List<Outgoing> signed = new ArrayList<>();
        if (!ready) {
            return signed; // which checkpoints there are is not known: none can name the one before
        }
        for (BookTree tree : state.trees()) {
            BookTree.Head head = tree.head();
            if (!last(head).broken() && head.frontier().size() > last(head).size()) {
                signed.add(signed(head));
            }
        }
        return signed;
    }

    /** False if Kafka did not give them: somebody else's transaction may be open on the topic. */
    private boolean readLasts() {
        lasts.clear();
        try {
            readTopic();
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.warn("{} cannot be read, again: {}", topics.checkpoints(), e.toString());
            }
            return false;
        }
        atTakeover.forEach(this::compare);
        return true;
    }

    /**
     * Back from the end until there is a checkpoint of every book that may have one: each was
     * signed since it last changed, so of books in use the last ones stand close to the end.
     */
    private void readTopic() {
        log.get()
                .readBack(
                        topics.checkpoints(),
                        block -> {
                            Map<String, Last> newest = new HashMap<>();
                            block.forEach(value -> note(value, newest));
                            newest.forEach(lasts::putIfAbsent);
                            return !lasts.keySet().containsAll(signedBooks);
                        });
    }

    private void note(byte[] value, Map<String, Last> newest) {
        try {
            Checkpoint checkpoint = Checkpoint.parseFrom(value);
            newest.put(
                    checkpoint.getBook(),
                    new Last(
                            checkpoint.getTreeSize(), checkpoint.getRoot(), Long.MIN_VALUE, false));
        } catch (InvalidProtocolBufferException e) {
            LOG.error("{} holds something else than checkpoints", topics.checkpoints());
        }
    }

    /** The log as it was taken over against the book's last checkpoint. */
    private void compare(BookTree.Head head) {
        Last last = last(head);
        boolean cut = last.size() > head.frontier().size();
        boolean other =
                last.size() == head.frontier().size()
                        && last.size() > 0
                        && !ByteString.copyFrom(head.frontier().root()).equals(last.root());
        if (cut || other) {
            LOG.error(
                    "book {}: the log ends with record {} and contradicts a checkpoint that was"
                            + " signed of {} records with root {}: run `weir verify`. No further"
                            + " checkpoint of this book is signed.",
                    head.position().book(),
                    head.position().sequence(),
                    last.size(),
                    CheckpointBytes.hex(last.root()));
            lasts.put(
                    head.position().book(),
                    new Last(last.size(), last.root(), Long.MIN_VALUE, true));
        }
    }

    private List<BookTree.Head> due(long nowNanos) {
        List<BookTree.Head> due = new ArrayList<>();
        for (BookTree tree : state.trees()) {
            BookTree.Head head = tree.head();
            Last last = last(head);
            long fresh = head.frontier().size() - last.size();
            boolean late =
                    last.signedNanos() == Long.MIN_VALUE
                            || nowNanos - last.signedNanos() >= settings.every().toNanos();
            if (!last.broken() && (fresh >= settings.events() || (fresh > 0 && late))) {
                due.add(head);
                if (due.size() == CHECKPOINTS_PER_TICK_MAX) {
                    return due;
                }
            }
        }
        return due;
    }

    private void sign(BookTree.Head head) {
        state.enqueue(head.position().book(), signed(head));
    }

    private Outgoing signed(BookTree.Head head) {
        Last last = last(head);
        String book = head.position().book();
        ByteString root = ByteString.copyFrom(head.frontier().root());
        Checkpoint checkpoint =
                settings.signer()
                        .sign(
                                Checkpoint.newBuilder()
                                        .setBook(book)
                                        .setTreeSize(head.frontier().size())
                                        .setRoot(root)
                                        .setLastSequence(head.position().sequence())
                                        .setChainHash(bytes(head.position().hash()))
                                        .setRecordedMicros(head.position().recordedMicros())
                                        .setSignedMicros(Micros.of(clock.instant()))
                                        .setOwnerEpoch(log.get().epoch())
                                        .setPreviousTreeSize(last.size())
                                        .setPreviousRoot(last.root())
                                        .build());
        lasts.put(book, new Last(checkpoint.getTreeSize(), root, System.nanoTime(), false));
        return new Outgoing(
                topics.checkpoints(),
                -1,
                clock.millis(),
                book.getBytes(StandardCharsets.UTF_8),
                List.of(),
                checkpoint.toByteArray());
    }

    private Last last(BookTree.Head head) {
        return lasts.getOrDefault(head.position().book(), Last.NONE);
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }
}
