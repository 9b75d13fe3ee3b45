package dev.weir.query.rest;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.entry;
import static dev.weir.query.TestViews.holdChange;
import static dev.weir.query.TestViews.minute;
import static dev.weir.query.TestViews.progress;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.Timestamps;
import dev.weir.query.Client;
import dev.weir.query.Client.Answer;
import dev.weir.query.ServiceTest;
import dev.weir.query.Topic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Balances, entries and statements as of any time, against a plain list of what was written. */
@ServiceTest
class AsOfTest {
    private static final int ROWS = 160;

    /** Recorded minutes: some events share one, all lie in five hours. */
    private static final int MINUTES = 300;

    private final Client reader = Client.of("reader");
    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    /** One row of the account, minutes after the start. */
    private record Row(
            long sequence, long amount, long held, long occurred, long recorded, long balance) {}

    private List<Row> history(String book) {
        List<Row> rows = new ArrayList<>();
        List<MessageOrBuilder> views = new ArrayList<>();
        long balance = 0;
        long held = 0;
        for (int i = 1; i <= ROWS; i++) {
            long recorded = (long) i * MINUTES / ROWS;
            long occurred = random.nextInt(3) == 0 ? random.nextLong(recorded + 1) : recorded;
            if (random.nextInt(4) == 0) {
                long change = random.nextLong(-held, 500);
                held += change;
                rows.add(new Row(i, 0, change, occurred, recorded, balance));
                views.add(
                        holdChange(book, "a", i, change, held)
                                .setOccurredAt(minute(occurred))
                                .setRecordedAt(minute(recorded)));
            } else {
                // The ledger posts no leg of 0.
                long amount = random.nextLong(1, 1_000) * (random.nextBoolean() ? 1 : -1);
                balance += amount;
                rows.add(new Row(i, amount, 0, occurred, recorded, balance));
                views.add(
                        entry(book, "a", i, 0, amount, balance)
                                .setHeldAfterMinor(held)
                                .setOccurredAt(minute(occurred))
                                .setRecordedAt(minute(recorded)));
            }
        }
        views.add(account(book, "a", ROWS, balance).setHeldMinor(held));
        views.add(progress(book, ROWS));
        write(book, ROWS, views);
        return rows;
    }

    private void write(String book, long sequence, List<MessageOrBuilder> views) {
        try (Topic topic = new Topic()) {
            topic.views(0, views.toArray(MessageOrBuilder[]::new));
        }
        Answer answer =
                reader.get(
                        "/v1/books/" + book + "/accounts?wait_millis=10000",
                        "Weir-Position",
                        book + ":" + sequence);
        assertThat(answer.status()).isEqualTo(200);
    }

    private static String time(long minutes) {
        return Timestamps.toString(minute(minutes));
    }

    private void demand(String book, String query, List<Row> rows, Predicate<Row> counted) {
        JsonObject answer = reader.get("/v1/books/" + book + "/accounts/a/balance?" + query).json();
        List<Row> within = rows.stream().filter(counted).toList();
        long balance = within.stream().mapToLong(Row::amount).sum();
        long held = within.stream().mapToLong(Row::held).sum();
        assertThat(answer.getString("balance_minor"))
                .as("%s, seed %d", query, seed)
                .isEqualTo(Long.toString(balance));
        assertThat(answer.getString("held_minor")).isEqualTo(Long.toString(held));
        assertThat(answer.getString("available_minor")).isEqualTo(Long.toString(balance - held));
        assertThat(answer.getString("entries"))
                .isEqualTo(Long.toString(within.stream().filter(row -> row.amount() != 0).count()));
    }

    @Test
    void balancesAgreeWithThePlainSumByEitherTimeAndByBoth() {
        List<Row> rows = history("asof");
        for (int i = 0; i < 25; i++) {
            long at = random.nextLong(-5, MINUTES + 5);
            long known = random.nextLong(-5, MINUTES + 5);
            demand("asof", "at=" + time(at), rows, row -> row.occurred() <= at);
            demand("asof", "by=recorded&at=" + time(at), rows, row -> row.recorded() <= at);
            demand(
                    "asof",
                    "at=" + time(at) + "&known_at=" + time(known),
                    rows,
                    row -> row.occurred() <= at && row.recorded() <= known);
        }
    }

