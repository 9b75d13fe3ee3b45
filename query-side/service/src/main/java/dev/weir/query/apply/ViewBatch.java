package dev.weir.query.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The views of some records of one partition, the newest for each key and in the order of keys: a
 * statement can't touch a row twice, and locks are taken in one order.
 */
record ViewBatch(
        List<View.Account> accounts,
        List<View.Entry> entries,
        List<View.HoldChange> holdChanges,
        List<View.AccountChange> accountChanges,
        List<View.Transfer> transfers,
        List<View.Payment> payments,
        List<View.Alert> alerts,
        List<View.Case> cases,
        List<View.Hold> holds,
        List<View.BookTransfer> bookTransfers,
        List<View.Progress> progress) {

    /** Of two views with one key the newer is kept, of two equally new ones the later. */
    static ViewBatch of(List<View> views) {
        SortedMap<ViewKey, View.Account> accounts = new TreeMap<>();
        SortedMap<ViewKey, View.Entry> entries = new TreeMap<>();
        SortedMap<ViewKey, View.HoldChange> holdChanges = new TreeMap<>();
        SortedMap<ViewKey, View.AccountChange> accountChanges = new TreeMap<>();
        SortedMap<ViewKey, View.Transfer> transfers = new TreeMap<>();
        SortedMap<ViewKey, View.Payment> payments = new TreeMap<>();
        SortedMap<ViewKey, View.Alert> alerts = new TreeMap<>();
        SortedMap<ViewKey, View.Case> cases = new TreeMap<>();
        SortedMap<ViewKey, View.Hold> holds = new TreeMap<>();
        SortedMap<ViewKey, View.BookTransfer> bookTransfers = new TreeMap<>();
        SortedMap<ViewKey, View.Progress> progress = new TreeMap<>();
        for (View view : views) {
            switch (view) {
                case View.Account account -> keep(accounts, account);
                case View.Entry entry -> keep(entries, entry);
                case View.HoldChange change -> keep(holdChanges, change);
                case View.AccountChange change -> keep(accountChanges, change);
                case View.Transfer transfer -> keep(transfers, transfer);
                case View.Payment payment -> keep(payments, payment);
                case View.Alert alert -> keep(alerts, alert);
                case View.Case file -> keep(cases, file);
                case View.Hold hold -> keep(holds, hold);
                case View.BookTransfer transfer -> keep(bookTransfers, transfer);
                case View.Progress reached -> keep(progress, reached);
            }
        }
        return new ViewBatch(
                new ArrayList<>(accounts.values()),
                new ArrayList<>(entries.values()),
                new ArrayList<>(holdChanges.values()),
                new ArrayList<>(accountChanges.values()),
                new ArrayList<>(transfers.values()),
                new ArrayList<>(payments.values()),
                new ArrayList<>(alerts.values()),
                new ArrayList<>(cases.values()),
                new ArrayList<>(holds.values()),
                new ArrayList<>(bookTransfers.values()),
                new ArrayList<>(progress.values()));
    }

    private static <V extends View> void keep(SortedMap<ViewKey, V> newest, V view) {
        newest.merge(
                view.key(), view, (old, next) -> next.sequence() >= old.sequence() ? next : old);
    }
}
