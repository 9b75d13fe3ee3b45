package dev.weir.launcher.data;

import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.BatchOutcome;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.Refusal;
import dev.weir.launcher.Counted;
import dev.weir.launcher.data.RefusedRows.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends the rows of a file through the command path: batches in the file's order, one under way
 * while the next is made. Rows that are refused, by the importer or by the platform, go to a file
 * with the reason.
 */
final class Importer implements RowReader.RowSink, AutoCloseable {
    /**
     * Items of one batch: large enough that a batch costs little, small enough that it fits the
     * body limit.
     */
    private static final int BATCH_ITEMS = 1_000;

    /**
     * One row of the batch that is being made.
     *
     * @param items how many of the batch's items are its
     * @param counted false: they were asked for by earlier rows, which are counted already
     */
    private record Sent(Row row, int items, boolean counted) {}

    private final Connection connection;
    private final String book;
    private final RowCommands commands;
    private final RefusedRows refused;
    private final Path progressFile;
    private final ProgressLine line;
    private final ExecutorService sender = Executors.newSingleThreadExecutor();
    private final long resumeAfter;

    private final List<BatchItem> items = new ArrayList<>(BATCH_ITEMS);
    private final List<Sent> rows = new ArrayList<>(BATCH_ITEMS);
    private long readRows;
    private final List<Refused> unreadable = new ArrayList<>();
    private Future<ImportProgress> underWay;
    private ImportProgress progress;
    private String position = "";

    Importer(
            Connection connection,
            String book,
            RowCommands commands,
            RefusedRows refused,
            Path progressFile,
            ProgressLine line) {
        this.connection = connection;
        this.book = book;
        this.commands = commands;
        this.refused = refused;
        this.progressFile = progressFile;
        this.line = line;
        this.progress = ImportProgress.read(progressFile);
        this.resumeAfter = progress.rows();
    }

    /** Imports the whole file, or what is left of it. */
    ImportProgress run(Path file, Mapping mapping) throws IOException, InterruptedException {
        RowReader.read(file, mapping, this);
        List<BatchItem> due = commands.dueAtEnd();
        for (int from = 0; from < due.size(); from += BATCH_ITEMS) {
            addUncounted(readRows, due.subList(from, Math.min(due.size(), from + BATCH_ITEMS)));
            send();
        }
        send();
        await();
        Files.deleteIfExists(progressFile);
        return progress;
    }

    /** Weir-Position of the last batch. */
    String position() {
        return position;
    }

    @Override
    public void accept(Row row) throws IOException, InterruptedException {
        readRows = row.number();
        if (row.number() <= resumeAfter) {
            skip(row);
            return;
        }
        addUncounted(row.number() - 1, commands.dueBefore(row));
        try {
            List<BatchItem> made = commands.commands(row);
            items.addAll(made);
            rows.add(new Sent(row, made.size(), true));
        } catch (RowProblem problem) {
            setAside(row.number(), row.text(), problem);
        }
        sendFull();
    }

    @Override
    public void header(List<String> columns) {
        refused.header(columns);
    }

    @Override
    public void unreadable(long number, String text, RowProblem problem)
            throws InterruptedException {
        readRows = number;
        if (number > resumeAfter) {
            setAside(number, text, problem);
            sendFull();
        }
    }

    private void setAside(long number, String text, RowProblem problem) {
        unreadable.add(new Refused(number, problem.code(), problem.getMessage(), text));
    }

    private void sendFull() throws InterruptedException {
        if (items.size() >= BATCH_ITEMS || unreadable.size() >= BATCH_ITEMS) {
            send();
        }
    }

    /**
     * A row that an earlier run sent: it is not sent again, but what it asks for later still is.
     */
    private void skip(Row row) {
        commands.dueBefore(row);
        try {
            commands.commands(row);
        } catch (RowProblem problem) {
            // it stands in the file of refused rows already
        }
    }

    private void addUncounted(long rowNumber, List<BatchItem> due) {
        if (!due.isEmpty()) {
            items.addAll(due);
            rows.add(new Sent(new Row(rowNumber, Map.of(), ""), due.size(), false));
        }
    }

    private void send() throws InterruptedException {
        if (items.isEmpty() && unreadable.isEmpty()) {
            return;
        }
        await();
        Batch batch = Batch.newBuilder().setBookId(book).addAllItems(items).build();
        List<Sent> sent = List.copyOf(rows);
        long lastRow = readRows;
        List<Refused> unread = List.copyOf(unreadable);
        ImportProgress before = progress;
        items.clear();
        rows.clear();
        unreadable.clear();
        underWay = sender.submit(() -> carryOut(batch, sent, before, lastRow, unread));
    }

    private void await() throws InterruptedException {
        if (underWay == null) {
            return;
        }
        try {
            progress = underWay.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        }
        underWay = null;
    }

    private ImportProgress carryOut(
            Batch batch, List<Sent> sent, ImportProgress before, long lastRow, List<Refused> unread)
            throws IOException, InterruptedException {
        long imported = 0;
        long repeated = 0;
        long refusals = unread.size();
        List<Refused> setAside = new ArrayList<>(unread);
        if (batch.getItemsCount() > 0) {
            BatchReply reply = connection.batch(batch);
            position = reply.getPosition().isEmpty() ? position : reply.getPosition();
            int at = 0;
            for (Sent row : sent) {
                List<BatchOutcome> outcomes = reply.getOutcomesList().subList(at, at + row.items());
                at += row.items();
                Refusal refusal = firstRefusal(outcomes);
                if (refusal != null) {
                    setAside.add(
                            new Refused(
                                    row.row().number(),
                                    refusal.getCode(),
                                    refusal.getMessage(),
                                    row.row().text()));
                    refusals += row.counted() ? 1 : 0;
                } else if (row.counted()) {
                    imported++;
                    repeated +=
                            outcomes.stream()
                                            .allMatch(
                                                    outcome -> outcome.getAccepted().getRepeated())
                                    ? 1
                                    : 0;
                }
            }
        }
        setAside.sort(Comparator.comparingLong(Refused::row));
        for (Refused one : setAside) {
            refused.add(one);
        }
        refused.flush();
        ImportProgress after = before.plus(lastRow - before.rows(), imported, repeated, refusals);
        after.write(progressFile);
        line.show(
                Counted.of(after.rows(), "row")
                        + ", "
                        + after.imported()
                        + " imported, "
                        + after.refused()
                        + " refused");
        return after;
    }

    private static Refusal firstRefusal(List<BatchOutcome> outcomes) {
        return outcomes.stream()
                .filter(BatchOutcome::hasRefused)
                .map(BatchOutcome::getRefused)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        sender.shutdownNow();
    }
}
