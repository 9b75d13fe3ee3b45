package dev.weir.features.rules;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;

/** A rule that can be asked. */
record CompiledRule(Rule rule, boolean shadow, Program program) {

    boolean holdsFor(String book) {
        return rule.getBooksCount() == 0 || rule.getBooksList().contains(book);
    }

    /**
     * Whether the rule says yes.
     *
     * @throws CelEvaluationException if it cannot say: an overflow, a division by zero, a key that
     *     is not there
     */
    boolean fires(RuleInput input) throws CelEvaluationException {
        return Boolean.TRUE.equals(program.eval(input));
    }

    RuleFailure failure(CelEvaluationException cause) {
        return new RuleFailure(rule.getRuleId(), rule.getVersion(), cause.getMessage());
    }

    Reason reason() {
        return Reason.newBuilder()
                .setCode(rule.getReasonCode())
                .setSource(ReasonSource.RULE)
                .setSourceId(rule.getRuleId())
                .setSourceVersion(rule.getVersion())
                .setWeightMilli(rule.getWeightMilli())
                .setText(rule.getReasonText())
                .setShadow(shadow)
                .build();
    }
}
