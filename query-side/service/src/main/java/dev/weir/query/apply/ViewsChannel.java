package dev.weir.query.apply;

import dev.weir.contract.Topics;
import dev.weir.contract.log.Micros;
import dev.weir.query.wait.PositionWaits;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Takes batches from weir.views and applies them, partition by partition, in whole cuts of each
 * book ({@link Cut}). It never gives up: while PostgreSQL is away the batch at hand is tried again
 * (readiness tells), since nothing behind it may be applied before it.
 */
@ApplicationScoped
public class ViewsChannel {
    static final String CHANNEL = "views";
    private static final Logger LOG = Logger.getLogger(ViewsChannel.class);
    private static final long BACK_OFF_MIN_MILLIS = 50;
    private static final long BACK_OFF_MAX_MILLIS = 2_000;

    private final ViewStore store;
    private final AssignedPartitions assigned;
    private final PositionWaits waits;
    private final ViewMetrics metrics;
    private final KafkaClientService kafka;
    private final Clock clock;
    private volatile boolean stopping;

    ViewsChannel(
            ViewStore store,
            @Identifier("views-positions") AssignedPartitions assigned,
            PositionWaits waits,
            ViewMetrics metrics,
            KafkaClientService kafka,
            Clock clock) {
        this.store = store;
        this.assigned = assigned;
        this.waits = waits;
        this.metrics = metrics;
        this.kafka = kafka;
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        stopping = true;
    }

    @Incoming(CHANNEL)
    @Blocking
    void apply(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            assigned.find(partition.partition())
                    .filter(applied -> applied.lost().isEmpty())
                    .ifPresent(applied -> apply(partition, applied, records.records(partition)));
        }
    }

    private void apply(
            TopicPartition partition,
            AppliedPartition applied,
            List<ConsumerRecord<byte[], byte[]>> records) {
        long backOffMillis = BACK_OFF_MIN_MILLIS;
        while (!stopping && assigned.isAssigned(applied)) {
            try {
                applyOrFollow(partition, applied, records);
                metrics.reachable(true);
                return;
            } catch (SQLException e) {
                LOG.warnf(
                        "%s: batch of %d records not applied, tried again in %d ms: %s",
                        partition, records.size(), backOffMillis, e.getMessage());
                metrics.reachable(false);
                pause(backOffMillis);
                backOffMillis = Math.min(2 * backOffMillis, BACK_OFF_MAX_MILLIS);
            }
        }
    }

    private void applyOrFollow(
            TopicPartition partition,
            AppliedPartition applied,
            List<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException {
        try {
            applyOnce(partition, applied, records);
        } catch (ViewStore.PositionMoved e) {
            // Another node, or a rebuild, stored another position: the next batch goes on from
            // there.
            metrics.conflict();
            OptionalLong stored = store.position(partition.partition());
            applied.moveTo(
                    stored.isPresent()
                            ? stored.getAsLong()
                            : store.begin(partition.partition(), 0));
            LOG.infof("%s; it is at %d", e.getMessage(), applied.next());
            reapply(partition, applied, records);
        }
    }

    /** Once more with the position as it is now; a second move leaves it to the next batch. */
    private void reapply(
            TopicPartition partition,
            AppliedPartition applied,
            List<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException {
        try {
            applyOnce(partition, applied, records);
        } catch (ViewStore.PositionMoved e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    private void applyOnce(
            TopicPartition partition,
            AppliedPartition applied,
            List<ConsumerRecord<byte[], byte[]>> fetched)
            throws SQLException, ViewStore.PositionMoved {
        long from = applied.next();
        List<ConsumerRecord<byte[], byte[]>> records =
                fetched.stream().filter(entry -> entry.offset() >= from).toList();
        if (records.isEmpty()) {
            return;
        }
        switch (applied.admit(records.getFirst().offset())) {
            case APPLY -> write(partition.partition(), applied, records);
            case SEEK -> {
                LOG.infof("%s: fetched again from %d", partition, from);
                kafka.<byte[], byte[]>getConsumer(CHANNEL)
                        .seek(partition, from)
                        .await()
                        .atMost(Duration.ofSeconds(10));
            }
            case DROP -> {}
        }
    }

    private void write(
            int partition, AppliedPartition applied, List<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException, ViewStore.PositionMoved {
        long started = System.nanoTime();
        List<ReadView> views = new ArrayList<>(records.size());
        List<DeadLetter> deadLetters = new ArrayList<>();
        List<String> retried = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> entry : records) {
            if (DeadLetter.retried(entry) != null) {
                retried.add(DeadLetter.retried(entry));
            }
            try {
                views.add(
                        new ReadView(
                                entry, ViewReader.read(DeadLetter.type(entry), entry.value())));
            } catch (UnreadableView e) {
                deadLetters.add(setAside(entry, e.getMessage()));
            }
        }
        long next = records.getLast().offset() + 1;
        Cut cut = Cut.of(applied.withheld(), views);
        ViewBatch batch = ViewBatch.of(cut.shown().stream().map(ReadView::view).toList());
        long from = applied.stored();
        long to = cut.position(next);
        boolean nothing =
                cut.shown().isEmpty() && deadLetters.isEmpty() && retried.isEmpty() && from == to;
        int rows = nothing ? 0 : store(partition, from, to, cut, batch, deadLetters, retried);
        applied.applied(next, cut);
        for (View.Progress progress : batch.progress()) {
            waits.reached(progress.message().getBook(), progress.sequence());
        }
        metrics.applied(records.size(), rows, deadLetters.size(), System.nanoTime() - started);
        if (cut.overdue()) {
            metrics.overdue();
            LOG.warnf(
                    "%s-%d: the end of a run is missing for too long, its beginning is shown",
                    Topics.VIEWS, partition);
        }
        for (DeadLetter letter : deadLetters) {
            LOG.errorf(
                    "%s-%d offset %d set aside: %s",
                    Topics.VIEWS, partition, letter.offset(), letter.reason());
        }
    }

    private int store(
            int partition,
            long from,
            long next,
            Cut cut,
            ViewBatch batch,
            List<DeadLetter> deadLetters,
            List<String> retried)
            throws SQLException, ViewStore.PositionMoved {
        try {
            return store.apply(partition, from, next, batch, deadLetters, retried);
        } catch (SQLException e) {
            if (!ViewStore.isFaultOfTheData(e)) {
                throw e;
            }
            return store.applyWithout(
                    partition,
                    from,
                    next,
                    cut.shown(),
                    (view, reason) -> setAside(view.entry(), reason),
                    deadLetters,
                    retried);
        }
    }

    private DeadLetter setAside(ConsumerRecord<byte[], byte[]> entry, String reason) {
        return DeadLetter.of(entry, DeadLetter.type(entry), reason, Micros.of(clock.instant()));
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
