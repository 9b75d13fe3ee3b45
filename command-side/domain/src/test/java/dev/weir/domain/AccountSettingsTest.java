package dev.weir.domain;

import static dev.weir.domain.Commands.available;
import static dev.weir.domain.Commands.transfer;
import static dev.weir.domain.Commands.version;
import static dev.weir.domain.Commands.withdraw;
import static dev.weir.domain.Commands.word;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.CloseAccount;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.FreezeAccount;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.SetAccountMetadata;
import dev.weir.contract.commands.v1.SetOverdraft;
import dev.weir.contract.commands.v1.UnfreezeAccount;
import dev.weir.contract.ledger.v1.FreezeScope;
import dev.weir.contract.payments.v1.Channel;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccountSettingsTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void accounts() {
        desk.funded("alice", 100);
        desk.account("bob");
    }

    @Test
    void anOverdraftIsGivenWidenedAndTakenBack() {
        assertThat(word(desk.send(withdraw("alice", 150).build()))).isEqualTo("INSUFFICIENT_FUNDS");
        desk.send(overdraft(50, false));
        assertThat(word(desk.send(withdraw("alice", 151).build()))).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(word(desk.send(withdraw("alice", 150).build()))).isEqualTo("OK");
        desk.send(overdraft(0, true));
        assertThat(word(desk.send(withdraw("alice", 1_000).build()))).isEqualTo("OK");
        desk.send(overdraft(0, false));
        assertThat(word(desk.send(withdraw("alice", 1).build()))).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(word(desk.send(deposit("alice")))).isEqualTo("OK");
    }

    @Test
    void aVersionIsTheSequenceOfTheLastChange() {
        long opened = account("bob").version();
        desk.send(transfer("t", "alice", "bob", 1).build());
        assertThat(account("bob").version()).isEqualTo(desk.book.sequence()).isGreaterThan(opened);
        desk.send(withdraw("alice", 1).build());
        assertThat(account("bob").version()).isLessThan(desk.book.sequence());
        desk.send(SetAccountMetadata.newBuilder().setAccountId("bob").build());
        assertThat(account("bob").version()).isEqualTo(desk.book.sequence());
        desk.pay("p", "alice", 1, Channel.POS);
        assertThat(account("alice").version()).isEqualTo(desk.book.sequence());
        assertThat(desk.replayed(new MemoryIndex()).account("bob"))
                .isEqualTo(desk.book.account("bob"));
    }

    @Test
    void aGuardThatDoesNotHoldRefusesAndSaysHowTheAccountStands() {
        long now = account("alice").version();
        Outcome stale =
                desk.send(withdraw("alice", 1).addGuards(version("alice", now - 1)).build());
        Outcome poor = desk.send(withdraw("alice", 1).addGuards(available("alice", 101)).build());

        assertThat(word(stale)).isEqualTo("GUARD_VERSION");
        assertThat(((Outcome.Refused) stale).parameters())
                .isEqualTo(
                        Map.of(
                                "account",
                                "alice",
                                "version",
                                Long.toString(now),
                                "expected",
                                Long.toString(now - 1)));
        assertThat(word(poor)).isEqualTo("GUARD_AVAILABLE");
        assertThat(((Outcome.Refused) poor).parameters())
                .isEqualTo(Map.of("account", "alice", "available", "100", "needed", "101"));
        assertThat(
                        word(
                                desk.send(
                                        withdraw("alice", 1)
                                                .addGuards(version("alice", now))
                                                .addGuards(available("alice", 100))
                                                .build())))
                .isEqualTo("OK");
    }

    @Test
    void aGuardSpeaksBeforeTheFundsAndAfterTheAccounts() {
        assertThat(
                        word(
                                desk.send(
                                        withdraw("alice", 500)
                                                .addGuards(available("alice", 500))
                                                .build())))
                .isEqualTo("GUARD_AVAILABLE");
        assertThat(word(desk.send(withdraw("alice", 1).addGuards(available("nobody", 0)).build())))
                .isEqualTo("ACCOUNT_UNKNOWN");
    }

    /** Moves that the state of an account forbids; alice has 100. */
    enum IllegalMove {
        A_DEBIT_OF_FROZEN_DEBITS(
                FreezeScope.DEBITS, withdraw("alice", 1).build(), "ACCOUNT_FROZEN"),
        A_HOLD_ON_FROZEN_DEBITS(
                FreezeScope.DEBITS,
                Desk.payment("p", "alice", 1, Channel.POS).build(),
                "ACCOUNT_FROZEN"),
        A_CREDIT_OF_FROZEN_CREDITS(FreezeScope.CREDITS, deposit("alice"), "ACCOUNT_FROZEN"),
        A_DEBIT_OF_A_FROZEN_ACCOUNT(
                FreezeScope.BOTH, withdraw("alice", 1).build(), "ACCOUNT_FROZEN"),
        A_CREDIT_OF_A_FROZEN_ACCOUNT(FreezeScope.BOTH, deposit("alice"), "ACCOUNT_FROZEN"),
        FREEZING_WHAT_IS_FROZEN(
                FreezeScope.DEBITS,
                FreezeAccount.newBuilder().setAccountId("alice").build(),
                "ACCOUNT_FROZEN"),
        CLOSING_WITH_A_BALANCE(
                desk -> {},
                CloseAccount.newBuilder().setAccountId("alice").build(),
                "ACCOUNT_NOT_EMPTY"),
        CLOSING_WITH_A_HOLD(
                desk -> {
                    desk.send(overdraft(100, false));
                    desk.pay("p", "alice", 1, Channel.ONLINE);
                    desk.send(withdraw("alice", 100).build());
                },
                CloseAccount.newBuilder().setAccountId("alice").build(),
                "ACCOUNT_NOT_EMPTY"),
        AN_OVERDRAFT_OF_A_CLOSED_ACCOUNT(IllegalMove::close, overdraft(1, false), "ACCOUNT_CLOSED"),
        A_CREDIT_OF_A_CLOSED_ACCOUNT(IllegalMove::close, deposit("alice"), "ACCOUNT_CLOSED"),
        UNFREEZING_A_CLOSED_ACCOUNT(
                IllegalMove::close,
                UnfreezeAccount.newBuilder().setAccountId("alice").build(),
                "ACCOUNT_CLOSED"),
        AN_OVERDRAFT_BELOW_ZERO(desk -> {}, overdraft(-1, false), "FIELD_INVALID"),
        AN_OVERDRAFT_OF_A_CLEARING_ACCOUNT(
                desk -> {},
                SetOverdraft.newBuilder().setAccountId("clearing:cash").build(),
                "FIELD_INVALID"),
        AN_ACCOUNT_UNDER_A_NAME_OF_THE_LEDGER(
                desk -> {},
                OpenAccount.newBuilder().setAccountId("fx:EUR").setCurrency("EUR").build(),
                "FIELD_INVALID");

        private final Consumer<Desk> before;
        private final Message move;
        private final String code;

        IllegalMove(FreezeScope scope, Message move, String code) {
            this(desk -> desk.send(freeze(scope)), move, code);
        }

        IllegalMove(Consumer<Desk> before, Message move, String code) {
            this.before = before;
            this.move = move;
            this.code = code;
        }

        private static void close(Desk desk) {
            desk.send(withdraw("alice", 100).build());
            desk.send(CloseAccount.newBuilder().setAccountId("alice").build());
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnIllegalMoveAndWritesNothing(IllegalMove illegal) {
        illegal.before.accept(desk);
        int records = desk.log.size();

        assertThat(word(desk.send(illegal.move))).isEqualTo(illegal.code);
        assertThat(desk.log).hasSize(records);
    }

    @Test
    void whatIsNotFrozenGoesOn() {
        desk.send(freeze(FreezeScope.DEBITS));
        assertThat(word(desk.send(deposit("alice")))).isEqualTo("OK");
        desk.send(UnfreezeAccount.newBuilder().setAccountId("alice").build());
        desk.send(freeze(FreezeScope.CREDITS));
        assertThat(word(desk.send(withdraw("alice", 1).build()))).isEqualTo("OK");
    }

    private Account account(String id) {
        return desk.book.account(id).orElseThrow();
    }

    private static Message freeze(FreezeScope scope) {
        return FreezeAccount.newBuilder().setAccountId("alice").setScope(scope).build();
    }

    private static Message deposit(String account) {
        return Deposit.newBuilder()
                .setAccountId(account)
                .setAmountMinor(1)
                .setCurrency("EUR")
                .build();
    }

    private static Message overdraft(long limitMinor, boolean unlimited) {
        return SetOverdraft.newBuilder()
                .setAccountId("alice")
                .setOverdraftLimitMinor(limitMinor)
                .setOverdraftUnlimited(unlimited)
                .build();
    }
}
