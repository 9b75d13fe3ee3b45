/** Sequences with time bounds and graph typologies, followed on keyed state of a book. */
package dev.weir.features.patterns;
