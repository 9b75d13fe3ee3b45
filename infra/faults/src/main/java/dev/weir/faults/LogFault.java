package dev.weir.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/** What can happen to those who keep the log. The weight says how often, beside the others. */
enum LogFault {
    KILL_OWNER("kill -9 of an owner", 4),
    ZOMBIE_OWNER("owner frozen past its session", 4),
    KILL_BROKER("kill -9 of a broker", 4),
    FREEZE_BROKER("broker frozen past the delivery timeout", 3),
    KILL_OWNER_AS_BROKER_WAKES("owner killed as a frozen broker wakes up", 3),
    FILL_DISK("disk of a broker full", 2);

    private final String words;
    private final int weight;

    LogFault(String words, int weight) {
        this.words = words;
        this.weight = weight;
    }

    String words() {
        return words;
    }

    /** Each kind once, in any order, then as the weights say. */
    static List<LogFault> plan(int count, EnumSet<LogFault> kinds, Random random) {
        List<LogFault> plan = new ArrayList<>(kinds);
        Collections.shuffle(plan, random);
        List<LogFault> weighted = new ArrayList<>();
        kinds.forEach(kind -> weighted.addAll(Collections.nCopies(kind.weight, kind)));
        while (plan.size() < count) {
            plan.add(weighted.get(random.nextInt(weighted.size())));
        }
        return List.copyOf(plan.subList(0, count));
    }
}
