package dev.weir.eventstore;

import dev.weir.eventstore.SimulatedCall.Kind;
import dev.weir.eventstore.SimulatedCall.Outcome;
import dev.weir.eventstore.SimulatedNode.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;

/**
 * One partition, several owners of it and clients that try again, all made from one seed: who runs
 * next, what the log suffers, which process dies or freezes, whose clock jumps. The owners are the
 * production classes; the log, time and the order of steps are simulated, so a seed repeats a run
 * exactly. First everything goes wrong, then nothing does, then {@link SimulatedHistory} compares.
 */
final class Simulation {
    static final StoreTopics TOPICS = StoreTopics.of("simulated");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> BOOKS = List.of("a", "b");
    private static final int NODES_MAX = 3;
    private static final int CALM_STEPS_MAX = 30_000;

    private final Random random;
    private final SimulatedFault fault;
    private final int crashStep;
    private final SimulatedBroker broker;
    private final SimulatedHistory history = new SimulatedHistory();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<Message> network = new ArrayList<>();
    private long now;
    private boolean chaos = true;
    private boolean foul;
    private int troubleOneIn;
    private final List<Attempt> attempts = new ArrayList<>();
    private int started;
    private int calls;
    private int takeovers;
    private int troubles;
    private int aborts;
    private AssertionError broken;

    /** Something that happens at a time. */
    private record Message(long at, Runnable effect) {}

    /** A call that reached a node. */
    private record Attempt(
            SimulatedNode node, SimulatedCall call, CompletableFuture<Reply> reply) {}

    /** What a run was made of. */
    record Report(
            int steps,
            int answers,
            int records,
            int takeovers,
            int troubles,
            int aborts,
            String lastHash) {}

    Simulation(long seed, SimulatedFault fault) {
        this(seed, fault, -1);
    }

    /**
     * @param crashStep the step at which a process is killed, whatever the seed does beside; -1:
     *     none
     */
    Simulation(long seed, SimulatedFault fault, int crashStep) {
        this.crashStep = crashStep;
        this.random = new Random(seed);
        this.fault = fault;
        this.broker =
                new SimulatedBroker(TOPICS.events(), fault != SimulatedFault.BROKER_DOES_NOT_FENCE);
    }

    long now() {
        return now;
    }

    /** A transaction was aborted for certain. */
    void aborted() {
        aborts++;
    }

