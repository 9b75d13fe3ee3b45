package dev.weir.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.FreezeAccount;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.UnfreezeAccount;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.commands.v1.Withdraw;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentCaptured;
import dev.weir.contract.payments.v1.PaymentRefunded;
import dev.weir.contract.store.v1.PaymentState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random commands against a naive ledger; {@code -Dweir.seed=N} runs other histories. */
class BookPropertyTest {
    private static final int COMMANDS = 800;
    private static final List<String> ACCOUNTS = List.of("a", "b", "c", "d");
    private static final List<dev.weir.contract.decisions.v1.Outcome> OUTCOMES =
            List.of(
                    dev.weir.contract.decisions.v1.Outcome.APPROVED,
                    dev.weir.contract.decisions.v1.Outcome.DECLINED,
                    dev.weir.contract.decisions.v1.Outcome.REFERRED);

    private final Desk desk = new Desk();
    private final NaiveLedger naive = new NaiveLedger();
    private int payments;

    @RepeatedTest(10)
    void answersAndBalancesAreThoseOfTheNaiveLedgerAndReplayGivesTheSameBook(
            RepetitionInfo repetition) {
        long seed = Long.getLong("weir.seed", 1L) * 1_000 + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int i = 0; i < COMMANDS; i++) {
            step(random, "seed " + seed + ", command " + i);
        }
        assertThat(balances()).as("seed %s", seed).isEqualTo(naive.balances);
        assertThat(foldOfPostings()).as("seed %s", seed).isEqualTo(moved());
        assertThat(naive.balances.values().stream().mapToLong(Long::longValue).sum()).isZero();
        MemoryIndex freshIndex = new MemoryIndex();
        Book replayed = desk.replayed(freshIndex);
        assertThat(replayed.fingerprint()).as("seed %s", seed).isEqualTo(desk.book.fingerprint());
        for (int p = 0; p < payments; p++) {
            assertThat(replayed.result("p" + p)).isEqualTo(desk.book.result("p" + p));
            assertThat(indexed(freshIndex, p)).isEqualTo(indexed(desk.index, p));
        }
    }

    private void step(Random random, String where) {
        String account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
        long amount = 1 + random.nextInt(400);
        String payment = "p" + random.nextInt(Math.max(1, payments));
        switch (random.nextInt(12)) {
            case 0 -> {
                long overdraft = random.nextInt(3) * 100L;
                same(where, naive.open(account, overdraft), open(account, overdraft));
            }
            case 1 -> {
                if (random.nextInt(4) == 0) {
                    same(
                            where,
                            naive.freeze(account),
                            desk.send(FreezeAccount.newBuilder().setAccountId(account).build()));
                }
            }
            case 2 ->
                    same(
                            where,
                            naive.unfreeze(account),
                            desk.send(UnfreezeAccount.newBuilder().setAccountId(account).build()));
            case 3 ->
                    same(
                            where,
                            naive.deposit(account, amount),
                            desk.send(
                                    Deposit.newBuilder()
                                            .setAccountId(account)
                                            .setAmountMinor(amount)
                                            .setCurrency("EUR")
                                            .build()));
            case 4 ->
                    same(
                            where,
                            naive.withdraw(account, amount),
                            desk.send(
                                    Withdraw.newBuilder()
                                            .setAccountId(account)
                                            .setAmountMinor(amount)
                                            .setCurrency("EUR")
                                            .build()));
            case 5 -> {
                String to = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
                same(where, naive.transfer(account, to, amount), transfer(account, to, amount));
            }
            case 6, 7 -> {
                boolean atOnce = random.nextBoolean();
                String fresh = "p" + payments;
                String expected = naive.pay(fresh, account, amount, atOnce);
                same(
                        where,
                        expected,
                        desk.pay(fresh, account, amount, atOnce ? Channel.POS : Channel.ONLINE));
                payments += expected.equals("OK") ? 1 : 0;
            }
            case 8 -> {
                dev.weir.contract.decisions.v1.Outcome outcome =
                        OUTCOMES.get(random.nextInt(OUTCOMES.size()));
                naive.decide(payment, outcome.name());
                desk.decision(payment, outcome, 5);
            }
            case 9 ->
                    same(
                            where,
                            naive.capture(payment, amount),
                            desk.send(
                                    CapturePayment.newBuilder()
                                            .setPaymentId(payment)
                                            .setAmountMinor(amount)
                                            .build()));
            case 10 -> {
                if (random.nextInt(3) == 0) {
                    same(
                            where,
                            naive.giveUp(payment),
                            desk.send(VoidPayment.newBuilder().setPaymentId(payment).build()));
                }
            }
            default -> {
                String clearing =
                        Boolean.TRUE.equals(naive.automatic.get(payment))
                                ? "clearing:POS"
                                : "clearing:ONLINE";
                same(
                        where,
                        naive.refund(payment, amount, clearing),
                        desk.send(
                                RefundPayment.newBuilder()
                                        .setPaymentId(payment)
                                        .setAmountMinor(amount)
                                        .build()));
            }
        }
        for (String each : ACCOUNTS) {
            if (naive.balances.containsKey(each)) {
                assertThat(desk.balance(each)).as(where).isEqualTo(naive.balances.get(each));
                assertThat(desk.held(each)).as(where).isEqualTo(naive.held(each));
            }
        }
    }

    private void same(String where, String expected, Outcome outcome) {
        String actual =
                switch (outcome) {
                    case Outcome.Accepted accepted -> "OK";
                    case Outcome.Refused refused -> refused.code().name();
                    case Outcome.Repeated repeated -> "ACCOUNT_EXISTS"; // the same opening again
                };
        assertThat(actual).as(where).isEqualTo(expected);
    }

    private static Optional<PaymentState> indexed(MemoryIndex index, int payment) {
        return index.get("p/p" + payment)
                .map(
                        bytes -> {
                            try {
                                return PaymentState.parseFrom(bytes);
                            } catch (InvalidProtocolBufferException e) {
                                throw new AssertionError("no payment", e);
                            }
                        });
    }

    private Outcome open(String account, long overdraft) {
        return desk.send(
                OpenAccount.newBuilder()
                        .setAccountId(account)
                        .setCurrency("EUR")
                        .setOverdraftLimitMinor(overdraft)
                        .build());
    }

    private Outcome transfer(String from, String to, long amount) {
        return desk.send(
                PostTransfer.newBuilder()
                        .addLegs(
                                Leg.newBuilder()
                                        .setAccountId(from)
                                        .setAmountMinor(-amount)
                                        .setCurrency("EUR"))
                        .addLegs(
                                Leg.newBuilder()
                                        .setAccountId(to)
                                        .setAmountMinor(amount)
                                        .setCurrency("EUR"))
                        .build());
    }

    private Map<String, Long> balances() {
        Map<String, Long> balances = new TreeMap<>();
        naive.balances.keySet().forEach(account -> balances.put(account, desk.balance(account)));
        return balances;
    }

    /** Accounts with movement, summed from the log alone; each event must sum to zero. */
    private Map<String, Long> foldOfPostings() {
        Map<String, Long> sums = new TreeMap<>();
        desk.log.forEach(
                record -> {
                    long sum = 0;
                    for (var posting : postings(EventTypes.parse(record.type(), record.value()))) {
                        sum += posting.getAmountMinor();
                        sums.merge(posting.getAccountId(), posting.getAmountMinor(), Long::sum);
                        assertThat(posting.getBalanceAfterMinor())
                                .isEqualTo(sums.get(posting.getAccountId()));
                    }
                    assertThat(sum).as("record %s", record.sequence()).isZero();
                });
        return sums;
    }

    private Map<String, Long> moved() {
        Map<String, Long> moved = new TreeMap<>(naive.balances);
        moved.keySet().retainAll(foldOfPostings().keySet());
        return moved;
    }

    private static List<dev.weir.contract.ledger.v1.Posting> postings(
            com.google.protobuf.Message event) {
        return switch (event) {
            case TransferPosted e -> e.getPostingsList();
            case PaymentCaptured e -> e.getPostingsList();
            case PaymentRefunded e -> e.getPostingsList();
            default -> List.of();
        };
    }
}
