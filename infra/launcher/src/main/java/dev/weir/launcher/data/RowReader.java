package dev.weir.launcher.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.Counted;
import dev.weir.launcher.Json;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads CSV (with a header line) or NDJSON (one object a line), plain or gzipped; which of them is
 * seen from the content.
 */
final class RowReader {
    private static final int GZIP_MAGIC = 0x1f8b;

    private RowReader() {}

    /** What to do with a row. */
    interface RowSink {
        /** The columns that the texts of rows have, as CSV; before the first row. */
        void header(List<String> columns);

        void accept(Row row) throws IOException, InterruptedException;

        /** The row cannot be read at all. */
        void unreadable(long number, String text, RowProblem problem)
                throws IOException, InterruptedException;
    }

    /** SHA-256 of the unpacked content, 64 hex digits: the same for a file and its gzipped copy. */
    static String fingerprint(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(open(file), digest)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Hands every row to the sink, in the file's order.
     *
     * @throws IllegalArgumentException if a mapped column does not stand in the header
     */
    static void read(Path file, Mapping mapping, RowSink sink)
            throws IOException, InterruptedException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            lines.mark(1 << 16);
            String first = lines.readLine();
            lines.reset();
            if (first != null && first.stripLeading().startsWith("{")) {
                readJson(lines, mapping, sink);
            } else {
                readCsv(lines, mapping, sink);
            }
        }
    }

    private static void readCsv(BufferedReader lines, Mapping mapping, RowSink sink)
            throws IOException, InterruptedException {
        CSVFormat format =
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .setIgnoreEmptyLines(true)
                        .setIgnoreSurroundingSpaces(true)
                        .get();
        try (CSVParser parser = CSVParser.parse(lines, format)) {
            List<String> header = parser.getHeaderNames();
            for (String column : mapping.columns().values()) {
                if (!header.contains(column)) {
                    throw new IllegalArgumentException(
                            "the file has no column "
                                    + column
                                    + "; it has "
                                    + String.join(", ", header));
                }
            }
            List<String> own = withoutRefusals(header);
            sink.header(own);
            long number = 0;
            Iterator<CSVRecord> records = parser.iterator();
            while (records.hasNext()) {
                CSVRecord record = records.next();
                number++;
                int kept = record.isConsistent() ? own.size() : record.size();
                String text = csv((Object[]) Arrays.copyOf(record.values(), kept));
                if (record.isConsistent()) {
                    sink.accept(new Row(number, mapping.apply(record.toMap()), text));
                } else {
                    sink.unreadable(
                            number,
                            text,
                            new RowProblem(
                                    "ROW_MALFORMED",
                                    "the row has "
                                            + Counted.of(record.size(), "cell")
                                            + ", the header has "
                                            + header.size()));
                }
            }
        }
    }

    /** A file of refused rows is imported again: what stood behind its rows is said anew. */
    private static List<String> withoutRefusals(List<String> header) {
        int own = header.size() - RefusedRows.COLUMNS.size();
        boolean refused = own > 0 && header.subList(own, header.size()).equals(RefusedRows.COLUMNS);
        return refused ? header.subList(0, own) : header;
    }

    private static String csv(Object... cells) {
        return CSVFormat.RFC4180.format(cells);
    }

    private static void readJson(BufferedReader lines, Mapping mapping, RowSink sink)
            throws IOException, InterruptedException {
        List<String> columns = mapping.columns().values().stream().distinct().toList();
        sink.header(columns);
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            number++;
            JsonNode object = object(line);
            if (object == null) {
                sink.unreadable(
                        number,
                        csv(line),
                        new RowProblem("ROW_MALFORMED", "the line is not a JSON object"));
                continue;
            }
            Map<String, String> cells = new LinkedHashMap<>();
            object.properties().stream()
                    .filter(
                            member ->
                                    member.getValue().isValueNode() && !member.getValue().isNull())
                    .forEach(member -> cells.put(member.getKey(), member.getValue().asText()));
            Object[] mapped = columns.stream().map(cells::get).toArray();
            sink.accept(new Row(number, mapping.apply(cells), csv(mapped)));
        }
    }

    private static JsonNode object(String line) {
        try {
            JsonNode node = Json.MAPPER.readTree(line);
            return node.isObject() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static InputStream open(Path file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    }
}
