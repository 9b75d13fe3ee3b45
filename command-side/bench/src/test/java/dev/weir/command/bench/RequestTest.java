package dev.weir.command.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestTest {
    @Test
    void isAVerbAndNamedValues() {
        Request request = Request.parse("load name=a callers=64 seconds=1.5 bulk=50");

        assertThat(request.verb()).isEqualTo("load");
        assertThat(request.text("name")).isEqualTo("a");
        assertThat(request.number("callers")).isEqualTo(64);
        assertThat(request.seconds("seconds")).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void saysWhatItLacks() {
        Request request = Request.parse("load name=a");

        assertThatThrownBy(() -> request.number("callers"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("callers");
    }

    @Test
    void refusesAWordThatIsNoNamedValue() {
        assertThatThrownBy(() -> Request.parse("load fast"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fast");
    }
}
