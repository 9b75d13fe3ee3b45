/**
 * Models of gradient-boosted trees in plain Java: the file and where it lies, the walk, the
 * contributions behind a score, and which models are in force. Open {@link
 * dev.weir.features.model.Models} and {@link dev.weir.features.model.ModelScorer} first.
 */
package dev.weir.features.model;
