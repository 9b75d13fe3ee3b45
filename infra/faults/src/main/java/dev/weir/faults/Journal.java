package dev.weir.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients asked and were told: the oracle that the log is compared with. */
final class Journal {
    private static final int NOTES_MAX = 10;

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Set<String> books = ConcurrentHashMap.newKeySet();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong changedAnswers = new AtomicLong();
    private final AtomicLong wrongAnswers = new AtomicLong();
    private final List<String> notes = new ArrayList<>();

    /** One command and its first answer. */
    static final class Entry {
        private volatile Answer answer;

        /** Null while there is none. */
        Answer answer() {
            return answer;
        }
    }

    void sent(Call call) {
        books.add(call.book());
        call.commands().forEach(command -> entries.put(command.key(), new Entry()));
    }

    /** A repeat of a command has to get the answer that the first had. */
    void answered(List<Call.Asked> commands, List<Answer> answers) {
        if (commands.size() != answers.size()) {
            wrongAnswers.addAndGet(commands.size());
            note(commands.size() + " commands got " + answers);
            return;
        }
        for (int i = 0; i < commands.size(); i++) {
            answered(commands.get(i), answers.get(i));
        }
    }

    private void answered(Call.Asked command, Answer answer) {
        Entry entry = entries.get(command.key());
        Answer before;
        synchronized (entry) {
            before = entry.answer;
            if (before == null) {
                entry.answer = answer;
            }
        }
        if (before == null) {
            acknowledged.incrementAndGet();
            if (!answer.code().equals(command.expected())) {
                wrongAnswers.incrementAndGet();
                note(command + " was answered " + answer);
            }
        } else if (!before.equals(answer)) {
            changedAnswers.incrementAndGet();
            note(command.key() + " was answered " + before + ", then " + answer);
        }
    }

    Map<String, Entry> entries() {
        return entries;
    }

    /** Books that nobody else writes to. */
    Set<String> books() {
        return books;
    }

    long sentCount() {
        return entries.size();
    }

    /** Commands with a final answer, refusals too. */
    long acknowledgedCount() {
        return acknowledged.get();
    }

    long changedAnswers() {
        return changedAnswers.get();
    }

    /** Answers that no run of the commands could have. */
    long wrongAnswers() {
        return wrongAnswers.get();
    }

    private synchronized void note(String line) {
        if (notes.size() < NOTES_MAX) {
            notes.add(line);
        }
    }

    /** The first changed and wrong answers. */
    synchronized List<String> notes() {
        return List.copyOf(notes);
    }
}
