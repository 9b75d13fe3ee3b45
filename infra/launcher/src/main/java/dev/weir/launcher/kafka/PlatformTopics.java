package dev.weir.launcher.kafka;

import dev.weir.contract.Topics;
import dev.weir.launcher.Failure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of Weir on a broker, own or from outside: made when absent, widened when asked. */
public final class PlatformTopics {
    /** Below this version a delayed message of a dead transaction can join the next one. */
    static final int TRANSACTION_VERSION_MIN = 2;

    private static final long ANSWER_SECONDS = 30;
    private static final long BROKERS_SECONDS = 120;
    private static final int KNOWN_TRIES_MAX = 100;
    private static final long KNOWN_PAUSE_MILLIS = 200;
    private static final Map<String, String> FOR_EVER =
            Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1");
    private static final Map<String, String> COMPACTED =
            Map.of(
                    "cleanup.policy", "compact",
                    // small, short segments: the open one is never compacted
                    "segment.ms", "600000",
                    "segment.bytes", Integer.toString(64 * 1024 * 1024),
                    "min.compaction.lag.ms", "60000",
                    "min.cleanable.dirty.ratio", "0.2");

    private PlatformTopics() {}

    private static Map<String, String> kept(Duration time) {
        Duration segment = time.dividedBy(6);
        return Map.of(
                "cleanup.policy", "delete",
                "retention.ms", Long.toString(time.toMillis()),
                "segment.ms", Long.toString(segment.toMillis()));
    }

    /**
     * @param partitions 0: as many as weir.events
     */
    private record Plan(String topic, int partitions, Map<String, String> settings) {
        boolean perPartition() {
            return partitions == 0;
        }
    }

    private static final List<Plan> PLANS =
            List.of(
                    new Plan(Topics.EVENTS, 0, FOR_EVER),
                    new Plan(Topics.DECISIONS, 0, kept(Duration.ofHours(6))),
                    new Plan(Topics.VIEWS, 0, kept(Duration.ofDays(3))),
                    new Plan(Topics.SNAPSHOTS, 0, COMPACTED),
                    new Plan(Topics.BOOKS, 1, COMPACTED),
                    new Plan(Topics.OWNERS, 1, COMPACTED),
                    new Plan(Topics.CHECKPOINTS, 1, FOR_EVER),
                    new Plan(Topics.CLICKS, 0, kept(Duration.ofDays(30))),
                    new Plan(Topics.IMPRESSIONS, 0, kept(Duration.ofDays(30))),
                    new Plan(Topics.READINGS, 0, kept(Duration.ofDays(30))),
                    new Plan(Topics.LOGS, 0, kept(Duration.ofDays(30))),
                    // a share group needs no partitions to share the work
                    new Plan(Topics.WEBHOOKS, 1, kept(Duration.ofDays(7))),
                    new Plan(Topics.WEBHOOKS_LATER, Topics.WEBHOOK_WAITS, kept(Duration.ofDays(7))),
                    new Plan(Topics.WEBHOOK_ATTEMPTS, 1, kept(Duration.ofDays(3))),
                    new Plan(Topics.DEAD_LETTERS, 1, kept(Duration.ofDays(30))));

    /** As {@link #ensure(String, int, int)}, of a cluster with as many brokers as it has. */
    public static int ensure(String bootstrap, int partitions) {
        return ensure(bootstrap, partitions, 1);
    }

    /**
     * @param partitions wanted of weir.events and its companions; more existing ones stay
     * @param brokers that are waited for, as the copies of a topic are spread when it is made
     * @return the partitions that weir.events has
     * @throws Failure when the broker is too old or cannot be asked
     */
    public static int ensure(String bootstrap, int partitions, int brokers) {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000",
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "30000"))) {
            requireTransactions(admin, bootstrap);
            short copies = (short) Math.min(KafkaSettings.REPLICATED, found(admin, brokers));
            for (Plan plan : PLANS) {
                create(admin, plan, plan.perPartition() ? partitions : plan.partitions(), copies);
            }
            return widenWhenKnown(admin, partitions);
        } catch (ExecutionException | TimeoutException e) {
            throw Failure.failed("The broker at " + bootstrap + " cannot be set up: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("Interrupted while the topics were made", e);
        }
    }

    /** How many brokers there are, when the wanted ones have come. */
    private static int found(Admin admin, int wanted)
            throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BROKERS_SECONDS);
        while (true) {
            int brokers =
                    admin.describeCluster().nodes().get(ANSWER_SECONDS, TimeUnit.SECONDS).size();
            if (brokers >= wanted) {
                return brokers;
            }
            if (System.nanoTime() > deadline) {
                throw Failure.failed(
                        "Only "
                                + brokers
                                + " of "
                                + wanted
                                + " brokers have come after "
                                + BROKERS_SECONDS
                                + " s: see `weir logs kafka-1` and those of the others.");
            }
            Thread.sleep(KNOWN_PAUSE_MILLIS);
        }
    }

    private static void requireTransactions(Admin admin, String bootstrap)
            throws ExecutionException, InterruptedException, TimeoutException {
        var finalized =
                admin.describeFeatures()
                        .featureMetadata()
                        .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .finalizedFeatures()
                        .get("transaction.version");
        int level = finalized == null ? 0 : finalized.maxVersionLevel();
        if (level < TRANSACTION_VERSION_MIN) {
            throw Failure.failed(
                    "The broker at "
                            + bootstrap
                            + " has transaction.version "
                            + level
                            + ", Weir's log needs at least "
                            + TRANSACTION_VERSION_MIN
                            + ": upgrade it with kafka-features.");
        }
    }

    private static void create(Admin admin, Plan plan, int partitions, short copies)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, String> settings = new HashMap<>(plan.settings());
        if (copies >= KafkaSettings.REPLICATED) {
            // What one broker alone has may be gone with it.
            settings.put("min.insync.replicas", "2");
        }
        NewTopic topic = new NewTopic(plan.topic(), partitions, copies).configs(settings);
        try {
            admin.createTopics(List.of(topic)).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** A topic is created before every broker knows of it. */
    private static int widenWhenKnown(Admin admin, int partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (int tries = 1; ; tries++) {
            try {
                return widen(admin, partitions);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || tries == KNOWN_TRIES_MAX) {
                    throw e;
                }
                Thread.sleep(KNOWN_PAUSE_MILLIS);
            }
        }
    }

    /** Companions of weir.events must have its partitions, also after it was widened by hand. */
    private static int widen(Admin admin, int partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> topics = PLANS.stream().filter(Plan::perPartition).map(Plan::topic).toList();
        Map<String, Integer> have =
                admin
                        .describeTopics(topics)
                        .allTopicNames()
                        .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .values()
                        .stream()
                        .collect(Collectors.toMap(d -> d.name(), d -> d.partitions().size()));
        int wanted = Math.max(partitions, have.get(Topics.EVENTS));
        Map<String, NewPartitions> wider =
                topics.stream()
                        .filter(topic -> have.get(topic) < wanted)
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        topic -> NewPartitions.increaseTo(wanted)));
        if (!wider.isEmpty()) {
            admin.createPartitions(wider).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        }
        return wanted;
    }
}
