package dev.weir.analytics.training;

/**
 * One labelled payment.
 *
 * @param occurredMicros its business time, microseconds since 1970
 * @param label what it was
 * @param inputs its features, in the order of the feature set
 */
record Example(long occurredMicros, Truth.Label label, float[] inputs) {}
