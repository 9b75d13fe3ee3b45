package dev.weir.launcher.data;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.Topics;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.queries.v1.ProgressPage;
import dev.weir.contract.views.v1.BookProgress;
import dev.weir.launcher.Counted;
import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import dev.weir.launcher.flink.FreshStart;
import dev.weir.launcher.platform.PlatformState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code weir rebuild views}: the views job reads the whole log again and writes every view once
 * more. Views are absolute and replace only what is older or differs, so the query service answers
 * from its tables all the while; what is new in the log shows once the job has come to its end.
 */
@Command(
        name = "rebuild",
        description = {
            "Make a view again from the whole log: rebuild views.",
            "The query service goes on answering; new events show when the job has caught up."
        })
public final class RebuildCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final String PROGRESS = BookProgress.getDescriptor().getFullName();

    enum View {
        views
    }

    private final InstantSource clock;

    @Spec private CommandSpec spec;

    @Mixin private DataOption data;

    @Parameters(index = "0", paramLabel = "VIEW", description = "views")
    private View view;

    @Option(
            names = "--wait-seconds",
            defaultValue = "3600",
            paramLabel = "N",
            description = "how long the job may need (default: 3600)")
    private long waitSeconds;

    public RebuildCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        PlatformState state = PlatformState.running(data.path());
        String jobManager =
                state.part("flink-jobmanager")
                        .map(PlatformState.Part::address)
                        .orElseThrow(
                                () ->
                                        Failure.notReachable(
                                                "No job manager runs; see weir status."));
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Long> behind = new HashMap<>();
        try (Connection connection = Connection.to(data.path(), clock, "rebuild");
                KafkaConsumer<byte[], byte[]> views = atTheEnd(state.kafka())) {
            connection
                    .query("/v1/books", "", ProgressPage.newBuilder())
                    .getBooksList()
                    .forEach(book -> behind.put(book.getBook(), book.getSequence()));
            int books = behind.size();
            if (!FreshStart.of(view.name(), data.path(), jobManager)) {
                throw Failure.failed("The job " + view + " does not run; see weir status.");
            }
            out.printf(
                    "job %s starts from the log's beginning, %s%n",
                    view, Counted.of(books, "book"));
            out.flush();
            Instant until = clock.instant().plusSeconds(waitSeconds);
            while (!behind.isEmpty()) {
                if (clock.instant().isAfter(until)) {
                    throw Failure.failed(
                            "After "
                                    + waitSeconds
                                    + " s these books are not rebuilt yet, the job goes on: "
                                    + String.join(", ", behind.keySet()));
                }
                for (ConsumerRecord<byte[], byte[]> entry : views.poll(POLL)) {
                    pass(behind, entry);
                }
            }
            out.printf("%s rebuilt%n", Counted.of(books, "book"));
        } catch (KafkaException e) {
            throw Failure.notReachable(Topics.VIEWS + " cannot be read: " + e.getMessage());
        }
        out.flush();
        return ExitCode.DONE;
    }

    /** A book whose views were told as far as they stood at the start is done. */
    static void pass(Map<String, Long> behind, ConsumerRecord<byte[], byte[]> entry) {
        Header type = entry.headers().lastHeader(EventHeaders.TYPE);
        if (type == null || !new String(type.value(), StandardCharsets.UTF_8).equals(PROGRESS)) {
            return;
        }
        try {
            BookProgress reached = BookProgress.parseFrom(entry.value());
            Long wanted = behind.get(reached.getBook());
            if (wanted != null && reached.getSequence() >= wanted) {
                behind.remove(reached.getBook());
            }
        } catch (InvalidProtocolBufferException e) {
            // the query service sets it aside and says so
        }
    }

    private static KafkaConsumer<byte[], byte[]> atTheEnd(String bootstrap) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "isolation.level", "read_committed",
                                "enable.auto.commit", "false",
                                "default.api.timeout.ms", "10000"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        try {
            List<TopicPartition> all =
                    consumer.partitionsFor(Topics.VIEWS).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
            return consumer;
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
    }
}
