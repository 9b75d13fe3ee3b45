package dev.weir.processors.bench;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * As the public demonstration does it (DynamicAlertFunction): transactions of a key in a map by
 * their time; at each one all times are walked, those in the window are read and added up; a timer
 * a second walks them again and removes what is older than the window.
 */
final class LookBack extends KeyedProcessFunction<String, TerminalPayment, Long> {
    private static final long serialVersionUID = 1L;
    private static final long SECOND_MILLIS = 1_000;

    /** What the last payment saw; read when the job has ended. */
    static volatile long lastSum;

    private transient MapState<Long, List<TerminalPayment>> window;

    @Override
    public void open(OpenContext context) {
        window =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "windowState",
                                        Types.LONG,
                                        Types.LIST(Types.POJO(TerminalPayment.class))));
    }

    @Override
    public void processElement(TerminalPayment payment, Context context, Collector<Long> out)
            throws Exception {
        List<TerminalPayment> sameTime = window.get(payment.atMillis);
        if (sameTime == null) {
            sameTime = new ArrayList<>();
        }
        sameTime.add(payment);
        window.put(payment.atMillis, sameTime);
        context.timerService()
                .registerEventTimeTimer(payment.atMillis / SECOND_MILLIS * SECOND_MILLIS);
        long begin = payment.atMillis - LookBackPart.DAY_MILLIS;
        long sum = 0;
        for (long time : window.keys()) {
            if (time > begin && time <= payment.atMillis) {
                for (TerminalPayment one : window.get(time)) {
                    sum += one.amount;
                }
            }
        }
        lastSum = sum;
        out.collect(sum);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Long> out)
            throws Exception {
        long threshold = timestamp - LookBackPart.DAY_MILLIS;
        var times = window.keys().iterator();
        while (times.hasNext()) {
            if (times.next() < threshold) {
                times.remove();
            }
        }
    }
}
