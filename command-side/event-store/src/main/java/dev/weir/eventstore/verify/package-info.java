/**
 * {@code weir verify}: an independent reader of the whole log. It shares the record format with the
 * engine and nothing else, so that a mistake of the engine cannot hide itself.
 */
package dev.weir.eventstore.verify;
