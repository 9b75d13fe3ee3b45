package dev.weir.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Clients that post transfers of 1 minor unit and write down every answer. A client that gets none
 * repeats the command with its key until it does, as the API tells clients to; now and then one
 * repeats a command that was answered.
 */
final class Load implements AutoCloseable {
    private static final int CREATED = 201;
    private static final int DONE = 200;
    private static final int REPEAT_ONE_IN = 20;

    private final String book;
    private final int accounts;
    private final Journal journal;
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final List<Thread> clients = new ArrayList<>();

    private Load(String book, int accounts, Journal journal) {
        this.book = book;
        this.accounts = accounts;
        this.journal = journal;
    }

    /** Starts {@code count} clients on a book that has the accounts a0, a1, ... with overdraft. */
    static Load start(
            Platform platform, String book, int accounts, int count, long seed, Journal journal) {
        Load load = new Load(book, accounts, journal);
        for (int i = 0; i < count; i++) {
            int client = i;
            Thread thread =
                    Thread.ofVirtual()
                            .name("client-" + client)
                            .unstarted(
                                    () ->
                                            load.run(
                                                    platform,
                                                    client,
                                                    new SplittableRandom(seed + client)));
            load.clients.add(thread);
            thread.start();
        }
        return load;
    }

    /** Opens the book and its accounts. */
    static void open(Platform platform, String book, int accounts) {
        try (ApiClient commands = platform.commands()) {
            require(commands.post("/v1/books", "{\"book_id\":\"" + book + "\"}", Map.of()));
            for (int i = 0; i < accounts; i++) {
                require(
                        commands.post(
                                "/v1/books/" + book + "/accounts",
                                "{\"account_id\":\"a"
                                        + i
                                        + "\",\"currency\":\"EUR\",\"overdraft_unlimited\":true}",
                                Map.of()));
            }
        }
    }

    private void run(Platform platform, int client, SplittableRandom random) {
        try (ApiClient commands = platform.commands()) {
            for (long n = 0; running.get(); n++) {
                String id = "t" + client + "-" + n;
                int from = random.nextInt(accounts);
                int to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
                String body =
                        "{\"transfer_id\":\""
                                + id
                                + "\",\"legs\":[{\"account_id\":\"a"
                                + from
                                + "\",\"amount_minor\":-1,\"currency\":\"EUR\"},{\"account_id\":\"a"
                                + to
                                + "\",\"amount_minor\":1,\"currency\":\"EUR\"}]}";
                journal.sent(id);
                boolean answered = untilAnswered(commands, id, body);
                if (answered && random.nextInt(REPEAT_ONE_IN) == 0) {
                    untilAnswered(commands, id, body);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean untilAnswered(ApiClient commands, String id, String body)
            throws InterruptedException {
        while (true) {
            try {
                HttpResponse<String> response =
                        commands.post(
                                "/v1/books/" + book + "/transfers",
                                body,
                                Map.of("Idempotency-Key", "key-" + id));
                if (response.statusCode() == CREATED || response.statusCode() == DONE) {
                    journal.acknowledged(id, Json.tree(response.body()).path("position").asText());
                    return true;
                }
            } catch (Failure | JsonProcessingException e) {
                // no answer: the command may have been carried out or not, so it is asked again
            } catch (java.io.IOException e) {
                throw new IllegalStateException(e);
            }
            if (!running.get()) {
                return false;
            }
            Thread.sleep(50);
        }
    }

    /** Lets each client finish or give up its command. */
    @Override
    public void close() {
        running.set(false);
        try {
            for (Thread client : clients) {
                client.join(TimeUnit.SECONDS.toMillis(60));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void require(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(
                    "HTTP " + response.statusCode() + ": " + response.body());
        }
    }
}
