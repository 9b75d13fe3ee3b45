package dev.weir.proof;

/** A header of a record. */
record Header(String name, byte[] value) {}
