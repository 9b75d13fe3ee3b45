package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.ControlHeader;
import dev.weir.contract.store.v1.KeyState;
import dev.weir.contract.store.v1.OpenedBook;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

/** Snapshots of the control book: small, so that it is copied whole, in one bucket. */
final class ControlSnapshots implements BookSnapshots {
    private static final int SCHEMA = 1;

    private final ControlBook book;
    private final Map<String, BookOpened> books;
    private final Map<String, CommandReference> openings;
    private final Map<String, Rule> rules;
    private final Collection<FallbackPolicySet> policies;
    private final IdempotencyKeys keys;
    private final EntityTable<OpenedBook> openedKind =
            new EntityTable<>(1, EntityCodec.ofMessage(OpenedBook.parser()));
    private final EntityTable<Rule> ruleKind =
            new EntityTable<>(2, EntityCodec.ofMessage(Rule.parser()));
    private final EntityTable<FallbackPolicySet> policyKind =
            new EntityTable<>(3, EntityCodec.ofMessage(FallbackPolicySet.parser()));
    private final EntityTable<KeyState> keyKind =
            new EntityTable<>(4, EntityCodec.ofMessage(KeyState.parser()));

    ControlSnapshots(
            ControlBook book,
            Map<String, BookOpened> books,
            Map<String, CommandReference> openings,
            Map<String, Rule> rules,
            Collection<FallbackPolicySet> policies,
            IdempotencyKeys keys) {
        this.book = book;
        this.books = books;
        this.openings = openings;
        this.rules = rules;
        this.policies = policies;
        this.keys = keys;
    }

    @Override
    public int schema() {
        return SCHEMA;
    }

    @Override
    public int buckets() {
        return 1;
    }

    @Override
    public int size() {
        return books.size() + rules.size() + policies.size() + keys.all().size();
    }

    @Override
    public void track() {}

    @Override
    public void copyBucket(int bucket, Consumer<BookEntity> to) {
        books.forEach(
                (id, opened) ->
                        to.accept(
                                new BookEntity(
                                        openedKind,
                                        id,
                                        OpenedBook.newBuilder()
                                                .setOpened(opened)
                                                .setOpening(openings.get(id))
                                                .build())));
        rules.forEach((id, rule) -> to.accept(new BookEntity(ruleKind, id, rule)));
        int number = 0;
        for (FallbackPolicySet policy : policies) {
            to.accept(new BookEntity(policyKind, Integer.toString(number++), policy));
        }
        keys.all()
                .forEach(
                        (key, outcome) ->
                                to.accept(
                                        new BookEntity(keyKind, key, KeyMemory.toState(outcome))));
    }

    /** Never asked for alone: every snapshot copies the one bucket. */
    @Override
    public int changed() {
        return 0;
    }

    @Override
    public void takeChanged(int atMost, Consumer<BookEntity> to) {}

    @Override
    public byte[] header() {
        return ControlHeader.newBuilder()
                .setSequence(book.sequence())
                .setLastRecordedMicros(book.lastRecordedMicros())
                .build()
                .toByteArray();
    }

    @Override
    public Object parse(int kind, String id, byte[] bytes) throws InvalidProtocolBufferException {
        return switch (kind) {
            case 1 -> OpenedBook.parseFrom(bytes);
            case 2 -> Rule.parseFrom(bytes);
            case 3 -> FallbackPolicySet.parseFrom(bytes);
            case 4 -> KeyState.parseFrom(bytes);
            default ->
                    throw new InvalidProtocolBufferException(
                            "the control book has no entities of kind " + kind);
        };
    }

    @Override
    public void restore(int kind, String id, Object entity) throws InvalidProtocolBufferException {
        switch ((Message) entity) {
            case OpenedBook opened -> {
                books.put(id, opened.getOpened());
                openings.put(id, opened.getOpening());
            }
            case Rule rule -> rules.put(id, rule);
            case FallbackPolicySet policy -> book.restore(policy);
            case KeyState state -> keys.remember(id, KeyMemory.fromState(state));
            default -> throw new InvalidProtocolBufferException("unexpected " + id);
        }
    }

    @Override
    public void restored(byte[] header) throws InvalidProtocolBufferException {
        ControlHeader parsed = ControlHeader.parseFrom(header);
        book.restored(parsed.getSequence(), parsed.getLastRecordedMicros());
    }
}
