package dev.weir.jobs;

import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferKind;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.payments.v1.CaptureMode;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.PaymentCaptured;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The slow and obvious ledger: makes the events of a book, and knows what the views must say. */
final class Ledger {
    static final String CURRENCY = "EUR";

    final Map<String, Long> balances = new TreeMap<>();
    final Map<String, Long> holds = new TreeMap<>();

    AccountOpened open(String account) {
        balances.put(account, 0L);
        holds.put(account, 0L);
        return AccountOpened.newBuilder()
                .setAccountId(account)
                .setCurrency(CURRENCY)
                .setKind(account.contains(":") ? AccountKind.SYSTEM : AccountKind.CUSTOMER)
                .setOverdraftUnlimited(account.contains(":"))
                .setCustomerId("customer of " + account)
                .build();
    }

    TransferPosted transfer(String id, String from, String to, long amount) {
        return TransferPosted.newBuilder()
                .setTransferId(id)
                .setKind(TransferKind.TRANSFER)
                .addAllPostings(move(from, to, amount))
                .setDescription("for " + id)
                .build();
    }

    List<Posting> move(String from, String to, long amount) {
        return List.of(leg(from, -amount), leg(to, amount));
    }

    private Posting leg(String account, long amount) {
        balances.merge(account, amount, Math::addExact);
        return Posting.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amount)
                .setCurrency(CURRENCY)
                .setBalanceAfterMinor(balances.get(account))
                .setHeldAfterMinor(holds.get(account))
                .build();
    }

    HoldChange hold(String account, long amount) {
        holds.merge(account, amount, Math::addExact);
        return HoldChange.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amount)
                .setCurrency(CURRENCY)
                .setBalanceAfterMinor(balances.get(account))
                .setHeldAfterMinor(holds.get(account))
                .build();
    }

    PaymentRequested request(String payment, String account, long amount) {
        return request(payment, account, amount, 0, DecisionMode.LIVE);
    }

    PaymentRequested request(
            String payment, String account, long amount, long controlSeq, DecisionMode mode) {
        return PaymentRequested.newBuilder()
                .setPayment(
                        PaymentDetails.newBuilder()
                                .setPaymentId(payment)
                                .setAccountId(account)
                                .setCardId("card of " + account)
                                .setMerchantId("shop")
                                .setTerminalId("till")
                                .setAmountMinor(amount)
                                .setCurrency(CURRENCY)
                                .setChannel(Channel.POS)
                                .setCapture(CaptureMode.AUTOMATIC))
                .setMode(mode)
                .setControlSeq(controlSeq)
                .setArrivedMicros(BookLog.START_MICROS)
                .setHold(hold(account, amount))
                .build();
    }

    PaymentCaptured capture(String payment, String account, long amount, String counterparty) {
        HoldChange release = hold(account, -amount);
        return PaymentCaptured.newBuilder()
                .setPaymentId(payment)
                .setCaptureId("1")
                .setAmountMinor(amount)
                .setRelease(release)
                .addAllPostings(move(account, counterparty, amount))
                .setCapturedTotalMinor(amount)
                .setFinal(true)
                .build();
    }
}
