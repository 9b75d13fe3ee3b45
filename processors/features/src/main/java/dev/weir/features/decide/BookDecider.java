package dev.weir.features.decide;

import com.google.protobuf.Message;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ShadowDecision;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.BookFeatures;
import dev.weir.features.FanOut;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureState;
import dev.weir.features.FeatureValues;
import dev.weir.features.Moment;
import dev.weir.features.decide.Control.ModelInForce;
import dev.weir.features.lists.BookLists;
import dev.weir.features.lists.ListHit;
import dev.weir.features.patterns.PatternInput;
import dev.weir.features.rules.AccountState;
import dev.weir.features.rules.Fired;
import dev.weir.features.rules.RuleFailure;
import dev.weir.features.rules.RuleInput;
import dev.weir.features.rules.Score;
import dev.weir.features.rules.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that follows from the events of a book, in the order of its log: features, lists, patterns,
 * rules, the model and the decision; behind it what is in shadow. Pure but for the book's state, so
 * that the same log gives the same bytes. A payment goes through {@link #enrich}, {@link #decide}
 * and {@link #afterwards}; every other event, and a payment that is only learned from, through
 * {@link #learn}.
 */
public final class BookDecider {
    private static final byte[] NOT_TOLD = {};

    private final FeatureSet set;
    private final BookFeatures features;

    public BookDecider(FeatureSet set) {
        this.set = set;
        this.features = new BookFeatures(set);
    }

    /**
     * Whether an event of this type, a {@code ce_type}, has to be fed; others may be dropped
     * unparsed.
     */
    public static boolean reads(String type) {
        return BookFeatures.reads(type)
                || BookLists.READS.contains(type)
                || type.equals("weir.ledger.v1.TransferPosted");
    }

    /** The features that are computed. */
    public FeatureSet featureSet() {
        return set;
    }

    /**
     * A payment with its features.
     *
     * @param vector as it goes into the decision
     * @param moment its place in event time
     * @param input what rules and patterns look at
     * @param values what the model looks at
     */
    public record Enriched(
            FeatureVector vector, Moment moment, RuleInput input, FeatureValues values) {}

    /**
     * What was decided, and what {@link #afterwards} needs.
     *
     * @param decision the decision
     * @param failures rules and patterns that could not say: to be counted, not part of it
     * @param fired all that fired live
     * @param allowed whether an allow list was hit
     * @param modelPoints points of the champion that counted
     */
    public record Answer(
            Decision decision,
            List<RuleFailure> failures,
            PatternInput event,
            Enriched enriched,
            List<Fired> fired,
            boolean allowed,
            int modelPoints,
            Control control) {}

    /**
     * Takes an event that is not decided.
     *
     * @param control what was in force at the last decided payment of the book before it
     * @return what could not be applied, to be counted
     */
    public List<RuleFailure> learn(
            String book,
            Message event,
            long occurredAtMicros,
            Control control,
            FeatureState state) {
        return learn(book, event, occurredAtMicros, NOT_TOLD, control, state);
    }

    /** The same with what a payment's entities answered; see {@link #enrich}. */
    public List<RuleFailure> learn(
            String book,
            Message event,
            long occurredAtMicros,
            byte[] told,
            Control control,
            FeatureState state) {
        List<RuleFailure> failures = new ArrayList<>();
        PatternInput input;
        if (event instanceof PaymentRequested payment) {
            Enriched enriched = enrich(payment, occurredAtMicros, told, state);
            input = patternInput(book, payment, enriched);
        } else {
            features.onEvent(event, occurredAtMicros, state);
            int dropped = BookLists.on(event, state);
            if (dropped > 0) {
                failures.add(new RuleFailure("lists", 0, dropped + " entries beyond the bound"));
            }
            Moment moment = Moment.of(state, occurredAtMicros);
            input = new PatternInput(book, event, Optional.empty(), moment);
        }
        control.patterns().takeLive(input, state, failures);
        control.patterns().takeShadow(input, state, failures);
        return failures;
    }

    /** Computes a payment's features and puts it in its place. */
    public Enriched enrich(PaymentRequested requested, long occurredAtMicros, FeatureState state) {
        return enrich(requested, occurredAtMicros, NOT_TOLD, state);
    }

    /**
     * The same, where the payment's entities are kept elsewhere.
     *
     * @param told what they answered, {@link FanOut#joined}; empty: they are kept in this state
     */
    public Enriched enrich(
            PaymentRequested requested, long occurredAtMicros, byte[] told, FeatureState state) {
        PaymentDetails payment = requested.getPayment();
        FeatureVector vector = features.onPayment(payment, occurredAtMicros, told, state);
        FeatureValues values = set.read(vector);
        AccountState account = AccountState.after(requested.getHold());
        return new Enriched(
                vector,
                Moment.of(state, occurredAtMicros),
                RuleInput.full(payment, account, set, values),
                values);
    }

    /**
     * Decides a payment.
     *
     * @param book the payment's book
     * @param sequence sequence of the event in the book
     * @param control what is in force for it; its position goes into the decision
     */
    public Answer decide(
            String book,
            long sequence,
            PaymentRequested requested,
            Enriched enriched,
            Control control,
            FeatureState state) {
        PaymentDetails payment = requested.getPayment();
        long at = enriched.moment().atMicros();
        List<RuleFailure> failures = new ArrayList<>();
        PatternInput event = patternInput(book, requested, enriched);
        List<ListHit> hits = control.hits(book, payment, at, new BookLists(state));
        boolean allowed = hits.stream().anyMatch(ListHit::allows);
        List<Fired> fired = new ArrayList<>();
        List<Fired> found = new ArrayList<>(control.patterns().takeLive(event, state, failures));
        found.addAll(control.rules().firedLive(book, enriched.input(), failures));
        for (Fired one : found) {
            boolean muted =
                    allowed || control.snoozed(book, payment, one.reason().getSourceId(), at);
            fired.add(muted ? one.muted() : one);
        }
        hits.forEach(hit -> fired.add(new Fired(hit.reason(), hit.asked())));
        Decision.Builder decision =
                Decision.newBuilder()
                        .setBook(book)
                        .setPaymentId(payment.getPaymentId())
                        .setPaymentSequence(sequence)
                        .setControlSeq(control.position())
                        .setFeatures(enriched.vector());
        int modelPoints =
                control.champion()
                        .map(model -> score(model, enriched, allowed, fired, decision))
                        .orElse(0);
        Thresholds thresholds = control.thresholds(book);
        Score score = Score.of(fired, modelPoints, thresholds, failures);
        boolean alert =
                hits.stream().anyMatch(ListHit::watches)
                        || score.outcome() == Outcome.APPROVED
                                && thresholds.alerts(score.scoreMilli());
        decision.setOutcome(score.outcome())
                .setScoreMilli(score.scoreMilli())
                .addAllReasons(score.reasons())
                .setAlert(alert);
        return new Answer(
                decision.build(), failures, event, enriched, fired, allowed, modelPoints, control);
    }

    /** Gives the points that count. */
    private static int score(
            ModelInForce model,
            Enriched enriched,
            boolean allowed,
            List<Fired> fired,
            Decision.Builder decision) {
        int probability = model.scorer().probabilityPpm(enriched.values());
        int points = model.points(probability);
        decision.setModelHash(model.scorer().modelHash()).setModelScorePpm(probability);
        for (Reason reason : model.scorer().reasons(points)) {
            Fired one = new Fired(reason, Outcome.APPROVED);
            fired.add(allowed ? one.muted() : one);
        }
        return allowed ? 0 : points;
    }

    /**
     * What is in shadow, after the answer has gone: rules, patterns and the challenger in the
     * champion's place. Empty if nothing of it fired and there is no challenger. It always has to
     * be called: patterns in shadow follow the book here.
     */
    public Optional<ShadowDecision> afterwards(
            Answer answer, FeatureState state, List<RuleFailure> failures) {
        Control control = answer.control();
        if (!control.hasShadow()) {
            return Optional.empty();
        }
        String book = answer.event().book();
        List<Fired> shadow =
                new ArrayList<>(control.patterns().takeShadow(answer.event(), state, failures));
        shadow.addAll(control.rules().firedShadow(book, answer.enriched().input(), failures));
        ShadowDecision.Builder decision = ShadowDecision.newBuilder();
        boolean allowed = answer.allowed();
        long points = answer.modelPoints();
        if (control.challenger().isPresent()) {
            ModelInForce challenger = control.challenger().get();
            int probability = challenger.scorer().probabilityPpm(answer.enriched().values());
            points = challenger.points(probability);
            decision.setModelHash(challenger.scorer().modelHash()).setModelScorePpm(probability);
            for (Reason reason : challenger.scorer().reasons((int) points)) {
                shadow.add(new Fired(reason, Outcome.APPROVED).muted());
            }
        } else if (shadow.isEmpty()) {
            return Optional.empty();
        }
        List<Fired> all = new ArrayList<>(answer.fired());
        shadow.forEach(fired -> all.add(allowed ? fired : fired.counted()));
        Score would = Score.of(all, allowed ? 0 : points, control.thresholds(book), List.of());
        Score reported = Score.of(shadow, 0, Thresholds.DEFAULT, List.of());
        return Optional.of(
                decision.setBook(book)
                        .setPaymentId(answer.decision().getPaymentId())
                        .setPaymentSequence(answer.decision().getPaymentSequence())
                        .setControlSeq(control.position())
                        .setOutcome(would.outcome())
                        .setScoreMilli(would.scoreMilli())
                        .addAllReasons(reported.reasons())
                        .build());
    }

    private static PatternInput patternInput(
            String book, PaymentRequested requested, Enriched enriched) {
        return new PatternInput(book, requested, Optional.of(enriched.input()), enriched.moment());
    }

    /** Removes what nothing can reach any more; see {@link BookFeatures#cleanUp}. */
    public int cleanUp(FeatureState state, int limit) {
        return features.cleanUp(state, limit);
    }
}
