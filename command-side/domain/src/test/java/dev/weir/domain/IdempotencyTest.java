package dev.weir.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.Withdraw;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
    private final Desk desk = new Desk();

    @Test
    void sameKeyAndContentIsCarriedOutOnceAndAnswersTheSameRecord() {
        desk.account("a");
        Outcome.Accepted first = (Outcome.Accepted) desk.send(deposit(5), "k");
        Outcome.Repeated second = (Outcome.Repeated) desk.send(deposit(5), "k");

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.sequence()).isEqualTo(desk.book.sequence());
        assertThat(second.recordHash()).isEqualTo(desk.log.getLast().hash());
        assertThat(desk.balance("a")).isEqualTo(5);
    }

    @Test
    void sameKeyWithOtherContentIsRefused() {
        desk.account("a");
        desk.send(deposit(5), "k");

        assertThat(((Outcome.Refused) desk.send(deposit(6), "k")).code())
                .isEqualTo(RefusalCode.KEY_REUSED);
    }

    @Test
    void refusalIsRememberedEvenWhenItWouldNowBeTaken() {
        desk.account("a");
        Withdraw withdraw =
                Withdraw.newBuilder()
                        .setAccountId("a")
                        .setAmountMinor(5)
                        .setCurrency("EUR")
                        .build();
        Outcome first = desk.send(withdraw, "k");
        assertThat(desk.lastRun()).containsExactly("CommandRefused");
        desk.send(deposit(100));

        assertThat(desk.send(withdraw, "k")).isEqualTo(first);
        assertThat(desk.balance("a")).isEqualTo(100);
    }

    @Test
    void keysAreForgottenAfterTheirTimeButBusinessIdsNever() {
        desk.account("a");
        Deposit named = deposit(5).toBuilder().setTransferId("t").build();
        desk.send(named, "k");
        desk.pass(Limits.KEY_MEMORY_MICROS + 2 * Limits.KEY_GENERATION_MICROS);
        assertThat(desk.book.keysDue(desk.now())).isTrue();
        desk.internal(new InternalCommand.KeysDue());

        assertThat(desk.book.key("k")).isEmpty();
        assertThat(desk.send(named, "k")).isInstanceOf(Outcome.Repeated.class);
        assertThat(desk.balance("a")).isEqualTo(5);
    }

    @Test
    void hashIgnoresTheBookAndNothingElse() {
        assertThat(CommandHash.of(deposit(5).toBuilder().setBookId("b").build()))
                .isEqualTo(CommandHash.of(deposit(5)))
                .hasSize(32)
                .isNotEqualTo(CommandHash.of(deposit(6)));
    }

    private static Deposit deposit(long amountMinor) {
        return Deposit.newBuilder()
                .setAccountId("a")
                .setAmountMinor(amountMinor)
                .setCurrency("EUR")
                .build();
    }
}
