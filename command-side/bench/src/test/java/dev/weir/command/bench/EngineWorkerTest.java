package dev.weir.command.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The write path through Axon with a log that keeps nothing: no broker is needed. */
class EngineWorkerTest {
    @TempDir private static Path folder;

    private final EngineWorker worker = new EngineWorker("", ProcessHandle.current().pid(), folder);

    @AfterEach
    void closeTheNode() {
        worker.close();
    }

    @ParameterizedTest
    @EnumSource(Mix.class)
    void everyMixIsAccepted(Mix mix) {
        ask("open name=n log=none accounts=600");

        JsonObject figures = ask("load name=n mix=" + mix + " callers=4 warm=0 seconds=0.2");

        assertThat(figures.has("error")).as(figures.toString()).isFalse();
        assertThat(figures.get("answered").getAsDouble()).isPositive();
    }

    @Test
    void aBulkCallIsOneAnswer() {
        ask("open name=n log=none accounts=10");

        JsonObject figures = ask("load name=n mix=uniform bulk=50 callers=1 warm=0 seconds=0.3");

        assertThat(figures.get("events").getAsDouble())
                .isGreaterThanOrEqualTo(50 * (figures.get("answered").getAsDouble() - 1));
    }

    @Test
    void aFixedRateIsKept() {
        ask("open name=n log=none accounts=10");

        JsonObject figures = ask("fixed name=n mix=cash per_second=200 warm=0.1 seconds=0.5");

        // One at each end of the window may be answered outside it.
        assertThat(figures.get("answered").getAsDouble()).isCloseTo(100, within(3.0));
    }

    @Test
    void aRequestThatFailsIsAnsweredWithTheReason() {
        assertThat(ask("load name=nobody callers=1 warm=0 seconds=1").get("error").getAsString())
                .contains("nobody");
    }

    private JsonObject ask(String request) {
        return Answers.JSON.fromJson(worker.line(Request.parse(request)), JsonObject.class);
    }
}
