package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowReaderTest {
    private static final Mapping MAPPING =
            Mapping.of(
                    Map.of("from", "src", "amount", "value"),
                    Map.of("currency", "EUR"),
                    Set.of("from", "amount"),
                    Set.of("from", "amount", "currency"));

    @TempDir private Path folder;

    @Test
    void readsCsvWithQuotesAndKeepsTheRowAsItCame() throws Exception {
        Read read =
                read(
                        Files.writeString(
                                folder.resolve("a.csv"),
                                "src,value,note\n1,2.50,\"a, b\"\n\n2, 3 ,c\n"));

        assertThat(read.rows).extracting(Row::number).containsExactly(1L, 2L);
        assertThat(read.rows.get(0).fields())
                .isEqualTo(Map.of("from", "1", "amount", "2.50", "currency", "EUR"));
        assertThat(read.rows.get(0).text()).isEqualTo("1,2.50,\"a, b\"");
        assertThat(read.rows.get(1).fields()).containsEntry("amount", "3");
    }

    @Test
    void setsAsideARowWithTooFewCells() throws Exception {
        Read read = read(Files.writeString(folder.resolve("a.csv"), "src,value\n1\n2,3\n"));

        assertThat(read.unreadable).containsExactly("1 ROW_MALFORMED");
        assertThat(read.rows).extracting(Row::number).containsExactly(2L);
    }

    @Test
    void readsOneJsonObjectALineAndSetsAsideWhatIsNone() throws Exception {
        Read read =
                read(
                        Files.writeString(
                                folder.resolve("a.ndjson"),
                                "{\"src\":1,\"value\":\"2.5\"}\n[1]\n{\"src\":2,\"value\":null}\n"));

        assertThat(read.rows.get(0).fields())
                .containsEntry("from", "1")
                .containsEntry("amount", "2.5");
        assertThat(read.unreadable).containsExactly("2 ROW_MALFORMED");
        assertThat(read.rows.get(1).fields()).doesNotContainKey("amount");
    }

    @Test
    void aGzippedCopyReadsTheSameAndHasTheSameFingerprint() throws Exception {
        Path plain = Files.writeString(folder.resolve("a.csv"), "src,value\n1,2\n");
        Path zipped = folder.resolve("a.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            Files.copy(plain, out);
        }

        assertThat(read(zipped).rows).isEqualTo(read(plain).rows);
        assertThat(RowReader.fingerprint(zipped)).isEqualTo(RowReader.fingerprint(plain));
    }

    @Test
    void saysWhichColumnsTheFileHasWhenOneIsMissing() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "src,total\n1,2\n");

        assertThatThrownBy(() -> read(file))
                .hasMessage("the file has no column value; it has src, total");
    }

    @Test
    void saysWhichFieldsAnImportHas() {
        assertThatThrownBy(
                        () -> Mapping.of(Map.of("form", "src"), Map.of(), Set.of(), Set.of("from")))
                .hasMessage("--map names the field form; this import has from");
        assertThatThrownBy(() -> Mapping.of(Map.of(), Map.of(), Set.of("from"), Set.of("from")))
                .hasMessage("the field from is required: give --map from=COLUMN");
    }

    private static Read read(Path file) throws IOException, InterruptedException {
        Read read = new Read();
        RowReader.read(file, MAPPING, read);
        return read;
    }

    private static final class Read implements RowReader.RowSink {
        private final List<Row> rows = new ArrayList<>();
        private final List<String> unreadable = new ArrayList<>();

        @Override
        public void header(List<String> columns) {}

        @Override
        public void accept(Row row) {
            rows.add(row);
        }

        @Override
        public void unreadable(long number, String text, RowProblem problem) {
            unreadable.add(number + " " + problem.code());
        }
    }
}
