package dev.weir.eventstore.verify;

import static dev.weir.eventstore.verify.SmallLog.account;
import static dev.weir.eventstore.verify.SmallLog.approved;
import static dev.weir.eventstore.verify.SmallLog.hold;
import static dev.weir.eventstore.verify.SmallLog.posting;
import static dev.weir.eventstore.verify.SmallLog.problems;
import static dev.weir.eventstore.verify.SmallLog.requested;
import static dev.weir.eventstore.verify.SmallLog.sound;
import static dev.weir.eventstore.verify.SmallLog.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.book.v1.CommandRefused;
import dev.weir.contract.book.v1.IdempotencyKeysExpired;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.payments.v1.PaymentVoided;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogCheckTest {

    @Test
    void findsNothingInASoundLog() {
        assertThat(problems(sound().records())).isEmpty();
    }

    @Test
    void namesTheRecordWithAFlippedByte() {
        for (int sequence = 0; sequence < 4; sequence++) {
            List<RawRecord> records = sound().records();
            byte[] value = records.get(sequence).value();
            value[value.length / 2] ^= 1;

            assertThat(problems(records))
                    .as("byte flipped in record %d", sequence)
                    .anyMatch(problem -> problem.startsWith("book main, sequence "))
                    .anyMatch(containing("chain is broken").and(containing("was altered")));
        }
    }

    @Test
    void namesARemovedRecord() {
        List<RawRecord> records = sound().records();
        records.remove(2);

        assertThat(problems(records))
                .contains("book main, sequence 3: record 2 before it is missing")
                .anyMatch(containing("sequence 3: the hash chain is broken"));
    }

    @Test
    void namesSwappedRecords() {
        List<RawRecord> records = sound().records();
        records.add(3, records.remove(1));

        assertThat(problems(records))
                .anyMatch(containing("sequence 2: record 1 before it is missing"))
                .anyMatch(containing("sequence 1: stands behind record 3"));
    }

    @Test
    void namesAnAddedRecord() {
        List<RawRecord> records = sound().records();
        records.add(records.get(2));

        assertThat(problems(records))
                .anyMatch(containing("sequence 2: stands behind record 4: repeated"))
                .anyMatch(containing("sequence 2: the hash chain is broken"));
    }

    @Test
    void namesARecordOfAnotherBook() {
        List<RawRecord> records = sound().records();
        RawRecord raw = records.get(4);
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>(raw.headers());
        headers.replaceAll(
                header ->
                        header.getKey().equals(EventHeaders.SOURCE)
                                ? Map.entry(
                                        EventHeaders.SOURCE,
                                        "/books/other".getBytes(StandardCharsets.UTF_8))
                                : header);
        records.set(4, new RawRecord(1, 4, raw.key(), headers, raw.value()));

        assertThat(problems(records))
                .containsExactly("book main, sequence 4: ce_source says /books/other");
    }

    @Test
    void namesARunThatIsCutShort() {
        List<RawRecord> records =
                new SmallLog().add(account("a"), "", "", 1, 2, 0).add(account("b")).records();

        assertThat(problems(records)).anyMatch(containing("sequence 1: record 1 of a run of 1"));
        assertThat(problems(records.subList(0, 1)))
                .containsExactly("book main, sequence 0: the run ends with record 1 of 2");
    }

    @Test
    void namesATimeThatRunsBack() {
        List<RawRecord> records =
                new SmallLog()
                        .keyed(account("a"), "", "", 2)
                        .keyed(account("b"), "", "", 1)
                        .records();

        assertThat(problems(records))
                .singleElement()
                .matches(containing("sequence 1: recorded at "));
    }

    @Test
    void namesPostingsThatDoNotSumToZero() {
        List<RawRecord> records =
                new SmallLog()
                        .add(account("a"))
                        .add(account("b"))
                        .add(transfer("t", posting("a", -5, -5, 0), posting("b", 6, 6, 0)))
                        .records();

        assertThat(problems(records))
                .containsExactly("book main, sequence 2: its postings in EUR sum to 1, not to 0");
    }

    @Test
    void namesABalanceThatDoesNotFollow() {
        List<RawRecord> records =
                new SmallLog()
                        .add(account("a"))
                        .add(account("b"))
                        .add(transfer("t", posting("a", -5, -5, 0), posting("b", 5, 7, 0)))
                        .records();

        assertThat(problems(records))
                .containsExactly(
                        "book main, sequence 2: account b stands at 7, the log folds to 5");
    }

    @Test
    void namesAHoldBelowZero() {
        List<RawRecord> records =
                new SmallLog()
                        .add(account("a"))
                        .add(requested("p", hold("a", -1, 0, -1)))
                        .records();

        assertThat(problems(records))
                .containsExactly(
                        "book main, sequence 1: account a holds less than nothing: -1",
                        "book main, sequence 1: payment p releases 1, more than it holds by 1");
    }

    @Test
    void namesAnAccountThatWasNeverOpened() {
        assertThat(problems(new SmallLog().add(requested("p", hold("x", 1, 0, 1))).records()))
                .containsExactly("book main, sequence 0: account x was never opened");
    }

    @Test
    void namesAPaymentThatIsDecidedTwice() {
        assertThat(problems(sound().add(approved("p1")).records()))
                .containsExactly("book main, sequence 5: payment p1 is decided a second time");
    }

    @Test
    void aLateDecisionRefersAnApprovedPaymentOnly() {
        PaymentReferred late =
                PaymentReferred.newBuilder()
                        .setPaymentId("p1")
                        .setBasis(DecisionBasis.LATE)
                        .build();

        assertThat(SmallLog.problems(SmallLog.sound().add(late).records())).isEmpty();
        assertThat(SmallLog.problems(SmallLog.sound().add(late).add(late).records()))
                .containsExactly(
                        "book main, sequence 6: a late decision on payment p1, which was not"
                                + " approved");
    }

    @Test
    void namesAKeyThatStandsForTwoCommands() {
        List<RawRecord> within =
                new SmallLog()
                        .keyed(account("a"), "k", "aa", 0)
                        .keyed(account("b"), "k", "bb", 23)
                        .records();
        List<RawRecord> after =
                new SmallLog()
                        .keyed(account("a"), "k", "aa", 0)
                        .keyed(keysExpired(24), "", "", 25)
                        .keyed(account("b"), "k", "bb", 25)
                        .records();

        assertThat(problems(within)).singleElement().matches(containing("key k stands for two"));
        assertThat(problems(after)).isEmpty();
    }

    @Test
    void namesASecondOutcomeOfOneKey() {
        List<RawRecord> records =
                new SmallLog()
                        .add(account("a"))
                        .keyed(refused("FUNDS"), "k", "aa", 0)
                        .keyed(account("b"), "k", "aa", 1)
                        .records();

        assertThat(problems(records))
                .containsExactly(
                        "book main, sequence 2: the command with idempotency key k has a second"
                                + " outcome; the first begins with record 1");
    }

    @Test
    void namesARefusalThatNoKeyRemembers() {
        assertThat(problems(new SmallLog().add(refused("FUNDS")).records()))
                .containsExactly(
                        "book main, sequence 0: a refusal is remembered without a key: FUNDS");
    }

    @Test
    void namesATransferIdThatIsUsedTwice() {
        List<RawRecord> records =
                sound().add(
                                transfer(
                                        "t1",
                                        posting("clearing:ATM", -1, -101, 0),
                                        posting("alice", 1, 101, 30)))
                        .records();

        assertThat(problems(records))
                .containsExactly(
                        "book main, sequence 5: transfer t1 was there before, in record 2");
    }

    @Test
    void namesAHoldThatIsReleasedTwice() {
        List<RawRecord> records =
                sound().add(requested("p2", hold("alice", 10, 100, 40)))
                        .add(voided("p1", hold("alice", -30, 100, 10)))
                        .add(voided("p1", hold("alice", -10, 100, 0)))
                        .records();

        assertThat(problems(records))
                .containsExactly(
                        "book main, sequence 7: payment p1 releases 10, more than it holds by 10");
    }

    @Test
    void namesAHoldThatOutlivesItsPayment() {
        List<RawRecord> records = sound().add(voided("p1", hold("alice", -20, 100, 10))).records();

        assertThat(problems(records))
                .containsExactly("book main, sequence 5: payment p1 has ended and still holds 10");
    }

    @Test
    void namesThePlaceOfWhatItFinds() {
        Findings findings = new Findings();
        LogCheck check = SmallLog.check(findings);
        sound().add(approved("p1")).records().forEach(check::next);

        assertThat(findings.kept())
                .extracting(Problem::toString)
                .containsExactly(
                        "book main, sequence 5: payment p1 is decided a second time"
                                + " (weir.events-1, offset 5)");
    }

    @Test
    void remembersMoreThanTheHeapMayHold() {
        SmallLog log = new SmallLog();
        for (int i = 0; i < 300; i++) {
            log.keyed(account("a" + i), "k" + i, "aa", 0);
        }
        log.keyed(account("a7"), "k9", "bb", 0);
        Findings findings = new Findings();
        try (FactStore facts = new FactStore(50)) {
            LogCheck check =
                    new LogCheck(
                            findings,
                            facts,
                            new CheckpointCheck(findings, Optional.empty(), facts, List.of()));
            log.records().forEach(check::next);
            check.end(Long.MIN_VALUE);
            java.util.Set<String> accounts = new java.util.HashSet<>();
            check.books().get("main").ledger.accounts().forEach((id, fold) -> accounts.add(id));

            assertThat(facts.onDisk()).isTrue();
            assertThat(accounts).hasSize(300);
            assertThat(check.books().get("main").ledger.accounts().count()).isEqualTo(300);
        }
        assertThat(findings.kept())
                .extracting(Problem::sentence)
                .containsExactly(
                        "book main, sequence 300: account a7 is opened twice",
                        "book main, sequence 300: idempotency key k9 stands for two different"
                                + " commands");
    }

    @Test
    void namesARecordThatIsNoEvent() {
        RawRecord junk =
                new RawRecord(
                        0, 7, "main".getBytes(StandardCharsets.UTF_8), List.of(), new byte[0]);

        assertThat(problems(List.of(junk)))
                .singleElement()
                .matches(containing("header ce_run is missing"));
    }

    private static Message keysExpired(long hours) {
        return IdempotencyKeysExpired.newBuilder()
                .setRecordedBeforeMicros(SmallLog.START_MICROS + hours * 3_600_000_000L)
                .build();
    }

    private static Message refused(String code) {
        return CommandRefused.newBuilder().setCode(code).build();
    }

    private static Message voided(String payment, HoldChange release) {
        return PaymentVoided.newBuilder().setPaymentId(payment).setRelease(release).build();
    }

    private static java.util.function.Predicate<String> containing(String part) {
        return text -> text.contains(part);
    }
}
