package dev.weir.launcher.data;

import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.PostTransfer;
import java.util.List;
import java.util.Set;

/**
 * A row moves an amount between two accounts.
 *
 * @param source what ids of rows without one begin with: the content's fingerprint or the given
 *     source
 * @param currencyOtherwise currency of a row that names none
 */
record TransferRows(String source, String currencyOtherwise, RowTimes times)
        implements RowCommands {
    @Override
    public Set<String> required() {
        return Set.of("from", "to", "amount");
    }

    @Override
    public Set<String> known() {
        return Set.of("id", "from", "to", "amount", "currency", "time", "description");
    }

    @Override
    public List<BatchItem> commands(Row row) {
        String currency = row.get("currency", currencyOtherwise);
        long amount = Money.parseMinor(row.require("amount"), currency);
        if (amount <= 0) {
            throw new RowProblem(
                    "AMOUNT_NOT_POSITIVE",
                    "the amount must be above zero, it is " + row.require("amount"));
        }
        PostTransfer.Builder transfer =
                PostTransfer.newBuilder()
                        .setTransferId(row.get("id", source + ":" + row.number()))
                        .setDescription(row.get("description", ""))
                        .addLegs(leg(row.require("from"), Math.negateExact(amount), currency))
                        .addLegs(leg(row.require("to"), amount, currency));
        if (row.fields().containsKey("time")) {
            transfer.setOccurredAt(Timestamps.of(times.parse(row.require("time"))));
        }
        return List.of(BatchItem.newBuilder().setTransfer(transfer).build());
    }

    private static Leg leg(String account, long amountMinor, String currency) {
        return Leg.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amountMinor)
                .setCurrency(currency)
                .build();
    }
}
