package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedTest {
    @ParameterizedTest
    @CsvSource({"0,0 days", "1,1 day", "2,2 days", "-1,-1 days"})
    void onlyOneIsSingular(long number, String text) {
        assertThat(Counted.of(number, "day")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0 entries", "1,1 entry", "14,14 entries"})
    void aNounMayHaveAPluralOfItsOwn(long number, String text) {
        assertThat(Counted.of(number, "entry", "entries")).isEqualTo(text);
    }
}
