package dev.weir.command.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.AddBookListEntries;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.NewListEntry;
import dev.weir.contract.commands.v1.RemoveBookListEntries;
import dev.weir.domain.Limits;
import java.util.Collections;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ListPaceTest {
    private static final long NOW = 1_000_000_000;
    private static final long SECOND = 1_000_000;

    private final ListPace pace = new ListPace();

    @Test
    void letsInWhatThePaceAllowsAndNoMoreHoweverItIsAskedFor() {
        long seed = 11;
        SplittableRandom random = new SplittableRandom(seed);
        long now = NOW;
        long entries = 0;
        while (now < NOW + 60 * SECOND) {
            int wanted = random.nextInt(1, Limits.LIST_ENTRIES_PER_COMMAND_MAX + 1);
            Message command = random.nextBoolean() ? added(wanted) : removed(wanted);
            entries += pace.admits(0, command, now) ? wanted : 0;
            now += random.nextLong(20_000);
        }
        long allowed = 60L * Limits.BOOK_LIST_ENTRIES_PER_SECOND_MAX;
        assertThat(entries).as("seed %d", seed).isBetween(allowed * 95 / 100, allowed * 101 / 100);
    }

    @Test
    void aPartitionDoesNotWaitForAnother() {
        while (pace.admits(0, added(1_000), NOW)) {
            assertThat(pace.admits(0, deposit(), NOW)).isTrue();
        }
        assertThat(pace.admits(1, added(1_000), NOW)).isTrue();
        assertThat(pace.admits(0, deposit(), NOW)).isTrue();
    }

    @Test
    void aClockThatWasSetBackStopsNobody() {
        long before = NOW + 3_600 * SECOND;
        assertThat(pace.admits(0, added(1_000), before)).isTrue();
        while (pace.admits(0, added(1), before)) {
            assertThat(pace.admits(1, deposit(), before)).isTrue();
        }
        assertThat(pace.admits(0, added(1_000), NOW)).isTrue();
    }

    /** The domain refuses it; it must not hold up what comes after it for minutes. */
    @Test
    void aCommandThatIsFarTooLargeCountsAsTheLargestValidOne() {
        assertThat(pace.admits(0, removed(1_000_000), NOW)).isTrue();
        assertThat(pace.admits(0, added(1), NOW + SECOND)).isTrue();
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
