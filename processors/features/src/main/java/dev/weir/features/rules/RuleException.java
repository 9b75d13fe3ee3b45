package dev.weir.features.rules;

/** A rule cannot be compiled; the message is for its author. */
public final class RuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RuleException(String ruleId, String issues) {
        super("rule " + ruleId + ": " + issues);
    }
}
