/**
 * Decide and evolve of a book and of the control book. Plain Java over the contract's messages: no
 * clock, no random numbers, no framework. {@link dev.weir.domain.Book} is the way in.
 */
package dev.weir.domain;
