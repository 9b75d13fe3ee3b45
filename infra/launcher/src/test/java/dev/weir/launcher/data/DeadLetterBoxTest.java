package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.log.DeadLetters;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.store.v1.DeadLetter;
import dev.weir.contract.store.v1.DeadLetterAction;
import dev.weir.contract.store.v1.DeadLetterDecision;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterBoxTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static DeadLetter letter(String topic, long offset, String attempts) {
        return DeadLetters.letter(
                        "query",
                        topic,
                        2,
                        offset,
                        utf8("main/account/a"),
                        List.of(
                                Map.entry(EventHeaders.TYPE, utf8("weir.views.v1.AccountView")),
                                Map.entry(DeadLetters.ATTEMPTS, utf8(attempts)),
                                Map.entry(DeadLetters.RETRY_OF, utf8("before"))),
                        utf8("value"),
                        "no message",
                        1)
                .build();
    }

    private static ConsumerRecord<byte[], byte[]> record(Message message) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(Topics.DEAD_LETTERS, 0, 0, utf8("id"), message.toByteArray());
        record.headers().add(EventHeaders.TYPE, utf8(message.getDescriptorForType().getFullName()));
        return record;
    }

    private static DeadLetterAction action(DeadLetter letter, DeadLetterDecision decision) {
        return DeadLetterAction.newBuilder().setId(letter.getId()).setDecision(decision).build();
    }

    @Test
    void aLetterIsOpenUntilSomebodyDecidesAndEveryDecisionIsKept() {
        DeadLetter first = letter(Topics.VIEWS, 1, "1");
        DeadLetter second = letter(Topics.VIEWS, 2, "1");
        Map<String, DeadLetterBox.Entry> entries = new LinkedHashMap<>();
        DeadLetterBox.take(entries, record(first));
        DeadLetterBox.take(entries, record(first));
        DeadLetterBox.take(entries, record(second));
        DeadLetterBox.take(entries, record(action(first, DeadLetterDecision.RETRIED)));
        DeadLetterBox.take(entries, record(action(first, DeadLetterDecision.DISCARDED)));

        assertThat(entries.keySet()).containsExactly(first.getId(), second.getId());
        assertThat(entries.get(second.getId()).state()).isEqualTo("OPEN");
        assertThat(entries.get(first.getId()).state()).isEqualTo("DISCARDED");
        assertThat(entries.get(first.getId()).actions()).hasSize(2);
    }

    @Test
    void aRetriedRecordIsTheSameButForWhereItComesFrom() {
        DeadLetter letter = letter(Topics.VIEWS, 7, "4");
        ProducerRecord<byte[], byte[]> again = DeadLetterBox.again(letter);

        assertThat(letter.getAttempts()).isEqualTo(5);
        assertThat(again.topic()).isEqualTo(Topics.VIEWS);
        assertThat(again.partition()).isEqualTo(2);
        assertThat(again.key()).isEqualTo(utf8("main/account/a"));
        assertThat(again.value()).isEqualTo(utf8("value"));
        assertThat(again.headers().headers(DeadLetters.RETRY_OF)).hasSize(1);
        assertThat(again.headers().lastHeader(DeadLetters.RETRY_OF).value())
                .isEqualTo(utf8("query:weir.views-2@7"));
        assertThat(again.headers().lastHeader(DeadLetters.ATTEMPTS).value()).isEqualTo(utf8("5"));
        assertThat(again.headers().lastHeader(EventHeaders.TYPE).value())
                .isEqualTo(utf8("weir.views.v1.AccountView"));
    }

    @Test
    void nothingIsWrittenToTheLogByHand() {
        DeadLetter event = letter(Topics.EVENTS, 1, "1");
        DeadLetter decision = letter(Topics.DECISIONS, 1, "1");

        assertThat(DeadLetterBox.retried(event, action(event, DeadLetterDecision.RETRIED)))
                .extracting(ProducerRecord::topic)
                .containsExactly(Topics.DEAD_LETTERS);
        assertThat(DeadLetterBox.retried(decision, action(decision, DeadLetterDecision.RETRIED)))
                .extracting(ProducerRecord::topic)
                .containsExactly(Topics.DECISIONS, Topics.DEAD_LETTERS);
    }

    @Test
    void aLetterThatItsHandlerTriedInVainIsOpen() {
        Map<String, DeadLetterBox.Entry> entries = new LinkedHashMap<>();
        DeadLetter letter = letter(Topics.EVENTS, 1, "1");
        DeadLetterBox.take(entries, record(letter));
        DeadLetterBox.take(entries, record(action(letter, DeadLetterDecision.RETRIED)));
        assertThat(entries.get(letter.getId()).state()).isEqualTo("RETRIED");
        DeadLetterBox.take(entries, record(action(letter, DeadLetterDecision.FAILED)));

        DeadLetterBox.Entry entry = entries.get(letter.getId());
        assertThat(entry.state()).isEqualTo("OPEN");
        assertThat(entry.attempts()).isEqualTo(letter.getAttempts() + 1L);
        DeadLetterBox.take(entries, record(action(letter, DeadLetterDecision.APPLIED)));
        assertThat(entry.state()).isEqualTo("APPLIED");
    }
}
