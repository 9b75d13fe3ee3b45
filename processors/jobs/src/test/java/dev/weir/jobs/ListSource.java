package dev.weir.jobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** Logs of which the last quarter of each partition is held back. */
    private static final Set<String> HELD = ConcurrentHashMap.newKeySet();

    private final String name;

    /** Time from one event of a reader to its next, milliseconds. */
    private final long paceMillis;

    private ListSource(String name, long paceMillis) {
        this.name = name;
        this.paceMillis = paceMillis;
    }

    static ListSource of(String name, List<EventIn> events) {
        return paced(name, events, 0);
    }

    /** Emits slowly, and the last quarter of each partition after {@link #release} only. */
    static ListSource held(String name, List<EventIn> events, long paceMillis) {
        HELD.add(name);
        return paced(name, events, paceMillis);
    }

    static void release(String name) {
        HELD.remove(name);
    }

    private static ListSource paced(String name, List<EventIn> events, long paceMillis) {
        LOGS.put(
                name,
                new TreeMap<>(events.stream().collect(Collectors.groupingBy(e -> e.partition))));
        return new ListSource(name, paceMillis);
    }

    /**
     * @param partition the partition
     * @param next the first event that was not read yet
     */
    record Part(int partition, int next) implements SourceSplit {
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
        return new Reader(name, LOGS.get(name), paceMillis);
    }

    @Override
    public SplitEnumerator<Part, Integer> createEnumerator(SplitEnumeratorContext<Part> context) {
        return new Enumerator(context, LOGS.get(name));
    }

    /** After a restore every part is at a reader already. */
    @Override
    public SplitEnumerator<Part, Integer> restoreEnumerator(
            SplitEnumeratorContext<Part> context, Integer checkpoint) {
        return new Enumerator(context, Map.of());
    }

    @Override
    public SimpleVersionedSerializer<Part> getSplitSerializer() {
        return new IntsSerializer<>() {
            @Override
            int[] numbers(Part part) {
                return new int[] {part.partition(), part.next()};
            }

            @Override
            Part of(int[] numbers) {
                return new Part(numbers[0], numbers[1]);
            }
        };
    }

    @Override
    public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
        return new IntsSerializer<>() {
            @Override
            int[] numbers(Integer value) {
                return new int[] {value};
            }

            @Override
            Integer of(int[] numbers) {
                return numbers[0];
            }
        };
    }

    private abstract static class IntsSerializer<T> implements SimpleVersionedSerializer<T> {
        abstract int[] numbers(T value);

        abstract T of(int[] numbers);

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T value) {
            int[] numbers = numbers(value);
            ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES);
            bytes.asIntBuffer().put(numbers);
            return bytes.array();
        }

        @Override
        public T deserialize(int version, byte[] bytes) throws IOException {
            int[] numbers = new int[bytes.length / Integer.BYTES];
            ByteBuffer.wrap(bytes).asIntBuffer().get(numbers);
            return of(numbers);
        }
    }

    private record Enumerator(SplitEnumeratorContext<Part> context, Map<Integer, List<EventIn>> log)
            implements SplitEnumerator<Part, Integer> {
        @Override
        public void addReader(int subtask) {
            for (int partition : log.keySet()) {
                if (partition % context.currentParallelism() == subtask) {
                    context.assignSplit(new Part(partition, 0), subtask);
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
        private final String name;
        private final Map<Integer, List<EventIn>> log;
        private final long paceMillis;
        private final Map<Integer, Integer> next = new TreeMap<>();
        private CompletableFuture<Void> available = new CompletableFuture<>();

        Reader(String name, Map<Integer, List<EventIn>> log, long paceMillis) {
            this.name = name;
            this.log = log;
            this.paceMillis = paceMillis;
        }

        @Override
        public void start() {}

        /** One partition after the other, each in order. */
        @Override
        public InputStatus pollNext(ReaderOutput<EventIn> out) throws InterruptedException {
            boolean held = HELD.contains(name);
            for (Map.Entry<Integer, Integer> part : next.entrySet()) {
                List<EventIn> events = log.getOrDefault(part.getKey(), List.of());
                int end = held ? events.size() * 3 / 4 : events.size();
                if (part.getValue() < end) {
                    out.collect(events.get(part.getValue()));
                    part.setValue(part.getValue() + 1);
                    Thread.sleep(paceMillis);
                    return InputStatus.MORE_AVAILABLE;
                }
            }
            if (held) {
                Thread.sleep(paceMillis);
                return InputStatus.MORE_AVAILABLE;
            }
            available = new CompletableFuture<>();
            return InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public List<Part> snapshotState(long checkpoint) {
            List<Part> parts = new ArrayList<>();
            next.forEach((partition, position) -> parts.add(new Part(partition, position)));
            return parts;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return available;
        }

        @Override
        public void addSplits(List<Part> parts) {
            parts.forEach(part -> next.put(part.partition(), part.next()));
            available.complete(null);
        }

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }
}
