package dev.weir.launcher.data;

import dev.weir.contract.payments.v1.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The people and places of the demonstration, made from a seed: the same seed gives the same world,
 * and worlds of different seeds share nobody and no place, since a card that is used in two worlds
 * at once is in two countries at once.
 *
 * @param prefix what every id of this world begins with
 * @param customers who pays
 * @param mules whose accounts stolen money passes through; they pay for nothing
 * @param merchants where they pay; the first {@link #CASH_MACHINES} have cash machines instead of
 *     tills
 */
record DemoWorld(
        String prefix, List<Customer> customers, List<Customer> mules, List<Merchant> merchants) {
    static final int CUSTOMERS = 300;
    static final int MULES = 3;
    static final int MERCHANTS = 120;
    static final int CASH_MACHINES = 20;
    static final String CURRENCY = "EUR";

    private record City(String country, double lat, double lon) {}

    private static final List<City> CITIES =
            List.of(
                    new City("DE", 52.52, 13.40),
                    new City("FR", 48.86, 2.35),
                    new City("ES", 40.42, -3.70),
                    new City("IT", 41.90, 12.50),
                    new City("NL", 52.37, 4.90));

    /**
     * @param meanMinor what an ordinary payment of the customer costs, minor units
     * @param paymentsPerDay how often the customer pays
     * @param onlineShare share of payments without the card present
     */
    record Customer(
            String account,
            String customer,
            String card,
            String device,
            String ip,
            int city,
            long meanMinor,
            double paymentsPerDay,
            double onlineShare,
            List<Integer> favourites) {}

    record Merchant(
            String merchant, String terminal, String country, Location place, long meanMinor) {}

    static DemoWorld of(long seed) {
        String prefix = "s" + seed + "-";
        SplittableRandom random = new SplittableRandom(seed);
        List<Merchant> merchants = new ArrayList<>();
        for (int i = 0; i < MERCHANTS; i++) {
            City city = CITIES.get(i % CITIES.size());
            boolean cash = i < CASH_MACHINES;
            merchants.add(
                    new Merchant(
                            prefix + (cash ? "bank-" : "m-") + i,
                            prefix + (cash ? "atm-" : "pos-") + i,
                            city.country(),
                            place(
                                    city.lat() + random.nextDouble(-0.1, 0.1),
                                    city.lon() + random.nextDouble(-0.1, 0.1)),
                            cash ? 8_000 : random.nextLong(500, 6_000)));
        }
        List<Customer> customers = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            customers.add(customer(prefix, "acc-" + i, Integer.toString(i), random));
        }
        List<Customer> mules = new ArrayList<>();
        for (int i = 1; i <= MULES; i++) {
            mules.add(customer(prefix, "mule-" + i, "mule-" + i, random));
        }
        return new DemoWorld(prefix, customers, mules, merchants);
    }

    private static Customer customer(
            String prefix, String account, String name, SplittableRandom random) {
        int city = random.nextInt(CITIES.size());
        List<Integer> favourites = new ArrayList<>();
        while (favourites.size() < 6) {
            int merchant =
                    CASH_MACHINES
                            + random.nextInt((MERCHANTS - CASH_MACHINES) / CITIES.size())
                                    * CITIES.size()
                            + city;
            favourites.add(Math.min(merchant, MERCHANTS - 1));
        }
        return new Customer(
                prefix + account,
                prefix + "cust-" + name,
                prefix + "card-" + name,
                prefix + "dev-" + name,
                "10."
                        + random.nextInt(256)
                        + "."
                        + random.nextInt(256)
                        + "."
                        + (1 + random.nextInt(254)),
                city,
                random.nextLong(1_000, 9_000),
                random.nextDouble(0.5, 4),
                random.nextDouble(0.1, 0.5),
                favourites);
    }

    /** The account behind the mules. */
    String collector() {
        return prefix + "mule-collector";
    }

    /** An account that pays for nothing but the probes, so that no customer's habits change. */
    String probe() {
        return prefix + "probe";
    }

    /** Far from every home: where a copied card is used. */
    Merchant abroad() {
        return new Merchant(
                prefix + "m-abroad", prefix + "atm-abroad-1", "BR", place(-23.55, -46.63), 20_000);
    }

    Merchant cashMachineOf(Customer customer, SplittableRandom random) {
        return merchants.get(
                random.nextInt(CASH_MACHINES / CITIES.size()) * CITIES.size() + customer.city());
    }

    private static Location place(double lat, double lon) {
        return Location.newBuilder()
                .setLatMicrodegrees((int) Math.round(lat * 1e6))
                .setLonMicrodegrees((int) Math.round(lon * 1e6))
                .build();
    }
}
