package dev.weir.processors.bench;

import dev.weir.contract.Topics;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.jobs.DecideJob;
import dev.weir.jobs.EventIn;
import dev.weir.jobs.JobConfig;
import dev.weir.jobs.KafkaEnds;
import dev.weir.jobs.OutRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The floor: what a job costs that does nothing. The source and sink of {@code decide}, and between
 * them each payment is handed on as it is, under the key that a decision has.
 */
final class PassThrough {
    private static final String PAYMENT = EventTypes.nameOf(PaymentRequested.getDefaultInstance());

    private PassThrough() {}

    static void define(StreamExecutionEnvironment env, JobConfig config) {
        env.fromSource(
                        KafkaEnds.events(config, "pass-through", DecideJob.UNREAD),
                        WatermarkStrategy.noWatermarks(),
                        "events",
                        Types.POJO(EventIn.class))
                .uid("events")
                .setParallelism(config.parallelism())
                .filter(event -> event.type.equals(PAYMENT))
                .uid("payments")
                .setParallelism(config.parallelism())
                .map(PassThrough::handOn, Types.POJO(OutRecord.class))
                .uid("hand-on")
                .setParallelism(config.parallelism())
                .sinkTo(KafkaEnds.to(config, Topics.DECISIONS, KafkaEnds.Pace.AT_ONCE))
                .uid("decisions")
                .setParallelism(config.parallelism());
    }

    private static OutRecord handOn(EventIn event) {
        OutRecord record = new OutRecord();
        record.partition = event.partition;
        record.key = event.subject;
        record.type = event.type;
        record.value = event.value;
        record.book = event.book;
        return record;
    }
}
