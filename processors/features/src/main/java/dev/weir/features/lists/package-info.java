/** Allow, block and watch lists: small ones in the control book, large ones in a book's state. */
package dev.weir.features.lists;
