/**
 * Checks a proof that a record is in a book's log, without trusting anything of Weir: it shares no
 * code with it. {@link dev.weir.proof.ProofCheck} is the order of the steps, {@link
 * dev.weir.proof.Hashes} the bytes that are hashed.
 */
package dev.weir.proof;
