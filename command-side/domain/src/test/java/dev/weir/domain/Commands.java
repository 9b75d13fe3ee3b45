package dev.weir.domain;

import dev.weir.contract.commands.v1.CorrectTransfer;
import dev.weir.contract.commands.v1.ExchangeTransfer;
import dev.weir.contract.commands.v1.Guard;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.ReverseTransfer;
import dev.weir.contract.commands.v1.SetSpendingLimit;
import dev.weir.contract.commands.v1.Withdraw;

/** Commands in few words. */
final class Commands {
    private Commands() {}

    static Leg leg(String account, long amountMinor) {
        return leg(account, amountMinor, "EUR");
    }

    static Leg leg(String account, long amountMinor, String currency) {
        return Leg.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amountMinor)
                .setCurrency(currency)
                .build();
    }

    static PostTransfer.Builder transfer(String id, String from, String to, long amountMinor) {
        return PostTransfer.newBuilder()
                .setTransferId(id)
                .addLegs(leg(from, -amountMinor))
                .addLegs(leg(to, amountMinor));
    }

    static Withdraw.Builder withdraw(String account, long amountMinor) {
        return Withdraw.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amountMinor)
                .setCurrency("EUR");
    }

    static ReverseTransfer reverse(String id, String reversal, long amountMinor) {
        return ReverseTransfer.newBuilder()
                .setTransferId(id)
                .setReversalId(reversal)
                .setAmountMinor(amountMinor)
                .build();
    }

    static CorrectTransfer.Builder correct(
            String id, String correction, String from, String to, long amountMinor) {
        return CorrectTransfer.newBuilder()
                .setTransferId(id)
                .setCorrectionId(correction)
                .addLegs(leg(from, -amountMinor))
                .addLegs(leg(to, amountMinor));
    }

    static ExchangeTransfer.Builder exchange(
            String from,
            long fromMinor,
            String fromCurrency,
            String to,
            long toMinor,
            String toCurrency,
            String rate) {
        return ExchangeTransfer.newBuilder()
                .setFromAccountId(from)
                .setFromAmountMinor(fromMinor)
                .setFromCurrency(fromCurrency)
                .setToAccountId(to)
                .setToAmountMinor(toMinor)
                .setToCurrency(toCurrency)
                .setRate(rate);
    }

    static SetSpendingLimit.Builder limit(String id) {
        return SetSpendingLimit.newBuilder().setLimitId(id).setCurrency("EUR");
    }

    static Guard available(String account, long atLeastMinor) {
        return Guard.newBuilder().setAccountId(account).setIfAvailableAtLeast(atLeastMinor).build();
    }

    static Guard version(String account, long version) {
        return Guard.newBuilder().setAccountId(account).setIfVersion(version).build();
    }

    /** OK, REPEATED or the code of the refusal. */
    static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> "OK";
            case Outcome.Repeated repeated -> "REPEATED";
            case Outcome.Refused refused -> refused.code().name();
        };
    }
}
