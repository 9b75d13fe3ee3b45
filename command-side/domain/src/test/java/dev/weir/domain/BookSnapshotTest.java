package dev.weir.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.DefineCurrency;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.RemoveSpendingLimit;
import dev.weir.contract.commands.v1.ReportChargeback;
import dev.weir.contract.commands.v1.SetOverdraft;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.ledger.v1.TransferKind;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.Channel;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Snapshots of random histories, at every command; {@code -Dtest.seed=N} runs other ones. */
class BookSnapshotTest {
    private static final int COMMANDS = 200;
    private static final List<dev.weir.contract.decisions.v1.Outcome> OUTCOMES =
            List.of(
                    dev.weir.contract.decisions.v1.Outcome.APPROVED,
                    dev.weir.contract.decisions.v1.Outcome.DECLINED,
                    dev.weir.contract.decisions.v1.Outcome.REFERRED);

    private final Desk desk = new Desk();

    /** An entity as it lies in a snapshot. */
    private record Stored(int kind, String id, boolean removed, byte[] bytes) {
        static Stored of(BookEntity entity) {
            return new Stored(entity.kind(), entity.id(), entity.removed(), entity.toBytes());
        }
    }

    private record Image(List<Stored> entities, byte[] header) {}

    /** An index of which only a part may be known, and which may refuse what it holds already. */
    private static final class PartialIndex implements BusinessIndex {
        final Map<String, byte[]> entries = new HashMap<>();
        private final Set<String> unknown;
        private final boolean ahead;

        PartialIndex(Map<String, byte[]> entries, Set<String> unknown, boolean ahead) {
            this.entries.putAll(entries);
            this.unknown = unknown;
            this.ahead = ahead;
        }

        @Override
        public Optional<byte[]> get(String key) {
            if (!isKnown(key)) {
                throw new IllegalStateException(key + " was asked for and is not known");
            }
            return Optional.ofNullable(entries.get(key));
        }

        @Override
        public void put(String key, byte[] value) {
            if (!ahead) {
                entries.put(key, value);
            }
        }

        @Override
        public boolean isKnown(String key) {
            return entries.containsKey(key) || !unknown.contains(key);
        }

        Map<String, String> text() {
            Map<String, String> text = new TreeMap<>();
            entries.forEach((key, value) -> text.put(key, Arrays.toString(value)));
            return text;
        }
    }

    @RepeatedTest(4)
    void aSnapshotAndTheRestOfTheLogGiveTheBookOfTheWholeLogAtEveryCommand(RepetitionInfo run)
            throws InvalidProtocolBufferException {
        long seed = Seeds.of(run.getCurrentRepetition());
        history(new SplittableRandom(seed));
        String whole = desk.book.fingerprint();
        PartialIndex wholeIndex = new PartialIndex(Map.of(), Set.of(), false);
        applyFrom(0, new Book("b", false, wholeIndex));
        PartialIndex index = new PartialIndex(Map.of(), Set.of(), false);
        Book walker = new Book("b", false, index);
        for (EventRecord record : desk.log) {
            apply(walker, record);
            if (record.runIndex() < record.runLength()) {
                continue;
            }
            Image image = image(walker);
            int next = (int) record.sequence() + 1;
            String where = "seed " + seed + ", snapshot of record " + record.sequence();

            PartialIndex same = new PartialIndex(index.entries, Set.of(), false);
            assertThat(applyFrom(next, restored(image, same)).fingerprint())
                    .as(where)
                    .isEqualTo(whole);
            assertThat(same.text()).as(where).isEqualTo(wholeIndex.text());

            PartialIndex ahead = new PartialIndex(wholeIndex.entries, Set.of(), true);
            assertThat(applyFrom(next, restored(image, ahead)).fingerprint())
                    .as("%s, with an index that is ahead", where)
                    .isEqualTo(whole);

            PartialIndex lost = new PartialIndex(Map.of(), index.entries.keySet(), false);
            assertThat(applyFrom(next, restored(image, lost)).fingerprint())
                    .as("%s, without the index", where)
                    .isEqualTo(whole);
            assertThat(wholeIndex.text()).as(where).containsAllEntriesOf(lost.text());
        }
    }

    @RepeatedTest(4)
    void whatChangedSinceASnapshotBringsItUpToDate(RepetitionInfo run)
            throws InvalidProtocolBufferException {
        long seed = Seeds.of(run.getCurrentRepetition());
        SplittableRandom random = new SplittableRandom(seed);
        desk.book.snapshots().track();
        List<Stored> stored = new ArrayList<>(image(desk.book).entities());
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 12; i++) {
                step(random);
            }
            BookSnapshots snapshots = desk.book.snapshots();
            while (snapshots.changed() > 0) {
                snapshots.takeChanged(3, entity -> stored.add(Stored.of(entity)));
            }
            Image image = new Image(stored, snapshots.header());

