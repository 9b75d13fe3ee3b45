package dev.weir.jobs;

import dev.weir.features.FanOut;
import dev.weir.features.KeyKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gives a book's events in log order again, each with what its payment's entities answered. Events
 * come in order, from one subtask; answers come from many, so an event waits for its own and for
 * all before it.
 *
 * <p>What waits lies on the heap, since each of eight pieces a payment would cost a read and a
 * write of state, and goes into operator state at a checkpoint only; after a restore every subtask
 * takes the books that are its own. Payments that wait are bounded by the asks that the network
 * holds: the subtask that asks stands still while its asks find no room. Events that ask nothing
 * pile up behind them only as long as those asks take.
 */
final class JoinFunction extends KeyedProcessFunction<String, Piece, EventIn>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private transient Map<String, Waiting> books;

    /** Events that wait, of all books; volatile, since the reporter of metrics reads it. */
    private transient volatile int waiting;

    private transient ListState<Piece> checkpointed;

    /** Of one book; there is none where nothing waits. */
    private static final class Waiting {
        private final Deque<Piece> events = new ArrayDeque<>();
        private final Map<Long, SortedMap<KeyKind, Piece>> answers = new HashMap<>();

        void add(Piece piece) {
            if (piece.event != null) {
                events.add(piece);
            } else {
                answers.computeIfAbsent(piece.sequence, sequence -> new TreeMap<>())
                        .put(piece.kind, piece);
            }
        }

        /** The next event with its answers; null while some are to come. */
        EventIn poll() {
            Piece next = events.peek();
            if (next == null) {
                return null;
            }
            SortedMap<KeyKind, byte[]> told = new TreeMap<>();
            if (next.answers > 0) {
                SortedMap<KeyKind, Piece> come = answers.get(next.sequence);
                if (come == null || come.size() < next.answers) {
                    return null;
                }
                answers.remove(next.sequence);
                come.forEach((kind, piece) -> told.put(kind, piece.answer));
            }
            events.remove();
            next.event.told = FanOut.joined(told);
            return next.event;
        }

        boolean isEmpty() {
            return events.isEmpty() && answers.isEmpty();
        }
    }

    @Override
    public void open(OpenContext context) {
        getRuntimeContext().getMetricGroup().gauge("weir.decide.waitForEntities", () -> waiting);
    }

    @Override
    public void processElement(Piece piece, Context context, Collector<EventIn> out) {
        Waiting book = books.computeIfAbsent(context.getCurrentKey(), key -> new Waiting());
        int before = book.events.size();
        book.add(piece);
        for (EventIn event = book.poll(); event != null; event = book.poll()) {
            out.collect(event);
        }
        if (book.isEmpty()) {
            books.remove(context.getCurrentKey());
        }
        waiting += book.events.size() - before;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        checkpointed.clear();
        for (Waiting book : books.values()) {
            checkpointed.addAll(List.copyOf(book.events));
            for (SortedMap<KeyKind, Piece> answers : book.answers.values()) {
                checkpointed.addAll(List.copyOf(answers.values()));
            }
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        books = new HashMap<>();
        checkpointed =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>("waiting", Types.POJO(Piece.class)));
        for (Piece piece : checkpointed.get()) {
            String book = BookSlot.keyOf(piece.book, piece.partition);
            if (isOwn(book)) {
                books.computeIfAbsent(book, key -> new Waiting()).add(piece);
                waiting += piece.event == null ? 0 : 1;
            }
        }
    }

    private boolean isOwn(String key) {
        int subtask =
                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        key,
                        getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks(),
                        getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
        return subtask == getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }
}
