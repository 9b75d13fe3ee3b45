package dev.weir.launcher.flink;

import dev.weir.contract.decisions.v1.FeatureVector;

/**
 * A decision as a job wrote it.
 *
 * @param job the id of the job; empty: one from before decisions named it
 * @param sequence of the payment in its book: a job decides a book's payments in this order
 * @param writtenMillis when it stood in the topic, milliseconds since 1970
 */
public record Decided(
        String job, String book, long sequence, FeatureVector vector, long writtenMillis) {}
