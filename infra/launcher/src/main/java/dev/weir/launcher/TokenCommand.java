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
        description = {
            "Print a token for the services of this platform, valid for an hour or as long as --ttl"
                    + " says. Send it as `Authorization: Bearer TOKEN`; when it has run out, print"
                    + " another.",
            "It is signed with the platform's key in the data folder, which is made on first use."
        },
        customSynopsis = {
            "weir token --role=ROLE[,ROLE...] [--ttl=TIME] [--subject=NAME]",
            "                  [--book=BOOK[,BOOK...]] [--data=DIR]"
        },
        footer = {
            "Roles:",
            "  writer     opens accounts, moves money, takes payments",
            "  reader     asks the query service, and which rules, lists and models there are",
            "  analyst    resolves alerts and cases; drafts rules, fills lists, adds models",
            "  approver   approves and activates what an analyst drafted, defines lists",
            "  admin      opens books, sets policies and webhooks"
        })
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
            description = "what the bearer may do; see below; several by comma")
    private List<String> roles;

    @Option(
            names = "--subject",
            defaultValue = "local",
            paramLabel = "NAME",
            description =
                    "who the bearer is; stands in the log beside what it does (default: local)")
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
            description = "how long the token is valid: 90s, 15m, 1h, 30d (default: 1h)")
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
