package dev.weir.eventstore.verify;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** What was checked and what was found, for people or as JSON. */
final class VerifyReport {
    private final int partitions;
    private final LogCheck log;
    private final Optional<ViewCheck> views;
    private final Findings findings;
    private Duration openLimit = Duration.ofMinutes(1);

    VerifyReport(int partitions, LogCheck log, Optional<ViewCheck> views, Findings findings) {
        this.partitions = partitions;
        this.log = log;
        this.views = views;
        this.findings = findings;
    }

    /** Transfers between books that have been under way for longer are named. */
    VerifyReport withOpenLimit(Duration limit) {
        openLimit = limit;
        return this;
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
        printInterbook(out);
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

    private void printInterbook(PrintStream out) {
        out.printf(
                "between   %,d transfers between books, %,d under way%n",
                log.interbook().all().size(), log.interbook().open().size());
        late().forEach(
                        open ->
                                out.printf(
                                        "late      book %s: transfer %s of %,d %s to book %s, under way for %,d s%n",
                                        open.id().fromBook(),
                                        open.id().transferId(),
                                        open.amountMinor(),
                                        open.currency(),
                                        open.toBook(),
                                        open.ageMicros() / 1_000_000));
    }

    private List<InterbookCheck.Open> late() {
        return log.interbook().open().stream()
                .filter(open -> open.ageMicros() > openLimit.toSeconds() * 1_000_000)
                .toList();
    }

    void printJson(PrintStream out) {
        StringJoiner facts = new StringJoiner(",", "{", "}");
        fact(facts, "records", log.records());
        fact(facts, "books", log.books().size());
        fact(facts, "partitions", partitions);
        fact(facts, "accounts", accounts());
        fact(facts, "postings", postings());
        fact(facts, "hold_changes", holdChanges());
        fact(facts, "idempotency_keys", keys());
        fact(facts, "payments", payments());
        fact(facts, "book_transfers", log.interbook().all().size());
        fact(facts, "book_transfers_open", log.interbook().open().size());
        fact(facts, "book_transfers_late", late().size());
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
}
