package dev.weir.launcher.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The file of rows that were set aside: row, code, reason, the row as it came. Made with its first
 * row.
 */
final class RefusedRows implements AutoCloseable {
    private final Path file;
    private CSVPrinter printer;

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

    void add(long row, String code, String reason, String text) throws IOException {
        if (printer == null) {
            boolean fresh = !Files.exists(file);
            printer =
                    new CSVPrinter(
                            Files.newBufferedWriter(
                                    file,
                                    StandardCharsets.UTF_8,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.APPEND),
                            CSVFormat.RFC4180);
            if (fresh) {
                printer.printRecord("row", "code", "reason", "content");
            }
        }
        printer.printRecord(row, code, reason, text);
    }

    /** What was added so far is on disk. */
    void flush() throws IOException {
        if (printer != null) {
            printer.flush();
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
        if (printer != null) {
            printer.close();
        }
    }
}
