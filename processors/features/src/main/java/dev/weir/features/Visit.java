package dev.weir.features;

/**
 * A payment at one of its entities.
 *
 * @param kind the entity's kind
 * @param id the entity's id, not empty
 * @param account the payment's account
 * @param atMicros the payment's place in event time, microseconds since 1970
 * @param amountMinor the payment's amount, minor units
 * @param inTime whether it is put in its place; a later one leaves no trace
 * @param clockMicros the book's clock behind the payment, microseconds since 1970
 */
public record Visit(
        KeyKind kind,
        String id,
        String account,
        long atMicros,
        long amountMinor,
        boolean inTime,
        long clockMicros) {}
