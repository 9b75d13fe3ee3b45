package dev.weir.jobs;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;

/** Counts decisions, and lets nothing through. */
final class Counted extends RichFilterFunction<OutRecord> {
    private static final long serialVersionUID = 1L;

    /** Of the accumulator. */
    static final String NAME = "counted";

    private transient LongCounter count;

    @Override
    public void open(OpenContext context) {
        count = new LongCounter();
        getRuntimeContext().addAccumulator(NAME, count);
    }

    @Override
    public boolean filter(OutRecord record) {
        if (record.type.equals(DecideFunction.DECISION_TYPE)) {
            count.add(1);
        }
        return false;
    }
}
