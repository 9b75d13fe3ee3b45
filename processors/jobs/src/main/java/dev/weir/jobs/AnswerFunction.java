package dev.weir.jobs;

import dev.weir.features.FanOut;
import dev.weir.features.FeatureSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * A place that keeps some entities of a book: their windows, and which accounts they have met. Keys
 * go away by the book's clock, as in the state of a whole book; since the clock comes with the
 * visits, a place that nobody visits keeps what it has.
 */
final class AnswerFunction extends KeyedProcessFunction<String, Ask, Piece> {
    private static final long serialVersionUID = 1L;

    /** What one visit may clean up behind it: it makes two keys at most. */
    private static final int CLEAN_UP_KEYS = 8;

    private transient FanOut fanOut;
    private transient FlinkFeatureState entities;

    @Override
    public void open(OpenContext context) {
        fanOut = new FanOut(FeatureSet.payments2());
        entities =
                new FlinkFeatureState(
                        getRuntimeContext()
                                .getMapState(
                                        new MapStateDescriptor<>(
                                                "entities",
                                                PrimitiveArrayTypeInfo
                                                        .BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
                                                PrimitiveArrayTypeInfo
                                                        .BYTE_PRIMITIVE_ARRAY_TYPE_INFO)));
    }

    @Override
    public void processElement(Ask ask, Context context, Collector<Piece> out) {
        Piece piece = new Piece();
        piece.partition = ask.partition;
        piece.book = ask.book;
        piece.sequence = ask.sequence;
        piece.kind = ask.visit.kind();
        piece.answer = fanOut.answer(ask.visit, entities, CLEAN_UP_KEYS);
        out.collect(piece);
    }
}
