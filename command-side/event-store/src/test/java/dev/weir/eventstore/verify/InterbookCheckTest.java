package dev.weir.eventstore.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.interbook.v1.InterbookCredited;
import dev.weir.contract.interbook.v1.InterbookRefused;
import dev.weir.contract.interbook.v1.InterbookTransferReleased;
import dev.weir.contract.interbook.v1.InterbookTransferSettled;
import dev.weir.contract.interbook.v1.InterbookTransferStarted;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.RecordHash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two books, a transfer of 30 between them, and what may be wrong with it. */
class InterbookCheckTest {
    private static final long START_MICROS = 1_800_000_000_000_000L;
    private static final int TINY_HEAP = 50;

    private final List<RawRecord> records = new ArrayList<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final Map<String, String> hashes = new HashMap<>();
    private long nowMicros;

    @Test
    void findsNothingInATransferThatWasSettled() {
        started();
        credited(30);
        settled();

        assertThat(problems()).isEmpty();
        assertThat(check(new Findings(), FactStore.HEAP_ENTRIES).open()).isZero();
    }

    @Test
    void findsNothingInATransferThatWasReleased() {
        started();
        add("two", refused());
        released();

        assertThat(problems()).isEmpty();
    }

    @Test
    void allowsForATransferUnderWayAndNamesIt() {
        started();
        credited(30);
        nowMicros = START_MICROS + 90_000_000;

        assertThat(problems()).isEmpty();
        InterbookCheck check = check(new Findings(), FactStore.HEAP_ENTRIES);
        assertThat(check.open()).isEqualTo(1);
        assertThat(check.lateTotal()).isEqualTo(1);
        assertThat(check.late())
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.id().transferId()).isEqualTo("t");
                            assertThat(one.ageMicros() / 1_000_000).isEqualTo(89);
                        });
    }

    @Test
    void namesACreditThatWasNeverStarted() {
        accounts();
        credited(30);

        assertThat(problems())
                .anyMatch(said -> said.contains("which book one never started"))
                .anyMatch(said -> said.contains("do not cancel: -30 over"));
    }

    @Test
    void namesASettlementWithoutACredit() {
        started();
        settled();

        assertThat(problems())
                .anyMatch(said -> said.contains("is settled, and book two never decided it"))
                .anyMatch(said -> said.contains("do not cancel: 30 over"));
    }

    @Test
    void judgesTheNewestWordOnlyWhenTheOtherBookCanHaveBeenRead() {
        started();
        settled();
        nowMicros = START_MICROS + 2_000_000;

        assertThat(problems()).isEmpty();
    }

    @Test
    void namesAReleaseOfWhatWasCredited() {
        started();
        credited(30);
        released();

        assertThat(problems())
                .anyMatch(said -> said.contains("is released, book two has credited it"))
                .anyMatch(said -> said.contains("do not cancel: -30 over"));
    }

    @Test
    void namesASettlementOfWhatWasRefused() {
        started();
        add("two", refused());
        settled();

        assertThat(problems())
                .anyMatch(said -> said.contains("is settled, book two has refused it"));
    }

    @Test
    void namesAnotherAmount() {
        started();
        credited(31);
        settled();

        assertThat(problems())
                .anyMatch(said -> said.contains("is of 30 EUR, book two credited 31 EUR"))
                .anyMatch(said -> said.contains("do not cancel: -1 over"));
    }

    @Test
    void namesASecondCredit() {
        started();
        credited(30);
        add(
                "two",
                InterbookCredited.newBuilder()
                        .setFromBook("one")
                        .setTransferId("t")
                        .addPostings(SmallLog.posting("transit:one:EUR", -30, -60, 0))
                        .addPostings(SmallLog.posting("b", 30, 60, 0))
                        .build());
        settled();

        assertThat(problems()).anyMatch(said -> said.contains("is decided a second time"));
    }

    @Test
    void namesAPlainTransferThroughATransitAccount() {
        accounts();
        add(
                "one",
                SmallLog.transfer(
                        "x",
                        SmallLog.posting("a", -5, -5, 0),
                        SmallLog.posting("transit:two:EUR", 5, 5, 0)));

        assertThat(problems())
                .anyMatch(said -> said.contains("a plain transfer moves money"))
                .anyMatch(said -> said.contains("do not cancel: 5 over"));
    }

    @Test
    void comparesMoreTransfersThanTheHeapMayHold() {
        started();
        credited(30);
        settled();
        for (int i = 0; i < 200; i++) {
            add(
                    "two",
                    InterbookRefused.newBuilder()
                            .setFromBook("one")
                            .setTransferId("u" + i)
                            .build());
        }
        for (int i = 0; i < 200; i++) {
            hold(i, 1, true);
            if (i == 77) {
                settledWithoutACredit(i);
            } else {
                hold(i, -1, false);
            }
        }
        Findings findings = new Findings();
        InterbookCheck check = check(findings, TINY_HEAP);

        assertThat(check.started()).isEqualTo(201);
        assertThat(check.open()).isZero();
        assertThat(findings.kept().stream().map(Problem::toString))
                .hasSize(2)
                .anyMatch(said -> said.contains("transfer u77 is settled, book two has refused it"))
                .anyMatch(said -> said.contains("do not cancel: 1 over"));
    }

    /** A transfer of 1 that begins, or is released. */
    private void hold(int number, int minor, boolean begins) {
        HoldChange change = SmallLog.hold("a", minor, -30, begins ? 1 : 0);
        add(
                "one",
                begins
                        ? InterbookTransferStarted.newBuilder()
                                .setTransferId("u" + number)
                                .setToBook("two")
                                .setToAccountId("b")
                                .setHold(change)
                                .build()
                        : InterbookTransferReleased.newBuilder()
                                .setTransferId("u" + number)
                                .setToBook("two")
                                .setRelease(change)
                                .build());
    }

    /** From then on account a stands at -31; so it does this once, and puts it back. */
    private void settledWithoutACredit(int number) {
        add(
                "one",
                InterbookTransferSettled.newBuilder()
                        .setTransferId("u" + number)
                        .setToBook("two")
                        .setRelease(SmallLog.hold("a", -1, -30, 0))
                        .addPostings(SmallLog.posting("a", -1, -31, 0))
                        .addPostings(SmallLog.posting("transit:two:EUR", 1, 31, 0))
                        .build());
        add(
                "one",
                SmallLog.transfer(
                        "back",
                        SmallLog.posting("a", 1, -30, 0),
                        SmallLog.posting("c", -1, -1, 0)));
    }

    private void accounts() {
        add("one", SmallLog.account("a"));
        add("one", SmallLog.account("c"));
        add("one", SmallLog.account("transit:two:EUR"));
        add("two", SmallLog.account("b"));
        add("two", SmallLog.account("transit:one:EUR"));
    }

    private void started() {
        accounts();
        add(
                "one",
                InterbookTransferStarted.newBuilder()
                        .setTransferId("t")
                        .setToBook("two")
                        .setToAccountId("b")
                        .setHold(SmallLog.hold("a", 30, 0, 30))
                        .build());
    }

    private void credited(long amount) {
        add(
                "two",
                InterbookCredited.newBuilder()
                        .setFromBook("one")
                        .setTransferId("t")
                        .setAmountMinor(amount)
                        .addPostings(SmallLog.posting("transit:one:EUR", -amount, -amount, 0))
                        .addPostings(SmallLog.posting("b", amount, amount, 0))
                        .build());
    }

    private void settled() {
        add(
                "one",
                InterbookTransferSettled.newBuilder()
                        .setTransferId("t")
                        .setToBook("two")
                        .setRelease(release())
                        .addPostings(SmallLog.posting("a", -30, -30, 0))
                        .addPostings(SmallLog.posting("transit:two:EUR", 30, 30, 0))
                        .build());
    }

    private void released() {
        add(
                "one",
                InterbookTransferReleased.newBuilder()
                        .setTransferId("t")
                        .setToBook("two")
                        .setRelease(release())
                        .build());
    }

    private static HoldChange release() {
        return SmallLog.hold("a", -30, 0, 0);
    }

    private static Message refused() {
        return InterbookRefused.newBuilder().setFromBook("one").setTransferId("t").build();
    }

    private void add(String book, Message event) {
        long sequence = sequences.merge(book, 1L, Long::sum) - 1;
        long time = START_MICROS + records.size() * 100_000L;
        EventRecord record =
                new EventRecord(
                        book,
                        sequence,
                        book + sequence,
                        EventTypes.nameOf(event),
                        time,
                        time,
                        "",
                        hashes.getOrDefault(book, RecordHash.NONE),
                        1,
                        1,
                        "",
                        "",
                        List.of("book=" + book),
                        Map.of(),
                        event.toByteArray());
        RawRecord raw =
                new RawRecord(
                        1,
                        records.size(),
                        book.getBytes(StandardCharsets.UTF_8),
                        record.headers(),
                        record.value());
        hashes.put(book, raw.hash());
        records.add(raw);
    }

    private List<String> problems() {
        Findings findings = new Findings();
        check(findings, FactStore.HEAP_ENTRIES);
        return findings.kept().stream().map(Problem::toString).toList();
    }

    private InterbookCheck check(Findings findings, int heapEntries) {
        try (FactStore facts = new FactStore(heapEntries)) {
            InterbookCheck interbook =
                    new InterbookCheck(findings, facts, nowMicros, Duration.ofSeconds(60));
            LogCheck check =
                    new LogCheck(
                            findings,
                            facts,
                            new CheckpointCheck(findings, Optional.empty(), facts, List.of()),
                            interbook);
            records.forEach(check::next);
            check.end(Long.MIN_VALUE);
            assertThat(facts.onDisk()).isEqualTo(heapEntries == TINY_HEAP);
            return interbook;
        }
    }
}
