package dev.weir.launcher.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.contract.Topics;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.DeadLetter;
import dev.weir.contract.store.v1.DeadLetterAction;
import dev.weir.contract.store.v1.DeadLetterDecision;
import dev.weir.launcher.Counted;
import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Json;
import dev.weir.launcher.platform.PlatformState;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir dead-letters}: records that a consumer could not apply, and what to do with them. */
@Command(
        name = "dead-letters",
        description = {
            "Records that a consumer could not apply: list, show ID, retry ID, discard ID --reason.",
            "A retried record is written to its topic again, an event is tried again by its handler; what was"
                    + " done stands beside the letter."
        })
public final class DeadLettersCommand implements Callable<Integer> {
    enum Doing {
        list,
        show,
        retry,
        discard
    }

    private final InstantSource clock;

    @Spec private CommandSpec spec;

    @Mixin private DataOption data;

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = "list",
            paramLabel = "WHAT",
            description = "list (the default), show, retry or discard")
    private Doing doing;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "the letter")
    private String id;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; required to discard")
    private String reason;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "who decides (default: the user of this machine)")
    private String by = System.getProperty("user.name", "unknown");

    @Option(names = "--all", description = "list settled ones too")
    private boolean all;

    @Option(names = "--json", description = "facts as JSON")
    private boolean json;

    public DeadLettersCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        if (doing == Doing.discard && (reason == null || reason.isBlank())) {
            throw Failure.wrongUsage("Say why: weir dead-letters discard ID --reason TEXT");
        }
        DeadLetterBox box = new DeadLetterBox(PlatformState.running(data.path()).kafka());
        Map<String, DeadLetterBox.Entry> entries = box.read();
        PrintWriter out = spec.commandLine().getOut();
        switch (doing) {
            case list -> list(entries, out);
            case show -> show(find(entries), out);
            case retry -> {
                DeadLetterBox.Entry entry = find(entries);
                requireOpen(entry);
                box.retry(entry.letter(), action(DeadLetterDecision.RETRIED));
                out.printf(
                        entry.letter().getTopic().equals(Topics.EVENTS)
                                ? "%s: its handler, %s, is asked to try it again%n"
                                : "%s: written to %s again%n",
                        id,
                        entry.letter().getTopic().equals(Topics.EVENTS)
                                ? entry.letter().getConsumer()
                                : entry.letter().getTopic());
            }
            case discard -> {
                requireOpen(find(entries));
                box.tell(action(DeadLetterDecision.DISCARDED));
                out.printf("%s discarded: %s%n", id, reason);
            }
        }
        out.flush();
        return ExitCode.DONE;
    }

    private DeadLetterBox.Entry find(Map<String, DeadLetterBox.Entry> entries) {
        if (id == null) {
            throw Failure.wrongUsage("Say which: weir dead-letters " + doing + " ID");
        }
        return Optional.ofNullable(entries.get(id))
                .orElseThrow(() -> Failure.failed("There is no dead letter " + id + "."));
    }

    private void requireOpen(DeadLetterBox.Entry entry) {
        if (!entry.state().equals("OPEN")) {
            throw Failure.failed(id + " is " + entry.state() + " already.");
        }
    }

    private DeadLetterAction action(DeadLetterDecision decision) {
        return DeadLetterAction.newBuilder()
                .setId(id)
                .setDecision(decision)
                .setBy(by)
                .setReason(reason == null ? "" : reason)
                .setAtMicros(Micros.of(clock.instant()))
                .build();
    }

    private void list(Map<String, DeadLetterBox.Entry> entries, PrintWriter out)
            throws IOException {
        List<DeadLetterBox.Entry> shown =
                entries.values().stream()
                        .filter(entry -> all || entry.state().equals("OPEN"))
                        .toList();
        if (json) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            shown.forEach(entry -> array.add(json(entry)));
            out.println(Json.MAPPER.writeValueAsString(array));
            return;
        }
        for (DeadLetterBox.Entry entry : shown) {
            DeadLetter letter = entry.letter();
            out.printf(
                    "%-40s %-9s %-27s %-12s tries %d  %s%n",
                    letter.getId(),
                    entry.state(),
                    Micros.format(letter.getSetAsideMicros()),
                    letter.getBook(),
                    entry.attempts(),
                    entry.error());
        }
        long open = entries.values().stream().filter(e -> e.state().equals("OPEN")).count();
        out.printf("%s, %d open%n", Counted.of(entries.size(), "dead letter"), open);
    }

    private void show(DeadLetterBox.Entry entry, PrintWriter out) throws IOException {
        out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json(entry)));
    }

    private static ObjectNode json(DeadLetterBox.Entry entry) {
        DeadLetter letter = entry.letter();
        ObjectNode node =
                Json.MAPPER
                        .createObjectNode()
                        .put("id", letter.getId())
                        .put("state", entry.state())
                        .put("consumer", letter.getConsumer())
                        .put("topic", letter.getTopic())
                        .put("partition", letter.getPartition())
                        .put("offset", letter.getOffset())
                        .put("book", letter.getBook())
                        .put("key", letter.getKey().toStringUtf8())
                        .put("value_base64", base64(letter.getValue().toByteArray()))
                        .put("error", letter.getError())
                        .put("attempts", entry.attempts())
                        .put("set_aside_at", Micros.format(letter.getSetAsideMicros()));
        ObjectNode headers = node.putObject("headers");
        letter.getHeadersList()
                .forEach(header -> headers.put(header.getName(), header.getValue().toStringUtf8()));
        ArrayNode actions = node.putArray("actions");
        entry.actions()
                .forEach(
                        action ->
                                actions.addObject()
                                        .put("decision", action.getDecision().name())
                                        .put("by", action.getBy())
                                        .put("reason", action.getReason())
                                        .put("at", Micros.format(action.getAtMicros())));
        return node;
    }

    private static String base64(byte[] bytes) {
        return java.util.Base64.getEncoder().encodeToString(bytes);
    }
}
