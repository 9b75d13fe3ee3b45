/**
 * Rules in CEL over payment, account and features, and the decision that follows from those that
 * fire.
 */
package dev.weir.features.rules;
