package dev.weir.faults;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients were told: the oracle that the log is compared with. */
final class Journal {
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Boolean> sent = new ConcurrentHashMap<>();
    private final AtomicLong changedAnswers = new AtomicLong();

    void sent(String transfer) {
        sent.put(transfer, true);
    }

    /** A repeat of a command has to get the position that the first answer had. */
    void acknowledged(String transfer, String position) {
        String before = acknowledged.putIfAbsent(transfer, position);
        if (before != null && !before.equals(position)) {
            changedAnswers.incrementAndGet();
        }
    }

    Map<String, String> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    boolean wasSent(String transfer) {
        return sent.containsKey(transfer);
    }

    long sentCount() {
        return sent.size();
    }

    long changedAnswers() {
        return changedAnswers.get();
    }
}
