package dev.weir.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Slow and obvious: what a book should answer and hold, written without its code. One currency,
 * plain longs.
 */
final class NaiveLedger {
    final Map<String, Long> balances = new TreeMap<>();
    final Map<String, Map<String, Long>> holds = new HashMap<>();
    final Map<String, Long> overdrafts = new HashMap<>();
    final Map<String, String> frozen = new HashMap<>();
    final Map<String, Transfer> transfers = new HashMap<>();
    final Map<String, Long> dayLimits = new HashMap<>();
    final Map<String, Integer> limitedSince = new HashMap<>();
    final List<Spent> spent = new ArrayList<>();
    long day;

    /** A transfer between two accounts, and what of it went back. */
    static final class Transfer {
        final String from;
        final String to;
        final long amount;
        long reversed;

        Transfer(String from, String to, long amount) {
            this.from = from;
            this.to = to;
            this.amount = amount;
        }
    }

    /** Something that counts against a limit. */
    static final class Spent {
        final String account;
        final String payment;
        final long day;
        long amount;

        Spent(String account, String payment, long day, long amount) {
            this.account = account;
            this.payment = payment;
            this.day = day;
            this.amount = amount;
        }
    }

    final Map<String, String> paymentStatus = new HashMap<>();
    final Map<String, String> payer = new HashMap<>();
    final Map<String, Boolean> automatic = new HashMap<>();
    final Map<String, Long> capturable = new HashMap<>();
    final Map<String, Long> refundable = new HashMap<>();

