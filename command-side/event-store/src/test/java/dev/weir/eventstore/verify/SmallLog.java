package dev.weir.eventstore.verify;

import com.google.protobuf.Message;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.RecordHash;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds sound records of one book; tests then break them. */
final class SmallLog {
    static final String BOOK = "main";
    static final long START_MICROS = 1_800_000_000_000_000L;

    private final List<RawRecord> records = new ArrayList<>();
    private String lastHash = RecordHash.NONE;

    static Posting posting(String account, long amount, long balanceAfter, long heldAfter) {
        return Posting.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amount)
                .setCurrency("EUR")
                .setBalanceAfterMinor(balanceAfter)
                .setHeldAfterMinor(heldAfter)
                .build();
    }

    static HoldChange hold(String account, long amount, long balance, long heldAfter) {
        return HoldChange.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amount)
                .setCurrency("EUR")
                .setBalanceAfterMinor(balance)
                .setHeldAfterMinor(heldAfter)
                .build();
    }

    /** Two accounts, a deposit of 100, a payment of 30 that is held and approved: 5 records. */
    static SmallLog sound() {
        return new SmallLog()
                .add(account("clearing:ATM"))
                .add(account("alice"))
                .add(
                        transfer(
                                "t1",
                                posting("clearing:ATM", -100, -100, 0),
                                posting("alice", 100, 100, 0)))
                .add(requested("p1", hold("alice", 30, 100, 30)))
                .add(approved("p1"));
    }

    static Message account(String id) {
        return AccountOpened.newBuilder().setAccountId(id).setCurrency("EUR").build();
    }

    static Message transfer(String id, Posting... postings) {
        return TransferPosted.newBuilder()
                .setTransferId(id)
                .addAllPostings(List.of(postings))
                .build();
    }

    static Message requested(String payment, HoldChange hold) {
        return PaymentRequested.newBuilder()
                .setPayment(PaymentDetails.newBuilder().setPaymentId(payment))
                .setHold(hold)
                .build();
    }

    static Message approved(String payment) {
        return PaymentApproved.newBuilder()
                .setPaymentId(payment)
                .setBasis(DecisionBasis.FALLBACK)
                .build();
    }

    SmallLog add(Message event) {
        return add(event, "", "", 1, 1, 0);
    }

    SmallLog keyed(Message event, String key, String commandHash, long hoursLater) {
        return add(event, key, commandHash, 1, 1, hoursLater);
    }

    SmallLog add(
            Message event, String key, String commandHash, int run, int length, long hoursLater) {
        long time = START_MICROS + records.size() + hoursLater * 3_600_000_000L;
        EventRecord record =
                new EventRecord(
                        BOOK,
                        records.size(),
                        "e" + records.size(),
                        EventTypes.nameOf(event),
                        time,
                        time,
                        "",
                        lastHash,
                        run,
                        length,
                        key,
                        commandHash,
                        List.of("book=" + BOOK),
                        Map.of(),
                        event.toByteArray());
        RawRecord raw =
                new RawRecord(
                        1,
                        records.size(),
                        BOOK.getBytes(StandardCharsets.UTF_8),
                        record.headers(),
                        record.value());
        records.add(raw);
        lastHash = raw.hash();
        return this;
    }

    List<RawRecord> records() {
        return new ArrayList<>(records);
    }

    /** What the check finds in the records. */
    static List<String> problems(List<RawRecord> records) {
        Findings findings = new Findings();
        LogCheck check = check(findings);
        records.forEach(check::next);
        check.end(Long.MIN_VALUE);
        return findings.kept().stream().map(Problem::sentence).toList();
    }

    /** A check of a log without checkpoints. */
    static LogCheck check(Findings findings) {
        FactStore facts = new FactStore(FactStore.HEAP_ENTRIES);
        return new LogCheck(
                findings, facts, new CheckpointCheck(findings, Optional.empty(), facts, List.of()));
    }
}
