package dev.weir.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.Collector;

/**
 * The pattern {@code card-testing-then-large} once more in Flink CEP: three or more small payments
 * online, then a large one, all of a card and within an hour of event time. Our own automaton
 * decides; this twin is there to compare with.
 *
 * <p>Both flag the same payments of a history in order of time. CEP waits for the watermark and
 * sorts, and counts time in milliseconds; what decides may not wait, so it takes a late payment
 * when it comes and flags nothing of the past. CEP tells a large payment once for each small one
 * that a match can begin with.
 */
final class CardTestingCep {
    private static final long SMALL_MAX_MINOR = 500;
    private static final long LARGE_MIN_MINOR = 10_000;
    private static final int SMALL_MIN = 3;
    private static final Duration WITHIN = Duration.ofHours(1);
    private static final String LARGE = "large";

    private CardTestingCep() {}

    /** Payments with their event time -> ids of those that complete the pattern. */
    static SingleOutputStreamOperator<String> flagged(DataStream<CardPayment> payments) {
        Pattern<CardPayment, ?> pattern =
                Pattern.<CardPayment>begin("small")
                        .where(SimpleCondition.of(CardTestingCep::isSmall))
                        .times(SMALL_MIN)
                        .followedByAny(LARGE)
                        .where(SimpleCondition.of(CardTestingCep::isLarge))
                        .within(WITHIN);
        return CEP.pattern(payments.keyBy(payment -> payment.card, Types.STRING), pattern)
                .inEventTime()
                .process(new Flagged(), Types.STRING);
    }

    private static boolean isSmall(CardPayment payment) {
        return payment.online && payment.amountMinor <= SMALL_MAX_MINOR;
    }

    private static boolean isLarge(CardPayment payment) {
        return payment.amountMinor >= LARGE_MIN_MINOR;
    }

    private static final class Flagged extends PatternProcessFunction<CardPayment, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processMatch(
                Map<String, List<CardPayment>> match, Context context, Collector<String> out) {
            out.collect(match.get(LARGE).getFirst().payment);
        }
    }
}
