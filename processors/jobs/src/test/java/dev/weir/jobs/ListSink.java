package dev.weir.jobs;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Collects what a job in this JVM writes, under a name. */
final class ListSink implements Sink<OutRecord> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Queue<OutRecord>> WRITTEN = new ConcurrentHashMap<>();

    private final String name;

    ListSink(String name) {
        this.name = name;
        WRITTEN.put(name, new ConcurrentLinkedQueue<>());
    }

    List<OutRecord> written() {
        return List.copyOf(WRITTEN.get(name));
    }

    @Override
    public SinkWriter<OutRecord> createWriter(WriterInitContext context) {
        Queue<OutRecord> written = WRITTEN.get(name);
        return new SinkWriter<>() {
            @Override
            public void write(OutRecord record, Context context) {
                written.add(record);
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
