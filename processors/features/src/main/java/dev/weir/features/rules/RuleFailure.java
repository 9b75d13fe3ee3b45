package dev.weir.features.rules;

/**
 * A rule did not fire since its evaluation failed, or it could not be compiled; to be counted by
 * rule.
 */
public record RuleFailure(String ruleId, int version, String message) {}
