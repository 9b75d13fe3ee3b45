package dev.weir.processors.bench;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.ModelPromoted;
import dev.weir.contract.log.Micros;
import dev.weir.features.FeatureSet;
import dev.weir.features.model.ModelStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Plays the owner of one book, in a process of its own. Requests:
 *
 * <ul>
 *   <li>{@code control model=HASH}: rules, patterns and model go live
 *   <li>{@code append payments= accounts= in_turn=0|1 days=}: a backlog that ends now
 *   <li>{@code fixed per_second= warm= seconds=}: payments at a fixed rate, whatever the decisions
 *       take: each is due at its time, and what is due goes into the next transaction. Answers
 *       {@code p50_millis}, {@code p99_millis}, {@code p999_millis}, {@code max_millis} from due to
 *       decision visible over all that was measured so far, and {@code missing}
 *   <li>{@code watch}: counts decisions from now on; {@code decided}: how many so far
 * </ul>
 */
final class LoadPart implements Part {
    private static final String BOOK = "bench";
    private static final int PARTITION = 1;
    private static final int GROUP = 1_000;
    private static final int FIXED_ACCOUNTS = 1_000;
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long PATIENCE_SECONDS = 30;

    private final String kafka;
    private final EventLog log;
    private final List<long[]> measured = new ArrayList<>();
    private DecisionReader watch;
    private long payments;

    LoadPart(String kafka) {
        this.kafka = kafka;
        this.log = new EventLog(kafka);
    }

    @Override
    public Map<String, Double> answer(Request request) throws Exception {
        return switch (request.verb()) {
            case "control" -> control(request.text("model"));
            case "append" ->
                    append(
                            request.number("payments"),
                            new Traffic(request.number("accounts"), request.number("in_turn") == 1),
                            request.number("days") * DAY_MICROS);
            case "fixed" ->
                    fixed(
                            request.number("per_second"),
                            request.number("warm"),
                            request.number("seconds"));
            case "watch" -> watch();
            case "decided" -> Map.of("decided", (double) watch.records());
            default -> throw new IllegalArgumentException("no such request: " + request.verb());
        };
    }

    private Map<String, Double> control(String model) {
        List<Message> events = new ArrayList<>();
        events.add(BookOpened.newBuilder().setBookId(BOOK).setPartition(PARTITION).build());
        events.addAll(BenchControl.activations());
        events.add(
                ModelPromoted.newBuilder()
                        .setModelHash(model)
                        .setPath(ModelStore.pathOf(model))
                        .setFeatureSet(FeatureSet.payments2().id())
                        .setPromotedBy("bench")
                        .build());
        long now = Micros.of(InstantSource.system().instant());
        log.append(
                Topics.CONTROL_BOOK,
                Topics.CONTROL_PARTITION,
                events.stream().map(event -> new EventLog.Entry("", now, event)).toList());
        return Map.of("control_seq", (double) controlSeq());
    }

    private long controlSeq() {
        return log.next(Topics.CONTROL_BOOK) - 1;
    }

    private Map<String, Double> append(int count, Traffic traffic, long spanMicros) {
        long now = Micros.of(InstantSource.system().instant());
        List<EventLog.Entry> group = new ArrayList<>(GROUP);
        for (int i = 0; i < count; i++) {
            long n = payments++;
            long occurred = now - spanMicros + spanMicros / count * i;
            group.add(new EventLog.Entry("p" + n, occurred, traffic.requested(n, controlSeq())));
            if (group.size() == GROUP || i == count - 1) {
                log.append(BOOK, PARTITION, group);
                group.clear();
            }
        }
        return Map.of("events", (double) log.next(BOOK));
    }

    private Map<String, Double> watch() throws Exception {
        if (watch != null) {
            watch.close();
        }
        watch = new DecisionReader(kafka, PARTITION, (payment, nanos) -> {});
        return Map.of();
    }

    private Map<String, Double> fixed(int perSecond, int warm, int seconds) throws Exception {
        long first = payments;
        int count = perSecond * (warm + seconds);
        payments += count;
        long[] due = new long[count];
        AtomicLongArray decided = new AtomicLongArray(count);
        Traffic traffic = new Traffic(FIXED_ACCOUNTS, false);
        DecisionReader reader =
                new DecisionReader(
                        kafka,
                        PARTITION,
                        (payment, nanos) -> {
                            long n = Long.parseLong(payment.substring(1)) - first;
                            if (n >= 0 && n < count) {
                                decided.compareAndSet((int) n, 0, nanos);
                            }
                        });
        try {
            long begun = System.nanoTime();
            for (int i = 0; i < count; i++) {
                due[i] = begun + i * 1_000_000_000L / perSecond;
            }
            for (int next = 0; next < count; ) {
                for (long wait = due[next] - System.nanoTime();
                        wait > 0;
                        wait = due[next] - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                List<EventLog.Entry> group = new ArrayList<>();
                long now = Micros.of(InstantSource.system().instant());
                for (long nanos = System.nanoTime();
                        next < count && due[next] <= nanos && group.size() < GROUP;
                        next++) {
                    long n = first + next;
                    group.add(new EventLog.Entry("p" + n, now, traffic.requested(n, controlSeq())));
                }
                log.append(BOOK, PARTITION, group);
            }
            long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (missing(decided, perSecond * warm) > 0 && System.nanoTime() < patience) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } finally {
            reader.close();
        }
        measured.add(took(due, decided, perSecond * warm));
        return figures(missing(decided, perSecond * warm));
    }

    private static int missing(AtomicLongArray decided, int from) {
        int missing = 0;
        for (int i = from; i < decided.length(); i++) {
            missing += decided.get(i) == 0 ? 1 : 0;
        }
        return missing;
    }

    /** Nanoseconds that each payment took which was decided. */
    private static long[] took(long[] due, AtomicLongArray decided, int from) {
        return IntStream.range(from, due.length)
                .filter(i -> decided.get(i) != 0)
                .mapToLong(i -> decided.get(i) - due[i])
                .toArray();
    }

    private Map<String, Double> figures(int missing) {
        long[] sorted = measured.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return Map.of(
                "p50_millis", millisAt(sorted, 0.5),
                "p99_millis", millisAt(sorted, 0.99),
                "p999_millis", millisAt(sorted, 0.999),
                "max_millis", millisAt(sorted, 1),
                "missing", (double) missing);
    }

    private static double millisAt(long[] sorted, double quantile) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (quantile * sorted.length))]
                        / 1e6;
    }

    @Override
    public void close() throws Exception {
        if (watch != null) {
            watch.close();
        }
        log.close();
    }
}
