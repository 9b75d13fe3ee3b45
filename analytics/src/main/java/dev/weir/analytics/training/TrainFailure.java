package dev.weir.analytics.training;

/** No model was made; the message says what to do. */
final class TrainFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrainFailure(String sentence) {
        super(sentence);
    }

    TrainFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
