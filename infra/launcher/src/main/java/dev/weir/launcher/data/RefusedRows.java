package dev.weir.launcher.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

/**
 * The file of rows that were set aside, in the input's order: the row as it came, and behind it its
 * number, the code and the reason. So it can be mended and imported with the same mapping. Made
 * with its first row.
 */
final class RefusedRows implements AutoCloseable {
    /** What stands behind the columns of the input. */
    static final List<String> COLUMNS = List.of("refused_row", "refused_code", "refused_reason");

    /**
     * One of them.
     *
     * @param text the row as CSV
     */
    record Refused(long row, String code, String reason, String text) {}

    private final Path file;
    private String header = "";
    private Writer writer;

    /**
     * @param goOn true: an interrupted import is resumed, so its refused rows are kept
     */
    RefusedRows(Path file, boolean goOn) {
        this.file = file;
        try {
            if (!goOn) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the file of refused rows " + file + " cannot be replaced", e);
        }
    }

    /**
     * FILE.refused.csv beside the input, or in the working folder when the input's folder is
     * read-only.
     */
    static Path beside(Path input) {
        Path name = Path.of(input.getFileName() + ".refused.csv");
        Path folder = input.toAbsolutePath().getParent();
        return isWritable(folder) ? folder.resolve(name) : name.toAbsolutePath();
    }

    /** The columns of the input, before the first row. */
    void header(List<String> columns) {
        header = CSVFormat.RFC4180.format(columns.toArray());
    }

    void add(Refused refused) throws IOException {
        if (writer == null) {
            boolean fresh = !Files.exists(file);
            writer =
                    Files.newBufferedWriter(
                            file,
                            StandardCharsets.UTF_8,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
            if (fresh) {
                line(header, CSVFormat.RFC4180.format(COLUMNS.toArray()));
            }
        }
        line(
                refused.text(),
                CSVFormat.RFC4180.format(refused.row(), refused.code(), refused.reason()));
    }

    private void line(String row, String behind) throws IOException {
        writer.write(row + (row.isEmpty() ? "" : ",") + behind + "\r\n");
    }

    /** What was added so far is on disk. */
    void flush() throws IOException {
        if (writer != null) {
            writer.flush();
        }
    }

    /**
     * The superuser can write everywhere; a folder that its owner made read-only is left alone all
     * the same.
     */
    private static boolean isWritable(Path folder) {
        try {
            return Files.isWritable(folder)
                    && Files.getPosixFilePermissions(folder)
                            .contains(PosixFilePermission.OWNER_WRITE);
        } catch (IOException | UnsupportedOperationException e) {
            return Files.isWritable(folder);
        }
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
