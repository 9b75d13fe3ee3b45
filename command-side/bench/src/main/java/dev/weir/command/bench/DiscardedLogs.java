package dev.weir.command.bench;

import dev.weir.eventstore.Outgoing;
import dev.weir.eventstore.PartitionLog;
import dev.weir.eventstore.PartitionLogs;
import java.util.List;
import java.util.function.Consumer;

/**
 * A log that takes everything and keeps nothing: what is measured on it is the ceiling, all of the
 * write path but Kafka.
 */
final class DiscardedLogs implements PartitionLogs {
    @Override
    public PartitionLog open(int partition) {
        return new PartitionLog() {
            private long end;

            @Override
            public void fence() {}

            @Override
            public long epoch() {
                return 1;
            }

            @Override
            public long end() {
                return end;
            }

            @Override
            public void read(long from, long until, Consumer<Entry> consumer) {}

            @Override
            public long append(List<Outgoing> records) {
                long first = end;
                end += records.size();
                return first;
            }

            @Override
            public Tail tail(long from) {
                throw new UnsupportedOperationException("nothing was kept");
            }

            @Override
            public void close() {}
        };
    }
}
