package dev.weir.command.payments;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.StopPattern;
import dev.weir.contract.commands.v1.StopRule;
import dev.weir.contract.control.v1.AlertBand;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Counts on one partition how many decided payments each rule and pattern flags, book by book, and
 * has one stopped that leaves its alert band. The counts lie in memory: a new owner begins anew,
 * which delays a stop by at most the payments that one look is over. For the partition's loop.
 */
public final class AlertBands {
    private static final long MILLION = 1_000_000L;

    private final Source source;
    private final Stop stop;
    private final Map<Key, Count> counts = new HashMap<>();
    private final Map<String, List<Banded>> banded = new HashMap<>();
    private long controlSequence = Long.MIN_VALUE;

    /**
     * What the control book says.
     *
     * @param sequence its position
     * @param banded rules and patterns in force for a book that have a band
     */
    record Source(LongSupplier sequence, Function<String, List<Banded>> banded) {}

    /** A rule or pattern in force. */
    public record Banded(ReasonSource kind, String id, int version, AlertBand band) {}

    /** Sends a command to the control book. */
    @FunctionalInterface
    public interface Stop {
        /**
         * @param key idempotency key
         */
        void send(Message command, String key);
    }

    private record Key(String book, ReasonSource kind, String id, int version) {}

    private static final class Count {
        private long payments;
        private long flagged;
    }

    AlertBands(Source source, Stop stop) {
        this.source = source;
        this.stop = stop;
    }

    /** A decision was applied to a payment of the book. */
    void decided(String book, Decision decision) {
        long sequence = source.sequence().getAsLong();
        if (sequence != controlSequence) {
            controlSequence = sequence;
            banded.clear();
        }
        List<Banded> watched = banded.get(book);
        if (watched == null) {
            watched = source.banded().apply(book);
            banded.put(book, watched);
            forgetOthers(watched, book);
        }
        for (Banded one : watched) {
            Key key = new Key(book, one.kind(), one.id(), one.version());
            Count count = counts.computeIfAbsent(key, absent -> new Count());
            count.payments++;
            count.flagged += isFlagged(decision, one) ? 1 : 0;
            if (count.payments >= one.band().getOverPayments()) {
                counts.remove(key);
                look(key, count, one.band());
            }
        }
    }

    /** Counts of versions that count no more. */
    private void forgetOthers(List<Banded> watched, String book) {
        counts.keySet().removeIf(key -> key.book().equals(book) && !isWatched(watched, key));
    }

    private static boolean isWatched(List<Banded> watched, Key key) {
        return watched.stream()
                .anyMatch(
                        one ->
                                one.kind() == key.kind()
                                        && one.id().equals(key.id())
                                        && one.version() == key.version());
    }

    private static boolean isFlagged(Decision decision, Banded one) {
        for (Reason reason : decision.getReasonsList()) {
            if (!reason.getShadow()
                    && reason.getSource() == one.kind()
                    && reason.getSourceVersion() == one.version()
                    && reason.getSourceId().equals(one.id())) {
                return true;
            }
        }
        return false;
    }

    private void look(Key key, Count count, AlertBand band) {
        long ppm = count.flagged * MILLION / count.payments;
        boolean above = band.getMaxPpm() > 0 && ppm > band.getMaxPpm();
        if (!above && ppm >= band.getMinPpm()) {
            return;
        }
        stop.send(
                command(key, count),
                "band:"
                        + key.id()
                        + ':'
                        + key.version()
                        + ':'
                        + key.book()
                        + ':'
                        + controlSequence);
    }

    private static Message command(Key key, Count count) {
        return key.kind() == ReasonSource.RULE
                ? StopRule.newBuilder()
                        .setRuleId(key.id())
                        .setVersion(key.version())
                        .setFlagged(count.flagged)
                        .setPayments(count.payments)
                        .setBook(key.book())
                        .build()
                : StopPattern.newBuilder()
                        .setPatternId(key.id())
                        .setVersion(key.version())
                        .setFlagged(count.flagged)
                        .setPayments(count.payments)
                        .setBook(key.book())
                        .build();
    }
}
