package dev.weir.eventstore;

import dev.weir.contract.log.RecordHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes groups of records to the log of a partition. A transaction that was aborted for certain is
 * sent again as it is. One that fails otherwise may have taken place or not; then the writer fences
 * itself and looks behind the last record that it knows: the group is there, or it is sent again.
 * In both cases sequences and hashes stay, so what was folded already stays right and nobody
 * notices. Only if somebody else has written, or nothing helps for some time, the owner has to
 * begin anew.
 *
 * <p>Without it one lost answer of the transaction coordinator (it was seen to answer {@code
 * INVALID_TXN_STATE} to a busy producer) kept a partition of 140,000 events away for 9 s.
 */
final class GroupWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);

    /** Looking up takes as long as a broker needs to answer; a takeover would take longer. */
    private static final int TRIES_MAX = 3;

    /** Between two tries; the one who gives the writer its thread knows how to wait. */
    static final Duration PAUSE = Duration.ofMillis(20);

    private final String topic;
    private final Supplier<PartitionLog> opener;
    private final Function<PartitionLog, Outgoing> ownerRecord;
    private final Runnable pause;
    private volatile PartitionLog log;
    private long end;
    private long epoch;
    private long secondTries;
    private long resent;

    /**
     * @param topic of the events
     * @param opener opens the partition's log
     * @param ownerRecord what is published when the log was fenced
     * @param pause waits for about {@link #PAUSE}
     */
    GroupWriter(
            String topic,
            Supplier<PartitionLog> opener,
            Function<PartitionLog, Outgoing> ownerRecord,
            Runnable pause) {
        this.topic = topic;
        this.opener = opener;
        this.ownerRecord = ownerRecord;
        this.pause = pause;
        this.log = opener.get();
    }

    /** The log that is written to now; another one after a second try. */
    PartitionLog log() {
        return log;
    }

    /**
     * Publishes the owner of a log that was fenced and read to its end.
     *
     * @param known offset behind the last record that the owner has read
     */
    void begin(long known) {
        end = known;
        epoch = log.epoch();
        log.append(List.of(ownerRecord.apply(log)));
    }

    /**
     * Appends all records or none; after an exception the outcome is unknown.
     *
     * @return offset of the first event, or -1 if it cannot be told
     * @throws FencedException if another owner has written
     */
    long append(List<Outgoing> records) {
        long first;
        try {
            first = appendUnlessAborted(records);
        } catch (FencedException e) {
            throw e;
        } catch (RuntimeException unknown) {
            first = lookUp(records, unknown);
        }
        if (first >= 0) {
            end = first + events(records).size();
        }
        return first;
    }

    private long appendUnlessAborted(List<Outgoing> records) {
        for (int tries = 1; ; tries++) {
            try {
                return log.append(records);
            } catch (AbortedException e) {
                if (tries == TRIES_MAX) {
                    throw e;
                }
                LOG.warn("a transaction was aborted and is sent again: {}", e.toString());
                resent++;
                pause.run();
            }
        }
    }

    private long lookUp(List<Outgoing> records, RuntimeException unknown) {
        RuntimeException last = unknown;
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            if (Thread.currentThread().isInterrupted()) {
                throw last;
            }
            try {
                return secondTry(records, last);
            } catch (FencedException e) {
                throw e;
            } catch (RuntimeException failed) {
                last = failed;
                pause.run();
            }
        }
        throw last;
    }

    private long secondTry(List<Outgoing> records, RuntimeException unknown) {
        LOG.warn("a transaction failed, its outcome is looked up: {}", unknown.toString());
        secondTries++;
        log.close();
        log = opener.get();
        log.fence();
        boolean other = log.epoch() > epoch + 1;
        epoch = log.epoch();
        if (other) {
            // It may have signed a checkpoint, or answered from its own state.
            throw new FencedException("somebody else has owned the partition meanwhile", unknown);
        }
        List<PartitionLog.Entry> behind = new ArrayList<>();
        log.read(end, log.end(), behind::add);
        Outgoing owner = ownerRecord.apply(log);
        if (behind.isEmpty()) {
            // An owner's record of before would stand behind the one that it is now.
            Stream<Outgoing> again =
                    records.stream().filter(record -> !record.topic().equals(owner.topic()));
            return log.append(Stream.concat(again, Stream.of(owner)).toList());
        }
        List<Outgoing> events = events(records);
        if (!isSame(events, behind)) {
            throw new FencedException("somebody else has written behind offset " + end, unknown);
        }
        log.append(List.of(owner));
        return behind.getFirst().offset();
    }

    private List<Outgoing> events(List<Outgoing> records) {
        return records.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    private static boolean isSame(List<Outgoing> sent, List<PartitionLog.Entry> found) {
        return sent.stream()
                .map(GroupWriter::hash)
                .toList()
                .equals(found.stream().map(GroupWriter::hash).toList());
    }

    private static String hash(Outgoing sent) {
        return RecordHash.of(sent.key(), sent.headers(), sent.value());
    }

    private static String hash(PartitionLog.Entry found) {
        return SealedRecord.of(found.record()).hash();
    }

    /** Times that a failed transaction was looked up. */
    long secondTries() {
        return secondTries;
    }

    /** Times that a group was sent again after an abort. */
    long resent() {
        return resent;
    }

    @Override
    public void close() {
        log.close();
    }
}
