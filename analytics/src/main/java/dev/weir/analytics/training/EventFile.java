package dev.weir.analytics.training;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.features.BookFeatures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A file of {@code weir export events}. */
final class EventFile implements Events {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private final Path file;

    EventFile(Path file) {
        this.file = file;
    }

    @Override
    public void read(Consumer<Event> each) {
        try (CSVParser rows =
                CSVParser.parse(Files.newBufferedReader(file, StandardCharsets.UTF_8), FORMAT)) {
            for (CSVRecord row : rows) {
                if (BookFeatures.reads(row.get("type"))) {
                    each.accept(
                            new Event(
                                    row.get("book"),
                                    Micros.parse(row.get("occurred_at")),
                                    message(row)));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new TrainFailure(
                    file + " is not a file of weir export events: " + e.getMessage(), e);
        }
    }

    private static Message message(CSVRecord row) throws InvalidProtocolBufferException {
        Message.Builder event = EventTypes.prototype(row.get("type")).newBuilderForType();
        JsonFormat.parser().merge(row.get("data"), event);
        return event.build();
    }
}