    /** Throws {@link AssertionError} on any broken promise. */
    Report run() {
        // On the same kind of thread as the strands: the two take turns without the system's help.
        CompletableFuture<Report> report = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                report.complete(live());
                            } catch (Throwable failure) {
                                report.completeExceptionally(failure);
                            }
                        });
        try {
            return report.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AssertionError error
                    ? error
                    : new AssertionError("the simulation broke", e.getCause());
        }
    }

    private Report live() {
        try {
            foul = random.nextInt(4) > 0;
            troubleOneIn = 15 + random.nextInt(150);
            for (int i = 0; i <= random.nextInt(NODES_MAX); i++) {
                startNode();
            }
            for (int i = 0; i < 2 + random.nextInt(7); i++) {
                clients.add(new Client());
            }
            int steps = 300 + random.nextInt(1_500);
            for (int i = 0; i < steps; i++) {
                if (i == crashStep && !nodes.isEmpty()) {
                    crash(nodes.getFirst());
                }
                step();
            }
            SimulatedNode survivor = calm();
            history.check(broker, survivor.served(BOOKS));
            attempts.forEach(Simulation::requireAnswered);
            return new Report(
                    steps,
                    history.answers(),
                    broker.entries().size(),
                    takeovers + Math.toIntExact(survivor.owner.metrics().takeovers()),
                    troubles,
                    aborts,
                    broker.entries().isEmpty() ? "" : broker.entries().getLast().record().hash());
        } finally {
            nodes.forEach(node -> node.threads.crash());
        }
    }

    private static void requireAnswered(Attempt attempt) {
        SimulatedHistory.require(
                attempt.node().isGone || attempt.reply().isDone(),
                "every waiter is told",
                attempt.call());
    }

    /** Faults end and one node is left: everybody must get an answer. */
    private SimulatedNode calm() {
        chaos = false;
        foul = false;
        if (nodes.isEmpty()) {
            startNode();
        }
        while (nodes.size() > 1) {
            crash(nodes.get(random.nextInt(nodes.size())));
        }
        SimulatedNode survivor = nodes.getFirst();
        if (survivor.isClosing()) {
            crash(survivor);
            survivor = startNode();
        }
        survivor.frozenUntil = now;
        survivor.loopBusyUntil = now;
        survivor.rightClock();
        runUntilAnswered(survivor);
        // An owner that was fenced while it was idle learns of it when it writes.
        clients.add(new Client(BOOKS.getFirst()));
        runUntilAnswered(survivor);
        return survivor;
    }

    private void runUntilAnswered(SimulatedNode survivor) {
        for (int i = 0; i < CALM_STEPS_MAX; i++) {
            boolean answered = clients.stream().allMatch(Client::isIdle) && network.isEmpty();
            if (answered && survivor.isQuiet()) {
                return;
            }
            step();
        }
        throw new AssertionError("broken: everybody gets an answer; waiting: " + clients);
    }

    private void step() {
        List<Runnable> ready = new ArrayList<>();
        long next = Long.MAX_VALUE;
        for (SimulatedNode node : nodes) {
            next = Math.min(next, addReady(node, ready));
        }
        for (Message message : network) {
            next = Math.min(next, message.at());
            if (message.at() <= now) {
                ready.add(
                        () -> {
                            network.remove(message);
                            message.effect().run();
                        });
            }
        }
        for (Client client : clients) {
            if (chaos || !client.isIdle()) {
                next = Math.min(next, client.actsAt);
                if (client.actsAt <= now) {
                    ready.add(client::act);
                }
            }
        }
        if (broker.hasDelayed() && random.nextInt(10) == 0) {
            ready.add(() -> broker.deliver(random.nextInt(broker.delayedRequests())));
        }
        if (chaos && random.nextInt(troubleOneIn) == 0) {
            ready.add(this::trouble);
        }
        if (ready.isEmpty()) {
            now = Math.max(now + 1, next == Long.MAX_VALUE ? now : next);
        } else {
            ready.get(random.nextInt(ready.size())).run();
            now += random.nextInt(3);
        }
        if (broken != null) {
            throw broken;
        }
        nodes.removeIf(node -> node.threads.isOver());
    }

    /** Adds what can run on the node now; returns when something can at the earliest. */
    private long addReady(SimulatedNode node, List<Runnable> ready) {
        if (node.frozenUntil > now) {
            return node.frozenUntil;
        }
        SimulatedThreads threads = node.threads;
        long next = Long.MAX_VALUE;
        if (!threads.isEnded()) {
            next = threads.wakeAt();
            if (next <= now) {
                ready.add(threads::step);
            }
        }
        if (threads.loop().depth() > 0) {
            next = Math.min(next, node.loopBusyUntil);
            if (node.loopBusyUntil <= now) {
                ready.add(threads.loop()::runNext);
            }
        }
        if (threads.hasAcknowledgements()) {
            next = now;
            ready.add(threads::stepAcknowledgements);
        }
        return next;
    }

    private void trouble() {
        troubles++;
        if (nodes.isEmpty()) {
            startNode();
            return;
        }
        SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(8)) {
            case 0 -> crash(node);
            case 1 -> node.frozenUntil = now + random.nextInt(4_000);
            case 2 -> node.jumpClock(random.nextInt(10_000) - 5_000L);
            case 3 -> node.loopBusyUntil = now + random.nextInt(4_000);
            case 4 -> node.stop();
            // everybody there is told that the outcome is unknown, while it may still come about
            case 5 -> node.owner.expire(Duration.ZERO);
            default -> {
                if (nodes.size() < NODES_MAX) {
                    startNode();
                }
            }
        }
    }

    private SimulatedNode startNode() {
        SimulatedNode node = new SimulatedNode("node-" + ++started, this, broker, fault, random);
        nodes.add(node);
        return node;
    }

    private void crash(SimulatedNode node) {
        nodes.remove(node);
        takeovers += Math.toIntExact(node.owner.metrics().takeovers());
        node.isGone = true;
        node.threads.crash();
    }

    SimulatedLog.Weather weather(SimulatedThreads threads) {
        return new SimulatedLog.Weather() {
            @Override
            public void between(boolean slowly) {
                threads.sleep(slowly ? 50 + random.nextInt(3_000) : random.nextInt(4));
            }

            @Override
            public boolean oneIn(int times) {
                return random.nextInt(times) == 0;
            }

            @Override
            public int pick(int bound) {
                return random.nextInt(bound);
            }

            @Override
            public boolean isFoul() {
                return foul;
            }
        };
    }

    private void later(Runnable effect) {
        network.add(new Message(now + random.nextInt(random.nextInt(10) == 0 ? 500 : 5), effect));
    }

    /** One user, with one call at a time; what is not answered is sent again with its key. */
    private final class Client {
        private SimulatedCall call;
        private long actsAt;

        Client() {}

        /** Begins with a deposit. */
        Client(String book) {
            this.call = new SimulatedCall("last", book, Kind.BOOK, 1, history.acknowledged(book));
            history.called(call);
        }

        boolean isIdle() {
            return call == null || !call.isOpen();
        }

        void act() {
            if (isIdle()) {
                call = newCall();
                history.called(call);
            }
            actsAt = now + 100 + random.nextInt(random.nextInt(4) == 0 ? 3_000 : 300);
            if (call.kind == Kind.CONDITIONAL && call.attempts > 0) {
                close(Outcome.GIVEN_UP);
                return;
            }
            call.attempts++;
            if (nodes.isEmpty()) {
                return;
            }
            SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
            SimulatedCall sent = call;
            long acknowledged = history.acknowledged(sent.book);
            later(() -> arrive(node, sent, acknowledged));
        }

        private SimulatedCall newCall() {
            String book = BOOKS.get(random.nextInt(BOOKS.size()));
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            long amount = random.nextInt(20) - 8L;
            return new SimulatedCall("k" + ++calls, book, kind, amount, history.acknowledged(book));
        }

        private void arrive(SimulatedNode node, SimulatedCall sent, long acknowledged) {
            if (node.isGone) {
                return;
            }
            if (sent.kind != Kind.CONDITIONAL) {
                answer(node, sent, acknowledged, node.handle(sent));
                return;
            }
            try {
                SimulatedNode.Sourced sourced = node.source(sent.book);
                int thinks = random.nextInt(random.nextInt(3) == 0 ? 5_000 : 50);
                network.add(
                        new Message(now + thinks, () -> append(node, sent, acknowledged, sourced)));
            } catch (IllegalStateException notServing) {
                // given up when its time is over
            }
        }

        private void append(
                SimulatedNode node,
                SimulatedCall sent,
                long acknowledged,
                SimulatedNode.Sourced sourced) {
            if (!node.isGone) {
                answer(node, sent, acknowledged, node.append(sent, sourced));
            }
        }

        private void answer(
                SimulatedNode node,
                SimulatedCall sent,
                long acknowledged,
                CompletableFuture<Reply> reply) {
            attempts.add(new Attempt(node, sent, reply));
            reply.whenComplete(
                    (given, failure) -> {
                        if (node.isGone) {
                            return;
                        }
                        if (failure != null) {
                            failed(sent, failure);
                            return;
                        }
                        if (given.outcome() != Outcome.GIVEN_UP) {
                            history.answered(sent, given.outcome(), given.answer(), acknowledged);
                        }
                        if (random.nextInt(10) > 0) {
                            later(() -> receive(sent, given.outcome()));
                        }
                    });
        }

        private void failed(SimulatedCall sent, Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
            if (cause instanceof AssertionError error) {
                broken = error;
            } else if (cause instanceof AppendEventsTransactionRejectedException) {
                later(() -> receive(sent, Outcome.CONFLICT));
            } else if (random.nextBoolean() && sent == call) {
                actsAt = now + random.nextInt(100);
            }
        }

        private void receive(SimulatedCall sent, Outcome outcome) {
            if (sent == call && call.isOpen()) {
                close(outcome);
            }
        }

        private void close(Outcome outcome) {
            call.outcome = outcome;
            actsAt = now + random.nextInt(100);
        }

        @Override
        public String toString() {
            return String.valueOf(call);
        }
    }
}
