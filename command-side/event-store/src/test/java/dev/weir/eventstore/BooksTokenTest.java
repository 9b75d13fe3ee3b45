package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.junit.jupiter.api.Test;

class BooksTokenTest {
    private static final BooksToken LEFT =
            new BooksToken(Map.of("a", 3L, "b", 1L), Map.of(0, 10L, 1, 4L));
    private static final BooksToken RIGHT =
            new BooksToken(Map.of("a", 2L, "c", 7L), Map.of(0, 12L));

    @Test
    void whatBothHaveReadLeavesOutABookThatOneHasNotBegun() {
        assertThat(LEFT.lowerBound(RIGHT))
                .isEqualTo(new BooksToken(Map.of("a", 2L), Map.of(0, 10L)));
    }

    @Test
    void whatEitherHasReadIsTheLargerOfEachBook() {
        assertThat(LEFT.upperBound(RIGHT))
                .isEqualTo(
                        new BooksToken(Map.of("a", 3L, "b", 1L, "c", 7L), Map.of(0, 12L, 1, 4L)));
    }

    @Test
    void oneCoversAnotherOnlyInEveryBook() {
        assertThat(LEFT.covers(RIGHT)).isFalse();
        assertThat(LEFT.covers(LEFT.lowerBound(RIGHT))).isTrue();
        assertThat(LEFT.upperBound(RIGHT).covers(RIGHT)).isTrue();
        assertThat(LEFT.covers(TrackingToken.FIRST)).isTrue();
    }

    @Test
    void aPlainNumberIsNoTokenOfAllBooks() {
        assertThatThrownBy(() -> LEFT.covers(new GlobalSequenceTrackingToken(4)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
