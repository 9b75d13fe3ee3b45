package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeBlockTest {
    private static final String README =
            """
            <!-- tried by EndToEndTest: as printed -->
            ```sh
            one
            two
            ```

            Both `print`, with other times:

            ```text
            1 of ... s
            sound
            ```

            ```sh
            not tried
            ```

            <!-- tried by EndToEndTest: as printed -->
            ```sh
            three
            ```

            ```sh
            not tried
            ```

            ```text
            not its answer
            ```
            """;

    private final List<ReadmeBlock> blocks = ReadmeBlock.in(README);

    @Test
    void onlyMarkedBlocksAreTriedAndOnlyTheAnswersBehindThemAreTheirs() {
        assertThat(blocks)
                .containsExactly(
                        new ReadmeBlock("one\ntwo", List.of("1 of ... s", "sound")),
                        new ReadmeBlock("three", List.of()));
    }

    @Test
    void dotsStandForAnythingWithinALine() {
        assertThat(blocks.get(0).firstMissing("more\n1 of 2, 7 s\nx\nsound\n")).isEmpty();
        assertThat(blocks.get(0).firstMissing("1 of 2\n7 s\nsound\n")).contains("1 of ... s");
    }

    @Test
    void theFirstAnswerThatIsMissingOrOutOfOrderIsNamed() {
        assertThat(blocks.get(0).firstMissing("1 of 2 s\nnot well\n")).contains("sound");
        assertThat(blocks.get(0).firstMissing("sound\n1 of 2 s\n")).contains("sound");
    }
}
