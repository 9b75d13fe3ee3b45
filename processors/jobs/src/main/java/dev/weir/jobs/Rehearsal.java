package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.log.EventTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The job {@code decide}, on a cluster inside this process and over made-up events: what it needs
 * is loaded and compiled before the first real payment. A Kafka source reads the last minute of the
 * log and a producer connects, but nothing is decided of the one and nothing written by the other.
 */
final class Rehearsal {
    /** Enough for the JVM's optimizing compiler to have seen what costs; some seconds of a core. */
    static final int PAYMENTS = 5_000;

    private static final String NAME = "rehearsal";
    private static final Duration LOG_READ = Duration.ofMinutes(1);

    private Rehearsal() {}

    /**
     * Returns when all is decided.
     *
     * @param kafka bootstrap servers; empty: without Kafka
     * @param folder for state and checkpoints, of its own
     * @param atMost then it is given up
     * @return number of decisions
     */
    static long run(String kafka, Path folder, long nowMillis, Duration atMost)
            throws ExecutionException, InterruptedException, TimeoutException {
        return run(
                PAYMENTS,
                JobConfig.fromArgs("--kafka", kafka, "--checkpoint-interval", "1s"),
                folder,
                nowMillis,
                atMost);
    }

    static long run(int payments, JobConfig config, Path folder, long nowMillis, Duration atMost)
            throws ExecutionException, InterruptedException, TimeoutException {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(
                        config.parallelism(), settings(config, folder));
        List<Message> control = WarmUp.control();
        SingleOutputStreamOperator<EventIn> log =
                env.fromSource(
                                new NumberSequenceSource(0, control.size() + payments - 1L),
                                WatermarkStrategy.noWatermarks(),
                                "made up")
                        .map(new MadeUp())
                        .returns(Types.POJO(EventIn.class))
                        .setParallelism(config.parallelism());
        SingleOutputStreamOperator<OutRecord> none =
                DecideJob.decisions(log, config).filter(new Counted());
        if (config.kafka().isEmpty()) {
            none.sinkTo(new DiscardingSink<>());
        } else {
            none.sinkTo(KafkaEnds.to(config, Topics.DECISIONS, KafkaEnds.Pace.AT_ONCE));
            env.fromSource(
                            KafkaEnds.eventsSince(
                                    config,
                                    NAME,
                                    DecideJob.UNREAD,
                                    nowMillis - LOG_READ.toMillis()),
                            WatermarkStrategy.noWatermarks(),
                            "events",
                            Types.POJO(EventIn.class))
                    .sinkTo(new DiscardingSink<>());
        }
        return finish(start(env), atMost);
    }

    private static JobClient start(StreamExecutionEnvironment env) throws ExecutionException {
        try {
            return env.executeAsync(NAME);
        } catch (Exception e) {
            throw new ExecutionException("the rehearsal did not start", e);
        }
    }

    private static long finish(JobClient job, Duration atMost)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            JobExecutionResult result =
                    job.getJobExecutionResult().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return result.<Long>getAccumulatorResult(Counted.NAME);
        } catch (TimeoutException e) {
            job.cancel().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            throw e;
        }
    }

    /** As the platform's, with memory for a small cluster. */
    private static Configuration settings(JobConfig config, Path folder) {
        Configuration flink = DecideJob.settings(config);
        flink.setString("taskmanager.memory.managed.size", "32m");
        flink.setString("taskmanager.memory.network.min", "16m");
        flink.setString("taskmanager.memory.network.max", "16m");
        flink.setString("taskmanager.numberOfTaskSlots", "1");
        flink.setString("io.tmp.dirs", folder.toString());
        flink.setString(
                "execution.checkpointing.dir", folder.resolve("checkpoints").toUri().toString());
        flink.setString(
                "execution.checkpointing.externalized-checkpoint-retention",
                "NO_EXTERNALIZED_CHECKPOINTS");
        flink.setString("restart-strategy.type", "none");
        flink.setString("jobmanager.bind-host", "127.0.0.1");
        flink.setString("rest.bind-address", "127.0.0.1");
        return flink;
    }

    /** The n-th event: first what is put in force, then payments of one book. */
    private static final class MadeUp implements MapFunction<Long, EventIn> {
        private static final long serialVersionUID = 1L;

        private transient List<Message> control;

        @Override
        public EventIn map(Long number) {
            if (control == null) {
                control = WarmUp.control();
            }
            int i = (int) (number - control.size());
            return i < 0
                    ? event(Topics.CONTROL_BOOK, number, control.get(number.intValue()), 0)
                    : event(
                            NAME,
                            i,
                            WarmUp.payment(i).toBuilder()
                                    .setControlSeq(control.size() - 1L)
                                    .build(),
                            WarmUp.timeMicros(i));
        }

        private static EventIn event(String book, long sequence, Message message, long micros) {
            EventIn event = new EventIn();
            event.book = book;
            event.sequence = sequence;
            event.offset = sequence;
            event.type = EventTypes.nameOf(message);
            event.value = message.toByteArray();
            event.recordedMicros = micros;
            event.occurredMicros = micros;
            event.runIndex = 1;
            event.runLength = 1;
            return event;
        }
    }
}
