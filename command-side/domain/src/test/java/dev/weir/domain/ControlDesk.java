package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.RecordHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stands in for the owner of the control book. Expressions that say "wrong" do not compile. */
final class ControlDesk {
    static final RuleChecker CHECKER =
            new RuleChecker() {
                @Override
                public Optional<String> problem(Rule rule) {
                    return rule.getExpression().contains("wrong")
                            ? Optional.of("line 1, column 3: undeclared reference to 'wrong'")
                            : Optional.empty();
                }

                @Override
                public Optional<String> problem(Pattern pattern) {
                    return pattern.getPredicate().contains("wrong")
                            ? Optional.of("line 1, column 3: undeclared reference to 'wrong'")
                            : Optional.empty();
                }

                @Override
                public List<String> featureSets() {
                    return List.of("payments@1", "payments@2");
                }
            };

    final ControlBook book = new ControlBook(4, CHECKER);
    final List<EventRecord> log = new ArrayList<>();
    private long clockMicros = Desk.START;

    ControlDesk() {
        send("root", OpenBook.newBuilder().setBookId("b").build());
    }

    void pass(long micros) {
        clockMicros += micros;
    }

    Outcome send(String subject, Message command) {
        return send(subject, command, "");
    }

    Outcome send(String subject, Message command, String key) {
        long now = book.now(clockMicros);
        CommandContext context =
                new CommandContext(now, now, 7, subject, key, CommandHash.of(command), "id");
        Outcome outcome = book.decide(command, context);
        if (outcome instanceof Outcome.Accepted accepted) {
            append(accepted.events(), context);
        }
        return outcome;
    }

    /** The word of each outcome, in order. */
    List<String> words(String subject, Message... commands) {
        return java.util.Arrays.stream(commands)
                .map(command -> Commands.word(send(subject, command)))
                .toList();
    }

    Message lastEvent() {
        EventRecord record = log.getLast();
        return EventTypes.parse(record.type(), record.value());
    }

    ControlBook replayed() {
        ControlBook fresh = new ControlBook(4);
        log.forEach(record -> fresh.apply(record, EventTypes.parse(record.type(), record.value())));
        return fresh;
    }

    private void append(List<NewEvent> events, CommandContext context) {
        for (int i = 0; i < events.size(); i++) {
            NewEvent event = events.get(i);
            EventRecord record =
                    new EventRecord(
                            ControlBook.ID,
                            book.sequence() + 1,
                            "e" + log.size(),
                            EventTypes.nameOf(event.payload()),
                            context.nowMicros(),
                            event.occurredMicros(),
                            event.subject(),
                            log.isEmpty() ? RecordHash.NONE : log.getLast().hash(),
                            i + 1,
                            events.size(),
                            context.key(),
                            context.commandHash(),
                            List.of(),
                            Map.of(),
                            event.payload().toByteArray());
            book.apply(record, event.payload());
            log.add(record);
        }
    }
}
