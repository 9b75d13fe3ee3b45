package dev.weir.features.patterns;

import com.google.protobuf.Message;
import dev.weir.features.Moment;
import dev.weir.features.rules.RuleInput;
import java.util.Optional;

/**
 * An event as patterns look at it.
 *
 * @param book its book
 * @param event the event
 * @param payment what rules see of it, if it is a payment request
 * @param moment its place in event time
 */
public record PatternInput(
        String book, Message event, Optional<RuleInput> payment, Moment moment) {}
