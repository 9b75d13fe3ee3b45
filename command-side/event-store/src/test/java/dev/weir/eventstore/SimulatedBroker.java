package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * What Kafka keeps of one partition, in steps: a committed transaction is there at once and whole,
 * takes an offset more than it has records, and is refused when the partition was fenced since it
 * was begun. A request that comes twice is taken once, as by Kafka's producer sequences.
 */
final class SimulatedBroker {
    private final String topic;
    private final boolean fences;
    private final List<PartitionLog.Entry> entries = new ArrayList<>();
    private final List<Outgoing> others = new ArrayList<>();
    private final List<Request> delayed = new ArrayList<>();
    private long epoch;
    private long nextOffset;

    /** One transaction on its way. */
    static final class Request {
        final long epoch;
        final List<Outgoing> records;
        private boolean taken;
        private long firstOffset;

        Request(long epoch, List<Outgoing> records) {
            this.epoch = epoch;
            this.records = records;
        }
    }

    /**
     * @param fences false: a broken broker that takes everybody's records
     */
    SimulatedBroker(String topic, boolean fences) {
        this.topic = topic;
        this.fences = fences;
    }

    long fence() {
        return ++epoch;
    }

    /** That of the last fence. */
    long epoch() {
        return epoch;
    }

    long end() {
        return nextOffset;
    }

    List<PartitionLog.Entry> entries() {
        return entries;
    }

    /** Records of other topics, in the order of their transactions. */
    List<Outgoing> others() {
        return others;
    }

    /** Commits the request; returns the offset of its first record. */
    long take(Request request) {
        if (request.taken) {
            return request.firstOffset;
        }
        if (fences && request.epoch != epoch) {
            throw new FencedException("epoch " + request.epoch + " is fenced by " + epoch);
        }
        request.taken = true;
        request.firstOffset = nextOffset;
        commit(request.records);
        return request.firstOffset;
    }

    /** Commits records whatever the epoch; for broken logs. */
    void commit(List<Outgoing> records) {
        for (Outgoing record : records) {
            if (record.topic().equals(topic)) {
                entries.add(
                        new PartitionLog.Entry(
                                nextOffset++,
                                record.timestampMillis(),
                                EventRecord.parse(record.key(), record.headers(), record.value())));
            } else {
                others.add(record);
            }
        }
        nextOffset++;
    }

    /** The request will come later, if at all; nobody waits for its answer. */
    void delay(Request request) {
        delayed.add(request);
    }

    boolean hasDelayed() {
        return !delayed.isEmpty();
    }

    /** One that was delayed comes now. */
    void deliver(int index) {
        Request request = delayed.remove(index);
        try {
            take(request);
        } catch (FencedException refused) {
            // its sender has stopped to wait
        }
    }

    int delayedRequests() {
        return delayed.size();
    }
}
