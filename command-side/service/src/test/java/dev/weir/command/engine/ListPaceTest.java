package dev.weir.command.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.AddBookListEntries;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.NewListEntry;
import dev.weir.contract.commands.v1.RemoveBookListEntries;
import dev.weir.domain.Limits;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ListPaceTest {
    private static final long NOW = 1_000_000_000;
    private static final long SECOND = 1_000_000;

    private final ListPace pace = new ListPace();

    @Test
    void commandsBeginAtThePaceHoweverTheyAreAskedFor() {
        long seed = 11;
        SplittableRandom random = new SplittableRandom(seed);
        long now = NOW;
        long end = NOW + 60 * SECOND;
        long begun = 0;
        int refused = 0;
        while (now < end) {
            int wanted = random.nextInt(1, Limits.LIST_ENTRIES_PER_COMMAND_MAX + 1);
            Message command = random.nextBoolean() ? added(wanted) : removed(wanted);
            OptionalLong wait = pace.admit(0, command, now);
            refused += wait.isEmpty() ? 1 : 0;
            begun += wait.isPresent() && now + wait.getAsLong() < end ? wanted : 0;
            now += random.nextLong(20_000);
        }
        long allowed = 60L * Limits.BOOK_LIST_ENTRIES_PER_SECOND_MAX;
        assertThat(begun).as("seed %d", seed).isBetween(allowed * 95 / 100, allowed * 101 / 100);
        assertThat(refused).as("seed %d", seed).isPositive();
    }

    @Test
    void whoSendsOneCommandAfterTheOtherIsNeverRefused() {
        long now = NOW;
        for (int i = 0; i < 200; i++) {
            now += pace.admit(0, added(1_000), now).orElseThrow() + 1_000;
        }
        assertThat(now - NOW).isBetween(9 * SECOND, 11 * SECOND);
    }

    @Test
    void neitherAnotherPartitionNorAnotherCommandWaits() {
        fill(NOW);
        assertThat(pace.admit(0, added(1), NOW)).isEmpty();
        assertThat(pace.admit(1, added(1_000), NOW)).hasValue(0);
        assertThat(pace.admit(0, deposit(), NOW)).hasValue(0);
    }

    @Test
    void aClockThatWasSetBackStopsNobody() {
        fill(NOW + 3_600 * SECOND);
        assertThat(pace.admit(0, added(1_000), NOW)).hasValue(0);
    }

    /** The domain refuses it; it must not hold up what comes after it for minutes. */
    @Test
    void aCommandThatIsFarTooLargeCountsAsTheLargestValidOne() {
        assertThat(pace.admit(0, removed(1_000_000), NOW)).hasValue(0);
        assertThat(pace.admit(0, added(1), NOW)).hasValue(0);
    }

    private void fill(long now) {
        for (int i = 0; i < 100; i++) {
            pace.admit(0, added(1_000), now);
        }
    }

    private static Message added(int entries) {
        return AddBookListEntries.newBuilder()
                .addAllEntries(Collections.nCopies(entries, NewListEntry.getDefaultInstance()))
                .build();
    }

    private static Message removed(int entries) {
        return RemoveBookListEntries.newBuilder()
                .addAllValues(Collections.nCopies(entries, "v"))
                .build();
    }

    private static Message deposit() {
        return Deposit.getDefaultInstance();
    }
}
