package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is measured of the write path itself, beside the bare producer and Axon without Kafka. */
final class EnginePhases {
    static final String NODE = "name=engine";
    private static final String CEILING = "name=ceiling";
    private static final int ACCOUNTS = 1_000;
    private static final int AIMED_CALLERS = 512;
    private static final int BULK = 50;
    private static final int BULK_CALLERS = 32;
    private static final int HISTORY_CALLERS = 64;
    private static final int[] SHORT_HISTORIES = {10, 1_000};

    private final Worker engine;
    private final Pace pace;
    private final String machine;
    private final List<Measure> measures = new ArrayList<>();
    private final Map<Boolean, Double> peak = new HashMap<>();

    EnginePhases(Worker engine, Pace pace, String machine) {
        this.engine = engine;
        this.pace = pace;
        this.machine = machine;
    }

    List<Measure> measures() {
        return measures;
    }

    /** Opens the nodes and lets the compiler see every load once. */
    void warmUp() throws IOException {
        flushEachMessage(false);
        engine.ask("open log=kafka " + NODE + " accounts=" + ACCOUNTS);
        engine.ask("open log=none " + CEILING + " accounts=" + ACCOUNTS);
        double half = pace.firstSeconds() / 2;
        load(NODE, "cash", AIMED_CALLERS, pace.firstSeconds(), 1);
        load(CEILING, "cash", AIMED_CALLERS, half, 1);
        load(NODE, "uniform", AIMED_CALLERS, half / 2, 1);
        bulk(half / 2, 1);
        raw(100, half / 2, 1);
    }

    /** Commands/s by callers, with its peers in turn. */
    void sweep(boolean flushed, List<Integer> callers) throws IOException {
        flushEachMessage(flushed);
        for (int each : callers) {
            Rounds own = new Rounds();
            Rounds bare = new Rounds();
            Rounds ceiling = new Rounds();
            for (int round = 0; round < pace.rounds(); round++) {
                JsonNode figures = load(NODE, "cash", each);
                own.add(figures);
                Rounds group = new Rounds();
                group.add(figures);
                bare.add(
                        raw(
                                (int) Math.round(group.perTransaction()),
                                pace.warmSeconds(),
                                pace.roundSeconds()));
                if (!flushed) {
                    ceiling.add(load(CEILING, "cash", each));
                }
            }
            peak.merge(flushed, own.perSecond(), Math::max);
            print(flushed, each, own, bare, ceiling);
        }
    }

    private void print(boolean flushed, int callers, Rounds own, Rounds bare, Rounds ceiling) {
        String of = callers + (callers == 1 ? " caller, " : " callers, ") + durability(flushed);
        boolean aimed = callers == AIMED_CALLERS;
        measures.add(
                Measure.beside(
                        of + ": commands",
                        own.perSecond(),
                        "1/s",
                        "bare producer, same groups",
                        bare.perSecond(),
                        aimed ? 0.6 : 0,
                        machine));
        if (!flushed) {
            measures.add(
                    Measure.beside(
                            of + ": Axon without Kafka",
                            ceiling.perSecond(),
                            "1/s",
                            "with Kafka",
                            own.perSecond(),
                            0,
                            machine));
        }
        shown(of + ": p50", own.p50Millis(), "ms");
        shown(of + ": p99", own.p99Millis(), "ms");
        shown(of + ": events in a transaction", own.perTransaction(), "events");
        measures.add(
                Measure.beside(
                        of + ": processor time of a command",
                        own.cpuMicros(),
                        "us",
                        "bare producer, of a record",
                        bare.cpuMicros(),
                        0,
                        machine));
        measures.add(
                Measure.beside(
                        of + ": and of the broker",
                        own.brokerMicros(),
                        "us",
                        "bare producer",
                        bare.brokerMicros(),
                        0,
                        machine));
    }

    /** Calls of many transfers. */
    void bulk() throws IOException {
        flushEachMessage(false);
        Rounds rounds = new Rounds();
        for (int round = 0; round < pace.rounds(); round++) {
            rounds.add(bulk(pace.warmSeconds(), pace.roundSeconds()));
        }
        String of = BULK + " transfers a call, " + BULK_CALLERS + " callers: ";
        shown(of + "transfers", rounds.perSecond() * BULK, "1/s");
        measures.add(
                Measure.atLeast(
                        of + "by core of the node (a second of its processor time)",
                        1e6 * BULK / rounds.cpuMicros(),
                        "1/s",
                        30_000,
                        machine));
        shown(
                of + "by core, the broker's processor time counted too",
                1e6 * BULK / (rounds.cpuMicros() + rounds.brokerMicros()),
                "1/s");
        shown(of + "p99 of a call", rounds.p99Millis(), "ms");
    }

    /** One account in every transfer against all evenly. */
    void hotAccount() throws IOException {
        flushEachMessage(false);
        Rounds hot = new Rounds();
        Rounds uniform = new Rounds();
        for (int round = 0; round < pace.rounds() + 1; round++) {
            uniform.add(load(NODE, "uniform", AIMED_CALLERS));
            hot.add(load(NODE, "hot", AIMED_CALLERS));
        }
        measures.add(
                Measure.beside(
                        "one hot account, " + AIMED_CALLERS + " callers: transfers",
                        hot.perSecond(),
                        "1/s",
                        "uniform",
                        uniform.perSecond(),
                        0.8,
                        machine));
    }

