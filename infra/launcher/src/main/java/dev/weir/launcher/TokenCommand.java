package dev.weir.launcher;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "token",
        description = "Print a token for this platform; its keys are made on first use.")
final class TokenCommand implements Callable<Integer> {
    private static final Pattern TTL = Pattern.compile("([1-9][0-9]{0,6})([smhd])");

    private final InstantSource clock;

    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Option(
            names = "--role",
            required = true,
            split = ",",
            paramLabel = "ROLE",
            description = "writer, reader, analyst, approver, admin; several by comma")
    private List<String> roles;

    @Option(
            names = "--subject",
            defaultValue = "local",
            paramLabel = "NAME",
            description = "who the bearer is (default: local)")
    private String subject;

    @Option(
            names = "--book",
            split = ",",
            defaultValue = Tokens.EVERY_BOOK,
            paramLabel = "BOOK",
            description = "the books it may touch (default: every book)")
    private List<String> books;

    @Option(
            names = "--ttl",
            defaultValue = "1h",
            paramLabel = "TIME",
            description = "how long it is valid: 90s, 15m, 1h, 30d (default: 1h)")
    private String ttl;

    TokenCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Duration valid = duration(ttl);
        spec.commandLine()
                .getOut()
                .println(Tokens.of(data.path(), clock).issue(subject, roles, books, valid));
        return ExitCode.DONE;
    }

    static Duration duration(String text) {
        Matcher parts = TTL.matcher(text);
        if (!parts.matches()) {
            throw Failure.wrongUsage("'" + text + "' is not a time: write 90s, 15m, 1h or 30d.");
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
