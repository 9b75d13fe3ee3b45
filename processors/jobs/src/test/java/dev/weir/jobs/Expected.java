package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import dev.weir.features.decide.StoredModels;
import dev.weir.features.model.FolderModelStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The records that {@code decide} must write for a log, made in log order without Flink. */
final class Expected {
    private Expected() {}

    /** Models of a folder; one that cannot be used is left out. */
    static Scorers models(Path folder) {
        return new StoredModels(
                new FolderModelStore(folder), FeatureSet.payments2(), refusal -> {});
    }

    /**
     * Bytes of each record by its type and payment.
     *
     * @param log the whole log, also what the job's source leaves out: that must make no difference
     */
    static Map<String, byte[]> of(List<EventIn> log, Scorers scorers) {
        ControlHistory history = new ControlHistory(FeatureSet.payments2(), scorers);
        log.stream()
                .filter(EventIn::isControl)
                .forEach(e -> history.on(e.sequence, EventTypes.parse(e.type, e.value)));
        BookDecider decider = new BookDecider(FeatureSet.payments2());
        Map<String, HeapState> states = new TreeMap<>();
        Map<String, Control> last = new TreeMap<>();
        Map<String, byte[]> records = new TreeMap<>();
        for (EventIn event : log) {
            if (event.isControl()) {
                continue;
            }
            Message message = EventTypes.parse(event.type, event.value);
            HeapState state = states.computeIfAbsent(event.book, book -> new HeapState());
            if (message instanceof PaymentRequested payment) {
                last.put(event.book, history.at(payment.getControlSeq()).orElseThrow());
            }
            Control inForce = last.getOrDefault(event.book, history.at(-1).orElseThrow());
            if (message instanceof PaymentRequested payment
                    && payment.getMode() != DecisionMode.HISTORY) {
                BookDecider.Answer answer =
                        decider.decide(
                                event.book,
                                event.sequence,
                                payment,
                                decider.enrich(payment, event.occurredMicros, state),
                                inForce,
                                state);
                put(records, answer.decision().getPaymentId(), answer.decision());
                decider.afterwards(answer, state, new ArrayList<>())
                        .ifPresent(shadow -> put(records, shadow.getPaymentId(), shadow));
            } else {
                decider.learn(event.book, message, event.occurredMicros, inForce, state);
            }
        }
        return records;
    }

    private static void put(Map<String, byte[]> records, String payment, Message value) {
        records.put(EventTypes.nameOf(value) + '/' + payment, value.toByteArray());
    }

    /** What a job wrote, as texts that can be compared; a record that came twice is the same. */
    static Map<String, String> bytes(List<OutRecord> records) {
        Map<String, String> texts = new TreeMap<>();
        for (OutRecord record : records) {
            String text = HexFormat.of().formatHex(record.value);
            String before = texts.put(DecideStory.key(record), text);
            if (before != null && !before.equals(text)) {
                throw new AssertionError(DecideStory.key(record) + " was decided twice, otherwise");
            }
        }
        return texts;
    }

    static Map<String, String> comparable(Map<String, byte[]> records) {
        Map<String, String> texts = new TreeMap<>();
        records.forEach((key, value) -> texts.put(key, HexFormat.of().formatHex(value)));
        return texts;
    }

    /** One number for all records, in the order of their keys. */
    static String sha256(Map<String, String> records) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        records.forEach(
                (key, value) ->
                        digest.update((key + ' ' + value + '\n').getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }
}
