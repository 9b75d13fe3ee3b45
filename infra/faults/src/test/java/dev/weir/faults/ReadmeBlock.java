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
    private static final String MARK = "<!-- tried by EndToEndTest";
    private static final String FENCE = "```";

    /**
     * Those that are marked as tried, in their order; the answers of one are the next fenced block
     * behind it, if that is a text.
     */
    static List<ReadmeBlock> in(String readme) {
        List<ReadmeBlock> blocks = new ArrayList<>();
        boolean marked = false;
        boolean answersMayFollow = false;
        List<String> lines = readme.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            marked |= lines.get(i).startsWith(MARK);
            if (!lines.get(i).startsWith(FENCE)) {
                continue;
            }
            int end = i + 1;
            while (!lines.get(end).equals(FENCE)) {
                end++;
            }
            List<String> content = lines.subList(i + 1, end);
            if (marked) {
                blocks.add(new ReadmeBlock(String.join("\n", content), List.of()));
            } else if (answersMayFollow && lines.get(i).equals(FENCE + "text")) {
                String script = blocks.removeLast().script();
                blocks.add(new ReadmeBlock(script, List.copyOf(content)));
            }
            answersMayFollow = marked;
            marked = false;
            i = end;
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
