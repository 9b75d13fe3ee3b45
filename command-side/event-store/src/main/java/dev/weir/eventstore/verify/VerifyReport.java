package dev.weir.eventstore.verify;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.PrintStream;
import java.util.Optional;

/** What was checked and what was found, for people or as JSON. */
final class VerifyReport {
    private final int partitions;
    private final LogCheck log;
    private final Optional<ViewCheck> views;
    private final Findings findings;

    VerifyReport(int partitions, LogCheck log, Optional<ViewCheck> views, Findings findings) {
        this.partitions = partitions;
        this.log = log;
        this.views = views;
        this.findings = findings;
    }

    boolean isSound() {
        return findings.total() == 0;
    }

    void print(PrintStream out) {
        out.printf(
                "log       %,d records, %,d books, %,d partitions%n",
                log.records(), log.books().size(), partitions);
        out.println("chain     dense sequence, hash chain, recorded time, runs of each book");
        out.printf(
                "ledger    %,d accounts, %,d postings, %,d changes of holds%n",
                accounts(), postings(), holdChanges());
        out.printf("outcomes  %,d idempotency keys, %,d payments%n", keys(), payments());
        if (views.isPresent()) {
            out.printf(
                    "views     %,d accounts equal to the log%s%n",
                    views.get().equal(),
                    views.get().newer() == 0
                            ? ""
                            : ", %,d changed meanwhile".formatted(views.get().newer()));
        } else {
            out.println("views     not checked: no query service is known");
        }
        findings.kept().forEach(out::println);
        if (findings.total() > findings.kept().size()) {
            out.printf("and %,d more%n", findings.total() - findings.kept().size());
        }
        out.println(isSound() ? "sound" : "%,d problems".formatted(findings.total()));
    }

    void printJson(PrintStream out) throws java.io.IOException {
        ListValue.Builder problems = ListValue.newBuilder();
        for (Problem problem : findings.kept()) {
            problems.addValues(
                    Value.newBuilder()
                            .setStructValue(
                                    Struct.newBuilder()
                                            .putFields("book", text(problem.book()))
                                            .putFields("sequence", number(problem.sequence()))
                                            .putFields("what", text(problem.what()))));
        }
        Struct.Builder facts =
                Struct.newBuilder()
                        .putFields("records", number(log.records()))
                        .putFields("books", number(log.books().size()))
                        .putFields("partitions", number(partitions))
                        .putFields("accounts", number(accounts()))
                        .putFields("postings", number(postings()))
                        .putFields("hold_changes", number(holdChanges()))
                        .putFields("idempotency_keys", number(keys()))
                        .putFields("payments", number(payments()))
                        .putFields("problems_total", number(findings.total()))
                        .putFields("problems", Value.newBuilder().setListValue(problems).build())
                        .putFields("sound", Value.newBuilder().setBoolValue(isSound()).build());
        views.ifPresent(
                v ->
                        facts.putFields("views_equal", number(v.equal()))
                                .putFields("views_newer", number(v.newer())));
        out.println(JsonFormat.printer().omittingInsignificantWhitespace().print(facts));
    }

    private long accounts() {
        return log.books().values().stream().mapToLong(b -> b.ledger.accounts().size()).sum();
    }

    private long postings() {
        return log.books().values().stream().mapToLong(b -> b.ledger.postings()).sum();
    }

    private long holdChanges() {
        return log.books().values().stream().mapToLong(b -> b.ledger.holdChanges()).sum();
    }

    private long keys() {
        return log.books().values().stream().mapToLong(b -> b.outcomes.keysSeen()).sum();
    }

    private long payments() {
        return log.books().values().stream().mapToLong(b -> b.outcomes.payments()).sum();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value number(long number) {
        return Value.newBuilder().setNumberValue(number).build();
    }
}
