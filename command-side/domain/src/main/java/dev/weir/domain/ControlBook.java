package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.book.v1.IdempotencyKeysExpired;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.control.v1.LateAction;
import dev.weir.contract.control.v1.LatePolicySet;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ModelRegistered;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.control.v1.ScoreThresholdsSet;
import dev.weir.contract.control.v1.SubscriptionCreated;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.queries.v1.ControlPage;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.OpenedBook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The folded state of the book "control": books, rules, patterns, lists, models, policies, snoozes
 * and subscriptions of the whole platform. As {@link Book}: {@link #decide} reads, {@link #apply}
 * changes. For one thread.
 */
public final class ControlBook {
    /** Its id, which no other book may have. */
    public static final String ID = "control";

    /** Who put in force what a new platform begins with. */
    private static final String GENESIS = "genesis";

    private final int partitions;
    private final RuleChecker checker;
    private final IdempotencyKeys keys = new IdempotencyKeys();
    private final ControlTables tables = new ControlTables();
    private long sequence = -1;
    private long lastRecordedMicros;

    /** As {@link #ControlBook(int, RuleChecker)}, for one that decides on no drafts. */
    public ControlBook(int partitions) {
        this(partitions, RuleChecker.NONE);
    }

    /**
     * @param partitions number of partitions of weir.events, at least 1; partition 0 holds control,
     *     the others the books (with one partition it holds all)
     * @param checker says what is wrong with drafts
     */
    public ControlBook(int partitions, RuleChecker checker) {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be at least 1: " + partitions);
        }
        this.partitions = partitions;
        this.checker = checker;
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

    /**
     * What a command comes to; changes nothing.
     *
     * @param command a message of weir.commands.v1
     * @return BOOK_UNKNOWN for one that belongs to a book with accounts
     */
    public Outcome decide(Message command, CommandContext context) {
        Optional<Outcome> remembered = Dispatch.sameKey(keys.get(context.key()), context);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        Findings findings = new Findings();
        if (!(command instanceof OpenBook)) {
            Dispatch.otherKey(findings, keys.get(context.key()), context);
        }
        Outcome outcome =
                command instanceof OpenBook open
                        ? decide(open, context, findings)
                        : ControlDispatch.decide(
                                new ControlCall(tables, context, findings, checker), command);
        return forgetting(outcome, context.nowMicros());
    }

    /** Keys that are past their memory go with the next command that is carried out. */
    private Outcome forgetting(Outcome outcome, long nowMicros) {
        if (!(outcome instanceof Outcome.Accepted accepted) || !keys.due(nowMicros)) {
            return outcome;
        }
        List<NewEvent> events = new ArrayList<>();
        events.add(
                new NewEvent(
                        IdempotencyKeysExpired.newBuilder()
                                .setRecordedBeforeMicros(IdempotencyKeys.forgetBefore(nowMicros))
                                .build(),
                        "",
                        nowMicros));
        events.addAll(accepted.events());
        return new Outcome.Accepted(events, accepted.id());
    }

    /** What opening a book comes to: {@code BookOpened} in the partition with the fewest books. */
    private Outcome decide(OpenBook command, CommandContext context, Findings findings) {
        Fields.bookId(findings, command.getBookId());
        Fields.metadata(findings, command.getMetadataMap());
        Optional<CommandReference> opening =
                Optional.ofNullable(tables.books().get(command.getBookId()))
                        .map(OpenedBook::getOpening);
        if (opening.isPresent()
                && findings.refusal().isEmpty()
                && Dispatch.sameCommand(opening.get(), context)) {
            return new Outcome.Repeated(
                    command.getBookId(),
                    opening.get().getSequence(),
                    opening.get().getRecordHash());
        }
        Dispatch.otherKey(findings, keys.get(context.key()), context);
        if (opening.isPresent() || command.getBookId().equals(ID)) {
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
     * The first events of a new platform: its rules, policies and model, in force at once; empty if
     * there is a record already.
     *
     * @param firstModel as it was trained; empty: no model scores until one is promoted
     */
    public List<NewEvent> genesis(
            List<Rule> firstRules,
            List<FallbackPolicySet> firstPolicies,
            Optional<ModelRegistered> firstModel,
            long nowMicros) {
        List<NewEvent> events = new ArrayList<>();
        if (sequence >= 0) {
            return events;
        }
        for (Rule rule : firstRules) {
            RuleActivated event =
                    RuleActivated.newBuilder().setRule(rule).setApprovedBy(GENESIS).build();
            events.add(new NewEvent(event, rule.getRuleId(), nowMicros));
        }
        firstPolicies.forEach(policy -> events.add(new NewEvent(policy, "", nowMicros)));
        firstModel.ifPresent(
                model ->
                        ModelRules.genesis(model, GENESIS)
                                .forEach(
                                        event ->
                                                events.add(
                                                        new NewEvent(
                                                                event,
                                                                model.getModelHash(),
                                                                nowMicros))));
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
        if (event instanceof IdempotencyKeysExpired expired) {
            keys.forget(expired.getRecordedBeforeMicros());
        } else {
            EvolveControl.apply(tables, fold, event);
        }
        if (!record.key().isEmpty() && record.runIndex() == record.runLength()) {
            keys.remember(record.key(), fold.outcome(event));
        }
        sequence = record.sequence();
        lastRecordedMicros = record.recordedMicros();
    }

    /** A book by its id. */
    public Optional<BookOpened> book(String bookId) {
        return Optional.ofNullable(tables.books().get(bookId)).map(OpenedBook::getOpened);
    }

    /** All books, by id. */
    public List<BookOpened> books() {
        return tables.books()
                .values()
                .map(OpenedBook::getOpened)
                .sorted(Comparator.comparing(BookOpened::getBookId))
                .toList();
    }

    /** The remembered outcome of a command with this idempotency key. */
    public Optional<KeyOutcome> key(String key) {
        return keys.get(key);
    }

    /** Rules in force for a book, by id. */
    public List<Rule> activeRules(String bookId) {
        return tables.rules()
                .values()
                .flatMap(rule -> rule.liveContent().stream())
                .filter(rule -> holdsFor(rule.getBooksList(), bookId))
                .sorted(Comparator.comparing(Rule::getRuleId))
                .toList();
    }

    /** Patterns in force for a book, by id. */
    public List<Pattern> activePatterns(String bookId) {
        return tables.patterns()
                .values()
                .flatMap(pattern -> pattern.liveContent().stream())
                .filter(pattern -> holdsFor(pattern.getBooksList(), bookId))
                .sorted(Comparator.comparing(Pattern::getPatternId))
                .toList();
    }

    /** Whether there is a list of this id. */
    public boolean hasList(String listId) {
        return tables.lists().get(listId) != null;
    }

    /**
     * The lists on which an entry of the control book stands for a payment of a book, by id.
     *
     * @param idOf the payment's id of a kind of entity; empty where it names none
     * @param atMicros event time, microseconds since 1970: entries that expired by then do not
     *     count
     */
    public List<ListDefined> listed(
            String bookId, Function<EntityKind, String> idOf, long atMicros) {
        return tables.lists()
                .values()
                .filter(list -> holdsFor(list.getBooksList(), bookId))
                .filter(
                        list ->
                                tables.entry(list.getListId(), idOf.apply(list.getEntity()))
                                        .filter(
                                                entry ->
                                                        entry.getExpiresMicros() == 0
                                                                || atMicros
                                                                        < entry.getExpiresMicros())
                                        .isPresent())
                .sorted(Comparator.comparing(ListDefined::getListId))
                .toList();
    }

    /** The thresholds of a book, else those of all books. */
    public Optional<ScoreThresholdsSet> thresholds(String bookId) {
        return Optional.ofNullable(tables.thresholds().get(bookId))
                .or(() -> Optional.ofNullable(tables.thresholds().get("")));
    }

    /** Subscriptions that are told of events, by id. */
    public List<SubscriptionCreated> subscriptions() {
        return tables.subscriptions()
                .values()
                .filter(subscription -> !subscription.getUrl().isEmpty())
                .sorted(Comparator.comparing(SubscriptionCreated::getSubscriptionId))
                .toList();
    }

    /**
     * What the fallback policy says of a payment whose decision is late: the policy of its book and
     * channel, else of its book, else of its channel, else of all; with none it is referred.
     */
    public dev.weir.contract.decisions.v1.Outcome fallback(String bookId, PaymentDetails payment) {
        return FallbackChoice.of(
                payment,
                (book, channel) ->
                        Optional.ofNullable(
                                tables.fallbacks().get(ControlTables.policyKey(book, channel))),
                bookId);
    }

    /**
     * What is done with an approved payment when its late decision says DECLINED; policies as for
     * {@link #fallback}, with none it is voided.
     */
    public LateAction lateAction(String bookId, Channel channel) {
        return late(bookId, channel)
                .or(() -> late(bookId, Channel.CHANNEL_UNSPECIFIED))
                .or(() -> late("", channel))
                .or(() -> late("", Channel.CHANNEL_UNSPECIFIED))
                .map(LatePolicySet::getAction)
                .orElse(LateAction.LATE_VOID);
    }

    private Optional<LatePolicySet> late(String bookId, Channel channel) {
        return Optional.ofNullable(
                tables.latePolicies().get(ControlTables.policyKey(bookId, channel)));
    }

    /**
     * A page of what stands here, in the order of keys.
     *
     * @param list of the kind ENTRIES the list, else empty
     * @param after the cursor of the page before; empty: from the first
     * @param limit at least 1
     */
    public ControlPage page(ControlKind kind, String list, String after, int limit) {
        return new ControlPages(tables)
                .page(kind, list, after, limit)
                .setSequence(sequence)
                .build();
    }

    /** To take snapshots of this book, or to fill it, fresh, from one. */
    public BookSnapshots snapshots() {
        return new ControlSnapshots(this, tables, keys);
    }

    void restored(long lastSequence, long recordedMicros) {
        tables.restored();
        sequence = lastSequence;
        lastRecordedMicros = recordedMicros;
    }

    /** All state, in a canonical text form: equal for equal books. */
    public String fingerprint() {
        return String.join(
                "\n", sequence + " " + lastRecordedMicros, tables.toString(), keys.toString());
    }

    private static boolean holdsFor(List<String> books, String bookId) {
        return books.isEmpty() || books.contains(bookId);
    }

    private int leastLoaded() {
        if (partitions == 1) {
            return 0;
        }
        int[] load = new int[partitions];
        for (BookOpened book : books()) {
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
