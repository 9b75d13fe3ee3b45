package dev.weir.processors.bench;

import dev.weir.jobs.BookSlot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The look-back of the public fraud demonstration of Flink beside the windows of {@code decide}, as
 * two jobs on the same stream, state in RocksDB: at each payment of a terminal the sum of its
 * amounts of the last day. Request {@code run algorithm=scan|own payments= a_day=}. Answers {@code
 * per_cpu_second} and {@code sum}, what the last payment saw.
 */
final class LookBackPart implements Part {
    static final long DAY_MILLIS = 86_400_000L;
    private static final long START_MILLIS = 1_700_000_000_000L;

    private final Path folder;

    LookBackPart(Path folder) {
        this.folder = folder;
    }

    @Override
    public Map<String, Double> answer(Request request) throws Exception {
        boolean own = request.text("algorithm").equals("own");
        int payments = request.number("payments");
        long step = DAY_MILLIS / request.number("a_day") + 1;
        StreamExecutionEnvironment env = environment(folder);
        KeyedStream<TerminalPayment, String> stream =
                env.fromSequence(0, payments - 1L)
                        .map(
                                n -> TerminalPayment.of(n, START_MILLIS + n * step),
                                Types.POJO(TerminalPayment.class))
                        .assignTimestampsAndWatermarks(
                                WatermarkStrategy.<TerminalPayment>forMonotonousTimestamps()
                                        .withTimestampAssigner((payment, at) -> payment.atMillis))
                        .keyBy(payment -> payment.terminal, Types.STRING);
        stream.process(own ? new OwnWindows() : new LookBack(), Types.LONG)
                .sinkTo(new DiscardingSink<>());
        double before = Cpu.ofProcess();
        env.execute("look-back").getNetRuntime(TimeUnit.MILLISECONDS);
        double seconds = Cpu.ofProcess() - before;
        return Map.of(
                "per_cpu_second",
                payments / seconds,
                "sum",
                (double) (own ? OwnWindows.lastSum : LookBack.lastSum));
    }

    /** One task, with the settings that the jobs have. */
    static StreamExecutionEnvironment environment(Path folder) throws Exception {
        Files.createDirectories(folder.resolve("tmp"));
        Configuration flink = MiniCluster.settings(folder, MiniCluster.freePort(), 1);
        flink.setString("parallelism.default", "1");
        flink.setString("pipeline.max-parallelism", Integer.toString(BookSlot.MAX_PARALLELISM));
        flink.setString("pipeline.generic-types", "false");
        flink.setString("pipeline.object-reuse", "true");
        flink.setString("execution.runtime-mode", "STREAMING");
        flink.setString("state.backend.type", "rocksdb");
        flink.setString("execution.checkpointing.interval", "10 s");
        return StreamExecutionEnvironment.createLocalEnvironment(1, flink);
    }
}
