package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.views.v1.BookProgress;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell round {@link BookFold}: drops what was applied before (the source reads again after a
 * restore), keeps the book's mark, and tells progress.
 *
 * <p>Progress is told at the end of a command's run at once when the book is idle; under load at
 * most every {@link #PROGRESS_MILLIS} or {@link #PROGRESS_RUNS}, since each record costs the query
 * service a row. It never names a place inside a run: the query service shows a book as it stands
 * at a progress record.
 */
final class ViewsFunction extends KeyedProcessFunction<String, EventIn, OutRecord> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ViewsFunction.class);

    /** A reader that waits for its write waits so much longer at most. */
    static final long PROGRESS_MILLIS = 5;

    /** Bounds the work that one progress record stands for. */
    static final int PROGRESS_RUNS = 200;

    private static final String PROGRESS_TYPE =
            EventTypes.nameOf(BookProgress.getDefaultInstance());

    private transient ValueState<BookMark> marks;
    private transient ViewStore store;
    private transient Counter repeated;
    private transient Counter notApplied;
    private transient Counter unsoundAccounts;

    @Override
    public void open(OpenContext context) {
        marks =
                getRuntimeContext()
                        .getState(new ValueStateDescriptor<>("mark", Types.POJO(BookMark.class)));
        store = new FlinkViewStore(getRuntimeContext());
        repeated = getRuntimeContext().getMetricGroup().counter("weir.views.repeated");
        notApplied = getRuntimeContext().getMetricGroup().counter("weir.views.notApplied");
        unsoundAccounts = getRuntimeContext().getMetricGroup().counter("weir.views.unsound");
    }

    @Override
    public void processElement(EventIn event, Context context, Collector<OutRecord> out)
            throws Exception {
        BookMark mark = marks.value();
        if (mark == null) {
            mark = new BookMark();
        }
        if (!event.fault.isEmpty()) {
            mark.partition = event.partition;
            refuse(mark, event, event.fault);
            tell(event.book, mark, context, out);
        } else if (event.sequence <= mark.sequence) {
            repeated.inc();
            return;
        } else {
            if (event.sequence != mark.sequence + 1) {
                refuse(mark, event, "the events from " + (mark.sequence + 1) + " are missing");
            }
            apply(mark, event, out);
            mark.sequence = event.sequence;
            mark.recordedMicros = event.recordedMicros;
            mark.partition = event.partition;
            mark.offset = event.offset;
            if (event.endsRun()) {
                mark.untold++;
                tellUnlessJustTold(event.book, mark, context, out);
            } else {
                // The timer must not tell of half a run; the run's end will tell of all.
                withdrawTimer(mark, context);
            }
        }
        marks.update(mark);
    }

    private void apply(BookMark mark, EventIn event, Collector<OutRecord> out) {
        if (BookFold.NO_VIEW.contains(event.type)) {
            return;
        }
        Changes changes;
        try {
            Message message = EventTypes.parse(event.type, event.value);
            changes = BookFold.apply(EventMeta.of(event), message, store);
        } catch (IllegalArgumentException e) {
            refuse(mark, event, e.getMessage());
            return;
        }
        for (Map.Entry<String, Message> change : changes.byKey().entrySet()) {
            Message view = change.getValue();
            out.collect(
                    new OutRecord(
                            event.partition,
                            change.getKey(),
                            Changes.typeOf(view),
                            view.toByteArray()));
        }
        if (changes.unsoundAccounts() > 0) {
            unsoundAccounts.inc(changes.unsoundAccounts());
        }
        if (changes.bookUnsound()) {
            refuse(mark, event, "it is about something that the book does not know");
        }
    }

    private void refuse(BookMark mark, EventIn event, String reason) {
        mark.unsound = true;
        notApplied.inc();
        LOG.error(
                "book {} is unsound from {}@{} ({}): {}",
                event.book,
                event.partition,
                event.offset,
                event.type,
                reason);
    }

    private void tellUnlessJustTold(
            String book, BookMark mark, Context context, Collector<OutRecord> out) {
        long now = context.timerService().currentProcessingTime();
        boolean justTold = now >= mark.toldMillis && now < mark.toldMillis + PROGRESS_MILLIS;
        if (!justTold || mark.untold >= PROGRESS_RUNS) {
            tell(book, mark, context, out);
        } else if (!mark.timer) {
            mark.timer = true;
            context.timerService().registerProcessingTimeTimer(mark.toldMillis + PROGRESS_MILLIS);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<OutRecord> out)
            throws Exception {
        BookMark mark = marks.value();
        mark.timer = false;
        if (mark.untold > 0) {
            String key = context.getCurrentKey();
            tell(key.substring(0, key.lastIndexOf('#')), mark, context, out);
        }
        marks.update(mark);
    }

    private static void withdrawTimer(BookMark mark, Context context) {
        if (mark.timer) {
            mark.timer = false;
            context.timerService().deleteProcessingTimeTimer(mark.toldMillis + PROGRESS_MILLIS);
        }
    }

    private static void tell(
            String book, BookMark mark, Context context, Collector<OutRecord> out) {
        withdrawTimer(mark, context);
        BookProgress progress =
                BookProgress.newBuilder()
                        .setBook(book)
                        .setSequence(mark.sequence)
                        .setRecordedAt(EventMeta.timestamp(mark.recordedMicros))
                        .setPartition(mark.partition)
                        .setOffset(mark.offset)
                        .setUnsound(mark.unsound)
                        .build();
        out.collect(
                new OutRecord(
                        mark.partition,
                        ViewKeys.progress(book),
                        PROGRESS_TYPE,
                        progress.toByteArray()));
        mark.untold = 0;
        mark.toldMillis = context.timerService().currentProcessingTime();
    }
}
