package dev.weir.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One entity with more payments than a group of chunks holds, some of them late. */
class EntityHistoryTest {
    private static final Layout LAYOUT =
            new Layout(List.of(Window.H1, Window.D1), true, List.of(Window.D1));
    private static final byte[] KEY = {1, 'a'};
    private static final int PAYMENTS = 6_000;

    private record Payment(long time, long amount) {}

    @Test
    void equalsAScanAcrossChunksAndGroups() {
        SplittableRandom random = new SplittableRandom(Seeds.of(1).getFirst());
        HeapState state = new HeapState();
        List<Payment> payments = new ArrayList<>();
        long clock = 0;
        for (int i = 0; i < PAYMENTS; i++) {
            clock += random.nextLong(200 * Times.SECOND / 10);
            boolean late = random.nextInt(40) == 0;
            long time = late ? clock - random.nextLong(Times.HOUR) : clock;
            long amount = late ? 2_000_000 : 1_000_000 - i + random.nextInt(50);
            payments.add(new Payment(time, amount));
            EntityHistory history = EntityHistory.open(LAYOUT, state, KEY);
            EntityFigures figures = history.place(time, amount);
            state.put(KEY, history.write());
            if (i % 7 == 0 || late) {
                for (Window window : LAYOUT.sums()) {
                    long after = time - window.micros();
                    List<Payment> inside =
                            payments.stream()
                                    .filter(p -> p.time() > after && p.time() <= time)
                                    .toList();
                    assertThat(figures.count(window)).as("count %d", i).isEqualTo(inside.size());
                    assertThat(figures.sum(window))
                            .as("sum %d", i)
                            .isEqualTo(inside.stream().mapToLong(Payment::amount).sum());
                    assertThat(figures.max(window))
                            .as("max %d", i)
                            .isEqualTo(
                                    inside.stream().mapToLong(Payment::amount).max().getAsLong());
                }
            }
        }
        assertThat(state.size()).as("chunks that a window may still reach").isGreaterThan(90);
    }

    @Test
    void readsNoMoreOfTheStateForAWindowOfThirtyDaysThanForOneOfADay() {
        long day = readsWith(Window.D1);
        long month = readsWith(Window.D30);
        assertThat(day).isPositive();
        assertThat(month).as("beside %d for a day", day).isLessThan(day + day / 4);
    }

    /** Reads of a steady load of 15,000 payments, 300 in a day and 9,000 in a month. */
    private static long readsWith(Window window) {
        Layout layout = new Layout(List.of(window), true, List.of());
        HeapState values = new HeapState();
        long[] reads = new long[1];
        FeatureState state =
                new FeatureState() {
                    @Override
                    public byte[] get(byte[] key) {
                        reads[0]++;
                        return values.get(key);
                    }

                    @Override
                    public void put(byte[] key, byte[] value) {
                        values.put(key, value);
                    }

                    @Override
                    public void remove(byte[] key) {
                        values.remove(key);
                    }
                };
        SplittableRandom random = new SplittableRandom(4);
        long clock = 0;
        for (int i = 0; i < 15_000; i++) {
            clock += Times.DAY / 300;
            EntityHistory history = EntityHistory.open(layout, state, KEY);
            history.place(clock, random.nextLong(100_000));
            state.put(KEY, history.write());
            if (i == 10_000) {
                reads[0] = 0;
            }
        }
        return reads[0];
    }

    @Test
    void forgetsChunksThatNoWindowReaches() {
        HeapState state = new HeapState();
        long clock = 0;
        for (int i = 0; i < PAYMENTS; i++) {
            clock += Times.HOUR;
            EntityHistory history = EntityHistory.open(LAYOUT, state, KEY);
            history.place(clock, i);
            state.put(KEY, history.write());
        }
        assertThat(state.size())
                .as("8 days and an hour are 193 payments: 5 chunks, their maxima, the blob")
                .isLessThanOrEqualTo(7);
    }
}
