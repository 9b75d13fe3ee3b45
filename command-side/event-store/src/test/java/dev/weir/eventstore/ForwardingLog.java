package dev.weir.eventstore;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A log that does as the one inside; what differs is overridden. */
class ForwardingLog implements PartitionLog {
    private final PartitionLog log;

    ForwardingLog(PartitionLog log) {
        this.log = log;
    }

    @Override
    public void fence() {
        log.fence();
    }

    @Override
    public long epoch() {
        return log.epoch();
    }

    @Override
    public long end() {
        return log.end();
    }

    @Override
    public void read(long from, long until, Consumer<Entry> consumer) {
        log.read(from, until, consumer);
    }

    @Override
    public void readBack(String topic, Predicate<List<byte[]>> wantsMore) {
        log.readBack(topic, wantsMore);
    }

    @Override
    public long append(List<Outgoing> records) {
        return log.append(records);
    }

    @Override
    public Tail tail(long from) {
        return log.tail(from);
    }

    @Override
    public void close() {
        log.close();
    }
}
