package dev.weir.features.patterns;

import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;
import dev.weir.features.rules.Fired;
import dev.weir.features.rules.RuleFailure;
import java.util.Set;

/** A version of a pattern that can follow events. */
record CompiledPattern(Pattern pattern, Automaton automaton, Set<String> events) {

    boolean holdsFor(String book) {
        return pattern.getBooksCount() == 0 || pattern.getBooksList().contains(book);
    }

    Fired fired(boolean shadow) {
        Reason reason =
                Reason.newBuilder()
                        .setCode(pattern.getReasonCode())
                        .setSource(ReasonSource.PATTERN)
                        .setSourceId(pattern.getPatternId())
                        .setSourceVersion(pattern.getVersion())
                        .setWeightMilli(pattern.getWeightMilli())
                        .setText(pattern.getReasonText())
                        .setShadow(shadow)
                        .build();
        return new Fired(reason, pattern.getOutcome());
    }

    RuleFailure failure(Exception cause) {
        return new RuleFailure(
                "pattern " + pattern.getPatternId(), pattern.getVersion(), cause.getMessage());
    }
}
