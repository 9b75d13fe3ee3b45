package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.launcher.data.RefusedRows.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was refused can be imported again as it is: with the columns it came with. */
class RefusedRowsTest {
    private static final Mapping MAPPING =
            Mapping.of(
                    Map.of("from", "src", "amount", "value"),
                    Map.of(),
                    Set.of("from", "amount"),
                    Set.of("from", "amount"));

    @TempDir private Path folder;

    @Test
    void refusedRowsOfACsvFileAreReadAgainWithTheSameMapping() throws Exception {
        Path input =
                Files.writeString(
                        folder.resolve("a.csv"), "src,note,value\n1,\"x, y\",2\n3,,x\n4\n5,z,6\n");

        Path refused = refuseAll(input);
        Path again = refuseAll(refused);

        assertThat(Files.readAllLines(refused))
                .containsExactly(
                        "src,note,value,refused_row,refused_code,refused_reason",
                        "1,\"x, y\",2,1,ACCOUNT_UNKNOWN,because",
                        "3,,x,2,ACCOUNT_UNKNOWN,because",
                        "4,3,ROW_MALFORMED,\"the row has 1 cell, the header has 3\"",
                        "5,z,6,4,ACCOUNT_UNKNOWN,because");
        assertThat(rows(refused)).containsExactly(row("1", "2"), row("3", "x"), row("5", "6"));
        assertThat(Files.readAllLines(again))
                .startsWith("src,note,value,refused_row,refused_code,refused_reason")
                .contains("5,z,6,4,ACCOUNT_UNKNOWN,because");
    }

    @Test
    void refusedLinesOfJsonAreKeptAsTheirMappedMembers() throws Exception {
        Path input =
                Files.writeString(
                        folder.resolve("a.ndjson"),
                        "{\"src\":\"1\",\"value\":2,\"more\":[1]}\n{\"value\":\"3,5\"}\n");

        Path refused = refuseAll(input);

        assertThat(rows(refused)).containsExactly(row("1", "2"), Map.of("amount", "3,5"));
    }

    private static Map<String, String> row(String from, String amount) {
        return Map.of("from", from, "amount", amount);
    }

    private static Path refuseAll(Path input) throws IOException, InterruptedException {
        Path file = RefusedRows.beside(input);
        try (RefusedRows refused = new RefusedRows(file, false)) {
            RowReader.read(
                    input,
                    MAPPING,
                    new RowReader.RowSink() {
                        @Override
                        public void header(List<String> columns) {
                            refused.header(columns);
                        }

                        @Override
                        public void accept(Row row) throws IOException {
                            refused.add(
                                    new Refused(
                                            row.number(),
                                            "ACCOUNT_UNKNOWN",
                                            "because",
                                            row.text()));
                        }

                        @Override
                        public void unreadable(long number, String text, RowProblem problem)
                                throws IOException {
                            refused.add(
                                    new Refused(
                                            number, problem.code(), problem.getMessage(), text));
                        }
                    });
        }
        return file;
    }

    private static List<Map<String, String>> rows(Path file)
            throws IOException, InterruptedException {
        List<Map<String, String>> rows = new ArrayList<>();
        RowReader.read(
                file,
                MAPPING,
                new RowReader.RowSink() {
                    @Override
                    public void header(List<String> columns) {}

                    @Override
                    public void accept(Row row) {
                        rows.add(row.fields());
                    }

                    @Override
                    public void unreadable(long number, String text, RowProblem problem) {}
                });
        return rows;
    }
}
