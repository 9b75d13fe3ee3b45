package dev.weir.jobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A log in lists: one split a partition, read in order by one subtask, and never ending, like a
 * topic.
 */
final class ListSource implements Source<EventIn, ListSource.Part, Integer> {
    private static final long serialVersionUID = 1L;

    /** The job runs in this JVM: lists stay here, and only their name travels. */
    private static final Map<String, Map<Integer, List<EventIn>>> LOGS = new ConcurrentHashMap<>();

    private final String name;

    private ListSource(String name) {
        this.name = name;
    }

    static ListSource of(String name, List<EventIn> events) {
        LOGS.put(
                name,
                new TreeMap<>(events.stream().collect(Collectors.groupingBy(e -> e.partition))));
        return new ListSource(name);
    }

    record Part(int partition) implements SourceSplit {
        @Override
        public String splitId() {
            return Integer.toString(partition);
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<EventIn, Part> createReader(SourceReaderContext context) {
        return new Reader(LOGS.get(name));
    }

    @Override
    public SplitEnumerator<Part, Integer> createEnumerator(SplitEnumeratorContext<Part> context) {
        return new Enumerator(context, LOGS.get(name));
    }

    @Override
    public SplitEnumerator<Part, Integer> restoreEnumerator(
            SplitEnumeratorContext<Part> context, Integer checkpoint) {
        return createEnumerator(context);
    }

    @Override
    public SimpleVersionedSerializer<Part> getSplitSerializer() {
        return new IntSerializer<>() {
            @Override
            int number(Part part) {
                return part.partition();
            }

            @Override
            Part of(int number) {
                return new Part(number);
            }
        };
    }

    @Override
    public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
        return new IntSerializer<>() {
            @Override
            int number(Integer value) {
                return value;
            }

            @Override
            Integer of(int number) {
                return number;
            }
        };
    }

    private abstract static class IntSerializer<T> implements SimpleVersionedSerializer<T> {
        abstract int number(T value);

        abstract T of(int number);

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T value) {
            return ByteBuffer.allocate(Integer.BYTES).putInt(number(value)).array();
        }

        @Override
        public T deserialize(int version, byte[] bytes) throws IOException {
            return of(ByteBuffer.wrap(bytes).getInt());
        }
    }

    private record Enumerator(SplitEnumeratorContext<Part> context, Map<Integer, List<EventIn>> log)
            implements SplitEnumerator<Part, Integer> {
        @Override
        public void addReader(int subtask) {
            for (int partition : log.keySet()) {
                if (partition % context.currentParallelism() == subtask) {
                    context.assignSplit(new Part(partition), subtask);
                }
            }
        }

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void addSplitsBack(List<Part> parts, int subtask) {}

        @Override
        public Integer snapshotState(long checkpoint) {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static final class Reader implements SourceReader<EventIn, Part> {
        private final Map<Integer, List<EventIn>> log;
        private final Deque<EventIn> waiting = new ArrayDeque<>();
        private CompletableFuture<Void> available = new CompletableFuture<>();

        Reader(Map<Integer, List<EventIn>> log) {
            this.log = log;
        }

        @Override
        public void start() {}

        @Override
        public InputStatus pollNext(ReaderOutput<EventIn> out) {
            if (waiting.isEmpty()) {
                available = new CompletableFuture<>();
                return InputStatus.NOTHING_AVAILABLE;
            }
            out.collect(waiting.poll());
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public List<Part> snapshotState(long checkpoint) {
            return new ArrayList<>();
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return available;
        }

        @Override
        public void addSplits(List<Part> parts) {
            parts.forEach(part -> waiting.addAll(log.get(part.partition())));
            available.complete(null);
        }

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }
}
