package dev.weir.faults;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** When each book first acknowledged a command that was sent after a fault. */
final class FirstAnswers {
    private final Set<String> books;
    private final long sinceNanos;
    private final Map<String, Long> nanos = new ConcurrentHashMap<>();

    /**
     * @param sinceNanos the fault's moment on {@link System#nanoTime}'s clock
     */
    FirstAnswers(Collection<String> books, long sinceNanos) {
        this.books = Set.copyOf(books);
        this.sinceNanos = sinceNanos;
    }

    void note(String book, long sentNanos, long answeredNanos) {
        if (sentNanos >= sinceNanos) {
            nanos.putIfAbsent(book, answeredNanos - sinceNanos);
        }
    }

    /** Books that have not answered yet. */
    Set<String> missing() {
        Set<String> missing = new TreeSet<>(books);
        missing.removeAll(nanos.keySet());
        return missing;
    }

    /** Of all books, shortest first. */
    List<Double> seconds() {
        return nanos.entrySet().stream()
                .filter(each -> books.contains(each.getKey()))
                .map(each -> each.getValue() / 1e9)
                .sorted()
                .toList();
    }
}
