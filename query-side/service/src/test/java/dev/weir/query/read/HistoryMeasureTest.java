package dev.weir.query.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.query.Client;
import dev.weir.query.ServiceTest;
import dev.weir.query.TestViews;
import dev.weir.query.Topic;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Prints what answers cost over one account with 1,000,000 entries. Not part of the suite: it needs
 * a minute, and asserts no speed. {@code -Dtest=HistoryMeasureTest -Dweir.measure=true}
 */
@ServiceTest
@EnabledIfSystemProperty(named = "weir.measure", matches = "true")
class HistoryMeasureTest {
    private static final int RUNS = 15;

    @Inject DataSource source;

    private final Client reader = Client.of("reader");

    @Test
    void anAccountWithAMillionEntries() throws Exception {
        // One entry a half minute for about a year, every twentieth a day late.
        fill("spread", "30 seconds");
        // All within the hour that the asked time cuts: the stated bound.
        fill("dense", "3 milliseconds");
        for (String book : new String[] {"spread", "dense"}) {
            String middle = book.equals("spread") ? "2026-06-15T12:34:56Z" : "2026-01-01T00:25:00Z";
            String account = "/v1/books/" + book + "/accounts/a";
            measure(book, account + "/balance?at=" + middle);
            measure(book, account + "/balance?by=recorded&at=" + middle);
            measure(book, account + "/balance?at=" + middle + "&known_at=" + middle);
            measure(book, account + "/statement?from=" + middle);
            measure(book, account + "/statement?by=recorded&from=" + middle);
            measure(book, account + "/entries?from=" + middle + "&sort=occurred");
        }
    }

    private void fill(String book, String step) throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            long started = System.nanoTime();
            for (int block = 0; block < 10; block++) {
                statement.executeUpdate(
                        """
                        INSERT INTO entry (book, sequence, leg, account_id, currency, amount_minor,
                            balance_after_minor, transaction_id, kind, occurred_at, recorded_at, view)
                        SELECT '%1$s', i, 0, 'a', 'EUR', i %% 100 - 40, 0, 't' || i, 'TRANSFER',
                            at - CASE WHEN i %% 20 = 0 THEN interval '1 day' ELSE interval '0' END, at, ''
                        FROM (SELECT i, timestamptz '2026-01-01T00:00:00Z' + i * interval '%2$s' AS at
                              FROM generate_series(%3$d * 100000, %3$d * 100000 + 99999) AS i) AS rows
                        """
                                .formatted(book, step, block));
            }
            statement.execute("VACUUM ANALYZE entry");
            statement.execute("VACUUM ANALYZE account_hour");
            System.out.printf(
                    "%s: written in %d ms%n", book, (System.nanoTime() - started) / 1_000_000);
        }
        try (Topic topic = new Topic()) {
            topic.views(
                    0,
                    TestViews.account(book, "a", 1_000_000, 0),
                    TestViews.progress(book, 1_000_000));
        }
        assertThat(
                        reader.get(
                                        "/v1/books/" + book + "/accounts?wait_millis=10000",
                                        "Weir-Position",
                                        book + ":1000000")
                                .status())
                .isEqualTo(200);
    }

    private void measure(String book, String path) {
        double[] millis = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long started = System.nanoTime();
            Client.Answer answer = reader.get(path);
            millis[i] = (System.nanoTime() - started) / 1e6;
            assertThat(answer.status()).as(path + answer.body()).isEqualTo(200);
        }
        Arrays.sort(millis);
        System.out.printf(
                "%s: %s p50 %.1f ms, longest %.1f ms%n",
                book, path.substring(path.lastIndexOf('/')), millis[RUNS / 2], millis[RUNS - 1]);
    }
}
