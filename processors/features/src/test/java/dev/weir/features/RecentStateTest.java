package dev.weir.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentStateTest {
    private static final int EVENTS = 3_000;

    private final Store store = new Store();

    /** A store of many books that writes down what it is asked for. */
    private static final class Store implements FeatureState {
        private final Map<String, HeapState> books = new HashMap<>();
        private final List<String> calls = new ArrayList<>();
        private String book = "a";

        private HeapState of(String name) {
            return books.computeIfAbsent(name, key -> new HeapState());
        }

        @Override
        public byte[] get(byte[] key) {
            calls.add("get " + key[0]);
            return of(book).get(key);
        }

        @Override
        public void put(byte[] key, byte[] value) {
            calls.add("put " + key[0] + "=" + value[0]);
            of(book).put(key, value);
        }

        @Override
        public void remove(byte[] key) {
            calls.add("remove " + key[0]);
            of(book).remove(key);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 500, 2_000, 1 << 20})
    void answersAsTheStateBehindWouldAndLeavesItWholeAfterEveryEvent(long bytesMax) {
        SplittableRandom random = new SplittableRandom(bytesMax);
        RecentState recent = new RecentState(store, bytesMax);
        Store twin = new Store();
        for (int event = 0; event < EVENTS; event++) {
            String book = "abc".charAt(random.nextInt(3)) + "";
            store.book = book;
            twin.book = book;
            recent.open(book);
            for (int i = random.nextInt(6); i >= 0; i--) {
                byte[] key = {(byte) random.nextInt(12)};
                switch (random.nextInt(4)) {
                    case 0 -> {
                        byte[] value = new byte[1 + random.nextInt(40)];
                        value[0] = (byte) event;
                        recent.put(key, value);
                        twin.put(key, value);
                    }
                    case 1 -> {
                        recent.remove(key);
                        twin.remove(key);
                    }
                    default -> assertThat(recent.get(key)).isEqualTo(twin.get(key));
                }
            }
            recent.flush();
            assertThat(recent.bytes()).isBetween(0L, bytesMax);
            for (byte key = 0; key < 12; key++) {
                byte[] asked = {key};
                assertThat(store.of(book).get(asked)).isEqualTo(twin.of(book).get(asked));
            }
        }
    }

    @Test
    void aKeyIsWrittenOnceAnEventAndOnlyAtItsEnd() {
        RecentState recent = new RecentState(store, 1_000);
        recent.open("a");
        recent.put(new byte[] {1}, new byte[] {7});
        recent.put(new byte[] {2}, new byte[] {8});
        recent.put(new byte[] {1}, new byte[] {9});
        assertThat(recent.get(new byte[] {1})).containsExactly(9);
        assertThat(store.calls).isEmpty();

        recent.flush();

        assertThat(store.calls).containsExactly("put 1=9", "put 2=8");
    }

    @Test
    void whatIsThereAndWhatIsNotIsAskedOnce() {
        store.put(new byte[] {1}, new byte[] {7});
        store.calls.clear();
        RecentState recent = new RecentState(store, 1_000);
        for (int event = 0; event < 3; event++) {
            recent.open("a");
            assertThat(recent.get(new byte[] {1})).containsExactly(7);
            assertThat(recent.get(new byte[] {2})).isNull();
            recent.flush();
        }

        assertThat(store.calls).containsExactly("get 1", "get 2");
    }

    @Test
    void booksDoNotSeeEachOther() {
        RecentState recent = new RecentState(store, 1_000);
        recent.open("a");
        recent.put(new byte[] {1}, new byte[] {7});
        recent.flush();

        store.book = "b";
        recent.open("b");

        assertThat(recent.get(new byte[] {1})).isNull();
    }

    @Test
    void whatWasNotFlushedIsNotForgottenSilently() {
        RecentState recent = new RecentState(store, 1_000);
        recent.open("a");
        recent.put(new byte[] {1}, new byte[] {7});

        assertThatThrownBy(() -> recent.open("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 keys of book a");
    }
}
