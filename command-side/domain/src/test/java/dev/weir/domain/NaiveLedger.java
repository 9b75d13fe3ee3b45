package dev.weir.domain;

import java.util.HashMap;
import java.util.HashSet;
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
    final Set<String> frozen = new HashSet<>();
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

    String freeze(String account) {
        return check(account, 0, () -> frozen.add(account));
    }

    String unfreeze(String account) {
        if (!balances.containsKey(account)) {
            return "ACCOUNT_UNKNOWN";
        }
        return frozen.remove(account) ? "OK" : "ACCOUNT_NOT_FROZEN";
    }

    String deposit(String account, long amount) {
        return check(account, 0, () -> move("clearing:cash", account, amount));
    }

    String withdraw(String account, long amount) {
        return check(account, amount, () -> move(account, "clearing:cash", amount));
    }

    String transfer(String from, String to, long amount) {
        if (from.equals(to)) {
            return "TRANSFER_TO_ITSELF";
        }
        if (!balances.containsKey(from) || !balances.containsKey(to)) {
            return "ACCOUNT_UNKNOWN";
        }
        if (frozen.contains(from) || frozen.contains(to)) {
            return "ACCOUNT_FROZEN";
        }
        return check(from, amount, () -> move(from, to, amount));
    }

    String pay(String payment, String account, long amount, boolean captureAtOnce) {
        return check(
                account,
                amount,
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
        boolean blocked = frozen.contains(payer.get(payment));
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
        holds.get(payer.get(payment)).remove(payment);
    }

    private String check(String account, long debit, Runnable effect) {
        if (!balances.containsKey(account)) {
            return "ACCOUNT_UNKNOWN";
        }
        if (frozen.contains(account)) {
            return "ACCOUNT_FROZEN";
        }
        if (debit > 0 && free(account) < debit) {
            return "INSUFFICIENT_FUNDS";
        }
        effect.run();
        return "OK";
    }

    private void move(String from, String to, long amount) {
        balances.merge(from, -amount, Long::sum);
        balances.merge(to, amount, Long::sum);
    }
}
