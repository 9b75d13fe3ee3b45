package dev.weir.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.Fee;
import dev.weir.contract.commands.v1.FreezeAccount;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.RemoveSpendingLimit;
import dev.weir.contract.commands.v1.SetOverdraft;
import dev.weir.contract.commands.v1.Split;
import dev.weir.contract.commands.v1.SplitPart;
import dev.weir.contract.commands.v1.UnfreezeAccount;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.commands.v1.Withdraw;
import dev.weir.contract.ledger.v1.FreezeScope;
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

/** Random commands against a naive ledger; {@code -Dtest.seed=N} runs other histories. */
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
    private int transfers;

    @RepeatedTest(10)
    void answersAndBalancesAreThoseOfTheNaiveLedgerAndReplayGivesTheSameBook(
            RepetitionInfo repetition) {
        long seed = Seeds.of(repetition.getCurrentRepetition());
        Random random = new Random(seed);
        same("seed " + seed, naive.open("fees", 0), open("fees", 0));
        same("seed " + seed, naive.open("dollars", 0), openDollars());
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
        desk.pass(random.nextInt(16) * 60_000_000L); // days go by, but no hold runs out
        naive.day = Math.floorDiv(desk.now(), 86_400_000_000L);
        switch (random.nextInt(20)) {
            case 0 -> {
                long overdraft = random.nextInt(3) * 100L;
                same(where, naive.open(account, overdraft), open(account, overdraft));
            }
            case 1 -> {
                if (random.nextInt(4) == 0) {
                    FreezeScope scope = FreezeScope.forNumber(1 + random.nextInt(3));
                    same(
                            where,
                            naive.freeze(account, scope.name()),
                            desk.send(
                                    FreezeAccount.newBuilder()
                                            .setAccountId(account)
                                            .setScope(scope)
                                            .build()));
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
                String id = "t" + transfers++;
                same(
                        where,
                        naive.transfer(id, account, to, amount),
                        desk.send(Commands.transfer(id, account, to, amount).build()));
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
            case 11 -> {
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
            default -> further(random, where, account, amount);
        }
        for (String each : ACCOUNTS) {
            if (naive.balances.containsKey(each)) {
                assertThat(desk.balance(each)).as(where).isEqualTo(naive.balances.get(each));
                assertThat(desk.held(each)).as(where).isEqualTo(naive.held(each));
            }
        }
    }

    private void further(Random random, String where, String account, long amount) {
        String other = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
        String transfer = "t" + random.nextInt(Math.max(1, transfers));
        switch (random.nextInt(8)) {
            case 0 ->
                    same(
                            where,
                            naive.reverse(transfer, amount),
                            desk.send(Commands.reverse(transfer, "", amount)));
            case 1 -> {
                String id = "t" + transfers++;
                same(
                        where,
                        naive.correct(transfer, id, account, other, amount),
                        desk.send(Commands.correct(transfer, id, account, other, amount).build()));
            }
            case 2 ->
                    same(
                            where,
                            naive.overdraft(account, amount),
                            desk.send(
                                    SetOverdraft.newBuilder()
                                            .setAccountId(account)
                                            .setOverdraftLimitMinor(amount)
                                            .build()));
            case 3 ->
                    same(
                            where,
                            naive.limit(account, 3 * amount),
                            desk.send(
                                    Commands.limit("of" + account)
                                            .setAccountId(account)
                                            .setPerDayMinor(3 * amount)
                                            .build()));
            case 4 ->
                    same(
                            where,
                            naive.unlimit(account),
                            desk.send(
                                    RemoveSpendingLimit.newBuilder()
                                            .setLimitId("of" + account)
                                            .build()));
            case 5 ->
                    same(
                            where,
                            naive.withdrawIf(account, amount, amount),
                            desk.send(
                                    Commands.withdraw(account, amount)
                                            .addGuards(Commands.available(account, amount))
                                            .build()));
            case 6 -> {
                String third = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
                same(
                        where,
                        naive.split(account, other, third, amount),
                        desk.send(split(account, other, third, amount)));
            }
            default ->
                    same(
                            where,
                            naive.exchange(account, amount),
                            desk.send(
                                    Commands.exchange(
                                                    account, amount, "EUR", "dollars", amount,
                                                    "USD", "1")
                                            .build()));
        }
    }

    private static PostTransfer split(String from, String first, String second, long amount) {
        return PostTransfer.newBuilder()
                .setSplit(
                        Split.newBuilder()
                                .setFromAccountId(from)
                                .setAmountMinor(amount)
                                .setCurrency("EUR")
                                .addParts(SplitPart.newBuilder().setAccountId(first).setWeight(1))
                                .addParts(SplitPart.newBuilder().setAccountId(second).setWeight(2)))
                .setFee(Fee.newBuilder().setAccountId("fees").setFixedMinor(3))
                .build();
    }

    private Outcome openDollars() {
        return desk.send(
                OpenAccount.newBuilder().setAccountId("dollars").setCurrency("USD").build());
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
                    Map<String, Long> zero = new TreeMap<>();
                    for (var posting : postings(EventTypes.parse(record.type(), record.value()))) {
                        zero.merge(posting.getCurrency(), posting.getAmountMinor(), Long::sum);
                        sums.merge(posting.getAccountId(), posting.getAmountMinor(), Long::sum);
                        assertThat(posting.getBalanceAfterMinor())
                                .isEqualTo(sums.get(posting.getAccountId()));
                    }
                    assertThat(zero.values())
                            .as("record %s", record.sequence())
                            .allMatch(sum -> sum == 0);
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
