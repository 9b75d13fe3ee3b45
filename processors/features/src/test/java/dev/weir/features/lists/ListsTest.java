package dev.weir.features.lists;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListEntriesAdded;
import dev.weir.contract.control.v1.ListEntriesRemoved;
import dev.weir.contract.control.v1.ListEntry;
import dev.weir.contract.control.v1.ListEntryAdded;
import dev.weir.contract.control.v1.ListEntryRemoved;
import dev.weir.contract.control.v1.ListKind;
import dev.weir.contract.control.v1.ListRemoved;
import dev.weir.contract.lists.v1.BookListEntriesAdded;
import dev.weir.contract.lists.v1.BookListEntriesRemoved;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.BookFeatures;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListsTest {
    private static final long HOUR = 3_600_000_000L;
    private static final long NOW = 1_700_000_000_000_000L;
    private static final PaymentDetails PAYMENT =
            PaymentDetails.newBuilder()
                    .setPaymentId("p")
                    .setAccountId("same")
                    .setDeviceId("same")
                    .setIp("192.0.2.7")
                    .setCountry("DE")
                    .setAmountMinor(1)
                    .build();

    private final ControlLists lists = new ControlLists();
    private final HeapState state = new HeapState();
    private final BookFeatures features = new BookFeatures(FeatureSet.payments2());
    private long position;

    @Test
    void anEntryCountsFromItsPositionToItsRemoval() {
        control(list("l", ListKind.BLOCK, EntityKind.ACCOUNT));
        long added = control(entries("l", "same", 0));
        long removed =
                control(ListEntriesRemoved.newBuilder().setListId("l").addValues("same").build());
        assertThat(hits(added - 1, NOW)).isEmpty();
        assertThat(hits(added, NOW)).containsExactly("l");
        assertThat(hits(removed, NOW)).isEmpty();
    }

    @Test
    void aSingleEntryIsLikeManyOfOne() {
        control(list("l", ListKind.BLOCK, EntityKind.ACCOUNT));
        long added =
                control(
                        ListEntryAdded.newBuilder()
                                .setListId("l")
                                .setValue("same")
                                .setExpiresMicros(NOW)
                                .build());
        assertThat(hits(added, NOW - 1)).containsExactly("l");
        assertThat(hits(added, NOW)).as("from its expiry on").isEmpty();
        long removed =
                control(ListEntryRemoved.newBuilder().setListId("l").setValue("same").build());
        assertThat(hits(removed, NOW - 1)).isEmpty();
    }

    @Test
    void anEntryIsOfTheKindOfItsList() {
        control(list("device", ListKind.WATCH, EntityKind.DEVICE));
        control(list("card", ListKind.WATCH, EntityKind.CARD));
        control(list("net", ListKind.WATCH, EntityKind.IP_PREFIX));
        control(list("land", ListKind.WATCH, EntityKind.COUNTRY));
        control(entries("device", "same", 0));
        control(entries("card", "same", 0));
        control(entries("net", "192.0.2.0/24", 0));
        long last = control(entries("land", "DE", 0));
        assertThat(hits(last, NOW)).containsExactly("device", "land", "net");
    }

    @Test
    void aRemovedListIsEmptyWhenItIsDefinedAnew() {
        control(list("l", ListKind.BLOCK, EntityKind.ACCOUNT));
        long added = control(entries("l", "same", 0));
        long removed = control(ListRemoved.newBuilder().setListId("l").build());
        long anew = control(list("l", ListKind.BLOCK, EntityKind.ACCOUNT));
        long again = control(entries("l", "same", 0));
        assertThat(hits(added, NOW)).containsExactly("l");
        assertThat(hits(removed, NOW)).isEmpty();
        assertThat(hits(anew, NOW)).isEmpty();
        assertThat(hits(again, NOW)).containsExactly("l");
        assertThat(lists.defined(removed)).isEmpty();
        assertThat(lists.defined(anew)).hasSize(1);
    }

    @Test
    void aListHoldsForItsBooksOnly() {
        control(
                list("l", ListKind.BLOCK, EntityKind.ACCOUNT).toBuilder()
                        .addBooks("elsewhere")
                        .build());
        assertThat(hits(control(entries("l", "same", 0)), NOW)).isEmpty();
    }

    @Test
    void entriesOfTheBookCountInLogOrderUnderTheDefinitionOfTheControlBook() {
        long defined = control(list("big", ListKind.BLOCK, EntityKind.ACCOUNT));
        assertThat(BookLists.on(bookEntries("big", "same", 0), state)).isZero();
        assertThat(hits(defined, NOW)).containsExactly("big");
        assertThat(hits(defined - 1, NOW)).as("not defined yet").isEmpty();
        long removed = control(ListRemoved.newBuilder().setListId("big").build());
        assertThat(hits(removed, NOW)).isEmpty();
        BookLists.on(
                BookListEntriesRemoved.newBuilder().setListId("big").addValues("same").build(),
                state);
        assertThat(hits(defined, NOW)).isEmpty();
        assertThat(state.size()).as("nothing stays of it").isZero();
    }

    @Test
    void anEntryOfTheBookGoesAwayByTheBooksClock() {
        long defined = control(list("big", ListKind.BLOCK, EntityKind.ACCOUNT));
        features.onPayment(PAYMENT, NOW, state);
        BookLists.on(bookEntries("big", "same", NOW + HOUR), state);
        assertThat(hits(defined, NOW + HOUR - 1)).containsExactly("big");
        assertThat(hits(defined, NOW + HOUR)).isEmpty();
        assertThat(new BookLists(state).usage().keys()).isEqualTo(1);
        features.onPayment(PAYMENT, NOW + 4 * HOUR, state);
        while (features.cleanUp(state, 32) == 32) {
            assertThat(state.size()).isPositive();
        }
        assertThat(new BookLists(state).usage().keys()).isZero();
        assertThat(new BookLists(state).usage().bytes()).isZero();
    }

    @Test
    void anEntryThatExpiredBeforeItCameIsNotKept() {
        features.onPayment(PAYMENT, NOW, state);
        BookLists.on(bookEntries("big", "same", NOW - 2 * HOUR), state);
        assertThat(new BookLists(state).usage().keys()).isZero();
    }

    @Test
    void anEntryThatCameBeforeTheFirstPaymentGoesAwayToo() {
        BookLists.on(bookEntries("big", "same", NOW - 40 * 24 * HOUR), state);
        assertThat(new BookLists(state).usage().keys()).isEqualTo(1);
        features.onPayment(PAYMENT, NOW, state);
        while (features.cleanUp(state, 32) == 32) {
            assertThat(state.size()).isPositive();
        }
        assertThat(new BookLists(state).usage().keys()).isZero();
    }

    @Test
    void anEntryWithoutEndStaysAndOneThatGetsAnEndGoes() {
        features.onPayment(PAYMENT, NOW, state);
        BookLists.on(bookEntries("big", "same", 0), state);
        features.onPayment(PAYMENT, NOW + 900 * HOUR, state);
        while (features.cleanUp(state, 32) == 32) {
            assertThat(state.size()).isPositive();
        }
        assertThat(new BookLists(state).usage().keys()).isEqualTo(1);
        BookLists.on(bookEntries("big", "same", NOW + 901 * HOUR), state);
        features.onPayment(PAYMENT, NOW + 904 * HOUR, state);
        while (features.cleanUp(state, 32) == 32) {
            assertThat(state.size()).isPositive();
        }
        assertThat(new BookLists(state).usage().keys()).isZero();
    }

    @Test
    void aValueStandsOnAsManyListsAsTheBoundAllows() {
        for (int i = 0; i < BookLists.LISTS_OF_VALUE_MAX; i++) {
            assertThat(BookLists.on(bookEntries("l" + i, "same", 0), state)).isZero();
        }
        assertThat(BookLists.on(bookEntries("one-more", "same", 0), state)).isEqualTo(1);
        assertThat(BookLists.on(bookEntries("l1", "same", NOW), state)).isZero();
    }

    private long control(Message event) {
        position++;
        lists.on(position, event);
        return position;
    }

    private List<String> hits(long at, long time) {
        return lists.hits(at, "book", PAYMENT, time, Optional.of(new BookLists(state))).stream()
                .map(hit -> hit.list().getListId())
                .toList();
    }

    private static ListDefined list(String id, ListKind kind, EntityKind entity) {
        return ListDefined.newBuilder().setListId(id).setKind(kind).setEntity(entity).build();
    }

    private static Message entries(String list, String value, long expires) {
        return ListEntriesAdded.newBuilder()
                .setListId(list)
                .addEntries(entry(value, expires))
                .build();
    }

    private static Message bookEntries(String list, String value, long expires) {
        return BookListEntriesAdded.newBuilder()
                .setListId(list)
                .addEntries(entry(value, expires))
                .build();
    }

    private static ListEntry entry(String value, long expires) {
        return ListEntry.newBuilder().setValue(value).setExpiresMicros(expires).build();
    }
}
