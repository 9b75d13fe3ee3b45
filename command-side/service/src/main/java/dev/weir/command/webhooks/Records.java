package dev.weir.command.webhooks;

import dev.weir.contract.log.DeadLetters;
import dev.weir.contract.log.EventRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What stands in the headers of records. */
final class Records {
    private Records() {}

    /** A header's text; empty where there is none. */
    static String text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? ""
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** An event of the log. */
    static EventRecord event(ConsumerRecord<byte[], byte[]> record) {
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(Map.entry(header.key(), header.value())));
        return EventRecord.parse(record.key(), headers, record.value());
    }

    /** How often a delivery was tried, with what was tried before a retry from the dead letters. */
    static int attemptsEver(ConsumerRecord<byte[], byte[]> record) {
        String text = text(record, DeadLetters.ATTEMPTS);
        try {
            return text.isEmpty() ? 0 : Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
