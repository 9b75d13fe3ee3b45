package dev.weir.features.decide;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import java.util.ArrayList;
import java.util.List;

/** The events with which the control book has rules and patterns count, to decide without one. */
public final class Activations {
    private Activations() {}

    /** The rules first, each in its order. */
    public static List<Message> of(List<Rule> rules, List<Pattern> patterns) {
        List<Message> events = new ArrayList<>();
        rules.forEach(rule -> events.add(RuleActivated.newBuilder().setRule(rule).build()));
        patterns.forEach(
                pattern ->
                        events.add(
                                PatternActivated.newBuilder()
                                        .setPatternId(pattern.getPatternId())
                                        .setVersion(pattern.getVersion())
                                        .setDefinition(pattern.toByteString())
                                        .build()));
        return events;
    }
}
