package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.RecordHash;
import dev.weir.eventstore.SimulatedCall.Kind;
import dev.weir.eventstore.SimulatedCall.Outcome;
import dev.weir.eventstore.SimulatedLedger.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every answer that any owner gave, and what must be true of them and of the log. Each check stands
 * for a promise; a broken one is an {@link AssertionError} that names it.
 */
final class SimulatedHistory {
    /**
     * Whether an answer that appended nothing (a read, a refusal, a repeat) must know all that was
     * acknowledged before it was asked for, also when its owner was fenced meanwhile.
     */
    static final boolean ANSWERS_ARE_FENCED = true;

    private final List<Given> given = new ArrayList<>();
    private final List<SimulatedCall> calls = new ArrayList<>();
    private final Map<String, Long> acknowledged = new HashMap<>();

    private record Given(
            SimulatedCall call, Outcome outcome, Answer answer, long acknowledgedBefore) {}

    /** The log of a book, folded again. */
    private static final class Folded {
        final List<EventRecord> records = new ArrayList<>();
        final List<Answer> after = new ArrayList<>();
        final Map<String, List<Answer>> byKey = new HashMap<>();

        Answer last() {
            return after.isEmpty() ? Answer.START : after.getLast();
        }
    }

    void called(SimulatedCall call) {
        calls.add(call);
    }

    /** Highest sequence of the book that any caller was told of. */
    long acknowledged(String book) {
        return acknowledged.getOrDefault(book, -1L);
    }

    /**
     * An owner gave an answer.
     *
     * @param acknowledgedBefore {@link #acknowledged} when this attempt was sent
     */
    void answered(SimulatedCall call, Outcome outcome, Answer answer, long acknowledgedBefore) {
        given.add(new Given(call, outcome, answer, acknowledgedBefore));
        acknowledged.merge(call.book, answer.sequence(), Math::max);
    }

    int answers() {
        return given.size();
    }

    /** Compares everything with the log; {@code served} is the state of the last owner, by book. */
    void check(SimulatedBroker broker, Map<String, SimulatedLedger> served) {
        Map<String, Folded> books = fold(broker.entries());
        calls.forEach(call -> checkOnce(call, books.get(call.book)));
        given.forEach(
                each -> checkAnswer(each, books.getOrDefault(each.call().book, new Folded())));
        checkEpochs(broker.others());
        served.forEach(
                (book, ledger) -> {
                    Folded folded = books.getOrDefault(book, new Folded());
                    require(
                            ledger.last().equals(folded.last()),
                            "served state equals replay",
                            book);
                    Map<String, Answer> answers = new HashMap<>();
                    folded.byKey.forEach((key, all) -> answers.put(key, all.getLast()));
                    require(ledger.answers().equals(answers), "served answers equal replay", book);
                });
    }

    private static Map<String, Folded> fold(List<PartitionLog.Entry> entries) {
        Map<String, Folded> books = new HashMap<>();
        EventRecord before = null;
        for (PartitionLog.Entry entry : entries) {
            EventRecord record = entry.record();
            Folded book = books.computeIfAbsent(record.book(), name -> new Folded());
            Answer last = book.last();
            require(record.sequence() == last.sequence() + 1, "dense sequence", record);
            require(record.previousHash().equals(last.hash()), "hash chain", record);
            requireRun(before, record);
            requireTime(book, record);
            requireMarker(record, last);
            long amount = Long.parseLong(new String(record.value(), StandardCharsets.UTF_8));
            Answer after =
                    new Answer(
                            record.sequence(),
                            RecordHash.of(
                                    record.book().getBytes(StandardCharsets.UTF_8),
                                    record.headers(),
                                    record.value()),
                            last.balance() + amount);
            book.records.add(record);
            book.after.add(after);
            if (record.runIndex() == record.runLength()) {
                require(after.balance() >= 0, "no balance below zero", record);
                book.byKey.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(after);
            }
            before = record;
        }
        require(
                before == null || before.runIndex() == before.runLength(),
                "whole commands",
                before);
        return books;
    }

    /** The records of a command lie one behind the other. */
    private static void requireRun(EventRecord before, EventRecord record) {
        boolean begins = record.runIndex() == 1;
        boolean ended = before == null || before.runIndex() == before.runLength();
        boolean goesOn =
                before != null
                        && before.book().equals(record.book())
                        && before.key().equals(record.key())
                        && before.runIndex() + 1 == record.runIndex();
        require(begins ? ended : goesOn, "whole commands", record);
    }

    private static void requireTime(Folded book, EventRecord record) {
        require(
                book.records.isEmpty()
                        || book.records.getLast().recordedMicros() <= record.recordedMicros(),
                "recorded time never runs back",
                record);
    }

    /** A conditional append says what its sourcing had seen last; nothing may lie between. */
    private static void requireMarker(EventRecord record, Answer before) {
        String seen = record.metadata().get("seen");
        require(seen == null || seen.equals(before.hash()), "no lost update", record);
    }

    private static void checkOnce(SimulatedCall call, Folded book) {
        int times = book == null ? 0 : book.byKey.getOrDefault(call.key, List.of()).size();
        require(times <= 1, "at most once in the log", call);
        if (call.outcome == Outcome.WRITTEN) {
            require(times == 1, "acknowledged and in the log", call);
        } else if (call.outcome != Outcome.GIVEN_UP) {
            require(
                    times == 0 || call.kind != Kind.CONDITIONAL,
                    "refused and not in the log",
                    call);
        }
    }

    private static void checkAnswer(Given each, Folded book) {
        SimulatedCall call = each.call();
        Answer answer = each.answer();
        Answer there =
                answer.sequence() < 0
                        ? Answer.START
                        : answer.sequence() < book.after.size()
                                ? book.after.get(Math.toIntExact(answer.sequence()))
                                : null;
        require(answer.equals(there), "the answer rests on the log", each);
        if (each.outcome() == Outcome.WRITTEN) {
            require(
                    book.byKey.getOrDefault(call.key, List.of()).equals(List.of(answer)),
                    "acknowledged exactly once, every answer the same",
                    each);
            require(
                    answer.sequence() > call.acknowledgedBefore,
                    "behind all that was acknowledged before",
                    each);
        } else {
            require(
                    !ANSWERS_ARE_FENCED || answer.sequence() >= each.acknowledgedBefore(),
                    "knows all that was acknowledged before",
                    each);
        }
        if (each.outcome() == Outcome.REFUSED) {
            require(call.balanceAfter(answer) < 0, "refused for a reason", each);
        }
    }

    private static void checkEpochs(List<Outgoing> owners) {
        long last = 0;
        for (Outgoing record : owners) {
            long epoch = epochOf(record);
            require(epoch >= last, "no owner behind a newer one", epoch);
            last = epoch;
        }
    }

    private static long epochOf(Outgoing record) {
        try {
            return dev.weir.contract.store.v1.PartitionOwner.parseFrom(record.value()).getEpoch();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError("no owner's record", e);
        }
    }

    static void require(boolean holds, String promise, Object where) {
        if (!holds) {
            throw new AssertionError("broken: " + promise + ", at " + where);
        }
    }
}
