package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.RuleRetired;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.store.v1.CommandReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The folded state of the book "control": books, active rules and fallback policies of the whole
 * platform. As {@link Book}: {@link #decide} reads, {@link #apply} changes. For one thread.
 */
public final class ControlBook {
    /** Its id, which no other book may have. */
    public static final String ID = "control";

    private record Policy(String bookId, Channel channel) {}

    private final int partitions;
    private final IdempotencyKeys keys = new IdempotencyKeys();
    private final Map<String, BookOpened> books = new TreeMap<>();
    private final Map<String, CommandReference> openings = new TreeMap<>();
    private final Map<String, Rule> rules = new TreeMap<>();
    private final Map<Policy, FallbackPolicySet> policies = new java.util.HashMap<>();
    private long sequence = -1;
    private long lastRecordedMicros;

    /**
     * @param partitions number of partitions of weir.events, at least 1; partition 0 holds control,
     *     the others the books (with one partition it holds all)
     */
    public ControlBook(int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be at least 1: " + partitions);
        }
        this.partitions = partitions;
    }

    public long sequence() {
        return sequence;
    }

    public long lastRecordedMicros() {
        return lastRecordedMicros;
    }

    /** The recorded time of the next record; see {@link Book#now}. */
    public long now(long ownerMicros) {
        return sequence < 0 ? ownerMicros : Math.max(ownerMicros, lastRecordedMicros + 1);
    }

    /** What opening a book comes to: {@code BookOpened} in the partition with the fewest books. */
    public Outcome decide(OpenBook command, CommandContext context) {
        Optional<Outcome> remembered = Dispatch.sameKey(keys.get(context.key()), context);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        Findings findings = new Findings();
        Fields.bookId(findings, command.getBookId());
        Fields.metadata(findings, command.getMetadataMap());
        CommandReference opening = openings.get(command.getBookId());
        if (opening != null
                && findings.refusal().isEmpty()
                && Dispatch.sameCommand(opening, context)) {
            return new Outcome.Repeated(
                    command.getBookId(), opening.getSequence(), opening.getRecordHash());
        }
        Dispatch.otherKey(findings, keys.get(context.key()), context);
        if (opening != null || command.getBookId().equals(ID)) {
            findings.add(RefusalCode.BOOK_EXISTS, "book", command.getBookId());
        }
        if (findings.refusal().isPresent()) {
            return findings.refusal().get();
        }
        BookOpened event =
                BookOpened.newBuilder()
                        .setBookId(command.getBookId())
                        .setPartition(leastLoaded())
                        .setTestClock(command.getTestClock())
                        .putAllMetadata(command.getMetadataMap())
                        .build();
        return new Outcome.Accepted(
                List.of(new NewEvent(event, command.getBookId(), context.nowMicros())),
                command.getBookId());
    }

    /**
     * The first events of a new platform: its rules and policies, in force at once; empty if there
     * is a record already.
     */
    public List<NewEvent> genesis(
            List<Rule> firstRules, List<FallbackPolicySet> firstPolicies, long nowMicros) {
        List<NewEvent> events = new ArrayList<>();
        if (sequence >= 0) {
            return events;
        }
        for (Rule rule : firstRules) {
            RuleActivated event =
                    RuleActivated.newBuilder().setRule(rule).setApprovedBy("genesis").build();
            events.add(new NewEvent(event, rule.getRuleId(), nowMicros));
        }
        firstPolicies.forEach(policy -> events.add(new NewEvent(policy, "", nowMicros)));
        return events;
    }

    public void apply(EventRecord record, Message event) {
        apply(record, event, "");
    }

    /** Folds a record; see {@link Book#apply(EventRecord, Message, String)}. */
    public void apply(EventRecord record, Message event, String recordHash) {
        if (record.sequence() != sequence + 1) {
            throw new IllegalStateException(
                    "book control: record " + record.sequence() + " follows " + sequence);
        }
        if (!EventTypes.isKnown(EventTypes.nameOf(event))) {
            throw new IllegalStateException(
                    "book control: unknown event " + EventTypes.nameOf(event));
        }
        Fold fold = new Fold(record, recordHash);
        switch (event) {
            case BookOpened opened -> {
                books.put(opened.getBookId(), opened);
                openings.put(opened.getBookId(), fold.reference());
            }
            case RuleActivated activated ->
                    rules.put(activated.getRule().getRuleId(), activated.getRule());
            case RuleRetired retired -> rules.remove(retired.getRuleId());
            case FallbackPolicySet policy ->
                    policies.put(new Policy(policy.getBookId(), policy.getChannel()), policy);
            case dev.weir.contract.book.v1.IdempotencyKeysExpired expired ->
                    keys.forget(expired.getRecordedBeforeMicros());
            default -> {
                // Lists, patterns, models, drafts: kept by the readers of the log, not needed to
                // decide.
            }
        }
        if (!record.key().isEmpty() && record.runIndex() == record.runLength()) {
            keys.remember(record.key(), fold.outcome(event));
        }
        sequence = record.sequence();
        lastRecordedMicros = record.recordedMicros();
    }

    /** A book by its id. */
    public Optional<BookOpened> book(String bookId) {
        return Optional.ofNullable(books.get(bookId));
    }

    /** All books, by id. */
    public List<BookOpened> books() {
        return List.copyOf(books.values());
    }

    /** The remembered outcome of a command with this idempotency key. */
    public Optional<KeyOutcome> key(String key) {
        return keys.get(key);
    }

    /** Rules in force for a book, by id. */
    public List<Rule> activeRules(String bookId) {
        return rules.values().stream()
                .filter(rule -> rule.getBooksCount() == 0 || rule.getBooksList().contains(bookId))
                .toList();
    }

    /**
     * What the fallback policy says of a payment whose decision is late: the policy of its book and
     * channel, else of its book, else of its channel, else of all; with none it is referred.
     */
    public dev.weir.contract.decisions.v1.Outcome fallback(String bookId, PaymentDetails payment) {
        return FallbackChoice.of(
                payment,
                (book, channel) -> Optional.ofNullable(policies.get(new Policy(book, channel))),
                bookId);
    }

    /** To take snapshots of this book, or to fill it, fresh, from one. */
    public BookSnapshots snapshots() {
        return new ControlSnapshots(this, books, openings, rules, policies.values(), keys);
    }

    void restore(FallbackPolicySet policy) {
        policies.put(new Policy(policy.getBookId(), policy.getChannel()), policy);
    }

    void restored(long lastSequence, long recordedMicros) {
        sequence = lastSequence;
        lastRecordedMicros = recordedMicros;
    }

    /** All state, in a canonical text form: equal for equal books. */
    public String fingerprint() {
        return String.join(
                "\n",
                sequence + " " + lastRecordedMicros,
                books.toString(),
                openings.toString(),
                rules.toString(),
                policies.values().stream().map(Object::toString).sorted().toList().toString(),
                keys.toString());
    }

    private int leastLoaded() {
        if (partitions == 1) {
            return 0;
        }
        int[] load = new int[partitions];
        for (BookOpened book : books.values()) {
            if (book.getPartition() < partitions) {
                load[book.getPartition()]++;
            }
        }
        int best = 1;
        for (int partition = 2; partition < partitions; partition++) {
            if (load[partition] < load[best]) {
                best = partition;
            }
        }
        return best;
    }
}
