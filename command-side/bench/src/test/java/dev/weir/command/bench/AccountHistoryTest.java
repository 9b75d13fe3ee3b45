package dev.weir.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.domain.CommandContext;
import dev.weir.domain.NewEvent;
import dev.weir.domain.Outcome;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AccountHistoryTest {
    private static final long NOW_MICROS = 1_700_000_000_000_000L;

    @Test
    void foldsWhatTheDomainDecided() {
        AccountHistory history = new AccountHistory("a1");
        decide(history, Mix.open("a1", "a1"));
        decide(history, Mix.cash("a1", "a1", new SplittableRandom(1)));

        assertThat(history.book().account("a1").orElseThrow().balanceMinor()).isNotZero();
    }

    private static void decide(AccountHistory history, Message command) {
        Outcome outcome =
                history.book()
                        .decide(
                                command,
                                new CommandContext(NOW_MICROS, NOW_MICROS, 0, "s", "", "h", "id"));
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        for (NewEvent event : ((Outcome.Accepted) outcome).events()) {
            history.apply(event.payload(), Instant.ofEpochSecond(1_700_000_000L));
        }
    }
}
