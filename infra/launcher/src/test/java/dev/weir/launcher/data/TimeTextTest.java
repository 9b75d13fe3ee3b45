package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimeTextTest {
    @Test
    void aDateIsItsStartInUtc() {
        assertThat(new TimeText().convert("2026-01-31"))
                .isEqualTo(Instant.parse("2026-01-31T00:00:00Z"));
        assertThat(new TimeText().convert("2026-01-31T12:00:00+01:00"))
                .isEqualTo(Instant.parse("2026-01-31T11:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-02-30", "2026-01-31T12:00:00"})
    void whatIsNoMomentIsSaidSo(String text) {
        assertThatThrownBy(() -> new TimeText().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("2026-01-31T12:00:00Z");
    }
}
