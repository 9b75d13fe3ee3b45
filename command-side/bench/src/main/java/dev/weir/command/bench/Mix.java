package dev.weir.command.bench;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.Withdraw;
import java.util.SplittableRandom;

/**
 * Kinds of load: each makes the next command of a caller. The accounts have an overdraft limit that
 * no load reaches, so that the balance is checked and nothing is refused.
 */
enum Mix {
    /** 60 of 100 deposit and 40 withdraw. */
    CASH {
        @Override
        Message next(String book, int accounts, int caller, SplittableRandom random) {
            return cash(book, account(random.nextInt(accounts)), random);
        }
    },

    /** Between two accounts, both drawn evenly. */
    UNIFORM {
        @Override
        Message next(String book, int accounts, int caller, SplittableRandom random) {
            int source = random.nextInt(accounts);
            int target = (source + 1 + random.nextInt(accounts - 1)) % accounts;
            return transfer(book, account(source), account(target), random);
        }
    },

    /** Account 0 in every transfer, the other drawn evenly. */
    HOT {
        @Override
        Message next(String book, int accounts, int caller, SplittableRandom random) {
            return transfer(book, account(0), account(1 + random.nextInt(accounts - 1)), random);
        }
    },

    /** As CASH, but each caller keeps to accounts of its own: no two calls meet in one. */
    APART {
        @Override
        Message next(String book, int accounts, int caller, SplittableRandom random) {
            int own = Math.max(1, accounts / APART_CALLERS_MAX);
            int account = (caller % APART_CALLERS_MAX) * own + random.nextInt(own);
            return cash(book, account(account), random);
        }
    };

    /** Callers that APART can keep apart. */
    static final int APART_CALLERS_MAX = 512;

    static final String CURRENCY = "EUR";
    private static final long OVERDRAFT_MINOR = 1_000_000_000_000_000L;

    abstract Message next(String book, int accounts, int caller, SplittableRandom random);

    static String account(int number) {
        return "a" + number;
    }

    static Message open(String book, String account) {
        return OpenAccount.newBuilder()
                .setBookId(book)
                .setAccountId(account)
                .setCurrency(CURRENCY)
                .setOverdraftLimitMinor(OVERDRAFT_MINOR)
                .build();
    }

    static Message cash(String book, String account, SplittableRandom random) {
        return random.nextInt(100) < 60
                ? Deposit.newBuilder()
                        .setBookId(book)
                        .setAccountId(account)
                        .setAmountMinor(10 + random.nextInt(1_000))
                        .setCurrency(CURRENCY)
                        .build()
                : Withdraw.newBuilder()
                        .setBookId(book)
                        .setAccountId(account)
                        .setAmountMinor(1 + random.nextInt(1_000))
                        .setCurrency(CURRENCY)
                        .build();
    }

    private static PostTransfer transfer(
            String book, String source, String target, SplittableRandom random) {
        long amount = 1 + random.nextInt(1_000);
        return PostTransfer.newBuilder()
                .setBookId(book)
                .setTransferId("t" + Long.toString(random.nextLong() & Long.MAX_VALUE, 36))
                .addLegs(leg(source, -amount))
                .addLegs(leg(target, amount))
                .build();
    }

    private static Leg leg(String account, long amountMinor) {
        return Leg.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amountMinor)
                .setCurrency(CURRENCY)
                .build();
    }
}