    long held(String account) {
        return holds.getOrDefault(account, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    long free(String account) {
        return balances.get(account) - held(account) + overdrafts.get(account);
    }

    String open(String account, long overdraft) {
        if (balances.containsKey(account)) {
            return "ACCOUNT_EXISTS";
        }
        balances.put(account, 0L);
        overdrafts.put(account, overdraft);
        return "OK";
    }

    String freeze(String account, String scope) {
        if (!balances.containsKey(account)) {
            return "ACCOUNT_UNKNOWN";
        }
        return frozen.putIfAbsent(account, scope) == null ? "OK" : "ACCOUNT_FROZEN";
    }

    String unfreeze(String account) {
        if (!balances.containsKey(account)) {
            return "ACCOUNT_UNKNOWN";
        }
        return frozen.remove(account) != null ? "OK" : "ACCOUNT_NOT_FROZEN";
    }

    String overdraft(String account, long limit) {
        return overdrafts.replace(account, limit) == null ? "ACCOUNT_UNKNOWN" : "OK";
    }

    String limit(String account, long perDay) {
        if (!balances.containsKey(account)) {
            return "ACCOUNT_UNKNOWN";
        }
        dayLimits.put(account, perDay);
        limitedSince.putIfAbsent(account, spent.size());
        return "OK";
    }

    String unlimit(String account) {
        limitedSince.remove(account);
        return dayLimits.remove(account) == null ? "LIMIT_UNKNOWN" : "OK";
    }

    String deposit(String account, long amount) {
        return credit(account, () -> move("clearing:cash", account, amount));
    }

    String withdraw(String account, long amount) {
        return spend(account, amount, "", () -> move(account, "clearing:cash", amount));
    }

    /** As {@link #withdraw}, if at least so much is available; the overdraft is not counted. */
    String withdrawIf(String account, long amount, long atLeast) {
        if (balances.containsKey(account) && balances.get(account) - held(account) < atLeast) {
            return "GUARD_AVAILABLE";
        }
        return withdraw(account, amount);
    }

    String transfer(String id, String from, String to, long amount) {
        if (from.equals(to)) {
            return "TRANSFER_TO_ITSELF";
        }
        String no = parties(from, to);
        return !no.equals("OK")
                ? no
                : spend(
                        from,
                        amount,
                        "",
                        () -> {
                            move(from, to, amount);
                            transfers.put(id, new Transfer(from, to, amount));
                        });
    }

    String reverse(String id, long amount) {
        Transfer transfer = transfers.get(id);
        if (transfer == null) {
            return "TRANSFER_UNKNOWN";
        }
        long left = transfer.amount - transfer.reversed;
        if (left == 0 || amount > left) {
            return "REVERSAL_EXCEEDS_LEFT";
        }
        String no = parties(transfer.to, transfer.from);
        if (!no.equals("OK")) {
            return no;
        }
        if (free(transfer.to) < amount) {
            return "INSUFFICIENT_FUNDS";
        }
        transfer.reversed += amount;
        move(transfer.to, transfer.from, amount);
        return "OK";
    }

    String correct(String id, String correction, String from, String to, long amount) {
        if (from.equals(to)) {
            return "TRANSFER_TO_ITSELF";
        }
        Transfer old = transfers.get(id);
        if (old == null) {
            return "TRANSFER_UNKNOWN";
        }
        long left = old.amount - old.reversed;
        if (left == 0) {
            return "REVERSAL_EXCEEDS_LEFT";
        }
        if (!balances.containsKey(from) || !balances.containsKey(to)) {
            return "ACCOUNT_UNKNOWN";
        }
        if (noDebits(old.to) || noCredits(old.from) || noDebits(from) || noCredits(to)) {
            return "ACCOUNT_FROZEN";
        }
        Map<String, Long> change = new HashMap<>();
        change.merge(old.to, -left, Long::sum);
        change.merge(old.from, left, Long::sum);
        change.merge(from, -amount, Long::sum);
        change.merge(to, amount, Long::sum);
        for (Map.Entry<String, Long> each : change.entrySet()) {
            if (each.getValue() < 0 && free(each.getKey()) < -each.getValue()) {
                return "INSUFFICIENT_FUNDS";
            }
        }
        if (exceeds(from, amount)) {
            return "LIMIT_EXCEEDED";
        }
        old.reversed += left;
        move(old.to, old.from, left);
        move(from, to, amount);
        spent.add(new Spent(from, "", day, amount));
        transfers.put(correction, new Transfer(from, to, amount));
        return "OK";
    }

    /** One part to the first and two to the second, and a fee of 3 on top. */
    String split(String from, String first, String second, long amount) {
        if (from.equals(first) || from.equals(second) || first.equals(second)) {
            return "TRANSFER_TO_ITSELF";
        }
        long one = amount / 3;
        long two = 2 * amount / 3;
        if (one + two < amount) {
            if (amount % 3 >= 2 * amount % 3) {
                one++;
            } else {
                two++;
            }
        }
        long toFirst = one;
        long toSecond = two;
        String no = parties(from, second);
        if (no.equals("ACCOUNT_UNKNOWN") || toFirst > 0 && !balances.containsKey(first)) {
            return "ACCOUNT_UNKNOWN";
        }
        if (!no.equals("OK") || toFirst > 0 && noCredits(first)) {
            return "ACCOUNT_FROZEN";
        }
        return spend(
                from,
                amount + 3,
                "",
                () -> {
                    move(from, first, toFirst);
                    move(from, second, toSecond);
                    move(from, "fees", 3);
                });
    }

    /** One for one into dollars. */
    String exchange(String from, long amount) {
        return spend(
                from,
                amount,
                "",
                () -> {
                    move(from, "fx:EUR", amount);
                    move("fx:USD", "dollars", amount);
                });
    }

    String pay(String payment, String account, long amount, boolean captureAtOnce) {
        return spend(
                account,
                amount,
                payment,
                () -> {
                    holds.computeIfAbsent(account, a -> new HashMap<>()).put(payment, amount);
                    paymentStatus.put(payment, "PENDING");
                    payer.put(payment, account);
                    automatic.put(payment, captureAtOnce);
                    capturable.put(payment, amount);
                    refundable.put(payment, 0L);
                });
    }

    void decide(String payment, String outcome) {
        if (!"PENDING".equals(paymentStatus.get(payment))) {
            return;
        }
        paymentStatus.put(payment, outcome);
        if (outcome.equals("DECLINED")) {
            release(payment);
        } else if (outcome.equals("APPROVED") && automatic.get(payment)) {
            take(payment, capturable.get(payment));
        }
    }

    String capture(String payment, long amount) {
        String no = status(payment, Set.of("APPROVED", "PARTIALLY_CAPTURED"));
        if (!no.equals("OK")) {
            return no;
        }
        if (amount > capturable.get(payment)) {
            return "CAPTURE_EXCEEDS_HOLD";
        }
        take(payment, amount);
        return "OK";
    }

    String giveUp(String payment) {
        String no = status(payment, Set.of("APPROVED", "PARTIALLY_CAPTURED", "REFERRED"));
        if (no.equals("OK")) {
            paymentStatus.put(payment, refundedOrCaptured(payment) ? "CAPTURED" : "VOIDED");
            release(payment);
        }
        return no;
    }

    String refund(String payment, long amount, String clearing) {
        String no = status(payment, Set.of("CAPTURED", "PARTIALLY_CAPTURED"));
        if (!no.equals("OK")) {
            return no;
        }
        boolean blocked = noCredits(payer.get(payment));
        if (amount > refundable.get(payment)) {
            return "REFUND_EXCEEDS_CAPTURED";
        }
        if (blocked) {
            return "ACCOUNT_FROZEN";
        }
        refundable.merge(payment, -amount, Long::sum);
        move(clearing, payer.get(payment), amount);
        return "OK";
    }

    private boolean refundedOrCaptured(String payment) {
        return paymentStatus.get(payment).equals("PARTIALLY_CAPTURED");
    }

    private String status(String payment, Set<String> legal) {
        String status = paymentStatus.get(payment);
        if (status == null) {
            return "PAYMENT_UNKNOWN";
        }
        if (status.equals("PENDING")) {
            return "PAYMENT_NOT_DECIDED";
        }
        return legal.contains(status) ? "OK" : "PAYMENT_STATUS";
    }

    private void take(String payment, long amount) {
        String account = payer.get(payment);
        long rest = capturable.get(payment) - amount;
        capturable.put(payment, rest);
        holds.get(account).put(payment, rest);
        refundable.merge(payment, amount, Long::sum);
        move(account, automatic.get(payment) ? "clearing:POS" : "clearing:ONLINE", amount);
        paymentStatus.put(payment, rest == 0 ? "CAPTURED" : "PARTIALLY_CAPTURED");
    }

    private void release(String payment) {
        long rest = holds.get(payer.get(payment)).remove(payment);
        spent.stream()
                .filter(each -> each.payment.equals(payment))
                .forEach(each -> each.amount -= rest);
    }

    private String parties(String from, String to) {
        if (!balances.containsKey(from) || !balances.containsKey(to)) {
            return "ACCOUNT_UNKNOWN";
        }
        return noDebits(from) || noCredits(to) ? "ACCOUNT_FROZEN" : "OK";
    }

    private boolean noDebits(String account) {
        return Set.of("BOTH", "DEBITS").contains(frozen.getOrDefault(account, ""));
    }

    private boolean noCredits(String account) {
        return Set.of("BOTH", "CREDITS").contains(frozen.getOrDefault(account, ""));
    }

    private boolean exceeds(String account, long amount) {
        if (!dayLimits.containsKey(account)) {
            return false;
        }
        long used =
                spent.subList(limitedSince.get(account), spent.size()).stream()
                        .filter(each -> each.account.equals(account) && each.day == day)
                        .mapToLong(each -> each.amount)
                        .sum();
        return used + amount > dayLimits.get(account);
    }

    private String credit(String account, Runnable effect) {
        if (!balances.containsKey(account)) {
            return "ACCOUNT_UNKNOWN";
        }
        if (noCredits(account)) {
            return "ACCOUNT_FROZEN";
        }
        effect.run();
        return "OK";
    }

    private String spend(String account, long amount, String payment, Runnable effect) {
        if (!balances.containsKey(account)) {
            return "ACCOUNT_UNKNOWN";
        }
        if (noDebits(account)) {
            return "ACCOUNT_FROZEN";
        }
        if (free(account) < amount) {
            return "INSUFFICIENT_FUNDS";
        }
        if (exceeds(account, amount)) {
            return "LIMIT_EXCEEDED";
        }
        spent.add(new Spent(account, payment, day, amount));
        effect.run();
        return "OK";
    }

    private void move(String from, String to, long amount) {
        balances.merge(from, -amount, Long::sum);
        balances.merge(to, amount, Long::sum);
    }
}
