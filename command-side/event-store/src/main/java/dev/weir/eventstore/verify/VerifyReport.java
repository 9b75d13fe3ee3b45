package dev.weir.eventstore.verify;

import java.io.PrintStream;
import java.util.Optional;
import java.util.StringJoiner;

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
                "log       %s, %s, %s%n",
                counted(log.records(), "record"),
                counted(log.books().size(), "book"),
                counted(partitions, "partition"));
        out.println("chain     dense sequence, hash chain, recorded time, runs of each book");
        printCheckpoints(out);
        out.printf(
                "ledger    %s, %s, %s%n",
                counted(accounts(), "account"),
                counted(postings(), "posting"),
                counted(holdChanges(), "hold change"));
        out.printf(
                "outcomes  %s, %s, %s%n",
                counted(keys(), "idempotency key"),
                counted(payments(), "payment"),
                counted(ids(), "unique id"));
        printInterbook(out);
        if (views.isPresent()) {
            out.printf(
                    "views     %s equal to the log%s%n",
                    counted(views.get().equal(), "account"),
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
        out.println(isSound() ? "sound" : counted(findings.total(), "problem"));
    }

    private void printCheckpoints(PrintStream out) {
        if (log.checkpoints().checkpoints() == 0) {
            out.println(
                    "tree      no checkpoints: a cut tail or a rewritten book would not be seen");
        } else {
            out.printf(
                    "tree      %s, %s equal to the log, %s; not covered yet: %s%n",
                    counted(log.checkpoints().checkpoints(), "checkpoint"),
                    counted(rootsEqual(), "Merkle root"),
                    log.checkpoints().checksSignatures()
                            ? "signatures checked"
                            : "signatures not checked: no public key is known",
                    counted(uncovered(), "record"));
        }
    }

    private void printInterbook(PrintStream out) {
        InterbookCheck between = log.interbook();
        out.printf(
                "between   %s between books, %,d under way%n",
                counted(between.started(), "transfer"), between.open());
        between.late()
                .forEach(
                        open ->
                                out.printf(
                                        "late      book %s: transfer %s of %,d %s to book %s, under way for %,d s%n",
                                        open.id().fromBook(),
                                        open.id().transferId(),
                                        open.amountMinor(),
                                        open.currency(),
                                        open.toBook(),
                                        open.ageMicros() / 1_000_000));
        if (between.lateTotal() > between.late().size()) {
            out.printf("late      and %,d more%n", between.lateTotal() - between.late().size());
        }
    }

    private static String counted(long number, String one) {
        return "%,d %s%s".formatted(number, one, number == 1 ? "" : "s");
    }

    void printJson(PrintStream out) {
        StringJoiner facts = new StringJoiner(",", "{", "}");
        fact(facts, "records", log.records());
        fact(facts, "books", log.books().size());
        fact(facts, "partitions", partitions);
        fact(facts, "checkpoints", log.checkpoints().checkpoints());
        fact(facts, "roots_equal", rootsEqual());
        facts.add("\"signatures_checked\":" + log.checkpoints().checksSignatures());
        fact(facts, "records_without_checkpoint", uncovered());
        fact(facts, "accounts", accounts());
        fact(facts, "postings", postings());
        fact(facts, "hold_changes", holdChanges());
        fact(facts, "idempotency_keys", keys());
        fact(facts, "payments", payments());
        fact(facts, "unique_ids", ids());
        fact(facts, "book_transfers", log.interbook().started());
        fact(facts, "book_transfers_open", log.interbook().open());
        fact(facts, "book_transfers_late", log.interbook().lateTotal());
        views.ifPresent(
                v -> {
                    fact(facts, "views_equal", v.equal());
                    fact(facts, "views_newer", v.newer());
                });
        fact(facts, "problems_total", findings.total());
        StringJoiner problems = new StringJoiner(",", "[", "]");
        for (Problem problem : findings.kept()) {
            problems.add(
                    "{\"book\":"
                            + quoted(problem.book())
                            + ",\"sequence\":"
                            + problem.sequence()
                            + ",\"place\":"
                            + quoted(problem.place())
                            + ",\"what\":"
                            + quoted(problem.what())
                            + "}");
        }
        facts.add("\"problems\":" + problems);
        facts.add("\"sound\":" + isSound());
        out.println(facts);
    }

    private static void fact(StringJoiner facts, String name, long number) {
        facts.add("\"" + name + "\":" + number);
    }

    /** Book names and sentences may hold anything that the log holds. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private long accounts() {
        return log.books().values().stream().mapToLong(b -> b.ledger.accounts().count()).sum();
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

    private long rootsEqual() {
        return log.books().values().stream().mapToLong(b -> b.tree.equal()).sum();
    }

    private long uncovered() {
        return log.books().values().stream().mapToLong(b -> b.tree.uncoveredRecords()).sum();
    }

    private long ids() {
        return log.books().values().stream().mapToLong(b -> b.outcomes.ids()).sum();
    }

    private long payments() {
        return log.books().values().stream().mapToLong(b -> b.outcomes.payments()).sum();
    }
}
