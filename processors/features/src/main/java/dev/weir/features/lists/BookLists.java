package dev.weir.features.lists;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.ListEntry;
import dev.weir.contract.lists.v1.BookListEntriesAdded;
import dev.weir.contract.lists.v1.BookListEntriesRemoved;
import dev.weir.features.AgingState;
import dev.weir.features.AgingState.Usage;
import dev.weir.features.FeatureState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Entries of large lists in one book's state, in the order of its log: one key a value, with the
 * lists that it stands on, so that a payment costs a read an entity and not one a list. An entry
 * goes away by the book's clock when it expires.
 */
public final class BookLists {
    /** So many lists may name one value; an entry beyond it is dropped and counted. */
    public static final int LISTS_OF_VALUE_MAX = 64;

    /** Full names of the events of a book that it reads. */
    public static final Set<String> READS =
            Set.of("weir.lists.v1.BookListEntriesAdded", "weir.lists.v1.BookListEntriesRemoved");

    /** Longest id of a list and longest value, beyond what the command side takes. */
    private static final int ID_CHARACTERS_MAX = 1_024;

    private static final String GROUP = "lists";

    private final AgingState state;
    private final boolean empty;

    public BookLists(FeatureState state) {
        this.state = new AgingState(state);
        this.empty = usage().keys() == 0;
    }

    /** Applies an event; gives the number of entries that were dropped. */
    public static int on(Message event, FeatureState state) {
        BookLists lists = new BookLists(state);
        return switch (event) {
            case BookListEntriesAdded added -> {
                int dropped = 0;
                for (ListEntry entry : added.getEntriesList()) {
                    dropped += lists.add(added.getListId(), entry) ? 0 : 1;
                }
                yield dropped;
            }
            case BookListEntriesRemoved removed -> {
                removed.getValuesList().forEach(value -> lists.remove(removed.getListId(), value));
                yield 0;
            }
            default -> 0;
        };
    }

    private boolean add(String list, ListEntry entry) {
        if (list.length() > ID_CHARACTERS_MAX || entry.getValue().length() > ID_CHARACTERS_MAX) {
            return false;
        }
        Map<String, Long> lists = read(entry.getValue());
        if (lists.size() >= LISTS_OF_VALUE_MAX && !lists.containsKey(list)) {
            return false;
        }
        lists.put(list, ControlLists.expiry(entry.getExpiresMicros()));
        write(entry.getValue(), lists);
        return true;
    }

    private void remove(String list, String value) {
        Map<String, Long> lists = read(value);
        if (lists.remove(list) != null) {
            write(value, lists);
        }
    }

    /** Lists on which a value stands at an event time, by id. */
    List<String> listsOf(String value, long atMicros) {
        if (empty) {
            return List.of();
        }
        List<String> lists = new ArrayList<>();
        read(value)
                .forEach(
                        (list, expires) -> {
                            if (atMicros < expires) {
                                lists.add(list);
                            }
                        });
        return lists;
    }

    /** What the entries take. */
    public Usage usage() {
        return state.usage(GROUP);
    }

    private Map<String, Long> read(String value) {
        Map<String, Long> lists = new TreeMap<>();
        ByteBuffer blob = state.get(GROUP, AgingState.plain(value));
        while (blob != null && blob.hasRemaining()) {
            long expires = blob.getLong();
            byte[] list = new byte[blob.getShort()];
            blob.get(list);
            lists.put(new String(list, StandardCharsets.UTF_8), expires);
        }
        return lists;
    }

    private void write(String value, Map<String, Long> lists) {
        byte[] key = AgingState.plain(value);
        if (lists.isEmpty()) {
            state.remove(GROUP, key);
            return;
        }
        int bytes = 0;
        long last = Long.MIN_VALUE;
        for (Map.Entry<String, Long> entry : lists.entrySet()) {
            bytes += Long.BYTES + Short.BYTES + AgingState.plain(entry.getKey()).length;
            last = Math.max(last, entry.getValue());
        }
        ByteBuffer blob = ByteBuffer.allocate(bytes);
        lists.forEach(
                (list, expires) -> {
                    byte[] text = AgingState.plain(list);
                    blob.putLong(expires).putShort((short) text.length).put(text);
                });
        state.put(GROUP, key, AgingState.uselessAfter(last), blob.array());
    }
}
