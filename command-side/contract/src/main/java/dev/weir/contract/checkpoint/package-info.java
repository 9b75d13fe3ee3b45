/** Signed tree heads of the books: which bytes are signed, and with what keys. */
package dev.weir.contract.checkpoint;
