package dev.weir.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Commands of the README and the lines that it says they print.
 *
 * @param script lines of a shell
 * @param answers each is part of a line, in which {@code ...} stands for anything
 */
record ReadmeBlock(String script, List<String> answers) {
    private static final Pattern BLOCK =
            Pattern.compile(
                    "<!-- tried by EndToEndTest[^>]*-->\\s*```sh\\n(.*?)```"
                            + "(?:[^`<]*```text\\n(.*?)```)?",
                    Pattern.DOTALL);

    /** Those that are marked as tried, in their order. */
    static List<ReadmeBlock> in(String readme) {
        List<ReadmeBlock> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(readme);
        while (matcher.find()) {
            String answers = Optional.ofNullable(matcher.group(2)).orElse("");
            blocks.add(new ReadmeBlock(matcher.group(1), answers.lines().toList()));
        }
        return blocks;
    }

    /** The first answer that does not stand in the output behind the ones before it. */
    Optional<String> firstMissing(String output) {
        int from = 0;
        for (String answer : answers) {
            String pattern =
                    Arrays.stream(answer.split("\\.\\.\\.", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*?"));
            Matcher matcher = Pattern.compile(pattern).matcher(output);
            if (!matcher.find(from)) {
                return Optional.of(answer);
            }
            from = matcher.end();
        }
        return Optional.empty();
    }
}
