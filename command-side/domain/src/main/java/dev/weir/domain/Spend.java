package dev.weir.domain;

import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import java.util.ArrayList;
import java.util.List;

/**
 * Money on its way out, as far as spending limits look at it.
 *
 * @param cardId empty: without a card
 * @param channel CHANNEL_UNSPECIFIED: no payment
 * @param amountMinor at least 1
 */
record Spend(String accountId, String cardId, Channel channel, String currency, long amountMinor) {

    static Spend of(PaymentDetails details) {
        return new Spend(
                details.getAccountId(),
                details.getCardId(),
                details.getChannel(),
                details.getCurrency(),
                details.getAmountMinor());
    }

    static Spend debit(String accountId, String currency, long amountMinor) {
        return new Spend(accountId, "", Channel.CHANNEL_UNSPECIFIED, currency, amountMinor);
    }

    Spend part(long otherAmountMinor) {
        return new Spend(accountId, cardId, channel, currency, otherAmountMinor);
    }

    /** What limits may be set on. */
    List<String> subjects() {
        List<String> subjects = new ArrayList<>(3);
        subjects.add(account(accountId));
        if (!cardId.isEmpty()) {
            subjects.add(card(cardId));
        }
        if (channel != Channel.CHANNEL_UNSPECIFIED) {
            subjects.add(channel(channel));
        }
        return subjects;
    }

    static String account(String accountId) {
        return "account/" + accountId;
    }

    static String card(String cardId) {
        return "card/" + cardId;
    }

    static String channel(Channel channel) {
        return "channel/" + channel.name();
    }
}
