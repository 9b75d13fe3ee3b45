package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventTypes;
import dev.weir.features.FanOut;
import dev.weir.features.FeatureSet;
import dev.weir.features.Visit;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Takes a book's events in log order, keeps its clock, and sends each event on whole; what a
 * payment asks its entities goes out at the side. What it cannot read goes on as well: {@link
 * DecideFunction} counts it.
 */
final class AskFunction extends KeyedProcessFunction<String, EventIn, Piece> {
    private static final long serialVersionUID = 1L;

    static final OutputTag<Ask> ASKS = new OutputTag<>("asks", Types.POJO(Ask.class));

    private transient FanOut fanOut;
    private transient FlinkFeatureState clock;
    private transient ValueState<Long> lastSequence;

    @Override
    public void open(OpenContext context) {
        fanOut = new FanOut(FeatureSet.payments2());
        // One entry a book, kept as long as the book.
        clock =
                new FlinkFeatureState(
                        getRuntimeContext()
                                .getMapState(
                                        new MapStateDescriptor<>(
                                                "clock",
                                                PrimitiveArrayTypeInfo
                                                        .BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
                                                PrimitiveArrayTypeInfo
                                                        .BYTE_PRIMITIVE_ARRAY_TYPE_INFO)));
        lastSequence =
                getRuntimeContext().getState(new ValueStateDescriptor<>("sequence", Types.LONG));
    }

    @Override
    public void processElement(EventIn event, Context context, Collector<Piece> out)
            throws Exception {
        List<Visit> visits = visits(event);
        Piece whole = new Piece();
        whole.partition = event.partition;
        whole.book = event.book;
        whole.sequence = event.sequence;
        whole.event = event;
        whole.answers = visits.size();
        out.collect(whole);
        for (Visit visit : visits) {
            Ask ask = new Ask();
            ask.partition = event.partition;
            ask.book = event.book;
            ask.sequence = event.sequence;
            ask.visit = visit;
            context.output(ASKS, ask);
        }
    }

    private List<Visit> visits(EventIn event) throws Exception {
        Long last = lastSequence.value();
        boolean repeated = last != null && event.sequence <= last;
        if (!event.fault.isEmpty() || repeated) {
            return List.of();
        }
        lastSequence.update(event.sequence);
        Message message;
        try {
            message = EventTypes.parse(event.type, event.value);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
        return fanOut.visits(message, event.occurredMicros, clock);
    }
}