    @Test
    void sumsCountARepeatedViewOnceAndFollowAReplacedOne() {
        history("again");
        List<Row> rows = new ArrayList<>(List.of(new Row(1, 70, 0, 1, 1, 70)));
        // As the views job writes again after a restart, and as a job of another version might.
        write(
                "dupes",
                1,
                List.of(
                        account("dupes", "a", 1, 70),
                        entry("dupes", "a", 1, 0, 70, 70),
                        progress("dupes", 1)));
        write(
                "dupes",
                3,
                List.of(
                        entry("dupes", "a", 1, 0, 70, 70),
                        entry("dupes", "a", 2, 0, -20, 50),
                        progress("dupes", 3)));
        rows.add(new Row(2, -20, 0, 2, 2, 50));
        demand("dupes", "at=" + time(200), rows, row -> true);
        write(
                "dupes",
                4,
                List.of(
                        entry("dupes", "a", 2, 0, -30, 40).setOccurredAt(minute(90)),
                        progress("dupes", 4)));
        rows.set(1, new Row(2, -30, 0, 90, 2, 40));
        demand("dupes", "at=" + time(200), rows, row -> true);
        demand("dupes", "at=" + time(80), rows, row -> row.occurred() <= 80);
    }

    @Test
    void theClosingBalanceOfOneStatementOpensTheNext() {
        List<Row> rows = history("closing");
        for (String by : List.of("occurred", "recorded")) {
            long first = random.nextLong(1, MINUTES);
            long second = random.nextLong(first, MINUTES + 1);
            JsonObject before = statement("closing", "by=" + by + "&to=" + time(first));
            JsonObject within =
                    statement(
                            "closing", "by=" + by + "&from=" + time(first) + "&to=" + time(second));
            JsonObject after = statement("closing", "by=" + by + "&from=" + time(second));

            assertThat(before.getString("opening_balance_minor")).isEqualTo("0");
            assertThat(within.getString("opening_balance_minor"))
                    .as("seed %d", seed)
                    .isEqualTo(before.getString("closing_balance_minor"));
            assertThat(after.getString("opening_balance_minor"))
                    .isEqualTo(within.getString("closing_balance_minor"));
            assertThat(after.getString("closing_balance_minor"))
                    .isEqualTo(Long.toString(rows.getLast().balance()));
            List.of(before, within, after).forEach(AsOfTest::addsUp);
        }
    }

    /** Opening balance, lines and totals give the closing balance. */
    private static void addsUp(JsonObject statement) {
        long running = Long.parseLong(statement.getString("opening_balance_minor"));
        long debits = 0;
        long credits = 0;
        for (Object one : statement.getJsonArray("lines")) {
            JsonObject line = (JsonObject) one;
            long amount = Long.parseLong(line.getJsonObject("entry").getString("amount_minor"));
            running += amount;
            debits += Math.max(0, -amount);
            credits += Math.max(0, amount);
            assertThat(line.getString("running_balance_minor")).isEqualTo(Long.toString(running));
        }
        assertThat(statement.getString("closing_balance_minor")).isEqualTo(Long.toString(running));
        assertThat(statement.getString("debits_minor")).isEqualTo(Long.toString(debits));
        assertThat(statement.getString("credits_minor")).isEqualTo(Long.toString(credits));
        assertThat(statement.getString("entries"))
                .isEqualTo(Integer.toString(statement.getJsonArray("lines").size()));
    }

    @Test
    void statementsAndBalancesHaveTheDecimalsOfTheAccount() {
        write(
                "coins",
                1,
                List.of(
                        account("coins", "a", 1, 12_345).setDecimals(4),
                        entry("coins", "a", 1, 0, 12_345, 12_345),
                        progress("coins", 1)));

        assertThat(statement("coins", "by=occurred").getInteger("decimals")).isEqualTo(4);
        assertThat(
                        reader.get("/v1/books/coins/accounts/a/balance?at=2100-01-01")
                                .json()
                                .getInteger("decimals"))
                .isEqualTo(4);
    }

