package dev.weir.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What a {@link ServiceTest} needs that writes views and reads what became of them. */
public abstract class ViewsTest {
    protected static final Duration SOON = Duration.ofSeconds(30);
    protected static Topic topic;

    protected final Client reader = Client.of("reader");

    @BeforeAll
    protected static void openTopic() {
        topic = new Topic();
    }

    @AfterAll
    protected static void closeTopic() {
        topic.close();
    }

    /** Until the views of the book are at the sequence. */
    protected static void awaitPosition(String book, long sequence) {
        Client anyReader = Client.of("reader");
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(
                                                anyReader
                                                        .get("/v1/books/" + book + "/accounts")
                                                        .header("Weir-Position"))
                                        .isEqualTo(book + ":" + sequence));
    }
}
