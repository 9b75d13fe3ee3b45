package dev.weir.processors.bench;

import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.BookFeatures;
import dev.weir.features.FeatureSet;
import dev.weir.features.Window;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The same sum by {@link BookFeatures} with the windows of a day: count, sum, mean and maximum of
 * the terminal, and of the account beside it, since a payment has one.
 */
final class OwnWindows extends KeyedProcessFunction<String, TerminalPayment, Long> {
    private static final long serialVersionUID = 1L;
    private static final int CLEAN_UP_KEYS = 32;
    private static final long MICROS_PER_MILLI = 1_000;

    /** What the last payment saw; read when the job has ended. */
    static volatile long lastSum;

    private transient FeatureSet set;
    private transient BookFeatures features;
    private transient MapFeatureState state;

    @Override
    public void open(OpenContext context) {
        set = FeatureSet.payments2().sumsOver("bench@1", Window.D1);
        features = new BookFeatures(set);
        state = new MapFeatureState(getRuntimeContext());
    }

    @Override
    public void processElement(TerminalPayment payment, Context context, Collector<Long> out) {
        PaymentDetails details =
                PaymentDetails.newBuilder()
                        .setPaymentId(payment.id)
                        .setAccountId("account")
                        .setTerminalId(payment.terminal)
                        .setAmountMinor(payment.amount)
                        .build();
        var vector = features.onPayment(details, payment.atMillis * MICROS_PER_MILLI, state);
        features.cleanUp(state, CLEAN_UP_KEYS);
        long sum = set.read(vector).bits(set.positionOf("terminal_sum_minor_1d"));
        lastSum = sum;
        out.collect(sum);
    }
}
