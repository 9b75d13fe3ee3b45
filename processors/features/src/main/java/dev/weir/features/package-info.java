/**
 * The arithmetic of decisions, run by Flink and by Spark alike: windows, features and rules. No
 * engine, no clock, no input or output. Open {@link dev.weir.features.BookFeatures} and {@link
 * dev.weir.features.FeatureSet} first.
 */
package dev.weir.features;