            assertThat(restored(image, desk.index).fingerprint())
                    .as("seed %s, round %s", seed, round)
                    .isEqualTo(desk.book.fingerprint());
        }
    }

    /** Every new kind of entity must come to be in the histories above. */
    @Test
    void theHistoriesHaveEveryKindOfEntityAndReversals() {
        Set<Integer> kinds = new TreeSet<>();
        for (int run = 1; run <= 4; run++) {
            history(new SplittableRandom(Seeds.of(run)));
        }
        image(desk.book).entities().forEach(entity -> kinds.add(entity.kind()));

        assertThat(kinds).containsExactly(1, 2, 10, 11);
        assertThat(desk.log)
                .extracting(record -> EventTypes.parse(record.type(), record.value()))
                .filteredOn(TransferPosted.class::isInstance)
                .extracting(event -> ((TransferPosted) event).getKind())
                .contains(TransferKind.REVERSAL, TransferKind.CORRECTION, TransferKind.EXCHANGE);
    }

    /** They are reported in that order, so it must not depend on how the book came to be. */
    @Test
    void theLimitsOfASubjectComeBackInTheOrderOfTheirRecords() throws Exception {
        desk.funded("a0", 100);
        for (String id : List.of("z", "b", "y", "a", "x")) {
            desk.send(Commands.limit(id).setAccountId("a0").setPerDayMinor(1).build());
        }
        Book restored = restored(image(desk.book), desk.index);
        Message withdrawal = Commands.withdraw("a0", 2).build();
        CommandContext context = CommandContext.internal(desk.now());

        assertThat(restored.decide(withdrawal, context))
                .isEqualTo(desk.book.decide(withdrawal, context));
        assertThat(((Outcome.Refused) restored.decide(withdrawal, context)).parameters())
                .containsEntry("limit", "z");
    }

    @Test
    void refusesEntitiesThatItDoesNotKnow() {
        BookSnapshots snapshots = new Book("b", false, new MemoryIndex()).snapshots();

        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(
                                () -> snapshots.parse(99, "x", new byte[0])))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }

    /** A new part of the state that no snapshot holds would be lost at the next takeover. */
    @Test
    void everyFieldOfTheStateIsATableOrKnownToTheHeader() {
        Set<String> inTheHeader =
                Set.of(
                        "keys",
                        "sequence",
                        "lastRecordedMicros",
                        "clockMicros",
                        "decisionPartition",
                        "decisionOffset");
        Set<String> madeAnew =
                Set.of(
                        "id",
                        "testClock",
                        "index",
                        "fork",
                        "tables",
                        "expiries",
                        "answering",
                        "folding",
                        "below",
                        "bySubject");
        Set<String> overTables = Set.of("currencies", "limits");
        for (Class<?> part : List.of(BookState.class, Currencies.class, SpendingLimits.class)) {
            for (Field field : part.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && field.getType() != EntityTable.class) {
                    assertThat(
                                    inTheHeader.contains(field.getName())
                                            || madeAnew.contains(field.getName())
                                            || overTables.contains(field.getName()))
                            .as("field %s of %s", field.getName(), part.getSimpleName())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void everyPartOfAnAccountComesBack() throws Exception {
        RecordComponent[] components = Account.class.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = unusual(types[i], i);
        }
        Account account = Account.class.getDeclaredConstructor(types).newInstance(values);
        AccountCodec codec = new AccountCodec();

        assertThat(codec.parse(account.id(), codec.toBytes(account))).isEqualTo(account);
    }

    private static Object unusual(Class<?> type, int i) {
        if (type == long.class) {
            return 1_000L + i;
        }
        if (type == int.class) {
            return 100 + i;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == String.class) {
            return "text" + i;
        }
        if (type == AccountKind.class) {
            return AccountKind.SYSTEM;
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[type.getEnumConstants().length - 1];
        }
        throw new IllegalStateException("say here what an unusual " + type + " is");
    }

    private void history(SplittableRandom random) {
        for (int i = 0; i < COMMANDS; i++) {
            step(random);
        }
    }

    private void step(SplittableRandom random) {
        String account = "a" + random.nextInt(3);
        String payment = "p" + random.nextInt(12);
        long amount = 1 + random.nextInt(100);
        String key = random.nextInt(3) == 0 ? "k" + random.nextInt(20) : "";
        switch (random.nextInt(18)) {
            case 0 -> desk.account(account);
            case 1, 2 ->
                    desk.send(
                            Deposit.newBuilder()
                                    .setAccountId(account)
                                    .setAmountMinor(amount * 10)
                                    .setCurrency("EUR")
                                    .build(),
                            key);
            case 3, 4 ->
                    desk.pay(
                            payment,
                            account,
                            amount,
                            random.nextBoolean() ? Channel.POS : Channel.ONLINE);
            case 5 -> desk.decision(payment, OUTCOMES.get(random.nextInt(3)), 5);
            case 6 ->
                    desk.send(
                            CapturePayment.newBuilder()
                                    .setPaymentId(payment)
                                    .setAmountMinor(amount)
                                    .build(),
                            key);
            case 7 ->
                    desk.send(
                            RefundPayment.newBuilder()
                                    .setPaymentId(payment)
                                    .setAmountMinor(amount)
                                    .build(),
                            key);
            case 8 ->
                    desk.send(
                            random.nextBoolean()
                                    ? VoidPayment.newBuilder().setPaymentId(payment).build()
                                    : ReportChargeback.newBuilder()
                                            .setPaymentId(payment)
                                            .setReasonCode("10.4")
                                            .build());
            case 9 -> desk.pass(random.nextLong(Limits.KEY_MEMORY_MICROS / 3));
            case 10 -> {
                desk.internal(new InternalCommand.KeysDue());
                desk.internal(new InternalCommand.HoldsDue());
            }
            default -> desk.send(ofTheLedger(random, account, amount), key);
        }
    }

    private static Message ofTheLedger(SplittableRandom random, String account, long amount) {
        String other = "a" + random.nextInt(3);
        String transfer = "t" + random.nextInt(8);
        String house = "HOUSE" + random.nextInt(2);
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> Commands.transfer(transfer, account, other, amount).build();
            case 3, 4 -> Commands.reverse(transfer, "", random.nextBoolean() ? 0 : amount);
            case 5 ->
                    Commands.correct(
                                    transfer,
                                    "c" + random.nextInt(100),
                                    account,
                                    other,
                                    random.nextInt(1, 50))
                            .build();
            case 6 ->
                    Commands.limit("l" + random.nextInt(4))
                            .setAccountId(account)
                            .setPerDayMinor(1_000 * amount)
                            .setPerMonthCount(50)
                            .build();
            case 7 ->
                    Commands.limit("l" + random.nextInt(4))
                            .setChannel(Channel.ONLINE)
                            .setPerDayMinor(1_000 * amount)
                            .build();
            case 8 ->
                    random.nextBoolean()
                            ? RemoveSpendingLimit.newBuilder()
                                    .setLimitId("l" + random.nextInt(4))
                                    .build()
                            : SetOverdraft.newBuilder()
                                    .setAccountId(account)
                                    .setOverdraftLimitMinor(amount)
                                    .build();
            case 9 ->
                    DefineCurrency.newBuilder()
                            .setCurrency(house)
                            .setDecimals(random.nextInt(4))
                            .build();
            case 10 ->
                    OpenAccount.newBuilder().setAccountId("of-" + house).setCurrency(house).build();
            default ->
                    Commands.exchange(account, amount, "EUR", "of-" + house, amount, house, "1")
                            .build();
        };
    }

    private static Image image(Book book) {
        BookSnapshots snapshots = book.snapshots();
        List<Stored> entities = new ArrayList<>();
        for (int bucket = 0; bucket < snapshots.buckets(); bucket++) {
            snapshots.copyBucket(bucket, entity -> entities.add(Stored.of(entity)));
        }
        return new Image(entities, snapshots.header());
    }

    private static Book restored(Image image, BusinessIndex index)
            throws InvalidProtocolBufferException {
        Book book = new Book("b", false, index);
        BookSnapshots snapshots = book.snapshots();
        for (Stored each : image.entities()) {
            Object entity =
                    each.removed() ? null : snapshots.parse(each.kind(), each.id(), each.bytes());
            snapshots.restore(each.kind(), each.id(), entity);
        }
        snapshots.restored(image.header());
        return book;
    }

    private Book applyFrom(int first, Book book) {
        desk.log.subList(first, desk.log.size()).forEach(record -> apply(book, record));
        return book;
    }

    private static void apply(Book book, EventRecord record) {
        book.apply(record, EventTypes.parse(record.type(), record.value()));
    }
}
