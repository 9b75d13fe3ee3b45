package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One platform of real processes, used as the README says, then broken. The order saves starting it
 * again.
 */
@TestMethodOrder(OrderAnnotation.class)
class EndToEndTest {
    @TempDir private static Path folder;

    private static Platform platform;

    @BeforeAll
    static void startThePlatform() throws Exception {
        platform = Platform.start(folder.resolve("data"));
    }

    @AfterAll
    static void stopThePlatform() throws Exception {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    @Order(1)
    void everyPartIsHealthyAndTheWholeFitsInFourGibibytes() throws Exception {
        JsonNode parts = Json.tree(platform.weir("status", "--json").output()).path("parts");

        assertThat(parts.findValuesAsText("part"))
                .contains(
                        "kafka",
                        "postgres",
                        "command-1",
                        "flink-jobmanager",
                        "flink-taskmanager-1",
                        "flink-taskmanager-2",
                        "query");
        assertThat(parts).allMatch(part -> part.path("healthy").asBoolean());
        long bytes = 0;
        for (JsonNode part : parts) {
            bytes += part.path("memory_bytes").asLong();
        }
        System.out.println("memory of all parts: " + bytes / (1 << 20) + " MiB");
        assertThat(bytes).isLessThan(4L << 30);
    }

    @Test
    @Order(2)
    void theLinesOfTheReadmeWorkAsPrinted() throws Exception {
        String readme = Files.readString(Platform.checkout().resolve("README.md"));
        List<ReadmeBlock> blocks = ReadmeBlock.in(readme);
        StringBuilder output = new StringBuilder();
        for (ReadmeBlock block : blocks) {
            String script =
                    block.script()
                            .replace("127.0.0.1:7400", "127.0.0.1:" + platform.basePort())
                            .replace("127.0.0.1:7410", "127.0.0.1:" + (platform.basePort() + 10))
                            .replace("curl -sS", "curl -sS --fail-with-body");
            Platform.Result result =
                    platform.shell("export WEIR_DATA='" + platform.data() + "'\n" + script);
            output.append(result.output());
            assertThat(result.exitCode()).as(script + result.output()).isZero();
            assertThat(block.answers()).as(script).isNotEmpty();
            assertThat(block.firstMissing(result.output())).as(result.output()).isEmpty();
        }

        System.out.println(output);
        assertThat(blocks.stream().mapToLong(block -> block.script().lines().count()).sum())
                .isGreaterThanOrEqualTo(12);
        assertThat(output.toString())
                .contains("equal")
                .contains("sound")
                .contains("stopped")
                .contains("\"outcome\":\"APPROVED\"", "\"balance_minor\":\"9650\"");
    }

    @Test
    @Order(3)
    void anImportedFileIsBookedExactlyAndAgainChangesNothingAlsoWhenItsKeysAreForgotten()
            throws Exception {
        post("/v1/books", "{\"book_id\":\"files\",\"test_clock\":true}", Map.of());
        post(
                "/v1/books/files/accounts",
                "{\"account_id\":\"k\",\"currency\":\"EUR\"}",
                Map.of("Idempotency-Key", "to be forgotten"));
        Path accounts =
                Files.writeString(
                        folder.resolve("accounts.csv"), "no,opening\n1,100.00\n2,50.50\n3,0\n");
        StringBuilder rows = new StringBuilder("src,dst,sum,day\n");
        for (int i = 0; i < 1_200; i++) {
            rows.append(1 + i % 3)
                    .append(',')
                    .append(1 + (i + 1) % 3)
                    .append(",1.25,")
                    .append(i / 100)
                    .append('\n');
        }
        rows.append("2,2,1.00,3\n1,9,1.00,3\n1,2,0.001,3\n");
        Path transfers = Files.writeString(folder.resolve("transfers.csv"), rows.toString());
        List<String> importTransfers =
                List.of(
                        "import",
                        "transfers",
                        transfers.toString(),
                        "--book",
                        "files",
                        "--map",
                        "from=src,to=dst,amount=sum,time=day",
                        "--time-step",
                        "1d",
                        "--time-start",
                        "2020-01-01T00:00:00Z");

        Platform.Result opened =
                platform.weir(
                        "import",
                        "accounts",
                        accounts.toString(),
                        "--book",
                        "files",
                        "--map",
                        "id=no,balance=opening",
                        "--set",
                        "currency=EUR",
                        "--balance-policy",
                        "overdraft");
        Platform.Result first = platform.weir(importTransfers.toArray(String[]::new));
        String totals =
                platform.weir("query", "accounts", "--book", "files", "--totals", "--json")
                        .output();
        Platform.Result second = platform.weir(importTransfers.toArray(String[]::new));
        forgetTheKeysOfTheFiles();
        Platform.Result third = platform.weir(importTransfers.toArray(String[]::new));
        Platform.Result exported =
                platform.weir(
                        "export",
                        "postings",
                        folder.resolve("postings.csv").toString(),
                        "--book",
                        "files");

        assertThat(opened.lastLine()).isEqualTo("3 imported, 0 refused");
        assertThat(first.lastLine()).startsWith("1200 imported, 3 refused (");
        assertThat(second.lastLine()).startsWith("1200 imported, 3 refused (");
        assertThat(second.output()).contains("1200 of them stood in the book already");
        assertThat(third.lastLine()).startsWith("1200 imported, 3 refused (");
        assertThat(third.output()).contains("1200 of them stood in the book already");
        assertThat(Files.readString(folder.resolve("transfers.csv.refused.csv")))
                .contains("TRANSFER_TO_ITSELF", "ACCOUNT_UNKNOWN", "AMOUNT_INVALID");
        assertThat(totals).contains("\"customer_balance_minor\" : \"15050\"");
        assertThat(
                        platform.weir("query", "accounts", "--book", "files", "--totals", "--json")
                                .output())
                .isEqualTo(totals);
        assertThat(exported.lastLine()).isEqualTo((2 * 1_200 + 2 * 2) + " rows");
        assertThat(Files.readAllLines(folder.resolve("postings.csv")).get(0))
                .isEqualTo(
                        "transaction_id,book,account,currency,amount_minor,balance_minor,occurred_at,recorded_at");
    }

    @Test
    @Order(4)
    void paymentsOfThePastAreDecidedWithoutADeadline() throws Exception {
        Path payments =
                Files.writeString(
                        folder.resolve("payments.csv"),
                        "id,at,account,till,sum,fraud\np1,2020-01-01T10:00:00Z,x,t1,5.00,0\np2,2020-01-02T10:00:00Z,x,t1,6.00,1\n");

        Platform.Result result =
                platform.weir(
                        "import",
                        "payments",
                        payments.toString(),
                        "--book",
                        "past",
                        "--map",
                        "id=id,time=at,account=account,terminal=till,amount=sum,fraud=fraud",
                        "--set",
                        "currency=EUR",
                        "--decide");

        assertThat(result.output()).contains("2 payments decided");
        assertThat(result.lastLine()).isEqualTo("2 imported, 0 refused");
        assertThat(platform.weir("query", "payments", "--book", "past", "--json").output())
                .contains("\"basis\" : \"DECIDE_JOB\"", "\"charged_back\" : true");
    }

    @Test
    @Order(5)
    void whatWasDecidedWhileListsAndRulesChangedIsDecidedTheSameAgainFromTheLog() throws Exception {
        long seed = Long.getLong("weir.seed", 1L);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        boolean listed;
        boolean decided;
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            listed = BigList.run(platform, BigList.Plan.brief(seed), out);
            decided = DecideSoak.run(platform, DecideSoak.Plan.brief(seed), out);
        }

        System.out.println(printed.toString(StandardCharsets.UTF_8));
        assertThat(listed).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
        assertThat(decided).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
    }

