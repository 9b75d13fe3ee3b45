package dev.weir.jobs;

import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;

/** The keyed step of {@code decide} alone, set up and not opened yet. */
final class DecideOperator {
    private DecideOperator() {}

    /**
     * @param decideFromMicros payments recorded before are only learned from
     */
    static KeyedBroadcastOperatorTestHarness<String, EventIn, EventIn, OutRecord> on(
            StateBackend state, long decideFromMicros) throws Exception {
        var operator =
                new KeyedBroadcastOperatorTestHarness<>(
                        new CoBroadcastWithKeyedOperator<>(
                                new DecideFunction(decideFromMicros, ""),
                                List.of(ControlState.EVENTS, ControlState.POSITION)),
                        new BookSlot(),
                        Types.STRING,
                        BookSlot.MAX_PARALLELISM,
                        1,
                        0);
        operator.setStateBackend(state);
        operator.setup(
                Types.POJO(OutRecord.class)
                        .createSerializer(operator.getExecutionConfig().getSerializerConfig()));
        return operator;
    }
}
