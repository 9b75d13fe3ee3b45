package dev.weir.jobs;

import dev.weir.contract.Topics;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** weir.events -> accounts, entries, payments, alerts and progress of every book -> weir.views. */
public final class ViewsJob {
    /** The job's name; the platform finds it by this. */
    public static final String NAME = "views";

    private ViewsJob() {}

    public static void main(String[] args) throws Exception {
        JobConfig config = JobConfig.fromArgs(args);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(config.flink());
        build(
                env,
                config,
                KafkaEnds.events(config, NAME, Set.of()),
                KafkaEnds.to(config, Topics.VIEWS, KafkaEnds.Pace.TOGETHER));
        env.executeAsync(NAME);
    }

    /** Events by book -> fold of the book (state kept for ever) -> views in the book's order. */
    static void build(
            StreamExecutionEnvironment env,
            JobConfig config,
            Source<EventIn, ?, ?> events,
            Sink<OutRecord> views) {
        env.fromSource(
                        events,
                        WatermarkStrategy.noWatermarks(),
                        "events",
                        Types.POJO(EventIn.class))
                .uid("events")
                .setParallelism(config.parallelism())
                .keyBy(new BookSlot(), Types.STRING)
                .process(new ViewsFunction(), Types.POJO(OutRecord.class))
                .uid("book-views")
                .name("Book views")
                .setParallelism(config.parallelism())
                .sinkTo(views)
                .uid("views")
                .name("views")
                .setParallelism(config.parallelism());
    }
}
