package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.RecordHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Logs with one mistake each. */
final class BrokenLogs {
    private BrokenLogs() {}

    /** Writes and reads somewhere else than where a consumer looks. */
    static PartitionLogs elsewhere(StoreTopics topics) {
        return new MemoryLogs(topics.events());
    }

    /** Writes what becomes of the records of each transaction. */
    static PartitionLogs writing(PartitionLogs logs, UnaryOperator<List<Outgoing>> change) {
        return partition ->
                new ForwardingLog(logs.open(partition)) {
                    @Override
                    public long append(List<Outgoing> records) {
                        return super.append(change.apply(records));
                    }
                };
    }

    static List<Outgoing> twice(List<Outgoing> records) {
        List<Outgoing> all = new ArrayList<>(records);
        all.addAll(records);
        return all;
    }

    static List<Outgoing> withoutTheLastOfSeveral(List<Outgoing> records) {
        return records.size() < 2 ? records : records.subList(0, records.size() - 1);
    }

    static List<Outgoing> withAGap(StoreTopics topics, List<Outgoing> records) {
        return changed(
                topics,
                records,
                event -> event.sequence() == 0 ? event : renumbered(event, event.sequence() + 1));
    }

    static List<Outgoing> withoutChain(StoreTopics topics, List<Outgoing> records) {
        return changed(topics, records, event -> chained(event, RecordHash.NONE));
    }

    /** Readers see records before they are committed. */
    static PartitionLogs showingPending(StoreTopics topics, PartitionLogs logs) {
        List<PartitionLog.Entry> shown = new CopyOnWriteArrayList<>();
        return partition ->
                new ForwardingLog(logs.open(partition)) {
                    @Override
                    public long append(List<Outgoing> records) {
                        for (Outgoing record : records) {
                            if (record.topic().equals(topics.events())) {
                                shown.add(
                                        new Entry(
                                                shown.size(),
                                                record.timestampMillis(),
                                                parse(record)));
                            }
                        }
                        return super.append(records);
                    }

                    @Override
                    public Tail tail(long from) {
                        return new ListTail(shown, Math.toIntExact(from));
                    }
                };
    }

    private static final class ListTail implements PartitionLog.Tail {
        private final List<PartitionLog.Entry> shown;
        private int next;

        ListTail(List<PartitionLog.Entry> shown, int next) {
            this.shown = shown;
            this.next = next;
        }

        @Override
        public List<PartitionLog.Entry> poll(Duration wait) {
            List<PartitionLog.Entry> came = List.copyOf(shown.subList(next, shown.size()));
            next += came.size();
            if (came.isEmpty()) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000L);
            }
            return came;
        }

        @Override
        public void close() {}
    }

    private static List<Outgoing> changed(
            StoreTopics topics, List<Outgoing> records, UnaryOperator<EventRecord> change) {
        List<Outgoing> changed = new ArrayList<>();
        for (Outgoing record : records) {
            changed.add(
                    record.topic().equals(topics.events())
                            ? new Outgoing(
                                    record.topic(),
                                    record.partition(),
                                    record.timestampMillis(),
                                    record.key(),
                                    change.apply(parse(record)).headers(),
                                    record.value())
                            : record);
        }
        return changed;
    }

    private static EventRecord parse(Outgoing record) {
        return EventRecord.parse(record.key(), record.headers(), record.value());
    }

    private static EventRecord renumbered(EventRecord event, long sequence) {
        return copy(event, sequence, event.previousHash());
    }

    private static EventRecord chained(EventRecord event, String previousHash) {
        return copy(event, event.sequence(), previousHash);
    }

    private static EventRecord copy(EventRecord event, long sequence, String previousHash) {
        return new EventRecord(
                event.book(),
                sequence,
                event.id(),
                event.type(),
                event.recordedMicros(),
                event.occurredMicros(),
                event.subject(),
                previousHash,
                event.runIndex(),
                event.runLength(),
                event.key(),
                event.commandHash(),
                event.tags(),
                event.metadata(),
                event.value());
    }
}
