package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.kafka.OwnersGroup;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A node that owns a large book is killed, another one that stood by takes it over: from the kill
 * to the first acknowledged command, with the time until the others hear of it.
 */
final class TakeoverPhase {
    /** The interval of snapshots is 30 s: by then the last one covers what was filled. */
    private static final long SNAPSHOT_SECONDS = 40;

    private static final double AIM_SECONDS = 5;

    private static final String OWNER = "owner";

    private final Pace pace;
    private final String machine;
    private final String bootstrap;
    private final String topic;

    /** Starts a node by its name. */
    @FunctionalInterface
    interface Nodes {
        Worker start(String node) throws IOException;
    }

    /**
     * @param topic of events, that of the nodes alone
     */
    TakeoverPhase(Pace pace, String machine, String bootstrap, String topic) {
        this.pace = pace;
        this.machine = machine;
        this.bootstrap = bootstrap;
        this.topic = topic;
    }

    List<Measure> run(Nodes nodes) throws IOException, InterruptedException {
        Pace.LargeBook book = pace.largeBook();
        try (Worker owner = nodes.start(OWNER);
                Worker standBy = nodes.start("stand-by")) {
            JsonNode filled =
                    owner.ask(
                            "fill accounts=" + book.accounts() + " transfers=" + book.transfers());
            TimeUnit.SECONDS.sleep(SNAPSHOT_SECONDS);
            JsonNode last =
                    owner.ask(
                            "more accounts="
                                    + book.accounts()
                                    + " from="
                                    + book.transfers()
                                    + " transfers="
                                    + book.behind());
            long killedNanos = System.nanoTime();
            owner.kill();
            // As the supervisor of `weir up` does when a node's process has ended.
            OwnersGroup.remove(bootstrap, topic, OWNER);
            JsonNode first = standBy.ask("first");
            double seconds = (System.nanoTime() - killedNanos) / 1e9;
            return measures(book, filled, last, first, seconds);
        }
    }

    private List<Measure> measures(
            Pace.LargeBook book, JsonNode filled, JsonNode last, JsonNode first, double seconds) {
        String of =
                String.format(
                        Locale.ROOT,
                        "kill -9 of the owner of %,d accounts, %,d events",
                        book.accounts(),
                        book.accounts() + book.transfers() + book.behind());
        double takeover = first.path("takeover_millis").asDouble() / 1e3;
        double lost = last.path("sequence").asDouble() + 1 - first.path("sequence").asDouble();
        return List.of(
                Measure.atMost(
                        of + ": to the first acknowledged command",
                        seconds,
                        "s",
                        AIM_SECONDS,
                        machine),
                Measure.shown(
                        "takeover: until the others hear of the kill",
                        seconds - takeover,
                        "s",
                        machine),
                Measure.shown("takeover: fence to serving", takeover, "s", machine),
                Measure.shown(
                        "takeover: of it reading the snapshot",
                        first.path("read_millis").asDouble() / 1e3,
                        "s",
                        machine),
                Measure.shown(
                        "takeover: of it filling the book from it",
                        first.path("fill_millis").asDouble() / 1e3,
                        "s",
                        machine),
                Measure.shown(
                        "takeover: events behind the snapshot",
                        first.path("replayed").asDouble(),
                        "events",
                        machine),
                Measure.none("takeover: events lost or doubled", Math.abs(lost), "events", machine),
                Measure.shown(
                        "filling the large book",
                        filled.path("per_second").asDouble(),
                        "events/s",
                        machine));
    }
}
