package dev.weir.features.rules;

/** A rule or another expression cannot be compiled; the message is for its author. */
public final class RuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RuleException(String message) {
        super(message);
    }
}
