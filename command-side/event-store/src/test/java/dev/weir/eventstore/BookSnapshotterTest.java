package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.store.v1.SnapshotManifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Rounds over a book that goes on meanwhile; {@code -Dtest.seed=N} runs other histories. */
class BookSnapshotterTest {
    private static final String BOOK = "a";
    private static final Tag TAG = Tag.of("book", BOOK);

    private final Map<String, byte[]> kept = new HashMap<>();
    private final EventStoreSettings settings =
            TestStores.settings()
                    .withFolds(new EntityFolds(new SnapshotPolicy(1, Duration.ofSeconds(1)), 1));
    private final PartitionState state =
            new PartitionState("t", 0, settings, new OverlayIndex(new HeapStore()));

    /** The book after each record. */
    private final List<Map<String, String>> history = new ArrayList<>();

    private SplittableRandom random;
    private int values;
    private boolean failing;

    private final BookSnapshotter.Sink sink =
            new BookSnapshotter.Sink() {
                private long number;

                @Override
                public long epoch() {
                    return 1;
                }

                @Override
                public long nextNumber() {
                    return ++number;
                }

                /** The book goes on between two turns. */
                @Override
                public void awaitDurable() {
                    change(random.nextInt(3));
                }

                @Override
                public long durableOffset() {
                    return 0;
                }

                @Override
                public void publish(List<SnapshotLog.Entry> entries) {
                    write(entries);
                }

                @Override
                public void write(List<SnapshotLog.Entry> entries) {
                    if (failing && random.nextInt(4) == 0) {
                        throw new IllegalStateException("failed on purpose");
                    }
                    entries.forEach(
                            entry -> {
                                if (entry.value() == null) {
                                    kept.remove(entry.key());
                                } else {
                                    kept.put(entry.key(), entry.value());
                                }
                            });
                }
            };

    private void round(BookSnapshotter snapshotter) {
        snapshotter.round(state);
        snapshotter.published();
    }

    @RepeatedTest(20)
    void whatIsKeptAfterEachRoundIsTheBookAsOfOneRecord(RepetitionInfo run) throws Exception {
        long seed = Long.getLong("weir.seed", 1L) * 1_000 + run.getCurrentRepetition();
        random = new SplittableRandom(seed);
        change(1);
        BookSnapshotter snapshotter = new BookSnapshotter(BOOK, sink, 2);
        for (int round = 0; round < 60; round++) {
            change(random.nextInt(6));
            round(snapshotter);

            assertThat(loaded()).as("seed %s, round %s", seed, round).isEqualTo(asOf(snapshotter));
            assertThat(kept).as("nothing is left behind").hasSize(1 + referenced());
        }
    }

    @RepeatedTest(20)
    void aRoundThatFailsLeavesTheSnapshotBeforeAndTheNextOneMendsIt(RepetitionInfo run)
            throws Exception {
        long seed = Long.getLong("weir.seed", 1L) * 1_000 + run.getCurrentRepetition();
        random = new SplittableRandom(seed);
        change(5);
        BookSnapshotter snapshotter = new BookSnapshotter(BOOK, sink, 2);
        round(snapshotter);
        for (int round = 0; round < 40; round++) {
            Map<String, String> before = loaded();
            change(1 + random.nextInt(6));
            failing = true;
            try {
                round(snapshotter);
            } catch (IllegalStateException failed) {
                assertThat(loaded()).as("seed %s, round %s", seed, round).isEqualTo(before);
                failing = false;
                snapshotter = snapshotter.afterFailure();
                round(snapshotter);
            }
            assertThat(loaded()).as("seed %s, round %s", seed, round).isEqualTo(asOf(snapshotter));
        }
        failing = false;
        change(1);
        round(snapshotter);
        assertThat(kept).as("nothing is left behind").hasSize(1 + referenced());
    }

    private void change(int events) {
        for (int i = 0; i < events; i++) {
            String id = "e" + random.nextInt(20);
            String value = random.nextInt(4) == 0 ? "" : Integer.toString(++values);
            EventMessage event = Appends.event(id + "=" + value, TAG).event();
            state.append(BOOK, AppendCondition.none(), List.of(event), List.of(Set.of(TAG)));
            history.add(now());
        }
    }

    private Map<String, String> asOf(BookSnapshotter snapshotter) {
        return history.get((int) snapshotter.covered());
    }

    private Map<String, String> now() {
        return state.with(
                BOOK, log -> new TreeMap<>(((EntityFolds.State) log.fold().state()).entities()));
    }

    private SnapshotManifest manifest() throws Exception {
        return SnapshotManifest.parseFrom(kept.get(SnapshotFormat.manifestKey(BOOK, 1)));
    }

    private int referenced() throws Exception {
        return manifest().getBasesCount() + manifest().getDeltasCount();
    }

    private Map<String, String> loaded() throws Exception {
        SnapshotManifest manifest = manifest();
        assertThat(SnapshotFormat.isSealed(manifest)).isTrue();
        BookFold fold =
                settings.folds()
                        .orElseThrow()
                        .create(BOOK, new OverlayIndex(new HeapStore()).forBook(BOOK));
        BookImage.of(manifest, kept).fill(fold.snapshots().orElseThrow());
        return ((EntityFolds.State) fold.state()).entities();
    }
}
