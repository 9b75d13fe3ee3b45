package dev.weir.jobs;

import dev.weir.contract.Topics;
import dev.weir.contract.log.EventTypes;
import dev.weir.features.decide.BookDecider;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.rocksdb.CompactionStyle;

/**
 * weir.events -> features, lists, patterns, rules and model of the control book -> one decision a
 * payment, what is in shadow behind it -> weir.decisions.
 */
public final class DecideJob {
    /** The job's name; the platform finds it by this. */
    public static final String NAME = "decide";

    /** What no decision reads; the control book comes whole all the same. */
    public static final Set<String> UNREAD =
            EventTypes.names().stream()
                    .filter(type -> !BookDecider.reads(type))
                    .collect(Collectors.toUnmodifiableSet());

    /**
     * The uid of the state. It changes with the feature set: state of another set cannot be gone on
     * with, so Flink refuses it and the job starts from the log.
     */
    private static final String STATE = "decide-payments@2";

    /** What a checkpoint finds unwritten of the features, at most. */
    private static final MemorySize WRITE_BUFFER = MemorySize.ofMebiBytes(8);

    /**
     * State of one subtask that is kept on the heap as well, bytes. What hot terminals, merchants
     * and addresses need of their histories is some 10 kB each; a few hundred of them come again
     * before they are pushed out, and the heap of a small task manager does not feel it.
     */
    public static final long RECENT_BYTES_MAX = 8L << 20;

    private DecideJob() {}

    public static void main(String[] args) throws Exception {
        JobConfig config = JobConfig.fromArgs(args);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(settings(config));
        define(env, config);
        env.executeAsync(NAME);
    }

    /** Flink's settings for this job. */
    public static Configuration settings(JobConfig config) {
        Configuration flink = config.flink();
        flink.addAll(stateSettings());
        return flink;
    }

    /**
     * Flink's settings for this job's RocksDB. A checkpoint has the task wait until RocksDB has
     * walked over all that was written since it last wrote a file, some 11 values a payment, nearly
     * all of them of hot keys and written over again. So files are written often, while the task
     * works on, and a checkpoint finds little. They are merged with others of their size (universal
     * compaction): most of them is hot keys, and by levels each merge would rewrite the cold
     * history with them. A filter says which of the files need not be read.
     */
    public static Configuration stateSettings() {
        Configuration flink = new Configuration();
        flink.set(RocksDBConfigurableOptions.WRITE_BUFFER_SIZE, WRITE_BUFFER);
        // a drain fills the next ones while one is written
        flink.set(RocksDBConfigurableOptions.MAX_WRITE_BUFFER_NUMBER, 4);
        flink.set(RocksDBConfigurableOptions.COMPACTION_STYLE, CompactionStyle.UNIVERSAL);
        flink.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
        return flink;
    }

    /** The whole job, between the topics of the platform. */
    public static void define(StreamExecutionEnvironment env, JobConfig config) {
        build(
                env,
                config,
                KafkaEnds.events(config, NAME, UNREAD),
                KafkaEnds.to(config, Topics.DECISIONS, KafkaEnds.Pace.AT_ONCE));
    }

    /**
     * Events by book, control book to all -> decide (state: features of the book) -> decisions.
     * With fan-out the windows are asked on the way: {@link DecideFanOut}.
     */
    static void build(
            StreamExecutionEnvironment env,
            JobConfig config,
            Source<EventIn, ?, ?> events,
            Sink<OutRecord> decisions) {
        SingleOutputStreamOperator<EventIn> log =
                env.fromSource(
                                events,
                                WatermarkStrategy.noWatermarks(),
                                "events",
                                Types.POJO(EventIn.class))
                        .uid("events")
                        .setParallelism(config.parallelism());
        decisions(log, config)
                .sinkTo(decisions)
                .uid("decisions")
                .name("decisions")
                .setParallelism(config.parallelism());
    }

    /** What is decided of a log, before it goes anywhere. */
    static SingleOutputStreamOperator<OutRecord> decisions(
            SingleOutputStreamOperator<EventIn> log, JobConfig config) {
        BroadcastStream<EventIn> control =
                log.filter(ControlEvents.only())
                        .uid("control")
                        .name("control")
                        .setParallelism(config.parallelism())
                        .broadcast(ControlState.EVENTS, ControlState.POSITION);
        SingleOutputStreamOperator<EventIn> books =
                log.filter(ControlEvents.none())
                        .uid("books")
                        .name("books")
                        .setParallelism(config.parallelism());
        DataStream<EventIn> told =
                config.fanOut() ? DecideFanOut.told(books, config.parallelism()) : books;
        return told.keyBy(new BookSlot(), Types.STRING)
                .connect(control)
                .process(
                        new DecideFunction(config.decideFromMicros(), config.models()),
                        Types.POJO(OutRecord.class))
                .uid(config.fanOut() ? STATE + "-told" : STATE)
                .name("Decide")
                .setParallelism(config.parallelism());
    }
}
