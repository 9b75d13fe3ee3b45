package dev.weir.analytics.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** What payments were, by book and id: the files that {@code weir demo} keeps aside. */
final class Truth {
    /**
     * @param fraud whether the payment was fraud
     * @param scenario the kind of attack; empty: none
     */
    record Label(boolean fraud, String scenario) {}

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private record Key(String book, String paymentId) {}

    private static final Label GOOD = new Label(false, "");

    private final Map<Key, Label> labels = new HashMap<>();
    private final Set<String> books = new HashSet<>();
    private final boolean unnamedGood;

    private Truth(boolean unnamedGood) {
        this.unnamedGood = unnamedGood;
    }

    /**
     * @param unnamedGood whether payments that the file of their book does not name are good
     * @throws TrainFailure if a file cannot be read or lacks a column
     */
    static Truth read(Map<String, Path> files, boolean unnamedGood) {
        Truth truth = new Truth(unnamedGood);
        files.forEach(truth::read);
        return truth;
    }

    private void read(String book, Path file) {
        books.add(book);
        try (CSVParser rows =
                CSVParser.parse(Files.newBufferedReader(file, StandardCharsets.UTF_8), FORMAT)) {
            for (CSVRecord row : rows) {
                labels.put(
                        new Key(book, row.get("payment_id")),
                        new Label(fraud(row.get("fraud"), file), row.get("scenario")));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new TrainFailure(
                    file + " is not a file of payment_id,fraud,scenario: " + e.getMessage(), e);
        }
    }

    private static boolean fraud(String text, Path file) {
        if (!text.equals("0") && !text.equals("1")) {
            throw new TrainFailure("fraud is 0 or 1, in " + file + " it is " + text);
        }
        return text.equals("1");
    }

    Optional<Label> of(String book, String paymentId) {
        Label label = labels.get(new Key(book, paymentId));
        return label == null && unnamedGood && books.contains(book)
                ? Optional.of(GOOD)
                : Optional.ofNullable(label);
    }
}
