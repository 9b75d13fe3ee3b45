package dev.weir.eventstore;

import java.util.Map;

/** {@code weir faults --epochs}: see {@link EpochRun}. */
public final class EpochsMain {
    private static final int SOUND = 0;
    private static final int PROBLEMS = 1;
    private static final int WRONG_USAGE = 2;

    /** Twice the 32,767 epochs of a producer id, and some. */
    private static final int TRANSACTIONS = 70_000;

    private static final String HELP =
            """
            weir faults --epochs: one transaction a record until the producer's epoch has run over twice

            Usage: weir faults --epochs [--transactions N]
              --transactions N  how many (default: 70000; below 65600 the border is not crossed twice)
              --kafka ADDRESS   bootstrap servers (default: WEIR_KAFKA, the running platform's)

            Exit: 0 every record is there once and in order, 1 not, 2 wrong usage.
            """;

    private EpochsMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(arguments, System.getenv()));
    }

    static int run(String[] arguments, Map<String, String> environment)
            throws InterruptedException {
        String kafka = environment.getOrDefault("WEIR_KAFKA", "");
        int transactions = TRANSACTIONS;
        for (int i = 0; i < arguments.length; i++) {
            boolean last = i == arguments.length - 1;
            switch (arguments[i]) {
                case "--epochs" -> {} // which main it is was chosen by it
                case "--kafka" -> kafka = last ? "" : arguments[++i];
                case "--transactions" -> transactions = last ? 0 : number(arguments[++i]);
                default -> {
                    System.err.print(HELP);
                    return WRONG_USAGE;
                }
            }
        }
        if (kafka.isEmpty() || transactions < 1) {
            System.err.print(HELP);
            return WRONG_USAGE;
        }
        EpochRun run =
                new EpochRun(
                        new KafkaSettings(
                                kafka, StoreTopics.of("epochs-" + System.currentTimeMillis())));
        EpochRun.Report report = run.run(transactions);
        System.out.printf(
                "transactions %d in %.1f s (%.0f/s), producer ids %d, takeovers %d, second tries %d,"
                        + " asked again %d, read %d%n",
                report.written(),
                report.seconds(),
                report.written() / report.seconds(),
                report.producerIds(),
                report.takeovers(),
                report.secondTries(),
                report.askedAgain(),
                report.read());
        if (!report.isSound()) {
            System.out.println("not sound: " + report.firstWrong());
            return PROBLEMS;
        }
        run.deleteTopics();
        return SOUND;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
