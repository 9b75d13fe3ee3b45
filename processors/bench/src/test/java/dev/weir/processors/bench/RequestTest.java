package dev.weir.processors.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTest {
    @Test
    void aLineIsAVerbWithOptions() {
        Request request = Request.parse("run engine=own payments=7");

        assertThat(request.verb()).isEqualTo("run");
        assertThat(request.text("engine")).isEqualTo("own");
        assertThat(request.number("payments")).isEqualTo(7);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> Request.parse("run").text("engine"))
                .hasMessage("run lacks engine=");
        assertThatThrownBy(() -> Request.parse("run engine")).hasMessage("no name=value: engine");
    }

    @Test
    void aFailureIsAnsweredAsOneLineOfJson() {
        Part part =
                request -> {
                    throw new IllegalStateException("a \"quote\"\nand a line");
                };

        assertThat(part.line(new Request("run", Map.of())))
                .isEqualTo("{\"error\":\"java.lang.IllegalStateException: a  quote  and a line\"}");
    }
}
