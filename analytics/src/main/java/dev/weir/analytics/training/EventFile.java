package dev.weir.analytics.training;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.BookFeatures;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureValues;
import dev.weir.features.HeapState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Recomputes the features of every labelled payment of a file of {@code weir export events}, with
 * the code that computes them live: payments without a label, signals and outcomes only make the
 * history.
 */
final class EventFile {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    /** A payment enters at most eleven keys. */
    private static final int CLEAN_UP_KEYS = 32;

    private EventFile() {}

    /**
     * @return labelled payments in the order of the file
     * @throws TrainFailure if the file cannot be read
     */
    static List<Example> read(Path file, FeatureSet set, Truth truth) {
        BookFeatures features = new BookFeatures(set);
        Map<String, HeapState> books = new HashMap<>();
        List<Example> examples = new ArrayList<>();
        try (CSVParser rows =
                CSVParser.parse(Files.newBufferedReader(file, StandardCharsets.UTF_8), FORMAT)) {
            for (CSVRecord row : rows) {
                if (!BookFeatures.reads(row.get("type"))) {
                    continue;
                }
                String book = row.get("book");
                HeapState state = books.computeIfAbsent(book, name -> new HeapState());
                Message event = event(row);
                long occurred = Micros.parse(row.get("occurred_at"));
                features.onEvent(event, occurred, state)
                        .flatMap(
                                vector ->
                                        label(truth, book, event)
                                                .map(
                                                        label ->
                                                                new Example(
                                                                        occurred,
                                                                        label,
                                                                        inputs(set, vector))))
                        .ifPresent(examples::add);
                features.cleanUp(state, CLEAN_UP_KEYS);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new TrainFailure(
                    file + " is not a file of weir export events: " + e.getMessage(), e);
        }
        return examples;
    }

    private static Message event(CSVRecord row) throws InvalidProtocolBufferException {
        Message.Builder event = EventTypes.prototype(row.get("type")).newBuilderForType();
        JsonFormat.parser().merge(row.get("data"), event);
        return event.build();
    }

    private static Optional<Truth.Label> label(Truth truth, String book, Message event) {
        return truth.of(book, ((PaymentRequested) event).getPayment().getPaymentId());
    }

    /** As a scorer reads them: a double, rounded to a float. */
    private static float[] inputs(FeatureSet set, FeatureVector vector) {
        FeatureValues values = set.read(vector);
        float[] inputs = new float[set.size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) values.asDouble(i);
        }
        return inputs;
    }
}
