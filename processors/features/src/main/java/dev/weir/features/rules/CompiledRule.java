package dev.weir.features.rules;

import dev.cel.runtime.CelEvaluationException;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;

/** A rule that can be asked. */
record CompiledRule(Rule rule, Expression expression) {

    boolean holdsFor(String book) {
        return rule.getBooksCount() == 0 || rule.getBooksList().contains(book);
    }

    boolean fires(RuleInput input) throws CelEvaluationException {
        return expression.holds(input);
    }

    RuleFailure failure(CelEvaluationException cause) {
        return new RuleFailure(rule.getRuleId(), rule.getVersion(), cause.getMessage());
    }

    Fired fired(boolean shadow) {
        Reason reason =
                Reason.newBuilder()
                        .setCode(rule.getReasonCode())
                        .setSource(ReasonSource.RULE)
                        .setSourceId(rule.getRuleId())
                        .setSourceVersion(rule.getVersion())
                        .setWeightMilli(rule.getWeightMilli())
                        .setText(rule.getReasonText())
                        .setShadow(shadow)
                        .build();
        return new Fired(reason, rule.getOutcome());
    }
}
