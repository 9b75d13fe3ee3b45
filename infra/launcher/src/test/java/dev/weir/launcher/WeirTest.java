package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.commands.v1.CommandServiceOuterClass;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class WeirTest {
    @TempDir private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private static CommandLine line() {
        return Weir.commandLine(InstantSource.system());
    }

    private int run(String... arguments) {
        return line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    static List<String> commands() {
        return List.copyOf(line().getSubcommands().keySet());
    }

    @Test
    void hasTheCommandsThatItIsDocumentedToHave() {
        assertThat(commands())
                .contains(
                        "up", "down", "status", "logs", "demo", "token", "import", "export",
                        "query", "grpc", "verify", "replay", "bench", "faults");
    }

    @Test
    void theHelpHasAWholeSentenceForEachCommandAndTheSuite() {
        assertThat(run("--help")).isEqualTo(ExitCode.DONE);

        String help = out.toString().replaceAll("\\s+", " ");
        assertThat(help).contains(" test Run the whole suite");
        assertThat(help)
                .contains(" query Ask the query service: accounts, balances, statements, payments")
                .doesNotContain("history ID, dead-letters");
    }

    @Test
    void theHelpOfVerifySaysWhatItsOptionsDo() {
        assertThat(run("verify", "--help")).isEqualTo(ExitCode.DONE);

        assertThat(out.toString())
                .contains(
                        "--open-limit SECONDS",
                        "--saved FILE ",
                        "--proof TRANSACTION",
                        "--out FILE ");
    }

    @Test
    void theHelpOfTokenSaysHowLongOneIsValidAndWhatTheRolesMayDo() {
        assertThat(run("token", "--help")).isEqualTo(ExitCode.DONE);

        String help = out.toString().replaceAll("\\s+", " ");
        assertThat(help).contains("valid for an hour or as long as --ttl says");
        assertThat(help).contains(Tokens.ROLES.stream().map(role -> " " + role + " ").toList());
    }

    @Test
    void theHelpOfGrpcNamesTheServiceForOtherClients() {
        assertThat(run("grpc", "--help")).isEqualTo(ExitCode.DONE);

        assertThat(out.toString())
                .contains(
                        CommandServiceOuterClass.getDescriptor()
                                .findServiceByName("CommandService")
                                .getFullName());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noTableBelowAHelpIsTooWideForATerminal(String command) {
        String[] table =
                line().getSubcommands().get(command).getCommandSpec().usageMessage().footer();

        assertThat(table).allMatch(row -> row.length() <= 80);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpThatEndsWell(String command) {
        assertThat(run(command, "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("Usage: weir " + command).contains("--data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "up --nonsense",
                "up --base-port=80",
                "up --base-port=many",
                "up --command-nodes=0",
                "up --brokers=2",
                "up --brokers=3 --kafka=far:9092",
                "up --partitions=0",
                "up --postgres=somewhere",
                "status extra",
                "logs",
                "token",
                "token --role=king",
                "token --role=writer --ttl=soon",
                "export postings f.csv --from=soon"
            })
    void wrongUsageEndsWithTwoAndASentence(String arguments) {
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");

        assertThat(run(words)).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err.toString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "status --json",
                "down",
                "logs kafka",
                "verify",
                "replay",
                "faults --epochs",
                "query transfers --book=b",
                "query holds --book=b",
                "query book-transfers --book=b --open"
            })
    void withoutAPlatformTheCodeIsThree(String arguments) {
        System.setProperty("weir.root", fakeCheckout().toString());
        try {
            String[] words = (arguments + " --data=" + data).split(" ");

            assertThat(run(words)).isEqualTo(ExitCode.NOT_REACHABLE);
            assertThat(err.toString()).startsWith("weir: No platform").hasLineCount(1);
        } finally {
            System.clearProperty("weir.root");
        }
    }

    @Test
    void aPrintedTokenStandsAlone() {
        assertThat(run("token", "--role=writer", "--data=" + data)).isEqualTo(ExitCode.DONE);
        assertThat(out.toString().strip()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        assertThat(err.toString()).isEmpty();
    }

    private Path fakeCheckout() {
        Path root = data.resolve("checkout");
        for (String module : List.of("command-side/event-store", "analytics")) {
            Path target = root.resolve(module).resolve("target");
            assertThat(target.toFile().mkdirs()).isTrue();
            Files.write(target.resolve("weir-module-1.jar"));
        }
        return root;
    }

    private static final class Files {
        static void write(Path file) {
            try {
                java.nio.file.Files.createFile(file);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