    @Test
    @Order(6)
    void nothingIsLostOrDoubledWhenEachProcessIsKilledInTurn() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        boolean clean;
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            clean =
                    FaultsMain.run(
                                    platform,
                                    FaultsMain.Plan.brief(Long.getLong("weir.seed", 1L)),
                                    out)
                            .clean();
        }

        System.out.println(printed.toString(StandardCharsets.UTF_8));
        assertThat(clean).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("lost 0, doubled 0");
    }

    @Test
    @Order(7)
    void upGoesOnWhereItWasAfterEverythingWasKilled() throws Exception {
        String before = totals();

        platform.killAll();
        platform.up();

        assertThat(totals()).isEqualTo(before);
        assertThat(platform.weir("replay", "balances").lastLine()).matches("(\\d+) of \\1 equal");
        assertThat(platform.weir("verify").lastLine()).isEqualTo("sound");
    }

    @Test
    @Order(8)
    void commandsSayWhenNoPlatformRuns() throws Exception {
        platform.weir("down");

        Platform.Result result = platform.weir("status");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.lastLine()).contains("weir up");
    }

    /** Two days later by the book's own clock, when the log says that they are forgotten. */
    private static void forgetTheKeysOfTheFiles() throws Exception {
        post(
                "/v1/books/files/clock",
                "{\"now\":\"" + Instant.now().plus(Duration.ofDays(2)) + "\"}",
                Map.of());
        Path events = folder.resolve("events.csv");
        for (int tries = 0; tries < 20; tries++) {
            platform.weir("export", "events", events.toString(), "--book", "files");
            if (Files.readString(events).contains("IdempotencyKeysExpired")) {
                return;
            }
            Thread.sleep(500);
        }
        throw new IllegalStateException("the keys are still remembered");
    }

    private static void post(String path, String body, Map<String, String> headers) {
        try (ApiClient commands = platform.commands()) {
            HttpResponse<String> answer = commands.post(path, body, headers);
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        }
    }

    private static String totals() throws IOException, InterruptedException {
        return platform.weir(
                        "query",
                        "accounts",
                        "--book",
                        "files",
                        "--totals",
                        "--limit",
                        "1",
                        "--json")
                .output();
    }
}