    /** Latency of one command while the node has a tenth of what it can do. */
    void tenthOfPeak(boolean flushed) throws IOException {
        flushEachMessage(flushed);
        if (!peak.containsKey(flushed)) {
            Rounds first = new Rounds();
            first.add(load(NODE, "cash", AIMED_CALLERS));
            peak.put(flushed, first.perSecond());
        }
        double rate = Math.max(1, peak.get(flushed) / 10);
        Rounds rounds = new Rounds();
        for (int round = 0; round < pace.rounds(); round++) {
            rounds.add(
                    engine.ask(
                            "fixed "
                                    + NODE
                                    + " mix=cash per_second="
                                    + rate
                                    + seconds(pace.warmSeconds(), 2 * pace.roundSeconds())));
        }
        String of =
                String.format(
                        java.util.Locale.ROOT,
                        "a tenth of the peak, %,.0f/s, %s: ",
                        rate,
                        durability(flushed));
        if (flushed) {
            shown(of + "p50", rounds.p50Millis(), "ms");
            shown(of + "p99", rounds.p99Millis(), "ms");
        } else {
            measures.add(Measure.atMost(of + "p50", rounds.p50Millis(), "ms", 3, machine));
            measures.add(Measure.atMost(of + "p99", rounds.p99Millis(), "ms", 15, machine));
        }
    }

    /** Whether an account's history makes its commands slower. */
    void histories() throws IOException {
        flushEachMessage(false);
        List<Integer> histories = new ArrayList<>();
        for (int events : SHORT_HISTORIES) {
            histories.add(events);
        }
        histories.add(pace.longHistory());
        Map<Integer, Rounds> figures = new HashMap<>();
        for (int events : histories) {
            figures.put(events, new Rounds());
            engine.ask("history " + NODE + " account=h" + events + " events=" + events);
        }
        for (int round = 0; round < pace.rounds() + 1; round++) {
            for (int events : histories) {
                figures.get(events)
                        .add(
                                engine.ask(
                                        "deposits "
                                                + NODE
                                                + " account=h"
                                                + events
                                                + " callers="
                                                + HISTORY_CALLERS
                                                + seconds(
                                                        pace.warmSeconds(), pace.roundSeconds())));
            }
        }
        double shortest = figures.get(SHORT_HISTORIES[0]).perSecond();
        for (int events : histories) {
            measures.add(
                    Measure.beside(
                            String.format(
                                    java.util.Locale.ROOT,
                                    "an account of %,d events, %d callers: commands",
                                    events,
                                    HISTORY_CALLERS),
                            figures.get(events).perSecond(),
                            "1/s",
                            "of 10 events",
                            shortest,
                            events == SHORT_HISTORIES[0] ? 0 : 0.9,
                            machine));
        }
    }

    /** What a transfer and an account take. */
    void space() throws IOException {
        engine.ask("open log=kafka name=space accounts=" + ACCOUNTS);
        JsonNode before = engine.ask("disk name=space");
        JsonNode load =
                engine.ask(
                        "load name=space mix=uniform callers="
                                + AIMED_CALLERS
                                + seconds(0, pace.roundSeconds()));
        JsonNode after = engine.ask("disk name=space");
        double records =
                after.path("offsets").asDouble()
                        - before.path("offsets").asDouble()
                        - load.path("transactions").asDouble();
        shown(
                "log on disk, a transfer, groups of "
                        + AIMED_CALLERS
                        + " callers (compressed, with its part of the markers)",
                (after.path("bytes").asDouble() - before.path("bytes").asDouble()) / records,
                "bytes");
        JsonNode heap =
                engine.ask(
                        "heap name=space from="
                                + ACCOUNTS
                                + " until="
                                + (ACCOUNTS + pace.heapAccounts()));
        shown("heap of an account", heap.path("bytes_per_account").asDouble(), "bytes");
        engine.ask("close name=space");
    }

    /** A round of the node at so many callers, for a peer that is measured elsewhere. */
    JsonNode round(String mix, int callers) throws IOException {
        return load(NODE, mix, callers);
    }

    void flushEachMessage(boolean flushed) throws IOException {
        engine.ask("flush every=" + (flushed ? 1 : 0));
    }

    static String durability(boolean flushed) {
        return flushed ? "flushed" : "not flushed";
    }

    private JsonNode load(String node, String mix, int callers) throws IOException {
        return load(node, mix, callers, pace.warmSeconds(), pace.roundSeconds());
    }

    private JsonNode load(String node, String mix, int callers, double warm, double measured)
            throws IOException {
        return engine.ask(
                "load " + node + " mix=" + mix + " callers=" + callers + seconds(warm, measured));
    }

    private JsonNode bulk(double warm, double measured) throws IOException {
        return engine.ask(
                "load "
                        + NODE
                        + " mix=uniform bulk="
                        + BULK
                        + " callers="
                        + BULK_CALLERS
                        + seconds(warm, measured));
    }

    private JsonNode raw(int group, double warm, double measured) throws IOException {
        return engine.ask("raw " + NODE + " group=" + Math.max(1, group) + seconds(warm, measured));
    }

    private static String seconds(double warm, double measured) {
        return " warm=" + warm + " seconds=" + measured;
    }

    private void shown(String measure, double value, String unit) {
        measures.add(Measure.shown(measure, value, unit, machine));
    }
}
