/** Money between books: the sending book's owner drives it, with what it finds folded. */
package dev.weir.command.interbook;
