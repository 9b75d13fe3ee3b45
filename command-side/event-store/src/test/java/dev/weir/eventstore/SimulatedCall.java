package dev.weir.eventstore;

import dev.weir.eventstore.SimulatedLedger.Answer;

/** One command of a simulated client, through all its attempts. */
final class SimulatedCall {
    /** What it wants. */
    enum Kind {
        /** Books an amount in one event; refused if the balance would fall below zero. */
        BOOK,
        /** Books an amount and a fee of 1, in two events. */
        BOOK_WITH_FEE,
        /** Reads the balance. */
        READ,
        /**
         * Sources first and appends later with the marker, off the loop, as Axon does by itself.
         */
        CONDITIONAL
    }

    /** How it ended, as far as its client knows. */
    enum Outcome {
        OPEN,
        WRITTEN,
        REFUSED,
        READ,
        CONFLICT,
        GIVEN_UP
    }

    final String key;
    final String book;
    final Kind kind;
    final long amount;

    /** Highest sequence of the book that was acknowledged when it was first sent. */
    final long acknowledgedBefore;

    int attempts;
    Outcome outcome = Outcome.OPEN;

    SimulatedCall(String key, String book, Kind kind, long amount, long acknowledgedBefore) {
        this.key = key;
        this.book = book;
        this.kind = kind;
        this.amount = amount;
        this.acknowledgedBefore = acknowledgedBefore;
    }

    boolean isOpen() {
        return outcome == Outcome.OPEN;
    }

    /** The balance behind it, from the one before. */
    long balanceAfter(Answer before) {
        return before.balance() + amount - (kind == Kind.BOOK_WITH_FEE ? 1 : 0);
    }

    @Override
    public String toString() {
        return key + " " + kind + " " + amount + " in " + book;
    }
}
