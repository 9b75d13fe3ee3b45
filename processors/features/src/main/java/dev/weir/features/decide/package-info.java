/**
 * The decision of a payment from everything else in this module: what the control book has in force
 * at a position, and the step from one event of a book to the next. Open {@link
 * dev.weir.features.decide.BookDecider} and {@link dev.weir.features.decide.ControlHistory} first.
 */
package dev.weir.features.decide;
