package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.DecisionTimes;
import dev.weir.contract.decisions.v1.ShadowDecision;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.FeatureSet;
import dev.weir.features.RecentState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import dev.weir.features.decide.StoredModels;
import dev.weir.features.model.BundledModelStore;
import dev.weir.features.model.FolderModelStore;
import dev.weir.features.model.ModelStore;
import dev.weir.features.rules.RuleFailure;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell round {@link BookDecider}: every event of a book in log order, rules, lists, patterns
 * and models as of the position that the payment was stamped with. What is in shadow is computed
 * when the decision has gone, and follows as a record of its own.
 *
 * <p>The control book comes another way than the payments, so it may be behind by moments. Then the
 * payment waits, and the whole book behind it: features must see the book's order. A fresh payment
 * waits {@link #LIVE_WAIT_MILLIS}, long after its deadline, and is then decided with the rules that
 * are there, under their position; when the job catches up with an old log it waits {@link
 * #OLD_WAIT_MILLIS}, so that a slow start does not change what had been decided.
 */
final class DecideFunction
        extends KeyedBroadcastProcessFunction<String, EventIn, EventIn, OutRecord> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DecideFunction.class);

    static final long LIVE_WAIT_MILLIS = 2_000;
    static final long OLD_WAIT_MILLIS = 60_000;

    /** A payment that was recorded longer ago is part of a catch-up. */
    static final long FRESH_MILLIS = 10_000;

    /** A book's queue goes through the heap at once when it is drained: about 10 MB. */
    static final int QUEUE_MAX = 20_000;

    /** How often a waiting book looks whether the control book has come. */
    static final long LOOK_MILLIS = 2;

    /** What one payment may clean up behind it: it makes eleven keys at most. */
    private static final int CLEAN_UP_KEYS = 32;

    static final String DECISION_TYPE = EventTypes.nameOf(Decision.getDefaultInstance());
    private static final String SHADOW_TYPE =
            EventTypes.nameOf(ShadowDecision.getDefaultInstance());

    private final long decideFromMicros;
    private final String models;

    private transient BookDecider decider;
    private transient ControlState control;
    private transient RecentState blobs;
    private transient ValueState<DecideMark> marks;
    private transient ListState<EventIn> queue;
    private transient Counter repeated;
    private transient Counter notApplied;
    private transient Counter waited;
    private transient Counter decidedBehind;
    private transient Counter ruleFailures;
    private transient Counter modelsRefused;
    private transient PatternMeters patternMeters;

    /**
     * @param decideFromMicros payments that were recorded before are only learned from
     * @param models folder of the model store; empty: only models that come with the platform
     */
    DecideFunction(long decideFromMicros, String models) {
        this.decideFromMicros = decideFromMicros;
        this.models = models;
    }

    @Override
    public void open(OpenContext context) {
        decider = new BookDecider(FeatureSet.payments2());
        control = null;
        MapStateDescriptor<byte[], byte[]> features =
                new MapStateDescriptor<>(
                        "features",
                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        blobs =
                new RecentState(
                        new FlinkFeatureState(getRuntimeContext().getMapState(features)),
                        DecideJob.RECENT_BYTES_MAX);
        marks =
                getRuntimeContext()
                        .getState(new ValueStateDescriptor<>("mark", Types.POJO(DecideMark.class)));
        queue =
                getRuntimeContext()
                        .getListState(
                                new ListStateDescriptor<>("queue", Types.POJO(EventIn.class)));
        repeated = counter("repeated");
        notApplied = counter("notApplied");
        waited = counter("waitedForControl");
        decidedBehind = counter("decidedBehindControl");
        ruleFailures = counter("ruleFailures");
        modelsRefused = counter("modelsRefused");
        patternMeters = new PatternMeters(getRuntimeContext().getMetricGroup());
        WarmUp.once();
    }

    private Counter counter(String name) {
        return getRuntimeContext().getMetricGroup().counter("weir.decide." + name);
    }

    @Override
    public void processBroadcastElement(EventIn event, Context context, Collector<OutRecord> out)
            throws Exception {
        ControlState inForce =
                control(
                        context.getBroadcastState(ControlState.EVENTS),
                        context.getBroadcastState(ControlState.POSITION));
        if (!event.fault.isEmpty()) {
            refuse(event, event.fault);
            return;
        }
        try {
            inForce.take(
                    event,
                    context.getBroadcastState(ControlState.EVENTS),
                    context.getBroadcastState(ControlState.POSITION));
        } catch (IllegalArgumentException e) {
            refuse(event, e.getMessage());
            return;
        }
        if (ControlHistory.READS.contains(event.type)) {
            inForce.at(event.sequence).stream().forEach(DecideFunction::report);
        }
    }

    private static void report(Control control) {
        control.rules()
                .rejected()
                .forEach(failure -> LOG.error("a rule in force does not compile: {}", failure));
        control.patterns()
                .rejected()
                .forEach(failure -> LOG.error("a pattern in force does not compile: {}", failure));
    }

    /** A model that cannot be used is left out: payments are decided without it. */
    private Scorers models() {
        ModelStore bundled = new BundledModelStore();
        return new StoredModels(
                models.isEmpty() ? bundled : new FolderModelStore(Path.of(models)).orElse(bundled),
                decider.featureSet(),
                refusal -> {
                    modelsRefused.inc();
                    LOG.error("a model in force cannot be used: {}", refusal.getMessage());
                });
    }

    private ControlState control(
            ReadOnlyBroadcastState<Long, EventIn> events,
            ReadOnlyBroadcastState<String, Long> position)
            throws Exception {
        if (control == null) {
            control = ControlState.restore(decider.featureSet(), models(), events, position);
        }
        return control;
    }

    @Override
    public void processElement(EventIn event, ReadOnlyContext context, Collector<OutRecord> out)
            throws Exception {
        if (!event.fault.isEmpty()) {
            refuse(event, event.fault);
            return;
        }
        DecideMark mark = marks.value();
        if (mark == null) {
            mark = new DecideMark();
        }
        if (event.sequence <= mark.sequence) {
            repeated.inc();
            return;
        }
        mark.sequence = event.sequence;
        if (mark.waiting > 0) {
            queue.add(event);
            mark.waiting++;
            if (mark.waiting >= QUEUE_MAX) {
                mark.waitUntilMillis = 0;
            }
        } else {
            control(
                    context.getBroadcastState(ControlState.EVENTS),
                    context.getBroadcastState(ControlState.POSITION));
            blobs.open(context.getCurrentKey());
            step(event, false, mark, context, out);
            blobs.flush();
        }
        marks.update(mark);
    }

    /** Takes an event or, if it is a payment ahead of the control book, makes the book wait. */
    private void step(
            EventIn event,
            boolean waitedEnough,
            DecideMark mark,
            ReadOnlyContext context,
            Collector<OutRecord> out)
            throws Exception {
        Message message;
        try {
            message = EventTypes.parse(event.type, event.value);
        } catch (IllegalArgumentException e) {
            refuse(event, e.getMessage());
            return;
        }
        if (!(message instanceof PaymentRequested payment)) {
            learn(event, message, control.at(Math.min(mark.controlSeq, control.position())));
            return;
        }
        Optional<Control> stamped = control.at(payment.getControlSeq());
        if (stamped.isEmpty() && !waitedEnough) {
            startWaiting(event, payment.getControlSeq(), mark, context);
            return;
        }
        if (stamped.isEmpty()) {
            decidedBehind.inc();
        }
        Control inForce = stamped.or(() -> control.at(control.position())).orElseThrow();
        mark.controlSeq = inForce.position();
        patternMeters.payment(event.book, inForce, blobs);
        if (payment.getMode() == DecisionMode.HISTORY || event.recordedMicros < decideFromMicros) {
            learn(event, payment, Optional.of(inForce));
        } else {
            decide(event, payment, inForce, out);
        }
    }

    private void learn(EventIn event, Message message, Optional<Control> inForce) {
        count(
                decider.learn(
                        event.book,
                        message,
                        event.occurredMicros,
                        event.told,
                        inForce.orElseThrow(),
                        blobs));
        decider.cleanUp(blobs, CLEAN_UP_KEYS);
    }

    private void startWaiting(EventIn event, long needed, DecideMark mark, ReadOnlyContext context)
            throws Exception {
        long now = context.timerService().currentProcessingTime();
        boolean fresh = now - event.recordedMicros / 1_000 < FRESH_MILLIS;
        queue.add(event);
        mark.waiting++;
        mark.needed = needed;
        mark.waitUntilMillis = now + (fresh ? LIVE_WAIT_MILLIS : OLD_WAIT_MILLIS);
        context.timerService().registerProcessingTimeTimer(now + LOOK_MILLIS);
        waited.inc();
    }

    private void decide(
            EventIn event, PaymentRequested payment, Control inForce, Collector<OutRecord> out) {
        BookDecider.Enriched enriched =
                decider.enrich(payment, event.occurredMicros, event.told, blobs);
        long enrichedMicros = nowMicros();
        BookDecider.Answer answer =
                decider.decide(event.book, event.sequence, payment, enriched, inForce, blobs);
        OutRecord record = record(event, payment, DECISION_TYPE, answer.decision());
        record.times =
                DecisionTimes.newBuilder()
                        .setSeenMicros(event.seenMicros)
                        .setEnrichedMicros(enrichedMicros)
                        .setDecidedMicros(nowMicros())
                        .build()
                        .toByteArray();
        out.collect(record);
        List<RuleFailure> failures = new ArrayList<>(answer.failures());
        decider.afterwards(answer, blobs, failures)
                .ifPresent(shadow -> out.collect(record(event, payment, SHADOW_TYPE, shadow)));
        count(failures);
        decider.cleanUp(blobs, CLEAN_UP_KEYS);
    }

    private static OutRecord record(
            EventIn event, PaymentRequested payment, String type, Message value) {
        OutRecord record =
                new OutRecord(
                        event.partition,
                        payment.getPayment().getPaymentId(),
                        type,
                        value.toByteArray());
        record.book = event.book;
        return record;
    }

    private void count(List<RuleFailure> failures) {
        if (!failures.isEmpty()) {
            ruleFailures.inc(failures.size());
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<OutRecord> out)
            throws Exception {
        DecideMark mark = marks.value();
        if (mark == null || mark.waiting == 0) {
            return;
        }
        control(
                context.getBroadcastState(ControlState.EVENTS),
                context.getBroadcastState(ControlState.POSITION));
        boolean enough = context.timerService().currentProcessingTime() >= mark.waitUntilMillis;
        if (control.position() < mark.needed && !enough) {
            context.timerService()
                    .registerProcessingTimeTimer(
                            context.timerService().currentProcessingTime() + LOOK_MILLIS);
            return;
        }
        blobs.open(context.getCurrentKey());
        drain(mark, enough, context, out);
        marks.update(mark);
    }

    /** Takes what waits, up to the next payment that is ahead of the control book. */
    private void drain(
            DecideMark mark, boolean enough, OnTimerContext context, Collector<OutRecord> out)
            throws Exception {
        List<EventIn> events = new ArrayList<>(mark.waiting);
        queue.get().forEach(events::add);
        queue.clear();
        mark.waiting = 0;
        for (int i = 0; i < events.size(); i++) {
            if (mark.waiting > 0) {
                queue.add(events.get(i));
                mark.waiting++;
            } else {
                step(events.get(i), enough && i == 0, mark, context, out);
                blobs.flush();
            }
        }
    }

    private void refuse(EventIn event, String reason) {
        notApplied.inc();
        LOG.error(
                "event {}@{} of book {} ({}) was not applied: {}",
                event.partition,
                event.offset,
                event.book,
                event.type,
                reason);
    }

    private static long nowMicros() {
        return Micros.of(InstantSource.system().instant());
    }
}
