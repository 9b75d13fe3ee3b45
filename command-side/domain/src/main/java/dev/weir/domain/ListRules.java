package dev.weir.domain;

import dev.weir.contract.commands.v1.AddBookListEntries;
import dev.weir.contract.commands.v1.AddListEntries;
import dev.weir.contract.commands.v1.DefineList;
import dev.weir.contract.commands.v1.NewListEntry;
import dev.weir.contract.commands.v1.RemoveBookListEntries;
import dev.weir.contract.commands.v1.RemoveList;
import dev.weir.contract.commands.v1.RemoveListEntries;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListEntriesAdded;
import dev.weir.contract.control.v1.ListEntriesRemoved;
import dev.weir.contract.control.v1.ListEntry;
import dev.weir.contract.control.v1.ListKind;
import dev.weir.contract.control.v1.ListRemoved;
import dev.weir.contract.lists.v1.BookListEntriesAdded;
import dev.weir.contract.lists.v1.BookListEntriesRemoved;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Allow, block and watch lists. Small ones lie in the control book; the entries of large ones are
 * facts of the payment's book, which keeps none of them: {@code decide} does.
 */
final class ListRules {
    private ListRules() {}

    static Outcome define(ControlCall call, DefineList c) {
        Findings f = call.findings();
        Fields.requiredId(f, "list_id", c.getListId());
        if (c.getKind() == ListKind.LIST_KIND_UNSPECIFIED) {
            f.add(RefusalCode.FIELD_MISSING, "field", "kind");
        } else if (c.getKind() == ListKind.UNRECOGNIZED) {
            Fields.invalid(f, "kind", "ALLOW, BLOCK or WATCH");
        }
        if (c.getEntity() == EntityKind.ENTITY_KIND_UNSPECIFIED) {
            f.add(RefusalCode.FIELD_MISSING, "field", "entity");
        } else if (c.getEntity() == EntityKind.UNRECOGNIZED) {
            Fields.invalid(f, "entity", "a kind of entity");
        }
        Fields.text(f, "name", c.getName(), Limits.TEXT_CHARACTERS_MAX);
        RuleDrafts.reason(f, c.getReasonCode(), c.getReasonText());
        RuleDrafts.points(f, c.getWeightMilli());
        if (c.getWeightMilli() != 0 && c.getKind() != ListKind.WATCH) {
            Fields.invalid(f, "weight_milli", "only a WATCH list adds points");
        }
        call.books(c.getBooksList());
        ListDefined before = call.state().lists().get(c.getListId());
        if (before == null) {
            call.room(call.state().lists().size(), Limits.LISTS_MAX, "lists");
        } else if (before.getEntity() != c.getEntity()) {
            call.add(
                    RefusalCode.LIST_ENTITY_FIXED,
                    "list",
                    c.getListId(),
                    "entity",
                    before.getEntity().name());
        }
        if (!f.none()) {
            return f.refusal().get();
        }
        return call.accepted(
                c.getListId(),
                ListDefined.newBuilder()
                        .setListId(c.getListId())
                        .setKind(c.getKind())
                        .setEntity(c.getEntity())
                        .setName(c.getName())
                        .setReasonCode(c.getReasonCode())
                        .setReasonText(c.getReasonText())
                        .setWeightMilli(c.getWeightMilli())
                        .addAllBooks(c.getBooksList())
                        .setDefinedBy(call.context().subject())
                        .build());
    }

    static Outcome remove(ControlCall call, RemoveList c) {
        known(call, c.getListId());
        Fields.text(call.findings(), "reason", c.getReason(), Limits.TEXT_CHARACTERS_MAX);
        return call.accepted(
                c.getListId(),
                ListRemoved.newBuilder().setListId(c.getListId()).setReason(c.getReason()).build());
    }

