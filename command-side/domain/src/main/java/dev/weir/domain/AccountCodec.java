package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.AccountState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Accounts in snapshots. */
final class AccountCodec implements EntityCodec<Account> {
    /** One of a few, kept a million times. */
    private final Map<String, String> currencies = new ConcurrentHashMap<>();

    @Override
    public byte[] toBytes(Account account) {
        return AccountState.newBuilder()
                .setCurrency(account.currency())
                .setKind(account.kind())
                .setOverdraftLimitMinor(account.overdraftLimitMinor())
                .setOverdraftUnlimited(account.overdraftUnlimited())
                .setStatus(account.status().name())
                .setBalanceMinor(account.balanceMinor())
                .setHeldMinor(account.heldMinor())
                .setVersion(account.version())
                .build()
                .toByteArray();
    }

    @Override
    public Account parse(String id, byte[] bytes) throws InvalidProtocolBufferException {
        AccountState state = AccountState.parseFrom(bytes);
        try {
            return new Account(
                    id,
                    currencies.computeIfAbsent(state.getCurrency(), code -> code),
                    state.getKind(),
                    state.getOverdraftLimitMinor(),
                    state.getOverdraftUnlimited(),
                    Account.Status.valueOf(state.getStatus()),
                    state.getBalanceMinor(),
                    state.getHeldMinor(),
                    state.getVersion());
        } catch (IllegalArgumentException e) {
            throw new InvalidProtocolBufferException("account " + id + ": " + e.getMessage());
        }
    }
}
