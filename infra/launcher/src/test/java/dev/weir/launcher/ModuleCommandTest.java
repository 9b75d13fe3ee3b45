package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModuleCommandTest {
    private static final Map<String, String> INHERITED =
            Map.of(
                    "WEIR_KAFKA", "other:1",
                    "WEIR_QUERY_URL", "http://other:2",
                    "WEIR_COMMAND_URL", "http://other:3",
                    "PATH", "/bin");

    @Test
    void aPlatformWithoutAQueryServiceDoesNotGetThatOfAnother() {
        Map<String, String> child = new HashMap<>(INHERITED);

        ModuleCommand.tell(
                child, Map.of("WEIR_KAFKA", "own:1", "WEIR_COMMAND_URL", "http://own:3"));

        assertThat(child)
                .isEqualTo(
                        Map.of(
                                "WEIR_KAFKA", "own:1",
                                "WEIR_COMMAND_URL", "http://own:3",
                                "PATH", "/bin"));
    }

    @Test
    void withoutAPlatformWhatTheUserSetStands() {
        Map<String, String> child = new HashMap<>(INHERITED);

        ModuleCommand.tell(child, Map.of("WEIR_DATA", "/data"));

        assertThat(child).containsAllEntriesOf(INHERITED).containsEntry("WEIR_DATA", "/data");
    }
}