    private JsonObject statement(String book, String query) {
        return reader.get("/v1/books/" + book + "/accounts/a/statement?limit=1000&" + query).json();
    }

    @Test
    void aStatementStaysTheSameWhileItIsPagedThrough() {
        history("paged");
        JsonObject whole = statement("paged", "by=occurred");
        List<Object> lines = new ArrayList<>();
        String cursor = "";
        long late = ROWS;
        do {
            JsonObject page =
                    reader.get("/v1/books/paged/accounts/a/statement?limit=40&cursor=" + cursor)
                            .json();
            page.getJsonArray("lines").forEach(lines::add);
            assertThat(page.getString("closing_balance_minor"))
                    .isEqualTo(whole.getString("closing_balance_minor"));
            assertThat(page.getString("debits_minor")).isEqualTo(whole.getString("debits_minor"));
            cursor = page.getString("next_cursor");
            late++;
            // Booked between two pages, for the business of long ago and of just now.
            write(
                    "paged",
                    late,
                    List.of(
                            entry("paged", "a", late, 0, -7, 0).setOccurredAt(minute(late % 2)),
                            progress("paged", late)));
        } while (cursor != null);

        assertThat(new JsonArray(lines)).isEqualTo(whole.getJsonArray("lines"));
    }

    @Test
    void aStatementAsCsvOpensOnItsFirstPageAndClosesOnItsLast() {
        write(
                "csv",
                2,
                List.of(
                        account("csv", "a", 2, 60),
                        entry("csv", "a", 1, 0, 100, 100).setDescription("rent, \"May\""),
                        entry("csv", "a", 2, 0, -40, 60),
                        progress("csv", 2)));
        Answer first = reader.get("/v1/books/csv/accounts/a/statement?format=csv&limit=1");
        assertThat(first.header("Content-Type")).startsWith("text/csv");
        assertThat(first.body().lines())
                .containsExactly(
                        "row,sequence,leg,occurred_at,recorded_at,transaction_id,kind,description,"
                                + "amount_minor,running_balance_minor,currency",
                        "OPENING,,,,,,,,,0,EUR",
                        "ENTRY,1,0,2026-01-01T00:01:00Z,2026-01-01T00:01:00Z,t1,TRANSFER,"
                                + "\"rent, \"\"May\"\"\",100,100,EUR");
        Answer second =
                reader.get(
                        "/v1/books/csv/accounts/a/statement?format=csv&limit=1&cursor="
                                + first.header("Weir-Next-Cursor"));
        assertThat(second.body().lines())
                .containsExactly(
                        "ENTRY,2,0,2026-01-01T00:02:00Z,2026-01-01T00:02:00Z,t2,TRANSFER,,"
                                + "-40,60,EUR",
                        "CLOSING,,,,,,,,,60,EUR");
        assertThat(second.header("Weir-Next-Cursor")).isNull();
        assertThat(second.header("Weir-Position")).isEqualTo("csv:2");
    }

    @Test
    void entriesAreThoseKnownThenInTheOrderOfBusinessTime() {
        List<Row> rows = history("known");
        long known = random.nextLong(1, MINUTES);
        List<String> expected =
                rows.stream()
                        .filter(row -> row.amount() != 0 && row.recorded() <= known)
                        .sorted(
                                java.util.Comparator.comparingLong(Row::occurred)
                                        .thenComparingLong(Row::sequence))
                        .map(row -> Long.toString(row.sequence()))
                        .toList();
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            Answer page =
                    reader.get(
                            "/v1/books/known/accounts/a/entries?sort=occurred&limit=50&known_at="
                                    + time(known)
                                    + "&cursor="
                                    + cursor);
            seen.addAll(page.each("entries", "sequence"));
            cursor = page.json().getString("next_cursor");
        } while (cursor != null);
        assertThat(seen).as("seed %d", seed).isEqualTo(expected);
    }
}
