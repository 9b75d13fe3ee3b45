package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BookSlotTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void spreadsFourPartitionsEvenlyOverSubtasks(int parallelism) {
        int[] partitionsOf = new int[parallelism];
        for (int partition = 0; partition < 4; partition++) {
            partitionsOf[subtask("book-" + partition, partition, parallelism)]++;
        }

        assertThat(partitionsOf).containsOnly(4 / parallelism);
    }

    @Test
    void givesEveryPartitionAKeyGroupOfItsOwn() {
        assertThat(IntStream.range(0, BookSlot.MAX_PARALLELISM).map(BookSlot::keyGroupOf))
                .doesNotHaveDuplicates()
                .allMatch(group -> group >= 0 && group < BookSlot.MAX_PARALLELISM);
    }

    @Test
    void keepsBooksOfOnePartitionTogetherAndApartAsKeys() {
        String one = BookSlot.keyOf("one", 3);
        String two = BookSlot.keyOf("two", 3);

        assertThat(one).startsWith("one#").isNotEqualTo(two);
        assertThat(group(one)).isEqualTo(group(two)).isEqualTo(BookSlot.keyGroupOf(3));
    }

    @Test
    void selectsTheSameKeyAgainAndAgain() throws Exception {
        EventIn event = new EventIn();
        event.book = "one";
        event.partition = 3;

        assertThat(new BookSlot().getKey(event))
                .isEqualTo(new BookSlot().getKey(event))
                .isEqualTo(BookSlot.keyOf("one", 3));
    }

    private static int group(String key) {
        return KeyGroupRangeAssignment.assignToKeyGroup(key, BookSlot.MAX_PARALLELISM);
    }

    private static int subtask(String book, int partition, int parallelism) {
        return KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(
                BookSlot.MAX_PARALLELISM, parallelism, group(BookSlot.keyOf(book, partition)));
    }
}
