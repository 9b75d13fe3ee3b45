package dev.weir.query.apply;

/**
 * A record of weir.views that was set aside.
 *
 * @param key null: the record had none
 * @param type header ce_type; null: the record had none
 * @param value null: the record had none
 * @param reason for people
 */
record DeadLetter(long offset, byte[] key, String type, byte[] value, String reason) {}
