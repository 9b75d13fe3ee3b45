package dev.weir.jobs;

import dev.weir.features.KeyKind;
import dev.weir.features.Visit;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * For a book that outgrows one thread: before {@link DecideFunction} its windows are asked at many
 * places, (book, kind and id of the entity), and joined in the book's order. The bytes are those of
 * the job without it. What reads more than one entity, or needs features first, stays where the
 * whole book is: profile, labels, lists, patterns, rules, model.
 */
final class DecideFanOut {
    private DecideFanOut() {}

    /** Events by book -> asks by entity -> answers, joined by book -> the same events, told. */
    static DataStream<EventIn> told(DataStream<EventIn> books, int parallelism) {
        SingleOutputStreamOperator<Piece> asked =
                books.keyBy(new BookSlot(), Types.STRING)
                        .process(new AskFunction(), Types.POJO(Piece.class))
                        .uid("ask-payments@2")
                        .name("Ask")
                        .setParallelism(parallelism);
        SingleOutputStreamOperator<Piece> answers =
                asked.getSideOutput(AskFunction.ASKS)
                        .keyBy(new EntityPlace(), Types.STRING)
                        .process(new AnswerFunction(), Types.POJO(Piece.class))
                        .uid("answer-payments@2")
                        .name("Answer")
                        .setParallelism(parallelism);
        return asked.union(answers)
                .keyBy(new PieceSlot(), Types.STRING)
                .process(new JoinFunction(), Types.POJO(EventIn.class))
                .uid("join-payments@2")
                .name("Join")
                .setParallelism(parallelism);
    }

    /** The book's own key, as {@link BookSlot} gives it to an event. */
    static final class PieceSlot implements KeySelector<Piece, String> {
        private static final long serialVersionUID = 1L;

        private final BookSlot slot = new BookSlot();

        @Override
        public String getKey(Piece piece) {
            return slot.of(piece.book, piece.partition);
        }
    }

    /**
     * One of {@value BookSlot#MAX_PARALLELISM} places of a book, by kind and id of the entity, each
     * in a key group of its own: so they spread evenly whatever the parallelism. All payments at an
     * entity meet at one place, so one hot entity still has one thread.
     */
    static final class EntityPlace implements KeySelector<Ask, String> {
        private static final long serialVersionUID = 1L;

        private transient Map<String, String[]> keys;

        @Override
        public String getKey(Ask ask) {
            if (keys == null || keys.size() >= BookSlot.CACHED_BOOKS_MAX) {
                keys = new HashMap<>();
            }
            Visit visit = ask.visit;
            int place = place(visit.kind(), visit.id());
            String[] places =
                    keys.computeIfAbsent(ask.book, book -> new String[BookSlot.MAX_PARALLELISM]);
            if (places[place] == null) {
                places[place] = BookSlot.keyIn(ask.book + '/' + place, place);
            }
            return places[place];
        }

        static int place(KeyKind kind, String id) {
            return KeyGroupRangeAssignment.computeKeyGroupForKeyHash(
                    31 * id.hashCode() + kind.name().hashCode(), BookSlot.MAX_PARALLELISM);
        }
    }
}
