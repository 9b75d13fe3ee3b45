package dev.weir.analytics;

import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureValues;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** In what two decisions or vectors that are not equal differ, in a line for people. */
final class DecisionDifference {
    private static final int NAMED_MAX = 5;

    private DecisionDifference() {}

    static String ofVectors(FeatureVector replayed, FeatureVector served) {
        if (!replayed.getFeatureSet().equals(served.getFeatureSet())
                || replayed.getValues().size() != served.getValues().size()) {
            return "replayed %s of %d bytes, served %s of %d bytes"
                    .formatted(
                            replayed.getFeatureSet(),
                            replayed.getValues().size(),
                            served.getFeatureSet(),
                            served.getValues().size());
        }
        FeatureSet set = FeatureSet.of(replayed.getFeatureSet());
        FeatureValues ours = set.read(replayed);
        FeatureValues theirs = set.read(served);
        List<String> named = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            if (ours.bits(i) != theirs.bits(i)) {
                named.add(
                        "%s replayed %s, served %s"
                                .formatted(set.nameAt(i), ours.value(i), theirs.value(i)));
            }
        }
        String shown = named.stream().limit(NAMED_MAX).collect(Collectors.joining("; "));
        return named.size() > NAMED_MAX
                ? shown + "; and " + (named.size() - NAMED_MAX) + " more"
                : shown;
    }

    static String ofDecisions(Decision replayed, Decision served) {
        List<String> named = new ArrayList<>();
        add(named, "payment", replayed, served, Decision::getPaymentId);
        add(named, "outcome", replayed, served, Decision::getOutcome);
        add(named, "score", replayed, served, Decision::getScoreMilli);
        add(named, "control position", replayed, served, Decision::getControlSeq);
        add(named, "model", replayed, served, Decision::getModelHash);
        add(named, "model score", replayed, served, Decision::getModelScorePpm);
        add(named, "alert", replayed, served, Decision::getAlert);
        add(named, "reasons", replayed, served, DecisionDifference::reasons);
        if (!replayed.getFeatures().equals(served.getFeatures())) {
            named.add(ofVectors(replayed.getFeatures(), served.getFeatures()));
        }
        return named.isEmpty() ? "other bytes" : String.join("; ", named);
    }

    private static <T> void add(
            List<String> named,
            String name,
            Decision replayed,
            Decision served,
            Function<Decision, T> part) {
        T ours = part.apply(replayed);
        T theirs = part.apply(served);
        if (!ours.equals(theirs)) {
            named.add("%s replayed %s, served %s".formatted(name, ours, theirs));
        }
    }

    private static String reasons(Decision decision) {
        return decision.getReasonsList().stream()
                .map(DecisionDifference::reason)
                .collect(Collectors.joining(" ", "[", "]"));
    }

    private static String reason(Reason reason) {
        return "%s@%d%s:%d"
                .formatted(
                        reason.getSourceId(),
                        reason.getSourceVersion(),
                        reason.getShadow() ? "(shadow)" : "",
                        reason.getWeightMilli());
    }
}