    static Outcome add(ControlCall call, AddListEntries c) {
        known(call, c.getListId());
        List<ListEntry> entries = entries(call.findings(), c.getEntriesList());
        long fresh =
                entries.stream()
                        .map(ListEntry::getValue)
                        .distinct()
                        .filter(value -> call.state().entry(c.getListId(), value).isEmpty())
                        .count();
        if (call.state().entriesOf(c.getListId()) + fresh > Limits.LIST_ENTRIES_MAX
                || call.state().entries() + fresh > Limits.LIST_ENTRIES_ALL_MAX) {
            call.add(
                    RefusalCode.CONTROL_FULL,
                    "count",
                    Integer.toString(call.state().entriesOf(c.getListId())),
                    "things",
                    "entries on list " + c.getListId());
        }
        return call.accepted(
                c.getListId(),
                ListEntriesAdded.newBuilder()
                        .setListId(c.getListId())
                        .addAllEntries(entries)
                        .build());
    }

    static Outcome remove(ControlCall call, RemoveListEntries c) {
        known(call, c.getListId());
        values(call.findings(), c.getValuesList());
        List<String> there =
                c.getValuesList().stream()
                        .distinct()
                        .filter(value -> call.state().entry(c.getListId(), value).isPresent())
                        .toList();
        if (there.isEmpty()) {
            call.add(RefusalCode.LIST_ENTRY_UNKNOWN, "list", c.getListId());
        }
        return call.accepted(
                c.getListId(),
                ListEntriesRemoved.newBuilder()
                        .setListId(c.getListId())
                        .addAllValues(there)
                        .build());
    }

    static Outcome add(Dispatch.Call call, AddBookListEntries c) {
        Fields.requiredId(call.findings(), "list_id", c.getListId());
        List<ListEntry> entries = entries(call.findings(), c.getEntriesList());
        return call.orElse(
                () ->
                        new Outcome.Accepted(
                                List.of(
                                        new NewEvent(
                                                BookListEntriesAdded.newBuilder()
                                                        .setListId(c.getListId())
                                                        .addAllEntries(entries)
                                                        .build(),
                                                c.getListId(),
                                                call.nowMicros())),
                                c.getListId()));
    }

    static Outcome remove(Dispatch.Call call, RemoveBookListEntries c) {
        Fields.requiredId(call.findings(), "list_id", c.getListId());
        values(call.findings(), c.getValuesList());
        return call.orElse(
                () ->
                        new Outcome.Accepted(
                                List.of(
                                        new NewEvent(
                                                BookListEntriesRemoved.newBuilder()
                                                        .setListId(c.getListId())
                                                        .addAllValues(c.getValuesList())
                                                        .build(),
                                                c.getListId(),
                                                call.nowMicros())),
                                c.getListId()));
    }

    private static void known(ControlCall call, String list) {
        Fields.requiredId(call.findings(), "list_id", list);
        if (call.state().lists().get(list) == null) {
            call.add(RefusalCode.LIST_UNKNOWN, "list", list);
        }
    }

    private static List<ListEntry> entries(Findings f, List<NewListEntry> given) {
        values(f, given.stream().map(NewListEntry::getValue).toList());
        List<ListEntry> entries = new ArrayList<>();
        for (NewListEntry entry : given) {
            long expires = 0;
            if (entry.hasExpiresAt()) {
                if (Fields.isTimestamp(entry.getExpiresAt())
                        && Fields.micros(entry.getExpiresAt()) > 0) {
                    expires = Fields.micros(entry.getExpiresAt());
                } else {
                    Fields.invalid(f, "expires_at", "not a time between the years 1970 and 9999");
                }
            }
            entries.add(
                    ListEntry.newBuilder()
                            .setValue(entry.getValue())
                            .setExpiresMicros(expires)
                            .build());
        }
        return entries;
    }

    private static void values(Findings f, List<String> values) {
        if (values.isEmpty()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "entries");
        }
        if (values.size() > Limits.LIST_ENTRIES_PER_COMMAND_MAX) {
            Fields.invalid(
                    f, "entries", "more than " + Limits.LIST_ENTRIES_PER_COMMAND_MAX + " at once");
        }
        Set<String> seen = new HashSet<>();
        for (String value : values) {
            if (value.isEmpty()) {
                f.add(RefusalCode.FIELD_MISSING, "field", "value");
            } else if (value.length() > Limits.ID_CHARACTERS_MAX
                    || value.chars().anyMatch(character -> character < ' ')) {
                Fields.invalid(f, "value", "1 to 128 characters without line ends");
            } else if (!seen.add(value)) {
                Fields.invalid(f, "value", "it is there twice");
            }
        }
    }
}
