package dev.weir.launcher.data;

import com.google.protobuf.Timestamp;
import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.Withdraw;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A row opens an account and books its opening balance against the book's opening account.
 *
 * @param currencyOtherwise currency of a row that names none
 * @param overdraft true: balances may go below zero without bound
 * @param times reads the business time of opening balances
 */
record AccountRows(String currencyOtherwise, boolean overdraft, RowTimes times)
        implements RowCommands {
    @Override
    public Set<String> required() {
        return Set.of("id");
    }

    @Override
    public Set<String> known() {
        return Set.of("id", "balance", "currency", "customer", "overdraft", "time");
    }

    @Override
    public List<BatchItem> commands(Row row) {
        String account = row.require("id");
        String currency = row.get("currency", currencyOtherwise);
        OpenAccount.Builder open =
                OpenAccount.newBuilder()
                        .setAccountId(account)
                        .setCurrency(currency)
                        .setCustomerId(row.get("customer", ""))
                        .setOverdraftUnlimited(overdraft);
        if (row.fields().containsKey("overdraft")) {
            open.setOverdraftLimitMinor(Money.parseMinor(row.require("overdraft"), currency));
        }
        long balance = Money.parseMinor(row.get("balance", "0"), currency);
        if (balance < 0 && !overdraft && -balance > open.getOverdraftLimitMinor()) {
            // Refused here: the account would be opened before its balance is refused.
            throw new RowProblem(
                    "INSUFFICIENT_FUNDS",
                    "The opening balance is below zero by more than the account's overdraft; map"
                            + " overdraft= or give --balance-policy overdraft.");
        }
        Optional<Timestamp> time =
                Optional.ofNullable(row.get("time", null)).map(times::parse).map(Timestamps::of);
        List<BatchItem> commands = new ArrayList<>(2);
        commands.add(BatchItem.newBuilder().setOpenAccount(open).build());
        String transfer = "opening:" + account;
        if (balance > 0) {
            Deposit.Builder deposit =
                    Deposit.newBuilder()
                            .setTransferId(transfer)
                            .setAccountId(account)
                            .setAmountMinor(balance)
                            .setCurrency(currency)
                            .setOpeningBalance(true);
            time.ifPresent(deposit::setOccurredAt);
            commands.add(BatchItem.newBuilder().setDeposit(deposit).build());
        } else if (balance < 0) {
            Withdraw.Builder withdraw =
                    Withdraw.newBuilder()
                            .setTransferId(transfer)
                            .setAccountId(account)
                            .setAmountMinor(Math.negateExact(balance))
                            .setCurrency(currency)
                            .setOpeningBalance(true);
            time.ifPresent(withdraw::setOccurredAt);
            commands.add(BatchItem.newBuilder().setWithdraw(withdraw).build());
        }
        return commands;
    }
}
