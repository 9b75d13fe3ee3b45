package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertRaised;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.holds.v1.FundsHeld;
import dev.weir.contract.holds.v1.HeldFundsCaptured;
import dev.weir.contract.holds.v1.HeldFundsExpired;
import dev.weir.contract.holds.v1.HeldFundsReleased;
import dev.weir.contract.interbook.v1.InterbookAcknowledged;
import dev.weir.contract.interbook.v1.InterbookCredited;
import dev.weir.contract.interbook.v1.InterbookRefused;
import dev.weir.contract.interbook.v1.InterbookTransferClosed;
import dev.weir.contract.interbook.v1.InterbookTransferReleased;
import dev.weir.contract.interbook.v1.InterbookTransferSettled;
import dev.weir.contract.interbook.v1.InterbookTransferStarted;
import dev.weir.contract.ledger.v1.AccountClosed;
import dev.weir.contract.ledger.v1.AccountFrozen;
import dev.weir.contract.ledger.v1.AccountMetadataSet;
import dev.weir.contract.ledger.v1.AccountUnfrozen;
import dev.weir.contract.ledger.v1.OverdraftChanged;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.ChargebackReported;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.HoldExpired;
import dev.weir.contract.payments.v1.LateDecisionRecorded;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentChallenged;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.payments.v1.PaymentRefunded;
import dev.weir.contract.payments.v1.PaymentVoided;
import dev.weir.contract.views.v1.AccountChangeView;
import dev.weir.contract.views.v1.AccountStatus;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.AlertView;
import dev.weir.contract.views.v1.BookProgress;
import dev.weir.contract.views.v1.BookTransferStatus;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.contract.views.v1.EntryView;
import dev.weir.contract.views.v1.HoldChangeView;
import dev.weir.contract.views.v1.HoldStatus;
import dev.weir.contract.views.v1.HoldView;
import dev.weir.contract.views.v1.PaymentStatus;
import dev.weir.contract.views.v1.PaymentView;
import dev.weir.contract.views.v1.TransferLeg;
import dev.weir.contract.views.v1.TransferView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewsJobTest {
    private static final String BOOK = "main";

    @Test
    void handlesEveryEventOfTheLog() throws Exception {
        List<EventIn> log = everyEvent();
        Map<String, OutRecord> views =
                lastByKey(JobRun.until(told(BOOK, log.size() - 1), ViewsJob::build, 1, log));

        BookProgress progress = BookProgress.parseFrom(views.get("main/progress").value);
        assertThat(progress.getUnsound()).as("every event was applied").isFalse();
        assertThat(progress.getSequence()).isEqualTo(log.size() - 1);
        assertThat(progress.getOffset()).isEqualTo(log.get(log.size() - 1).offset);
        assertThat(statuses(views))
                .containsEntry("captured", PaymentStatus.CAPTURED)
                .containsEntry("declined", PaymentStatus.DECLINED)
                .containsEntry("voided", PaymentStatus.VOIDED)
                .containsEntry("expired", PaymentStatus.EXPIRED)
                .containsEntry("challenged", PaymentStatus.CHALLENGED);
        assertThat(account(views, "b").getStatus()).isEqualTo(AccountStatus.OPEN);
        assertThat(account(views, "empty").getStatus()).isEqualTo(AccountStatus.CLOSED);
        HoldView taken = HoldView.parseFrom(views.get("main/hold/taken").value);
        assertThat(taken.getHeldMinor()).isEqualTo(30);
        assertThat(taken.getCapturedMinor()).isEqualTo(10);
        assertThat(taken.getStatus()).isEqualTo(HoldStatus.HOLD_OPEN);
        EntryView capture =
                EntryView.parseFrom(
                        views.get("main/entry/" + sequenceOf(log, "HeldFundsCaptured") + ".1")
                                .value);
        assertThat(capture.getKind()).isEqualTo("CAPTURE");
        assertThat(capture.getTransactionId()).isEqualTo("taken");
        HoldChangeView placed =
                HoldChangeView.parseFrom(
                        views.get("main/hold-change/" + sequenceOf(log, "FundsHeld") + ".0").value);
        assertThat(placed.getAccountId()).isEqualTo("c");
        assertThat(placed.getHeldAfterMinor()).isEqualTo(40);
        assertThat(HoldView.parseFrom(views.get("main/hold/freed").value).getStatus())
                .isEqualTo(HoldStatus.HOLD_RELEASED);
        assertThat(HoldView.parseFrom(views.get("main/hold/late").value).getStatus())
                .isEqualTo(HoldStatus.HOLD_EXPIRED);
        BookTransferView sent = transfer(views, "OUTGOING/far/out");
        assertThat(sent.getStatus()).isEqualTo(BookTransferStatus.SETTLED);
        assertThat(sent.getClosed()).isTrue();
        assertThat(sent.getAmountMinor()).isEqualTo(5);
        EntryView credit =
                EntryView.parseFrom(
                        views.get("main/entry/" + sequenceOf(log, "InterbookCredited") + ".1")
                                .value);
        assertThat(credit.getKind()).isEqualTo("BOOK_TRANSFER");
        assertThat(credit.getAmountMinor()).isEqualTo(7);
        assertThat(transfer(views, "OUTGOING/far/back").getCode()).isEqualTo("ACCOUNT_UNKNOWN");
        assertThat(transfer(views, "INCOMING/far/out").getToAccountId()).isEqualTo("b");
        assertThat(transfer(views, "INCOMING/far/no").getStatus())
                .isEqualTo(BookTransferStatus.REFUSED);
        PaymentView captured = payment(views, "captured");
        assertThat(captured.getCapturedMinor()).isEqualTo(500);
        assertThat(captured.getRefundedMinor()).isEqualTo(200);
        assertThat(captured.getChargedBack()).isTrue();
        assertThat(captured.getLateOutcome()).isEqualTo(Outcome.DECLINED);
        assertThat(captured.getBasis()).isEqualTo(DecisionBasis.FALLBACK);
        assertThat(captured.getDecisionMicros()).isPositive();
        AlertView alert = AlertView.parseFrom(views.get("main/alert/voided").value);
        assertThat(alert.getResolved()).isTrue();
        assertThat(alert.getVerdict()).isEqualTo(Verdict.FRAUD);
        assertThat(alert.getAmountMinor()).isEqualTo(300);
        assertThat(alert.getCurrency()).isEqualTo(Ledger.CURRENCY);
        assertThat(payment(views, "voided").getVerdict()).isEqualTo(Verdict.FRAUD);
        CaseStory.check(views);
        HoldChangeView hold =
                HoldChangeView.parseFrom(
                        views.get("main/hold-change/" + sequenceOf(log, "PaymentRequested") + ".0")
                                .value);
        assertThat(hold.getAmountMinor()).isEqualTo(500);
        assertThat(hold.getHeldAfterMinor()).isEqualTo(500);
        assertThat(hold.getTransactionId()).startsWith("subject of ");
        AccountChangeView frozen =
                AccountChangeView.parseFrom(
                        views.get("main/change/" + sequenceOf(log, "AccountFrozen") + ".b").value);
        assertThat(frozen.getKind()).isEqualTo("AccountFrozen");
        assertThat(frozen.getStatus()).isEqualTo(AccountStatus.FROZEN);
        assertThat(frozen.getReason()).isEqualTo("a phone was stolen");
        assertThat(frozen.getBy()).isEqualTo("maria");
        TransferView transfer = TransferView.parseFrom(views.get("main/transfer/t").value);
        assertThat(transfer.getAmountMinor()).isEqualTo(10_000);
        assertThat(transfer.getLegsList())
                .extracting(TransferLeg::getAccountId)
                .containsExactly("b", "a");
        assertThat(transfer.getDescription()).isEqualTo("for t");
        EntryView refund =
                EntryView.parseFrom(
                        views.get("main/entry/" + sequenceOf(log, "PaymentRefunded") + ".1").value);
        assertThat(refund.getKind()).isEqualTo("REFUND");
        assertThat(refund.getTransactionId()).isEqualTo("captured");
        assertThat(refund.getAmountMinor()).isEqualTo(200);
        assertThat(refund.getBalanceAfterMinor()).isEqualTo(account(views, "a").getBalanceMinor());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void agreesWithTheObviousLedger(int parallelism) throws Exception {
        long seed = Long.getLong("weir.seed", 42L);
        SplittableRandom random = new SplittableRandom(seed);
        List<EventIn> log = new ArrayList<>();
        Map<String, Ledger> ledgers = new LinkedHashMap<>();
        Predicate<List<OutRecord>> done = written -> true;
        for (int partition = 0; partition < 4; partition++) {
            String book = "book-" + partition;
            BookLog events = new BookLog(book, partition);
            ledgers.put(book, randomHistory(events, random));
            log.addAll(events.events());
            done = done.and(told(book, events.last().sequence));
        }

        Map<String, OutRecord> views =
                lastByKey(JobRun.until(done, ViewsJob::build, parallelism, log));

        for (Map.Entry<String, Ledger> book : ledgers.entrySet()) {
            for (Map.Entry<String, Long> balance : book.getValue().balances.entrySet()) {
                AccountView view =
                        AccountView.parseFrom(
                                views.get(book.getKey() + "/account/" + balance.getKey()).value);
                long held = book.getValue().holds.get(balance.getKey());
                assertThat(view.getBalanceMinor())
                        .as("seed %d", seed)
                        .isEqualTo(balance.getValue());
                assertThat(view.getHeldMinor()).isEqualTo(held);
                assertThat(view.getAvailableMinor()).isEqualTo(balance.getValue() - held);
                assertThat(view.getUnsound()).isFalse();
            }
        }
        assertThat(views.values())
                .allMatch(record -> record.key.startsWith("book-" + record.partition + "/"));
    }

    private static BookTransferView transfer(Map<String, OutRecord> views, String id)
            throws Exception {
        return BookTransferView.parseFrom(views.get("main/book-transfer/" + id).value);
    }

    private static Ledger randomHistory(BookLog log, SplittableRandom random) {
        Ledger ledger = new Ledger();
        log.command(ledger.open("clearing:POS"));
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            accounts.add("account-" + i);
            log.command(ledger.open("account-" + i));
        }
        for (int i = 0; i < 200; i++) {
            String from = accounts.get(random.nextInt(accounts.size()));
            long amount = random.nextLong(1, 10_000);
            if (random.nextBoolean()) {
                log.command(ledger.transfer("transfer-" + i, from, "clearing:POS", amount));
            } else {
                String payment = "payment-" + i;
                log.command(ledger.request(payment, from, amount));
                if (random.nextInt(4) > 0) {
                    log.command(
                            PaymentApproved.newBuilder().setPaymentId(payment).build(),
                            ledger.capture(payment, from, amount, "clearing:POS"));
                }
            }
        }
        return ledger;
    }

    private static void holds(BookLog log, Ledger ledger) {
        log.command(ledger.open("c"));
        for (String id : List.of("taken", "freed", "late")) {
            log.command(FundsHeld.newBuilder().setHoldId(id).setHold(ledger.hold("c", 40)).build());
        }
        log.command(
                HeldFundsCaptured.newBuilder()
                        .setHoldId("taken")
                        .setAmountMinor(10)
                        .setRelease(ledger.hold("c", -10))
                        .addAllPostings(ledger.move("c", "b", 10))
                        .setCapturedTotalMinor(10)
                        .build());
        log.command(
                HeldFundsReleased.newBuilder()
                        .setHoldId("freed")
                        .setRelease(ledger.hold("c", -40))
                        .build());
        log.command(
                HeldFundsExpired.newBuilder()
                        .setHoldId("late")
                        .setRelease(ledger.hold("c", -40))
                        .build());
    }

    private static void transfersBetweenBooks(BookLog log, Ledger ledger) {
        log.command(ledger.open("transit:far:EUR"));
        for (String id : List.of("out", "back")) {
            log.command(
                    InterbookTransferStarted.newBuilder()
                            .setTransferId(id)
                            .setToBook("far")
                            .setToAccountId("x")
                            .setHold(ledger.hold("c", 5))
                            .build());
        }
        log.command(
                InterbookTransferSettled.newBuilder()
                        .setTransferId("out")
                        .setToBook("far")
                        .setRelease(ledger.hold("c", -5))
                        .addAllPostings(ledger.move("c", "transit:far:EUR", 5))
                        .build());
        log.command(
                InterbookTransferReleased.newBuilder()
                        .setTransferId("back")
                        .setToBook("far")
                        .setRelease(ledger.hold("c", -5))
                        .setCode("ACCOUNT_UNKNOWN")
                        .build());
        log.command(
                InterbookTransferClosed.newBuilder().setTransferId("out").setToBook("far").build());
        log.command(
                InterbookCredited.newBuilder()
                        .setFromBook("far")
                        .setTransferId("out")
                        .setAmountMinor(7)
                        .addAllPostings(ledger.move("transit:far:EUR", "b", 7))
                        .build());
        log.command(
                InterbookRefused.newBuilder()
                        .setFromBook("far")
                        .setTransferId("no")
                        .setCode("ACCOUNT_CLOSED")
                        .build());
        log.command(
                InterbookAcknowledged.newBuilder().setFromBook("far").setTransferId("no").build());
    }

    /** A life of a book in which every type of event stands once at least. */
    private static List<EventIn> everyEvent() {
        Ledger ledger = new Ledger();
        BookLog log = new BookLog(BOOK, 0);
        log.command(ledger.open("a"), ledger.open("b"), ledger.open("empty"));
        log.command(
                AccountFrozen.newBuilder()
                        .setAccountId("b")
                        .setReason("a phone was stolen")
                        .build());
        log.command(AccountUnfrozen.newBuilder().setAccountId("b").build());
        log.command(AccountClosed.newBuilder().setAccountId("empty").build());
        log.command(ledger.transfer("t", "b", "a", 10_000));
        log.command(ledger.request("captured", "a", 500));
        log.command(
                PaymentApproved.newBuilder()
                        .setPaymentId("captured")
                        .setBasis(DecisionBasis.FALLBACK)
                        .build(),
                ledger.capture("captured", "a", 500, "b"));
        LateDecisionRecorded.Builder late =
                LateDecisionRecorded.newBuilder().setPaymentId("captured");
        late.getDecisionBuilder().setPaymentId("captured").setOutcome(Outcome.DECLINED);
        log.command(late.build());
        log.command(
                PaymentRefunded.newBuilder()
                        .setPaymentId("captured")
                        .setAmountMinor(200)
                        .setRefundedTotalMinor(200)
                        .addAllPostings(ledger.move("b", "a", 200))
                        .build());
        log.command(
                ChargebackReported.newBuilder()
                        .setPaymentId("captured")
                        .setAmountMinor(300)
                        .build());
        log.command(ledger.request("declined", "a", 100));
        log.command(
                PaymentDeclined.newBuilder()
                        .setPaymentId("declined")
                        .setRelease(ledger.hold("a", -100))
                        .build());
        log.command(ledger.request("voided", "a", 300));
        log.command(
                PaymentReferred.newBuilder().setPaymentId("voided").build(),
                AlertRaised.newBuilder().setAlertId("voided").setPaymentId("voided").build());
        log.command(
                AlertResolved.newBuilder()
                        .setAlertId("voided")
                        .setPaymentId("voided")
                        .setVerdict(Verdict.FRAUD)
                        .build());
        log.command(
                PaymentVoided.newBuilder()
                        .setPaymentId("voided")
                        .setRelease(ledger.hold("a", -300))
                        .build());
        log.command(ledger.request("expired", "a", 10));
        log.command(
                HoldExpired.newBuilder()
                        .setPaymentId("expired")
                        .setRelease(ledger.hold("a", -10))
                        .build());
        log.command(ledger.request("challenged", "a", 20));
        log.command(PaymentChallenged.newBuilder().setPaymentId("challenged").build());
        log.command(
                OverdraftChanged.newBuilder().setAccountId("a").setOverdraftLimitMinor(70).build());
        log.command(
                AccountMetadataSet.newBuilder().setAccountId("a").putMetadata("k", "v").build());
        holds(log, ledger);
        transfersBetweenBooks(log, ledger);
        CaseStory.of(log);
        BookFold.NO_VIEW.stream().sorted().forEach(name -> log.command(EventTypes.prototype(name)));
        Set<String> used = new HashSet<>();
        log.events().forEach(event -> used.add(event.type));
        assertThat(used).isEqualTo(EventTypes.names());
        return log.events();
    }

    private static Predicate<List<OutRecord>> told(String book, long sequence) {
        return written ->
                written.stream()
                        .filter(record -> record.key.equals(book + "/progress"))
                        .anyMatch(record -> progressOf(record) == sequence);
    }

    private static long progressOf(OutRecord record) {
        try {
            return BookProgress.parseFrom(record.value).getSequence();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, OutRecord> lastByKey(List<OutRecord> written) {
        Map<String, OutRecord> last = new LinkedHashMap<>();
        written.forEach(record -> last.put(record.key, record));
        return last;
    }

    private static Map<String, PaymentStatus> statuses(Map<String, OutRecord> views)
            throws InvalidProtocolBufferException {
        Map<String, PaymentStatus> statuses = new LinkedHashMap<>();
        for (OutRecord record : views.values()) {
            if (record.type.equals(nameOf(PaymentView.getDefaultInstance()))) {
                PaymentView view = PaymentView.parseFrom(record.value);
                statuses.put(view.getPaymentId(), view.getStatus());
            }
        }
        return statuses;
    }

    private static String nameOf(Message message) {
        return EventTypes.nameOf(message);
    }

    private static AccountView account(Map<String, OutRecord> views, String id)
            throws InvalidProtocolBufferException {
        return AccountView.parseFrom(views.get(BOOK + "/account/" + id).value);
    }

    private static PaymentView payment(Map<String, OutRecord> views, String id)
            throws InvalidProtocolBufferException {
        return PaymentView.parseFrom(views.get(BOOK + "/payment/" + id).value);
    }

    private static long sequenceOf(List<EventIn> log, String message) {
        return log.stream()
                .filter(event -> event.type.endsWith("." + message))
                .findFirst()
                .orElseThrow()
                .sequence;
    }
}
