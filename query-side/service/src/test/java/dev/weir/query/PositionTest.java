package dev.weir.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    @Test
    void readsWhatItWrites() {
        Position position = new Position("shop", 42);
        assertThat(Position.parse(position.toString())).contains(position);
    }

    @Test
    void theLastColonSeparates() {
        assertThat(Position.parse("a:b:7")).contains(new Position("a:b", 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop",
                "shop:",
                ":7",
                "shop:-1",
                "shop:1.5",
                "shop:x",
                "shop:٣",
                "shop:9999999999999999999"
            })
    void refusesWhatIsNoPosition(String text) {
        assertThat(Position.parse(text)).isEmpty();
    }
}
