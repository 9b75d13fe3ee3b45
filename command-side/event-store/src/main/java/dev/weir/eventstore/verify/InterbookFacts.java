package dev.weir.eventstore.verify;

import java.util.Arrays;
import java.util.function.BiConsumer;

/** What {@link InterbookCheck} must remember of every transfer and of every two books. */
final class InterbookFacts {
    /** No book is called so: these facts belong to none. */
    private static final String NO_BOOK = "";

    private final FactStore.Facts<Between> transfers;
    private final FactStore.Facts<Long> rests;

    /** A transfer: the sending book, and its id there. */
    record Id(String fromBook, String transferId) implements Comparable<Id> {
        @Override
        public int compareTo(Id other) {
            int books = fromBook.compareTo(other.fromBook);
            return books != 0 ? books : transferId.compareTo(other.transferId);
        }

        private String toText() {
            return fromBook + "\0" + transferId;
        }

        private static Id fromText(String text) {
            String[] parts = split(text, 2, "\0");
            return new Id(parts[0], parts[1]);
        }
    }

    /** Two books, the lesser first, and a currency. */
    record Pair(String one, String other, String currency) {
        static Pair of(String book, String otherBook, String currency) {
            return book.compareTo(otherBook) < 0
                    ? new Pair(book, otherBook, currency)
                    : new Pair(otherBook, book, currency);
        }

        @Override
        public String toString() {
            return one + " and " + other + " in " + currency;
        }

        private String toText() {
            return one + "\0" + other + "\0" + currency;
        }

        private static Pair fromText(String text) {
            String[] parts = split(text, 3, "\0");
            return new Pair(parts[0], parts[1], parts[2]);
        }
    }

    /**
     * What the sending book says.
     *
     * @param end one of the three below
     * @param sequence of the record that says where it stands
     * @param saidMicros recorded time of that record
     */
    record Sent(
            long amountMinor,
            long startedMicros,
            long sequence,
            long saidMicros,
            String end,
            String currency,
            String toBook) {
        static final String UNDER_WAY = "started";
        static final String SETTLED = "settled";
        static final String RELEASED = "released";

        boolean isUnderWay() {
            return end.equals(UNDER_WAY);
        }

        boolean isSettled() {
            return end.equals(SETTLED);
        }

        Sent ended(String how, long endSequence, long endMicros) {
            return new Sent(
                    amountMinor, startedMicros, endSequence, endMicros, how, currency, toBook);
        }

        private static Sent fromText(String text) {
            String[] parts = split(text, 7, " ");
            return new Sent(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]),
                    parts[4],
                    parts[5],
                    parts[6]);
        }

        private String toText() {
            return amountMinor
                    + " "
                    + startedMicros
                    + " "
                    + sequence
                    + " "
                    + saidMicros
                    + " "
                    + end
                    + " "
                    + currency
                    + " "
                    + toBook;
        }
    }

    /** What the receiving book says. */
    record Taken(long sequence, long amountMinor, boolean credited, String currency, String book) {
        private static Taken fromText(String text) {
            String[] parts = split(text, 5, " ");
            return new Taken(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Boolean.parseBoolean(parts[2]),
                    parts[3],
                    parts[4]);
        }

        private String toText() {
            return sequence + " " + amountMinor + " " + credited + " " + currency + " " + book;
        }
    }

    /**
     * A transfer as both books tell of it.
     *
     * @param sent null: the sending book has said nothing
     * @param taken null: the receiving book has said nothing
     */
    record Between(Sent sent, Taken taken) {
        private String toText() {
            return (sent == null ? "" : sent.toText())
                    + "\n"
                    + (taken == null ? "" : taken.toText());
        }

        private static Between fromText(String text) {
            String[] parts = split(text, 2, "\n");
            return new Between(
                    parts[0].isEmpty() ? null : Sent.fromText(parts[0]),
                    parts[1].isEmpty() ? null : Taken.fromText(parts[1]));
        }
    }

    InterbookFacts(FactStore facts) {
        transfers = facts.facts(NO_BOOK, "between", Between::toText, Between::fromText);
        rests = facts.facts(NO_BOOK, "transit", String::valueOf, Long::valueOf);
    }

    Between get(Id id) {
        return transfers.get(id.toText()).orElse(new Between(null, null));
    }

    void put(Id id, Between between) {
        transfers.put(id.toText(), between);
    }

    /** Adds to the sum of what two books have on their transit accounts of each other. */
    void add(Pair pair, long minor) {
        rests.put(pair.toText(), Math.addExact(rests.get(pair.toText()).orElse(0L), minor));
    }

    /** In no order. */
    void forEach(BiConsumer<Id, Between> each) {
        transfers.forEach((id, between) -> each.accept(Id.fromText(id), between));
    }

    /** In no order. */
    void forEachPair(BiConsumer<Pair, Long> each) {
        rests.forEach((pair, rest) -> each.accept(Pair.fromText(pair), rest));
    }

    /** A log that somebody made up may have separators anywhere; then the parts are wrong ones. */
    private static String[] split(String text, int parts, String separator) {
        String[] found = text.split(separator, parts);
        return found.length == parts ? found : filled(Arrays.copyOf(found, parts));
    }

    private static String[] filled(String[] parts) {
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i] == null ? "" : parts[i];
        }
        return parts;
    }
}
