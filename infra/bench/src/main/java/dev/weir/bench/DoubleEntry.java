package dev.weir.bench;

import java.sql.SQLException;
import java.util.List;

/**
 * The peer of those who keep a ledger in the database: a function that takes an idempotency key,
 * locks two rows in order, checks the balance and writes two entries.
 */
final class DoubleEntry {
    private static final List<String> SCHEMA =
            List.of(
                    "create table account (id bigint primary key, balance bigint not null,"
                            + " overdraft bigint not null) with (fillfactor = 50)",
                    "create table transfer (key bigint primary key, source bigint not null,"
                            + " target bigint not null, amount bigint not null,"
                            + " recorded timestamptz not null default now())",
                    "create table entry (id bigint generated always as identity primary key,"
                            + " transfer bigint not null, account bigint not null,"
                            + " amount bigint not null, balance_after bigint not null)",
                    """
                    create function post_transfer(k bigint, s bigint, t bigint, a bigint)
                    returns text language plpgsql as $$
                    declare known transfer; source_after bigint; target_after bigint;
                    begin
                      insert into transfer (key, source, target, amount) values (k, s, t, a)
                        on conflict do nothing;
                      if not found then
                        select * into known from transfer where key = k;
                        return case when (known.source, known.target, known.amount) = (s, t, a)
                          then 'repeated' else 'key reused' end;
                      end if;
                      perform 1 from account where id in (s, t) order by id for update;
                      update account set balance = balance - a
                        where id = s and balance - a >= -overdraft
                        returning balance into source_after;
                      if not found then
                        raise exception 'funds insufficient';
                      end if;
                      update account set balance = balance + a where id = t
                        returning balance into target_after;
                      insert into entry (transfer, account, amount, balance_after)
                        values (k, s, -a, source_after), (k, t, a, target_after);
                      return 'posted';
                    end $$""");

    private DoubleEntry() {}

    /** Makes the tables, the function and so many accounts, 1 and on. */
    static void prepare(Servers servers, int accounts) throws SQLException {
        servers.sql(SCHEMA.toArray(String[]::new));
        servers.sql(
                "insert into account select n, 0, 1000000000000000 from generate_series(1, "
                        + accounts
                        + ") n",
                "vacuum analyze account");
    }
}
