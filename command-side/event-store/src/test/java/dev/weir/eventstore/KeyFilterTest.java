package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyFilterTest {
    private static final int KEYS = 60_000;

    @Test
    void neverForgetsAKeyAndSeldomTakesAnUnknownOneForKnown() {
        KeyFilters filters = filled();

        assertThat(IntStream.range(0, KEYS).allMatch(i -> filters.mayContain("known" + i)))
                .isTrue();
        long mistaken =
                IntStream.range(0, KEYS).filter(i -> filters.mayContain("unknown" + i)).count();
        assertThat(mistaken).isLessThan(KEYS / 100);
        assertThat(filters.parts()).hasSizeGreaterThan(1);
    }

    @Test
    void isTheSameAfterItWasWrittenAndRead() {
        KeyFilters filters = filled();

        List<KeyFilter> read =
                filters.parts().stream().map(part -> KeyFilter.of(part.toMessage())).toList();

        KeyFilters again = new KeyFilters(read);
        assertThat(IntStream.range(0, KEYS).allMatch(i -> again.mayContain("known" + i))).isTrue();
        again.add("one more");
        assertThat(again.mayContain("one more")).isTrue();
        assertThat(read.getLast().keys()).isPositive();
    }

    @Test
    void refusesAMessageOfTheWrongSize() {
        assertThatThrownBy(
                        () ->
                                KeyFilter.of(
                                        new KeyFilter(64)
                                                .toMessage().toBuilder()
                                                        .setCapacity(1_000)
                                                        .build()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static KeyFilters filled() {
        KeyFilters filters = new KeyFilters();
        IntStream.range(0, KEYS).forEach(i -> filters.add("known" + i));
        return filters;
    }
}
