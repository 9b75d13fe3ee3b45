/**
 * Makes a model from events of the log and a file of what was fraud. Open {@link
 * dev.weir.analytics.training.TrainMain} first.
 */
package dev.weir.analytics.training;
