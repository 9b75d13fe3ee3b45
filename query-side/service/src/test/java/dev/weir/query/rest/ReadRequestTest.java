package dev.weir.query.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class ReadRequestTest {
    @Test
    void aDateIsItsStartInUtc() {
        assertThat(ReadRequest.time("from", "2026-01-31"))
                .isEqualTo(OffsetDateTime.parse("2026-01-31T00:00:00Z"));
        assertThat(ReadRequest.time("from", "2026-01-31T12:00:00 01:00"))
                .isEqualTo(OffsetDateTime.parse("2026-01-31T11:00:00Z"));
    }
}
