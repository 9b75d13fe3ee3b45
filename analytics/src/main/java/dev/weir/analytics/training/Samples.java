package dev.weir.analytics.training;

import dev.weir.contract.log.Micros;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which payments train and which test. Training ends a label delay before the test begins, with
 * what was known then; the test ends a label delay before the last event, with all that is known.
 * Accounts that training knows to be compromised are left out of the test: that they go on being
 * robbed is no feat to find. With a book to test on, that book tests and all others train.
 *
 * @param training what the model learns from
 * @param test what it is judged by
 * @param testFrom from when on payments test, microseconds since 1970
 */
record Samples(List<Example> training, List<Example> test, long testFrom) {
    /** About 600 bytes a payment, twice while the trees are made. */
    static final int PAYMENTS_MAX = 500_000;

    private static final double TEST_SHARE = 0.2;

    private record Candidate(
            String book, String account, String paymentId, long occurredMicros, float[] inputs) {
        String owner() {
            return book + '/' + account;
        }
    }

    private record Found(List<Candidate> payments, LogLabels labels, long lastMicros) {}

    /**
     * @throws TrainFailure if there is nothing to train or to test on
     */
    static Samples of(Events events, TrainOptions options, Truth truth) {
        boolean told = !options.truths().isEmpty();
        Found found = find(events, options, truth, told);
        long delay = options.labelDelay().toNanos() / 1_000;
        long mature = found.lastMicros() - delay;
        List<Candidate> payments =
                found.payments().stream().filter(p -> p.occurredMicros() <= mature).toList();
        long testFrom = testFrom(payments, options);
        List<Example> training = new ArrayList<>();
        List<Example> test = new ArrayList<>();
        Set<String> compromised = new HashSet<>();
        for (Candidate payment : payments) {
            boolean trains =
                    options.testBook()
                            .map(book -> !book.equals(payment.book()))
                            .orElse(payment.occurredMicros() < testFrom - delay);
            if (trains) {
                Example example =
                        example(payment, label(payment, told, truth, found.labels(), testFrom));
                training.add(example);
                if (example.label().fraud()) {
                    compromised.add(payment.owner());
                }
            }
        }
        for (Candidate payment : payments) {
            boolean tests =
                    options.testBook()
                            .map(payment.book()::equals)
                            .orElse(payment.occurredMicros() >= testFrom);
            if (tests && !compromised.contains(payment.owner())) {
                test.add(
                        example(
                                payment,
                                label(payment, told, truth, found.labels(), found.lastMicros())));
            }
        }
        require(training, test, testFrom, options);
        return new Samples(training, test, testFrom);
    }

    private static long testFrom(List<Candidate> payments, TrainOptions options) {
        return options.testBook()
                .map(
                        book ->
                                payments.stream()
                                        .filter(payment -> payment.book().equals(book))
                                        .mapToLong(Candidate::occurredMicros)
                                        .min()
                                        .orElseThrow(
                                                () ->
                                                        new TrainFailure(
                                                                "--test-book "
                                                                        + book
                                                                        + " has no payment to test on")))
                .or(() -> options.testFrom().map(Micros::of))
                .orElseGet(() -> lastFifth(payments));
    }

    private static Found find(Events events, TrainOptions options, Truth truth, boolean told) {
        Recomputed recomputed = new Recomputed(options.features());
        int size = options.features().size();
        LogLabels labels = new LogLabels();
        List<Candidate> payments = new ArrayList<>();
        long[] last = {Long.MIN_VALUE};
        events.read(
                event -> {
                    last[0] = Math.max(last[0], event.occurredMicros());
                    labels.take(event.book(), event.message());
                    recomputed.take(
                            event,
                            payment -> {
                                String id = payment.details().getPaymentId();
                                if (wanted(payment, options)
                                        && (!told || truth.of(payment.book(), id).isPresent())) {
                                    requireRoom(payments.size());
                                    payments.add(
                                            new Candidate(
                                                    payment.book(),
                                                    payment.details().getAccountId(),
                                                    id,
                                                    payment.occurredMicros(),
                                                    payment.inputs(size)));
                                }
                            });
                });
        return new Found(payments, labels, last[0]);
    }

    private static boolean wanted(Recomputed.Payment payment, TrainOptions options) {
        return payment.occurredMicros() >= options.from()
                && payment.occurredMicros() < options.to()
                && options.book().map(payment.book()::equals).orElse(true);
    }

    private static void requireRoom(int payments) {
        if (payments == PAYMENTS_MAX) {
            throw new TrainFailure(
                    "more than "
                            + PAYMENTS_MAX
                            + " payments do not fit; take fewer with --from, --to or --book");
        }
    }

    private static long lastFifth(List<Candidate> payments) {
        long from = payments.stream().mapToLong(Candidate::occurredMicros).min().orElse(0);
        long until = payments.stream().mapToLong(Candidate::occurredMicros).max().orElse(0);
        return until - (long) ((until - from) * TEST_SHARE);
    }

    private static Truth.Label label(
            Candidate payment, boolean told, Truth truth, LogLabels labels, long knownBy) {
        if (told) {
            return truth.of(payment.book(), payment.paymentId()).orElseThrow();
        }
        return new Truth.Label(labels.fraudAt(payment.book(), payment.paymentId(), knownBy), "");
    }

    private static Example example(Candidate payment, Truth.Label label) {
        return new Example(payment.occurredMicros(), label, payment.inputs());
    }

    private static void require(
            List<Example> training, List<Example> test, long testFrom, TrainOptions options) {
        for (List<Example> part : List.of(training, test)) {
            if (frauds(part) == 0 || frauds(part) == part.size()) {
                throw new TrainFailure(
                        "there are %d payments to train on, %d of them fraud, and %d, %d to test on from %s on; both need frauds and others. Take a longer time, a shorter --label-delay (%d s) or another --test-from"
                                .formatted(
                                        training.size(),
                                        frauds(training),
                                        test.size(),
                                        frauds(test),
                                        Micros.format(testFrom),
                                        options.labelDelay().toSeconds()));
            }
        }
    }

    private static long frauds(List<Example> examples) {
        return examples.stream().filter(example -> example.label().fraud()).count();
    }
}
