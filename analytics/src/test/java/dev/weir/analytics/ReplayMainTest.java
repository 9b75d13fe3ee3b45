package dev.weir.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayMainTest {
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void anUnknownKindIsWrongUsageAndListsTheKnownOnes() {
        assertThat(run(Map.of(), "weather")).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("weather cannot be replayed; what can: balances");
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        assertThat(run(Map.of(), "--fast")).isEqualTo(2);
    }

    @Test
    void anOptionWithoutItsValueIsWrongUsage() {
        assertThat(run(Map.of(), "balances", "--book")).isEqualTo(2);
    }

    @Test
    void withoutAKindAllKindsAreReplayed() {
        assertThat(ReplayOptions.parse(List.of()).kinds()).isEqualTo(ReplayOptions.KINDS);
    }

    @Test
    void aBrokerThatIsDownIsNotReachable() throws IOException {
        assertThat(run(Map.of("WEIR_KAFKA", "127.0.0.1:" + freePort()))).isEqualTo(3);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("is not reachable");
    }

    @Test
    void theTokenIsNotPrinted() {
        assertThat(Settings.of(Map.of("WEIR_TOKEN", "secret")).toString()).doesNotContain("secret");
    }

    @Test
    void onlyOneProcessWritesTheLake(@TempDir Path folder) {
        try (Lake.Lock first = Lake.lock(folder)) {
            assertThatThrownBy(() -> Lake.lock(first.folder()))
                    .isInstanceOf(ReplayFailure.class)
                    .hasMessageContaining("another replay is writing the lake");
        }
        Lake.lock(folder).close();
    }

    @Test
    void readsFromTheBeginningAndThenFromWhereTheLakeEnds() {
        TopicPartition zero = new TopicPartition("weir.events", 0);
        TopicPartition one = new TopicPartition("weir.events", 1);

        assertThat(
                        KafkaEventSource.ranges(
                                Map.of(zero, 0L, one, 3L),
                                Map.of(zero, 9L, one, 8L),
                                Map.of(0, 7L)))
                .isEqualTo(
                        Map.of(
                                0, new KafkaEventSource.Range(7, 9),
                                1, new KafkaEventSource.Range(3, 8)));
    }

    @Test
    void aLakeThatIsAheadOfTheLogIsOfAnotherLog() {
        TopicPartition zero = new TopicPartition("weir.events", 0);

        assertThatThrownBy(
                        () ->
                                KafkaEventSource.ranges(
                                        Map.of(zero, 0L), Map.of(zero, 9L), Map.of(0, 10L)))
                .isInstanceOf(ReplayFailure.class)
                .hasMessageContaining("the lake is of another log");
    }

    @ParameterizedTest
    @CsvSource({
        "560095352, EUR, 5600953.52 EUR",
        "-7, EUR, -0.07 EUR",
        "0, EUR, 0.00 EUR",
        "1500, JPY, 1500 JPY",
        "1500, KWD, 1.500 KWD",
        "1500, HOUSE1, 15.00 HOUSE1"
    })
    void moneyIsDecimalTextWithItsCurrency(BigDecimal minor, String currency, String text) {
        assertThat(Money.format(minor, currency)).isEqualTo(text);
    }

    private int run(Map<String, String> environment, String... arguments) {
        return ReplayMain.run(
                List.of(arguments),
                environment,
                System.out,
                new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
