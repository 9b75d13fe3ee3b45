package dev.weir.faults;

import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Clients that post transfers, one by one and many in a call, and write down every answer. A client
 * that gets none repeats the call with its keys until it does, as the API tells clients to, at the
 * next node; now and then one repeats a call that was answered, at once or long after. Some
 * transfers have no id but their key, and some must be refused, at a balance that changes.
 */
final class Load implements AutoCloseable {
    private static final int ACCOUNTS = 20;
    private static final int REPEAT_ONE_IN = 20;
    private static final int REFUSED_ONE_IN = 15;
    private static final int REMEMBERED_CALLS = 50;
    private static final int REPEATED_AT_END = 10;
    private static final int PAUSE_MILLIS = 50;
    private static final long END_NANOS = Duration.ofSeconds(120).toNanos();

    /** One that has no money of its own to spend, beside those with overdraft. */
    private static final String POOR = "poor";

    /** More than all transfers to the poor account together. */
    private static final long TOO_MUCH = 1_000_000_000_000L;

    /**
     * How a client behaves.
     *
     * @param items commands of a call; 1: a call of its own for each
     * @param pause between its calls
     * @param brisk gives up on a node soon, so that a book's return is seen when it happens
     */
    private record Style(int items, Duration pause, boolean brisk) {}

    private static final List<Style> OF_EACH_BOOK =
            List.of(
                    new Style(1, Duration.ofMillis(100), true),
                    new Style(1, Duration.ofMillis(60), false),
                    new Style(1, Duration.ofMillis(60), false),
                    new Style(100, Duration.ofMillis(1_000), false));

    private final List<ApiClient> brisk;
    private final List<ApiClient> patient;
    private final long seed;
    private final Journal journal;
    private final List<String> books = new CopyOnWriteArrayList<>();
    private final List<Thread> clients = new CopyOnWriteArrayList<>();
    private volatile FirstAnswers watched = new FirstAnswers(List.of(), 0);
    private volatile boolean running = true;
    private volatile long endNanos;

    Load(Platform platform, long seed, Journal journal) {
        this.brisk = platform.commandNodes(Duration.ofSeconds(1));
        // longer than an owner is frozen: what it answers when it wakes up is heard
        this.patient = platform.commandNodes(Duration.ofSeconds(15));
        this.seed = seed;
        this.journal = journal;
    }

    /** Opens a book and its accounts, and sets clients on it. */
    void open(String book) throws InterruptedException {
        untilAnswered(
                patient,
                Call.single(
                        book,
                        "/v1/books",
                        "{\"book_id\":\"" + book + "\"}",
                        new Call.Asked(book + "-open", "")),
                0);
        for (int i = 0; i < ACCOUNTS; i++) {
            openAccount(book, "a" + i, true);
        }
        openAccount(book, POOR, false);
        books.add(book);
        for (Style style : OF_EACH_BOOK) {
            int number = clients.size();
            Thread client =
                    Thread.ofVirtual()
                            .name("client-" + number)
                            .unstarted(new Client(book, number, style)::run);
            clients.add(client);
            client.start();
        }
    }

    private void openAccount(String book, String account, boolean overdraft)
            throws InterruptedException {
        untilAnswered(
                patient,
                Call.single(
                        book,
                        "/v1/books/" + book + "/accounts",
                        "{\"account_id\":\"%s\",\"currency\":\"EUR\",\"overdraft_unlimited\":%s}"
                                .formatted(account, overdraft),
                        new Call.Asked(book + "-" + account, "")),
                0);
    }

    /** Books that are open and have clients. */
    List<String> books() {
        return List.copyOf(books);
    }

    /** Notes from now on when each book answers. */
    FirstAnswers watch() {
        FirstAnswers fresh = new FirstAnswers(books, System.nanoTime());
        watched = fresh;
        return fresh;
    }

    private final class Client {
        private final String book;
        private final int number;
        private final Style style;
        private final SplittableRandom random;
        private final List<Call> remembered = new ArrayList<>();
        private long made;

        Client(String book, int number, Style style) {
            this.book = book;
            this.number = number;
            this.style = style;
            this.random = new SplittableRandom(seed + number);
        }

