package dev.weir.domain;

/** What one can ask the control book for, a page at a time. */
public enum ControlKind {
    RULES,
    PATTERNS,
    LISTS,
    /** Of one list. */
    ENTRIES,
    MODELS,
    THRESHOLDS,
    FALLBACK_POLICIES,
    LATE_POLICIES,
    SNOOZES,
    SUBSCRIPTIONS
}
