package dev.weir.command.engine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Configuration of the node; in the environment WEIR_KAFKA, WEIR_DATA and so on. */
@ConfigMapping(prefix = "weir")
public interface WeirConfig {
    /** Bootstrap servers, host:port. */
    @WithDefault("127.0.0.1:7420")
    String kafka();

    /** Data folder of the platform; the node keeps its local indexes below it. */
    @WithDefault(".weir")
    Path data();

    /** Name of this node. */
    @WithDefault("command-1")
    String node();

    /** host:port at which other nodes reach this one; the HTTP host and port if absent. */
    Optional<String> address();

    /** Token of the nodes themselves, with the role node, for commands between them. */
    Optional<String> nodeToken();

    /** Partitions of weir.events, should the topic have to be created. */
    @WithDefault("4")
    int partitions();

    /** PEM file of the key that signs checkpoints; without it none are signed. */
    Optional<Path> checkpointKey();

    /** A checkpoint of a book at the latest after so many of its events, 1 to 1,000,000. */
    @WithDefault("10000")
    int checkpointEvents();

    /** And after so long when there is something new, 100 ms to 10 minutes. */
    @WithDefault("10s")
    Duration checkpointEvery();

    /** Deliveries to the addresses of subscriptions. */
    Webhook webhooks();

    /** See {@code docs/webhooks.md}. */
    interface Webhook {
        /** Between the first attempt and the second; the later waits follow from it. */
        @WithDefault("5s")
        Duration firstPause();

        /** An attempt that takes longer has failed; at most 20 s. */
        @WithDefault("10s")
        Duration requestLimit();

        /** Attempts of this node at a time, 2 to 32. */
        @WithDefault("8")
        int lanes();

        /** A delivery queued so long ago goes to the dead letters. */
        @WithDefault("24h")
        Duration ageMax();

        /** Whether addresses of this machine and of private networks are told. */
        @WithDefault("false")
        boolean allowPrivate();
    }
}