        void run() {
            try {
                while (running) {
                    Call call = style.items() == 1 ? single() : bulk();
                    if (ask(call)) {
                        remember(call);
                        if (random.nextInt(REPEAT_ONE_IN) == 0) {
                            ask(call);
                        }
                        if (random.nextInt(REPEAT_ONE_IN) == 0) {
                            ask(remembered.get(random.nextInt(remembered.size())));
                        }
                    }
                    Thread.sleep(style.pause());
                }
                for (int i = 0; i < REPEATED_AT_END && !remembered.isEmpty(); i++) {
                    ask(remembered.remove(random.nextInt(remembered.size())));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean ask(Call call) throws InterruptedException {
            return untilAnswered(style.brisk() ? brisk : patient, call, number);
        }

        private void remember(Call call) {
            if (remembered.size() < REMEMBERED_CALLS) {
                remembered.add(call);
            } else {
                remembered.set(random.nextInt(REMEMBERED_CALLS), call);
            }
        }

        private Call single() {
            Call.Asked asked = next();
            return Call.single(book, "/v1/books/" + book + "/transfers", transfer(asked), asked);
        }

        private Call bulk() {
            List<Call.Asked> commands = new ArrayList<>();
            List<String> items = new ArrayList<>();
            for (int i = 0; i < style.items(); i++) {
                Call.Asked asked = next();
                commands.add(asked);
                items.add(
                        "{\"idempotency_key\":\""
                                + asked.key()
                                + "\",\"transfer\":"
                                + transfer(asked)
                                + "}");
            }
            return new Call(
                    book,
                    "/v1/books/" + book + "/batch",
                    "{\"items\":[" + String.join(",", items) + "]}",
                    Map.of(),
                    commands);
        }

        private Call.Asked next() {
            boolean refused = random.nextInt(REFUSED_ONE_IN) == 0;
            return new Call.Asked(
                    book + "-" + number + "-" + made++, refused ? "INSUFFICIENT_FUNDS" : "");
        }

        private String transfer(Call.Asked asked) {
            boolean refused = !asked.expected().isEmpty();
            String from = refused ? POOR : "a" + random.nextInt(ACCOUNTS / 2);
            int receiver = random.nextInt(ACCOUNTS / 2 + 1);
            String to = receiver == 0 && !refused ? POOR : "a" + (ACCOUNTS / 2 + receiver - 1);
            long amount = refused ? TOO_MUCH : 1;
            String id = random.nextBoolean() ? "\"transfer_id\":\"t-" + asked.key() + "\"," : "";
            return "{%s\"legs\":[{\"account_id\":\"%s\",\"amount_minor\":-%d,\"currency\":\"EUR\"},{\"account_id\":\"%s\",\"amount_minor\":%d,\"currency\":\"EUR\"}]}"
                    .formatted(id, from, amount, to, amount);
        }
    }

    private boolean untilAnswered(List<ApiClient> nodes, Call call, int first)
            throws InterruptedException {
        if (!journal.entries().containsKey(call.commands().getFirst().key())) {
            journal.sent(call);
        }
        for (int attempt = 0; ; attempt++) {
            long sent = System.nanoTime();
            Optional<List<Answer>> answers = ask(nodes.get((first + attempt) % nodes.size()), call);
            if (answers.isPresent()) {
                watched.note(call.book(), sent, System.nanoTime());
                journal.answered(call.commands(), answers.get());
                return true;
            }
            if (!running && System.nanoTime() > endNanos) {
                return false;
            }
            Thread.sleep(ThreadLocalRandom.current().nextInt(PAUSE_MILLIS, 2 * PAUSE_MILLIS));
        }
    }

    private static Optional<List<Answer>> ask(ApiClient node, Call call) {
        try {
            return Answer.of(node.post(call.path(), call.body(), call.headers()));
        } catch (Failure e) {
            // no answer: the commands may have been carried out or not, so they are asked again
            return Optional.empty();
        }
    }

    /** Lets each client finish its call and repeat some of those before. */
    @Override
    public void close() {
        endNanos = System.nanoTime() + END_NANOS;
        running = false;
        try {
            for (Thread client : clients) {
                client.join(TimeUnit.NANOSECONDS.toMillis(END_NANOS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        brisk.forEach(ApiClient::close);
        patient.forEach(ApiClient::close);
    }
}
