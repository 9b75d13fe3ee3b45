package dev.weir.launcher.data;

import com.google.protobuf.Message;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.LateDecisionRecorded;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentCaptured;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.payments.v1.PaymentRefunded;
import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import dev.weir.launcher.platform.PlatformState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir export WHAT FILE.csv}: rows made from the log itself, in log order. */
@Command(
        name = "export",
        description = "Write postings, decisions or events of the log to a CSV file, in log order.")
public final class ExportCommand implements Callable<Integer> {
    enum What {
        postings(
                List.of(
                        "transaction_id",
                        "book",
                        "account",
                        "currency",
                        "amount_minor",
                        "balance_minor",
                        "occurred_at",
                        "recorded_at")),
        decisions(
                List.of(
                        "payment_id",
                        "book",
                        "outcome",
                        "basis",
                        "score_milli",
                        "reasons",
                        "control_seq",
                        "model_hash",
                        "feature_set",
                        "applied",
                        "occurred_at",
                        "recorded_at")),
        events(
                List.of(
                        "book",
                        "sequence",
                        "type",
                        "id",
                        "subject",
                        "occurred_at",
                        "recorded_at",
                        "hash",
                        "data"));

        private final List<String> header;

        What(List<String> header) {
            this.header = header;
        }
    }

    @Spec private CommandSpec spec;

    @Mixin private DataOption data;

    @Parameters(index = "0", paramLabel = "WHAT", description = "postings, decisions or events")
    private What what;

    @Parameters(
            index = "1",
            paramLabel = "FILE.csv",
            description = "the file; it is replaced at once when all rows are written")
    private Path file;

    @Option(names = "--book", paramLabel = "B", description = "this book only")
    private String book;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TimeText.class,
            description = "business times from here on, ISO 8601; a date is its start in UTC")
    private Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TimeText.class,
            description = "business times before this, ISO 8601; a date is its start in UTC")
    private Instant to;

    private long rows;
    private boolean bookSeen;

    @Override
    public Integer call() throws IOException {
        PlatformState state = PlatformState.running(data.path());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (CSVPrinter out =
                new CSVPrinter(
                        Files.newBufferedWriter(fresh, StandardCharsets.UTF_8),
                        CSVFormat.RFC4180)) {
            out.printRecord(what.header);
            LogReader.read(
                    state.kafka(),
                    event -> {
                        bookSeen |= event.book().equals(book);
                        if (isWanted(event)) {
                            write(out, event);
                        }
                    });
        }
        if (book != null && !bookSeen) {
            Files.delete(fresh);
            throw Failure.failed(
                    "There is no book " + book + " in the log; " + file + " is not written.");
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        spec.commandLine().getOut().println(rows + " rows");
        return ExitCode.DONE;
    }

    private boolean isWanted(EventRecord event) {
        return (book == null || book.equals(event.book()))
                && (from == null || event.occurredMicros() >= Micros.of(from))
                && (to == null || event.occurredMicros() < Micros.of(to));
    }

    private void write(CSVPrinter out, EventRecord event) throws IOException {
        switch (what) {
            case postings -> writePostings(out, event);
            case decisions -> writeDecision(out, event);
            case events -> {
                Message message = EventTypes.parse(event.type(), event.value());
                print(
                        out,
                        event.book(),
                        event.sequence(),
                        event.type(),
                        event.id(),
                        event.subject(),
                        Micros.format(event.occurredMicros()),
                        Micros.format(event.recordedMicros()),
                        event.hash(),
                        Connection.json(message));
            }
        }
    }

    private void writePostings(CSVPrinter out, EventRecord event) throws IOException {
        if (event.type().equals(TransferPosted.getDescriptor().getFullName())) {
            TransferPosted transfer = TransferPosted.parseFrom(event.value());
            writePostings(out, event, transfer.getTransferId(), transfer.getPostingsList());
        } else if (event.type().equals(PaymentCaptured.getDescriptor().getFullName())) {
            PaymentCaptured capture = PaymentCaptured.parseFrom(event.value());
            writePostings(out, event, capture.getPaymentId(), capture.getPostingsList());
        } else if (event.type().equals(PaymentRefunded.getDescriptor().getFullName())) {
            PaymentRefunded refund = PaymentRefunded.parseFrom(event.value());
            writePostings(out, event, refund.getPaymentId(), refund.getPostingsList());
        }
    }

    private void writePostings(
            CSVPrinter out, EventRecord event, String transaction, List<Posting> postings)
            throws IOException {
        for (Posting posting : postings) {
            print(
                    out,
                    transaction,
                    event.book(),
                    posting.getAccountId(),
                    posting.getCurrency(),
                    posting.getAmountMinor(),
                    posting.getBalanceAfterMinor(),
                    Micros.format(event.occurredMicros()),
                    Micros.format(event.recordedMicros()));
        }
    }

    private void writeDecision(CSVPrinter out, EventRecord event) throws IOException {
        if (event.type().equals(PaymentApproved.getDescriptor().getFullName())) {
            PaymentApproved approved = PaymentApproved.parseFrom(event.value());
            writeDecision(
                    out,
                    event,
                    approved.getPaymentId(),
                    "APPROVED",
                    approved.getBasis().name(),
                    approved.getDecision(),
                    approved.getReasonsList());
        } else if (event.type().equals(PaymentDeclined.getDescriptor().getFullName())) {
            PaymentDeclined declined = PaymentDeclined.parseFrom(event.value());
            writeDecision(
                    out,
                    event,
                    declined.getPaymentId(),
                    "DECLINED",
                    declined.getBasis().name(),
                    declined.getDecision(),
                    declined.getReasonsList());
        } else if (event.type().equals(PaymentReferred.getDescriptor().getFullName())) {
            PaymentReferred referred = PaymentReferred.parseFrom(event.value());
            writeDecision(
                    out,
                    event,
                    referred.getPaymentId(),
                    "REFERRED",
                    referred.getBasis().name(),
                    referred.getDecision(),
                    referred.getReasonsList());
        } else if (event.type().equals(LateDecisionRecorded.getDescriptor().getFullName())) {
            LateDecisionRecorded late = LateDecisionRecorded.parseFrom(event.value());
            writeDecision(
                    out,
                    event,
                    late.getPaymentId(),
                    late.getApplied().name(),
                    "LATE",
                    late.getDecision(),
                    List.of());
        }
    }

    private void writeDecision(
            CSVPrinter out,
            EventRecord event,
            String payment,
            String applied,
            String basis,
            Decision decision,
            List<Reason> fallbackReasons)
            throws IOException {
        List<Reason> reasons =
                fallbackReasons.isEmpty() ? decision.getReasonsList() : fallbackReasons;
        String outcome = decision.getPaymentId().isEmpty() ? applied : decision.getOutcome().name();
        print(
                out,
                payment,
                event.book(),
                outcome,
                basis,
                decision.getScoreMilli(),
                reasons.stream().map(Reason::getCode).collect(Collectors.joining(";")),
                decision.getControlSeq(),
                decision.getModelHash(),
                decision.getFeatures().getFeatureSet(),
                applied,
                Micros.format(event.occurredMicros()),
                Micros.format(event.recordedMicros()));
    }

    private void print(CSVPrinter out, Object... cells) throws IOException {
        out.printRecord(cells);
        rows++;
    }
}
