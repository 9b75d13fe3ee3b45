package dev.weir.processors.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * Card testing, three or more small payments online and a large one behind them within an hour, by
 * Flink CEP and by the own automaton, as two jobs on the same stream with state in RocksDB. Request
 * {@code run engine=cep|own payments=}. Answers {@code per_cpu_second} and {@code flagged}: large
 * payments that were found.
 */
final class CepPart implements Part {
    static final long SMALL_MAX = 500;
    static final long LARGE_MIN = 10_000;

    /** Payments that an engine flagged; read when its job has ended. */
    static final Set<String> FLAGGED = ConcurrentHashMap.newKeySet();

    private final Path folder;

    CepPart(Path folder) {
        this.folder = folder;
    }

    @Override
    public Map<String, Double> answer(Request request) throws Exception {
        int payments = request.number("payments");
        boolean own = request.text("engine").equals("own");
        StreamExecutionEnvironment env = LookBackPart.environment(folder);
        SingleOutputStreamOperator<CardPayment> stream =
                env.fromSequence(0, payments - 1L)
                        .map(CardPayment::of, Types.POJO(CardPayment.class))
                        .assignTimestampsAndWatermarks(
                                WatermarkStrategy.<CardPayment>forMonotonousTimestamps()
                                        .withTimestampAssigner((payment, at) -> payment.atMillis));
        SingleOutputStreamOperator<String> flags =
                own
                        // as in decide: all of a book in one step
                        ? stream.keyBy(payment -> "book", Types.STRING)
                                .process(new OwnAutomaton(), Types.STRING)
                        : CEP.pattern(
                                        stream.keyBy(payment -> payment.card, Types.STRING),
                                        pattern())
                                .process(new Large(), Types.STRING);
        flags.sinkTo(new DiscardingSink<>());
        FLAGGED.clear();
        double before = Cpu.ofProcess();
        env.execute("cep");
        double seconds = Cpu.ofProcess() - before;
        return Map.of("per_cpu_second", payments / seconds, "flagged", (double) FLAGGED.size());
    }

    /** Every run of three small ones waits for every large one: nothing is used up. */
    private static Pattern<CardPayment, ?> pattern() {
        return Pattern.<CardPayment>begin("small", AfterMatchSkipStrategy.noSkip())
                .where(SimpleCondition.of(p -> p.online && p.amount <= SMALL_MAX))
                .times(3)
                .followedByAny("large")
                .where(SimpleCondition.of(p -> p.amount >= LARGE_MIN))
                .within(Duration.ofHours(1));
    }

    private static final class Large extends PatternProcessFunction<CardPayment, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processMatch(
                Map<String, List<CardPayment>> match, Context context, Collector<String> out) {
            String id = match.get("large").get(0).id;
            FLAGGED.add(id);
            out.collect(id);
        }
    }
}
