package dev.weir.analytics;

import static org.apache.spark.sql.functions.col;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Replayed balances as one CSV file, ordered by book and account, amounts in minor units. */
final class BalancesCsv {
    static final String HEADER = "book,account,currency,kind,balance_minor,held_minor,sequence";

    private static final Pattern NEEDS_QUOTES = Pattern.compile("[\",\r\n]");

    private BalancesCsv() {}

    /** Replaces the file at once when it is complete, so that nobody reads half of it. */
    static void write(Dataset<Row> balances, Path file) {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.createDirectories(target.getParent());
            try (BufferedWriter writer = Files.newBufferedWriter(part)) {
                writer.write(HEADER + "\n");
                Iterator<Row> rows =
                        balances.orderBy(col("book"), col("account")).toLocalIterator();
                while (rows.hasNext()) {
                    writer.write(line(rows.next()));
                }
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String line(Row row) {
        return String.join(
                        ",",
                        quoted(row.getAs("book")),
                        quoted(row.getAs("account")),
                        quoted(row.getAs("currency")),
                        row.<String>getAs("kind"),
                        row.<BigDecimal>getAs("balance_minor").toPlainString(),
                        row.<BigDecimal>getAs("held_minor").toPlainString(),
                        row.<Long>getAs("sequence").toString())
                + "\n";
    }

    private static String quoted(String text) {
        return NEEDS_QUOTES.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
