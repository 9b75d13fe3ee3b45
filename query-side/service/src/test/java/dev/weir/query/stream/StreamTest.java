package dev.weir.query.stream;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.alert;
import static dev.weir.query.TestViews.payment;
import static dev.weir.query.TestViews.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.MessageOrBuilder;
import dev.weir.query.Client;
import dev.weir.query.Position;
import dev.weir.query.ServiceTest;
import dev.weir.query.ViewsTest;
import dev.weir.query.wait.PositionWaits;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Server-sent events from the real endpoint. */
@ServiceTest
@Timeout(60)
class StreamTest extends ViewsTest {
    @Inject DataSource source;
    @Inject PositionWaits waits;
    @Inject ChangeStreams streams;

    private record Event(String name, String id, String subject) {}

    @Test
    void changesArriveAsTheyAreApplied() throws Exception {
        reach("live", 1, payment("live", "before", 1));
        try (Listener listener = listen("/v1/books/live/stream")) {
            reach("live", 3, payment("live", "p2", 2), alert("live", "p2", 3));
            assertThat(listener.take(2))
                    .containsExactly(
                            new Event("payment", "live:2", "p2"),
                            new Event("alert", "live:3", "p2"));
            reach("live", 4, payment("live", "p4", 4));
            assertThat(listener.take(1)).containsExactly(new Event("payment", "live:4", "p4"));
        }
    }

    @Test
    void lastEventIdResumesBehindWhatWasSeen() throws Exception {
        reach(
                "resumed",
                5,
                payment("resumed", "p1", 1),
                payment("resumed", "p2", 2),
                alert("resumed", "p2", 3),
                payment("resumed", "p5", 5));
        try (Listener listener = listen("/v1/books/resumed/stream", "Last-Event-ID", "resumed:2")) {
            assertThat(listener.take(2))
                    .containsExactly(
                            new Event("alert", "resumed:3", "p2"),
                            new Event("payment", "resumed:5", "p5"));
        }
    }

    @Test
    void aClientThatSawOneOfTwoChangesOfAnEventGetsTheOtherOnResuming() throws Exception {
        reach(
                "pair",
                7,
                payment("pair", "p1", 6),
                payment("pair", "p2", 7),
                alert("pair", "p2", 7));
        String seen;
        try (Listener listener = listen("/v1/books/pair/stream", "Last-Event-ID", "pair:6")) {
            Event first = listener.take(1).getFirst();
            assertThat(first.name()).isEqualTo("payment");
            seen = first.id();
        }
        try (Listener listener = listen("/v1/books/pair/stream", "Last-Event-ID", seen)) {
            assertThat(listener.take(2)).contains(new Event("alert", "pair:7", "p2"));
        }
    }

    @Test
    void moreChangesThanAPageComeAllInOrder() throws Exception {
        int many = 2 * Changes.PAGE_ROWS + 50;
        List<MessageOrBuilder> views = new ArrayList<>();
        for (int i = 1; i <= many; i++) {
            views.add(
                    i % 3 == 0
                            ? alert("many", "x" + i, i).build()
                            : payment("many", "x" + i, i).build());
        }
        reach("many", many, views.toArray(MessageOrBuilder[]::new));
        try (Listener listener = listen("/v1/books/many/stream", "Last-Event-ID", "many:0")) {
            List<Event> events = listener.take(many);
            for (int i = 1; i <= many; i++) {
                assertThat(events.get(i - 1).id()).isEqualTo("many:" + i);
            }
        }
    }

    @Test
    void kindsChooseAndAnAnalystMayHearAlerts() throws Exception {
        reach("kinds", 0, payment("kinds", "p0", 0));
        try (Listener listener =
                new Listener(Client.of("analyst").lines("/v1/books/kinds/stream?kinds=alerts"))) {
            reach("kinds", 2, payment("kinds", "p1", 1), alert("kinds", "p1", 2));
            assertThat(listener.take(1)).containsExactly(new Event("alert", "kinds:2", "p1"));
        }
    }

    @Test
    void paymentsAloneAreNotMixedWithAlerts() throws Exception {
        reach("plain", 0, payment("plain", "p0", 0));
        try (Listener listener = listen("/v1/books/plain/stream?kinds=payments")) {
            reach("plain", 2, alert("plain", "p1", 1), payment("plain", "p2", 2));
            assertThat(listener.take(1)).containsExactly(new Event("payment", "plain:2", "p2"));
        }
    }

