package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.book.v1.TimeAdvanced;
import dev.weir.contract.holds.v1.FundsHeld;
import dev.weir.contract.interbook.v1.InterbookTransferStarted;
import dev.weir.contract.ledger.v1.AccountFrozen;
import dev.weir.contract.ledger.v1.AccountMetadataSet;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.FreezeScope;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.OverdraftChanged;
import dev.weir.contract.ledger.v1.TransferKind;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.views.v1.AccountStatus;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.BookProgress;
import dev.weir.contract.views.v1.BookTransferDirection;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.contract.views.v1.EntryView;
import dev.weir.contract.views.v1.HoldView;
import dev.weir.contract.views.v1.PaymentView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewsFunctionTest {
    private static final long NOW_MILLIS = 1_000_000;

    private final Ledger ledger = new Ledger();
    private final BookLog log = new BookLog("main", 3);
    private KeyedOneInputStreamOperatorTestHarness<String, EventIn, OutRecord> operator;
    private int seen;

    @BeforeEach
    void open() throws Exception {
        operator = newOperator();
        operator.open();
        operator.setProcessingTime(NOW_MILLIS);
        log.command(ledger.open("a"), ledger.open("b"));
    }

    @AfterEach
    void close() throws Exception {
        operator.close();
    }

    @Test
    void tellsProgressAtTheEndOfARunOnly() throws Exception {
        send(log.events().subList(0, 1));
        assertThat(progress()).isEmpty();
        send(log.events().subList(1, 2));

        assertThat(progress()).hasSize(1);
        assertThat(progress().get(0).getSequence()).isEqualTo(1);
        assertThat(progress().get(0).getPartition()).isEqualTo(3);
        assertThat(written().get(written().size() - 1).key).isEqualTo("main/progress");
    }

    @Test
    void tellsProgressOfEventsWithoutAView() throws Exception {
        log.command(TimeAdvanced.getDefaultInstance());

        sendEachLater();

        assertThat(progress()).extracting(BookProgress::getSequence).containsExactly(1L, 2L);
    }

    @Test
    void gathersProgressUnderLoadAndTellsTheRestByTimer() throws Exception {
        for (int i = 0; i < 10; i++) {
            log.command(ledger.transfer("t" + i, "a", "b", 5));
        }

        send(log.events());
        assertThat(progress()).extracting(BookProgress::getSequence).containsExactly(1L);
        operator.setProcessingTime(NOW_MILLIS + ViewsFunction.PROGRESS_MILLIS);

        assertThat(progress()).extracting(BookProgress::getSequence).containsExactly(1L, 11L);
    }

    @Test
    void theTimerTellsNothingInTheMiddleOfARun() throws Exception {
        log.command(ledger.transfer("t", "a", "b", 5));
        log.command(ledger.transfer("u", "a", "b", 5), ledger.transfer("v", "b", "a", 5));

        send(log.events().subList(0, 4));
        operator.setProcessingTime(NOW_MILLIS + ViewsFunction.PROGRESS_MILLIS);
        assertThat(progress()).extracting(BookProgress::getSequence).containsExactly(1L);

        send(log.events().subList(4, 5));
        assertThat(progress()).extracting(BookProgress::getSequence).containsExactly(1L, 4L);
    }

    @Test
    void tellsProgressAfterEnoughRunsWithoutATimer() throws Exception {
        for (int i = 0; i < ViewsFunction.PROGRESS_RUNS; i++) {
            log.command(ledger.transfer("t" + i, "a", "b", 5));
        }

        send(log.events());

        assertThat(progress())
                .extracting(BookProgress::getSequence)
                .containsExactly(1L, 1L + ViewsFunction.PROGRESS_RUNS);
    }

    @Test
    void writesNothingForWhatItHasApplied() throws Exception {
        log.command(ledger.transfer("t", "a", "b", 5));
        send(log.events());
        int before = written().size();

        send(log.events());

        assertThat(written()).hasSize(before);
    }

    @Test
    void goesOnFromASnapshot() throws Exception {
        log.command(ledger.transfer("t", "a", "b", 5));
        send(log.events());
        OperatorSubtaskState snapshot = operator.snapshot(1, 1);
        operator.close();

        operator = newOperator();
        operator.initializeState(snapshot);
        operator.open();
        log.command(ledger.transfer("u", "a", "b", 7));
        send(log.events());

        assertThat(account("b").getBalanceMinor()).isEqualTo(12);
        assertThat(account("b").getUnsound()).isFalse();
        assertThat(account("b").getSequence()).isEqualTo(3);
    }

    @Test
    void marksAnAccountUnsoundForGoodWhenTheEventDiffersFromTheFold() throws Exception {
        TransferPosted honest = ledger.transfer("t", "a", "b", 5);
        TransferPosted.Builder wrong = honest.toBuilder();
        wrong.getPostingsBuilder(1).setBalanceAfterMinor(6);
        log.command(wrong.build());
        log.command(ledger.transfer("u", "a", "b", 1));

        send(log.events());

        assertThat(account("b").getUnsound()).isTrue();
        assertThat(account("b").getBalanceMinor()).isEqualTo(6);
        assertThat(account("a").getUnsound()).isFalse();
    }

    @Test
    void marksAccountsUnsoundWhenLegsDoNotSumToZero() throws Exception {
        TransferPosted.Builder wrong = ledger.transfer("t", "a", "b", 5).toBuilder();
        wrong.getPostingsBuilder(1).setAmountMinor(6).setBalanceAfterMinor(6);
        log.command(wrong.build());

        send(log.events());

        assertThat(account("a").getUnsound()).isTrue();
        assertThat(account("b").getUnsound()).isTrue();
    }

    @Test
    void showsAnAccountThatWasNeverOpened() throws Exception {
        Ledger other = new Ledger();
        other.open("a");
        other.open("ghost");
        log.command(other.transfer("t", "a", "ghost", 5));

        send(log.events());

        assertThat(account("ghost").getUnsound()).isTrue();
        assertThat(account("ghost").getBalanceMinor()).isEqualTo(5);
    }

    @Test
    void marksTheBookUnsoundAndGoesOnBehindAnEventThatIsNoMessage() throws Exception {
        log.command(ledger.transfer("t", "a", "b", 5));
        log.last().value = new byte[] {-1, -1, -1};
        log.command(ledger.transfer("u", "a", "b", 5));

        sendEachLater();

        BookProgress last = progress().get(progress().size() - 1);
        assertThat(last.getUnsound()).isTrue();
        assertThat(last.getSequence()).isEqualTo(3);
        assertThat(account("b").getBalanceMinor()).isEqualTo(10);
        assertThat(account("b").getUnsound()).as("5 are missing in its fold").isTrue();
    }

    @Test
    void marksTheBookUnsoundForAnEventThatItDoesNotKnow() throws Exception {
        log.command(TimeAdvanced.getDefaultInstance());
        log.last().type = "weir.ledger.v9.AccountTeleported";

        sendEachLater();

        assertThat(progress()).extracting(BookProgress::getUnsound).containsExactly(false, true);
    }

    @Test
    void marksTheBookUnsoundForMalformedHeaders() throws Exception {
        send(log.events());
        EventIn broken = new EventIn();
        broken.book = "main";
        broken.partition = 3;
        broken.fault = "malformed headers: header ce_seq is missing";
        broken.sequence = -1;

        send(List.of(broken));

        BookProgress last = progress().get(progress().size() - 1);
        assertThat(last.getUnsound()).isTrue();
        assertThat(last.getSequence()).isEqualTo(1);
    }

    @Test
    void marksTheBookUnsoundWhenEventsAreMissing() throws Exception {
        log.command(TimeAdvanced.getDefaultInstance()).command(TimeAdvanced.getDefaultInstance());
        log.events().remove(2);

        sendEachLater();

        assertThat(progress()).extracting(BookProgress::getUnsound).containsExactly(false, true);
    }

    @Test
    void marksTheBookUnsoundForAPaymentThatWasNeverRequested() throws Exception {
        log.command(PaymentApproved.newBuilder().setPaymentId("ghost").build());

        sendEachLater();

        assertThat(progress()).extracting(BookProgress::getUnsound).containsExactly(false, true);
        assertThat(written()).extracting(record -> record.key).contains("main/payment/ghost");
    }

    @Test
    void measuresADecisionFromTheArrivalOfItsCommand() throws Exception {
        log.command(ledger.request("p", "a", 10));
        log.command(
                PaymentApproved.newBuilder().setPaymentId("p").build(),
                ledger.capture("p", "a", 10, "b"));
        long decidedMicros = log.events().get(3).recordedMicros;

        send(log.events());

        PaymentView payment = PaymentView.parseFrom(last("main/payment/p").value);
        assertThat(payment.getDecisionMicros()).isEqualTo(decidedMicros - BookLog.START_MICROS);
        assertThat(account("a").getHeldMinor()).isZero();
        assertThat(account("a").getAvailableMinor()).isEqualTo(-10);
    }

    @Test
    void showsWhatChangesAboutAnAccount() throws Exception {
        log.command(
                OverdraftChanged.newBuilder().setAccountId("a").setOverdraftLimitMinor(70).build());
        log.command(
                AccountMetadataSet.newBuilder().setAccountId("a").putMetadata("tier", "x").build());
        log.command(
                AccountMetadataSet.newBuilder()
                        .setAccountId("a")
                        .putMetadata("colour", "red")
                        .build());
        log.command(
                AccountFrozen.newBuilder().setAccountId("b").setScope(FreezeScope.DEBITS).build());
        log.command(AccountOpened.newBuilder().setAccountId("c").setDecimals(0).build());

        send(log.events());

        assertThat(account("a").getOverdraftLimitMinor()).isEqualTo(70);
        assertThat(account("a").getMetadataMap()).isEqualTo(Map.of("colour", "red"));
        assertThat(account("a").getSequence()).isEqualTo(4);
        assertThat(account("b").getStatus()).isEqualTo(AccountStatus.FROZEN_DEBITS);
        assertThat(account("c").hasDecimals()).isTrue();
    }

    @Test
    void holdsAndTransfersBetweenBooksHaveTheDecimalsOfTheirAccount() throws Exception {
        HoldChange hold =
                HoldChange.newBuilder()
                        .setAccountId("c")
                        .setCurrency("PTS")
                        .setAmountMinor(5)
                        .setHeldAfterMinor(5)
                        .build();
        log.command(
                AccountOpened.newBuilder()
                        .setAccountId("c")
                        .setCurrency("PTS")
                        .setDecimals(4)
                        .build());
        log.command(FundsHeld.newBuilder().setHoldId("h").setHold(hold).build());
        log.command(
                InterbookTransferStarted.newBuilder()
                        .setTransferId("t")
                        .setToBook("other")
                        .setHold(hold.toBuilder().setHeldAfterMinor(10))
                        .build());

        send(log.events());

        assertThat(HoldView.parseFrom(last("main/hold/h").value).getDecimals()).isEqualTo(4);
        String transfer =
                "main/book-transfer/"
                        + ViewKeys.bookTransfer(BookTransferDirection.OUTGOING, "other", "t");
        assertThat(BookTransferView.parseFrom(last(transfer).value).getDecimals()).isEqualTo(4);
    }

    @Test
    void entriesTellWhatTheirTransferIsAbout() throws Exception {
        log.command(
                ledger.transfer("r", "a", "b", 5).toBuilder()
                        .setKind(TransferKind.REVERSAL)
                        .setReversesTransferId("t")
                        .setCorrectsTransferId("u")
                        .putMetadata("order", "7")
                        .build());

        send(log.events());

        EntryView entry = EntryView.parseFrom(last("main/entry/2.0").value);
        assertThat(entry.getKind()).isEqualTo("REVERSAL");
        assertThat(entry.getReversesTransferId()).isEqualTo("t");
        assertThat(entry.getCorrectsTransferId()).isEqualTo("u");
        assertThat(entry.getMetadataMap()).isEqualTo(Map.of("order", "7"));
        assertThat(entry.getDescription()).isEqualTo("for r");
    }

    private void send(List<EventIn> events) throws Exception {
        for (EventIn event : events) {
            operator.processElement(event, 0);
        }
    }

    /** So far apart that each run tells its progress at once. */
    private void sendEachLater() throws Exception {
        for (EventIn event : log.events()) {
            operator.setProcessingTime(NOW_MILLIS + 1_000L * ++seen);
            send(List.of(event));
        }
    }

    private List<OutRecord> written() {
        return operator.extractOutputValues();
    }

    private OutRecord last(String key) {
        return written().stream()
                .filter(record -> record.key.equals(key))
                .reduce((before, after) -> after)
                .orElseThrow();
    }

    private AccountView account(String id) throws InvalidProtocolBufferException {
        return AccountView.parseFrom(last("main/account/" + id).value);
    }

    private List<BookProgress> progress() throws InvalidProtocolBufferException {
        List<BookProgress> told = new ArrayList<>();
        for (OutRecord record : written()) {
            if (record.key.equals("main/progress")) {
                told.add(BookProgress.parseFrom(record.value));
            }
        }
        return told;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, EventIn, OutRecord> newOperator()
            throws Exception {
        var operator =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new ViewsFunction()),
                        new BookSlot(),
                        Types.STRING,
                        BookSlot.MAX_PARALLELISM,
                        1,
                        0);
        operator.setStateBackend(new EmbeddedRocksDBStateBackend(true));
        operator.setup(
                Types.POJO(OutRecord.class)
                        .createSerializer(operator.getExecutionConfig().getSerializerConfig()));
        return operator;
    }
}
