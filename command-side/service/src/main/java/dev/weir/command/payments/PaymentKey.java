package dev.weir.command.payments;

/** A payment of a book. */
record PaymentKey(String book, String paymentId) {}
