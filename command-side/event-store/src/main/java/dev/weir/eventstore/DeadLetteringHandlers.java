package dev.weir.eventstore;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.log.DeadLetters;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.DeadLetter;
import dev.weir.contract.store.v1.DeadLetterAction;
import dev.weir.contract.store.v1.DeadLetterDecision;
import jakarta.annotation.Nonnull;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.axonframework.messaging.core.Message;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.core.unitofwork.UnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.DelegatingEventHandlingComponent;
import org.axonframework.messaging.eventhandling.EventHandlingComponent;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Event handlers whose failures do not stop their processor: what they cannot handle becomes a dead
 * letter, and so does whatever comes later in the same book, in its order, until the first is
 * handled or discarded. For events of a {@link BooksEventSource}; a failure on others is the
 * processor's, as ever.
 *
 * <p>Letters are handled at least once, as events are. One process at a time runs the handlers of a
 * consumer. What a handler wrote before it failed is not taken back here.
 */
public final class DeadLetteringHandlers extends DelegatingEventHandlingComponent
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetteringHandlers.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final String LETTER = DeadLetter.getDescriptor().getFullName();
    private static final String ACTION = DeadLetterAction.getDescriptor().getFullName();

    /** An action's reason, cut: the text of an error may hold the whole event. */
    private static final int REASON_CHARACTERS_MAX = 500;

    private final String consumer;
    private final EventCodec codec;
    private final UnitOfWorkFactory works;
    private final InstantSource clock;
    private final String topic;
    private final KafkaDeadLetters post;
    private final KafkaConsumer<byte[], byte[]> box;
    private final HandlerLetters letters;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * What the handlers stand in.
     *
     * @param deadLetters the topic
     * @param works of the processor
     */
    public record Surroundings(
            KafkaSettings kafka,
            String deadLetters,
            EventPayloads payloads,
            UnitOfWorkFactory works,
            InstantSource clock) {}

    /**
     * Reads the letters of before, and begins to look for what people decide. Open it before the
     * processor starts, close it behind it.
     *
     * @param consumer its name in the letters; for good, as the tokens' name is
     */
    public DeadLetteringHandlers(
            String consumer, EventHandlingComponent handlers, Surroundings surroundings) {
        super(handlers);
        this.consumer = consumer;
        this.codec = new EventCodec(surroundings.payloads());
        this.works = surroundings.works();
        this.clock = surroundings.clock();
        this.topic = surroundings.deadLetters();
        this.letters = new HandlerLetters(consumer);
        this.post =
                new KafkaDeadLetters(surroundings.kafka().bootstrap(), topic, surroundings.clock());
        this.box = new KafkaConsumer<>(surroundings.kafka().consumer());
        readAll();
        this.thread =
                Thread.ofPlatform().daemon().name("weir-letters-" + consumer).start(this::run);
    }

    /** All of a book is handled by one segment, in its order. */
    @Override
    public Object sequenceIdentifierFor(
            @Nonnull EventMessage event, @Nonnull ProcessingContext context) {
        return event instanceof LoggedEvent logged
                ? logged.event().book()
                : super.sequenceIdentifierFor(event, context);
    }

    @Override
    public MessageStream.Empty<Message> handle(
            @Nonnull EventMessage event, @Nonnull ProcessingContext context) {
        if (!(event instanceof LoggedEvent logged)) {
            return super.handle(event, context);
        }
        if (letters.isSettled(id(logged))) {
            return MessageStream.empty(); // its token was not stored when it was settled
        }
        Optional<DeadLetter> first = letters.first(logged.event().book());
        if (first.isPresent()) {
            setAside(logged, "waits behind " + first.get().getId(), 0);
            return MessageStream.empty();
        }
        try {
            return super.handle(event, context)
                    .onErrorContinue(
                            failure -> {
                                setAside(logged, failure.toString(), 1);
                                return MessageStream.empty();
                            })
                    .ignoreEntries();
        } catch (RuntimeException failure) {
            setAside(logged, failure.toString(), 1);
            return MessageStream.empty();
        }
    }

    private String id(LoggedEvent logged) {
        ConsumerRecord<byte[], byte[]> record = logged.record();
        return DeadLetters.id(consumer, record.topic(), record.partition(), record.offset());
    }

    private void setAside(LoggedEvent logged, String error, int attempts) {
        if (letters.isFull()) {
            throw new IllegalStateException(
                    consumer
                            + " has "
                            + HandlerLetters.OPEN_MAX
                            + " open letters: mend the handler and retry them, or discard them");
        }
        DeadLetter letter =
                KafkaDeadLetters.letter(
                                consumer, logged.record(), error, Micros.of(clock.instant()))
                        .setBook(logged.event().book())
                        .setAttempts(attempts)
                        .build();
        post.send(letter);
        letters.add(letter);
        if (attempts > 0) {
            LOG.warn("{} cannot handle {}: {}", consumer, letter.getId(), error);
        }
    }

    private void readAll() {
        List<TopicPartition> all =
                box.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        box.assign(all);
        box.seekToBeginning(all);
        Map<TopicPartition, Long> ends = box.endOffsets(all);
        while (ends.entrySet().stream()
                .anyMatch(end -> box.position(end.getKey()) < end.getValue())) {
            box.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Header type = record.headers().lastHeader(EventHeaders.TYPE);
        String name = type == null ? "" : new String(type.value(), StandardCharsets.UTF_8);
        try {
            if (name.equals(LETTER)) {
                letters.add(DeadLetter.parseFrom(record.value()));
            } else if (name.equals(ACTION)) {
                letters.act(DeadLetterAction.parseFrom(record.value()));
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.error("{} offset {} is no {}", record.topic(), record.offset(), name);
        }
    }

    private void run() {
        while (!closed) {
            try {
                box.poll(POLL).forEach(this::take);
                letters.due().forEach(this::tryAgain);
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.warn("the letters of {} cannot be seen to: {}", consumer, e.toString());
                    pause();
                }
            }
        }
        box.close();
    }

    /** Those behind it follow at the next look, each when it is the first of its book. */
    private void tryAgain(DeadLetter letter) {
        DeadLetterDecision decision = DeadLetterDecision.APPLIED;
        String reason = "";
        try {
            StoredEvent event = event(letter);
            works.create()
                    .executeWithResult(
                            context ->
                                    delegate.handle(event.message(), context)
                                            .reduce(Boolean.TRUE, (done, none) -> done))
                    .join();
        } catch (RuntimeException failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
            decision = DeadLetterDecision.FAILED;
            reason = cut(cause.toString());
        }
        DeadLetterAction action =
                DeadLetterAction.newBuilder()
                        .setId(letter.getId())
                        .setDecision(decision)
                        .setBy(consumer)
                        .setReason(reason)
                        .setAtMicros(Micros.of(clock.instant()))
                        .build();
        post.tell(action);
        letters.act(action);
    }

    private StoredEvent event(DeadLetter letter) {
        var event = HandlerLetters.event(letter);
        return codec.toEvent(event, codec.payload(event));
    }

    private static String cut(String text) {
        return text.length() <= REASON_CHARACTERS_MAX
                ? text
                : text.substring(0, REASON_CHARACTERS_MAX);
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        post.close();
    }
}
