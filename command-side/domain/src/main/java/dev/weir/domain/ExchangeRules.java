package dev.weir.domain;

import dev.weir.contract.commands.v1.ExchangeTransfer;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.ledger.v1.TransferKind;
import dev.weir.contract.ledger.v1.TransferPosted;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * From one currency to another: the book takes the one into its position and gives the other out of
 * it, so that each currency sums to zero by itself.
 */
final class ExchangeRules {
    private static final Pattern RATE = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,12})?");

    private ExchangeRules() {}

    static Outcome exchange(Dispatch.Call call, ExchangeTransfer c) {
        Findings f = call.findings();
        form(f, c);
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Optional<Outcome> repeated = TransferRules.repeat(call, c.getTransferId());
        if (repeated.isPresent()) {
            return repeated.get();
        }
        if (f.none()) {
            rate(call, c);
        }
        Guards.check(call, c.getGuardsList());
        if (!f.none()) {
            return f.refusal().get();
        }
        Draft draft = new Draft(call.state(), occurred);
        List<Leg> legs =
                List.of(
                        TransferRules.leg(
                                c.getFromAccountId(), -c.getFromAmountMinor(), c.getFromCurrency()),
                        TransferRules.leg(
                                draft.position(c.getFromCurrency()),
                                c.getFromAmountMinor(),
                                c.getFromCurrency()),
                        TransferRules.leg(
                                draft.position(c.getToCurrency()),
                                -c.getToAmountMinor(),
                                c.getToCurrency()),
                        TransferRules.leg(
                                c.getToAccountId(), c.getToAmountMinor(), c.getToCurrency()));
        TransferRules.distinct(f, legs);
        TransferRules.check(call, draft, legs);
        LimitRules.debits(call, legs);
        return call.orElse(
                () -> {
                    TransferRules.add(
                            draft,
                            TransferPosted.newBuilder()
                                    .setTransferId(TransferRules.id(call, c.getTransferId()))
                                    .setKind(TransferKind.EXCHANGE)
                                    .setRate(c.getRate())
                                    .setDescription(c.getDescription())
                                    .putAllMetadata(c.getMetadataMap()),
                            legs);
                    return draft.accepted();
                });
    }

    private static void form(Findings f, ExchangeTransfer c) {
        Fields.optionalId(f, "transfer_id", c.getTransferId());
        Fields.requiredId(f, "from_account_id", c.getFromAccountId());
        Fields.amount(f, c.getFromAccountId(), c.getFromAmountMinor());
        Fields.currency(f, "from_currency", c.getFromCurrency());
        Fields.requiredId(f, "to_account_id", c.getToAccountId());
        Fields.amount(f, c.getToAccountId(), c.getToAmountMinor());
        Fields.currency(f, "to_currency", c.getToCurrency());
        if (c.getFromCurrency().equals(c.getToCurrency())) {
            Fields.invalid(f, "to_currency", "the same as from_currency");
        }
        if (c.getRate().isEmpty()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "rate");
        } else if (!RATE.matcher(c.getRate()).matches()) {
            Fields.invalid(f, "rate", "1 to 12 digits, with at most 12 decimals, e.g. 1.0837");
        } else if (digits(c.getRate()).signum() == 0) {
            Fields.invalid(f, "rate", "0");
        }
        TransferRules.texts(f, c.getDescription(), c.getMetadataMap());
        Guards.form(f, c.getGuardsList());
    }

    /**
     * Whether the amounts fit the rate. Exact: with rate = n / 10^s, from / 10^d and to / 10^e in
     * major units, both sides are multiplied by 10^(s + d + e) before they are compared.
     */
    private static void rate(Dispatch.Call call, ExchangeTransfer c) {
        int point = c.getRate().indexOf('.');
        int scale = point < 0 ? 0 : c.getRate().length() - point - 1;
        BigInteger digits = digits(c.getRate());
        Currencies currencies = call.state().currencies();
        BigInteger expected =
                BigInteger.valueOf(c.getFromAmountMinor())
                        .multiply(digits)
                        .multiply(BigInteger.TEN.pow(currencies.decimals(c.getToCurrency())));
        BigInteger unit = BigInteger.TEN.pow(scale + currencies.decimals(c.getFromCurrency()));
        BigInteger actual = BigInteger.valueOf(c.getToAmountMinor()).multiply(unit);
        if (expected.subtract(actual).abs().compareTo(unit) > 0) {
            call.add(
                    RefusalCode.RATE_MISMATCH,
                    "rate",
                    c.getRate(),
                    "expected",
                    expected.divide(unit).toString(),
                    "currency",
                    c.getToCurrency(),
                    "actual",
                    Long.toString(c.getToAmountMinor()));
        }
    }

    /** The rate without its decimal point. */
    private static BigInteger digits(String rate) {
        return new BigInteger(rate.replace(".", ""));
    }
}