    @Test
    void oneStreamMoreThanANodeServesIsRefusedUntilOneEnds() throws Exception {
        reach("crowd", 1, payment("crowd", "p1", 1));
        listen("/v1/books/crowd/stream").close();
        awaitOpenStreams(0);
        List<Cancellable> crowd = new ArrayList<>();
        try {
            while (crowd.size() < ChangeStreams.STREAMS_MAX) {
                crowd.add(streams.stream("crowd", null, Set.of()).subscribe().with(page -> {}));
            }
            awaitOpenStreams(ChangeStreams.STREAMS_MAX);
            Client.Answer refused = reader.get("/v1/books/crowd/stream");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.code()).isEqualTo("OVERLOADED");
            crowd.removeLast().cancel();
            listen("/v1/books/crowd/stream").close();
        } finally {
            crowd.forEach(Cancellable::cancel);
        }
    }

    private static void awaitOpenStreams(int count) {
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(Client.withToken(null).get("/q/metrics").body())
                                        .contains("weir_streams_open " + count + ".0"));
    }

    @Test
    void aStreamAheadOfTablesThatWentBackWaitsForThem() throws Exception {
        reach("back", 9, payment("back", "p9", 9));
        try (Connection connection = source.getConnection();
                PreparedStatement back =
                        connection.prepareStatement(
                                "UPDATE book_progress SET sequence = 5 WHERE book = 'back'")) {
            assertThat(back.executeUpdate()).isEqualTo(1);
        }
        try (Listener listener = listen("/v1/books/back/stream", "Last-Event-ID", "back:7")) {
            Position known = new Position("back", 8);
            await().until(() -> !waits.await(known, Duration.ZERO).await().indefinitely());
            reach("back", 10, payment("back", "p10", 10));
            assertThat(listener.take(2))
                    .containsExactly(
                            new Event("payment", "back:9", "p9"),
                            new Event("payment", "back:10", "p10"));
        }
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        reach("ends", 1, payment("ends", "p1", 1));
        String token = Client.token("weir", Duration.ofSeconds(2), List.of("*"), "reader");
        HttpResponse<Stream<String>> answer =
                Client.withToken(token).lines("/v1/books/ends/stream");
        assertThat(answer.statusCode()).isEqualTo(200);
        // Ends by itself: otherwise this waits until the test's time is over.
        try (Stream<String> lines = answer.body()) {
            assertThat(lines.filter(line -> !line.isEmpty())).as("a greeting").hasSize(1);
        }
    }

    /** Clocks of machines differ, so that a token is taken for some time beyond its expiry. */
    @Test
    void aStreamWithATokenJustExpiredEndsAtOnce() throws Exception {
        reach("ended", 1, payment("ended", "p1", 1));
        String token = Client.token("weir", Duration.ofSeconds(-5), List.of("*"), "reader");
        HttpResponse<Stream<String>> answer =
                Client.withToken(token).lines("/v1/books/ended/stream");
        assertThat(answer.statusCode()).isEqualTo(200);
        try (Stream<String> lines = answer.body()) {
            assertThat(lines.filter(line -> line.startsWith("data:"))).isEmpty();
        }
    }

    private static void reach(String book, long sequence, MessageOrBuilder... views) {
        topic.views(0, views);
        topic.views(0, account(book, "alice", sequence, 1), progress(book, sequence));
        awaitPosition(book, sequence);
    }

    private Listener listen(String path, String... headers) throws Exception {
        return new Listener(reader.lines(path, headers));
    }

    /** Reads events as a browser does. */
    private static final class Listener implements AutoCloseable {
        private final Stream<String> body;
        private final Iterator<String> lines;

        Listener(HttpResponse<Stream<String>> answer) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            body = answer.body();
            lines = body.iterator();
        }

        List<Event> take(int count) {
            List<Event> events = new ArrayList<>();
            String name = null;
            String id = null;
            String data = null;
            while (events.size() < count && lines.hasNext()) {
                String line = lines.next();
                // Fields of the standard alone, and comments.
                assertThat(line).matches("((event|id|data)?:.*)?");
                if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    data = line.substring(5).strip();
                } else if (line.isEmpty() && data != null) {
                    events.add(new Event(name, id, new JsonObject(data).getString("payment_id")));
                    data = null;
                }
            }
            return events;
        }

        @Override
        public void close() {
            body.close();
        }
    }
}
