package dev.weir.eventstore.verify;

import dev.weir.contract.Topics;
import dev.weir.contract.log.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** {@code weir verify}. */
public final class VerifyMain {
    private static final int SOUND = 0;
    private static final int PROBLEMS = 1;
    private static final int WRONG_USAGE = 2;
    private static final int NOT_REACHABLE = 3;

    /** Views lag by milliseconds; after this they are not late but stuck. */
    private static final Duration VIEWS_PATIENCE = Duration.ofSeconds(15);

    private static final long ASK_AGAIN_NANOS = Duration.ofMillis(200).toNanos();

    private VerifyMain() {}

    public static void main(String[] arguments) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        VerifyOptions options;
        try {
            options = VerifyOptions.parse(arguments, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("weir verify: " + e.getMessage());
            return WRONG_USAGE;
        }
        if (options.help()) {
            System.out.print(VerifyOptions.HELP);
            return SOUND;
        }
        try {
            VerifyReport report = verify(options);
            if (options.json()) {
                report.printJson(System.out);
            } else {
                report.print(System.out);
            }
            return report.isSound() ? SOUND : PROBLEMS;
        } catch (NotReachableException e) {
            System.err.println("weir verify: " + e.getMessage());
            return NOT_REACHABLE;
        }
    }

    static VerifyReport verify(VerifyOptions options) {
        Findings findings = new Findings();
        LogCheck log = new LogCheck(findings, Micros.of(Instant.now()));
        int partitions =
                new LogReader(options.kafka(), Topics.EVENTS)
                        .read(
                                record -> {
                                    if (options.book().map(record.book()::equals).orElse(true)) {
                                        log.next(record);
                                    }
                                });
        log.end();
        Optional<ViewCheck> views = options.queryUrl().map(url -> new ViewCheck(log, findings));
        if (views.isPresent()) {
            try (QueryApi api = new QueryApi(options.queryUrl().get(), options.token())) {
                views.get().check(api, patience());
            }
        }
        return new VerifyReport(partitions, log, views, findings)
                .withOpenLimit(options.openLimit());
    }

    private static BooleanSupplier patience() {
        long deadline = System.nanoTime() + VIEWS_PATIENCE.toNanos();
        return () -> {
            LockSupport.parkNanos(ASK_AGAIN_NANOS);
            return System.nanoTime() < deadline;
        };
    }
}
