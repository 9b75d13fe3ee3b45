package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.weir.contract.store.v1.VersionState;
import dev.weir.contract.store.v1.VersionsState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A rule or pattern with its versions. One version at most counts and one at most is followed in
 * shadow.
 *
 * <pre>
 *   drafted -> shadow -> live -> retired
 *      |  approved by another person: needed for live
 *      live -> shadow (stopped)
 *      live -> live   (activated, or rolled back to the one that counted before)
 * </pre>
 *
 * @param all the versions that are kept, oldest first
 * @param live version that counts; 0: none
 * @param shadow version that is followed; 0: none
 * @param last last version written
 * @param before versions that counted before, the last one last
 */
record Versions<T extends Message>(
        List<Version<T>> all, int live, int shadow, int last, List<Integer> before) {

    /**
     * One version.
     *
     * @param approvedBy empty: nobody agreed to it yet
     */
    record Version<T extends Message>(int number, T content, String author, String approvedBy) {}

    Versions {
        all = List.copyOf(all);
        before = List.copyOf(before);
    }

    static <T extends Message> Versions<T> none() {
        return new Versions<>(List.of(), 0, 0, 0, List.of());
    }

    Optional<Version<T>> version(int number) {
        return all.stream().filter(version -> version.number() == number).findFirst();
    }

    Optional<T> liveContent() {
        return version(live).map(Version::content);
    }

    Optional<T> shadowContent() {
        return version(shadow).map(Version::content);
    }

    /** The version that a roll back brings back; 0: none. */
    int previous() {
        return before.isEmpty() ? 0 : before.getLast();
    }

    Versions<T> drafted(int number, T content, String author) {
        return with(new Version<>(number, content, author, ""), live, shadow, before);
    }

    Versions<T> approved(int number, String by) {
        return version(number)
                .map(
                        old ->
                                with(
                                        new Version<>(number, old.content(), old.author(), by),
                                        live,
                                        shadow,
                                        before))
                .orElse(this);
    }

    Versions<T> shadowed(int number) {
        return new Versions<>(all, live, number, last, before);
    }

    /** A version counts; the one in its place is the one that counted before. */
    Versions<T> activated(int number, T content, String author, String by) {
        Version<T> version =
                version(number)
                        .map(old -> new Version<>(number, content, old.author(), old.approvedBy()))
                        .orElseGet(() -> new Version<>(number, content, author, by));
        return with(version, number, 0, counted(number));
    }

    /** As {@link #activated}, but the version that it takes back is not one to come back to. */
    Versions<T> rolledBack(int number, T content) {
        List<Integer> left = new ArrayList<>(before);
        left.remove(Integer.valueOf(number));
        return version(number)
                .map(old -> new Version<>(number, content, old.author(), old.approvedBy()))
                .map(version -> with(version, number, 0, left))
                .orElse(this);
    }

    Versions<T> stopped(int number) {
        return new Versions<>(all, 0, number, last, before);
    }

    Versions<T> retired() {
        return new Versions<>(all, 0, 0, last, counted(0));
    }

    private List<Integer> counted(int next) {
        if (live == 0 || live == next) {
            return without(next, before);
        }
        List<Integer> more = new ArrayList<>(without(next, before));
        more.remove(Integer.valueOf(live));
        more.add(live);
        return more.size() > Limits.VERSIONS_BEFORE_MAX ? more.subList(1, more.size()) : more;
    }

    private static List<Integer> without(int number, List<Integer> numbers) {
        return numbers.stream().filter(other -> other != number).toList();
    }

    private Versions<T> with(
            Version<T> version, int nextLive, int nextShadow, List<Integer> nextBefore) {
        List<Version<T>> versions = new ArrayList<>(all);
        versions.removeIf(other -> other.number() == version.number());
        versions.add(version);
        versions.sort(java.util.Comparator.comparingInt(Version::number));
        if (versions.size() > Limits.VERSIONS_KEPT_MAX) {
            versions.stream()
                    .filter(
                            other ->
                                    other.number() != nextLive
                                            && other.number() != nextShadow
                                            && !nextBefore.contains(other.number()))
                    .findFirst()
                    .ifPresent(versions::remove);
        }
        return new Versions<>(
                versions, nextLive, nextShadow, Math.max(last, version.number()), nextBefore);
    }

    /** To the bytes of a snapshot and back. */
    static <T extends Message> EntityCodec<Versions<T>> codec(Parser<T> parser) {
        return new EntityCodec<>() {
            @Override
            public byte[] toBytes(Versions<T> entity) {
                VersionsState.Builder state =
                        VersionsState.newBuilder()
                                .setLive(entity.live())
                                .setShadow(entity.shadow())
                                .setLast(entity.last())
                                .addAllBefore(entity.before());
                for (Version<T> version : entity.all()) {
                    state.addVersions(
                            VersionState.newBuilder()
                                    .setVersion(version.number())
                                    .setContent(version.content().toByteString())
                                    .setAuthor(version.author())
                                    .setApprovedBy(version.approvedBy()));
                }
                return state.build().toByteArray();
            }

            @Override
            public Versions<T> parse(String id, byte[] bytes)
                    throws InvalidProtocolBufferException {
                VersionsState state = VersionsState.parseFrom(bytes);
                List<Version<T>> versions = new ArrayList<>();
                for (VersionState version : state.getVersionsList()) {
                    versions.add(
                            new Version<>(
                                    version.getVersion(),
                                    parser.parseFrom(version.getContent()),
                                    version.getAuthor(),
                                    version.getApprovedBy()));
                }
                return new Versions<>(
                        versions,
                        state.getLive(),
                        state.getShadow(),
                        state.getLast(),
                        state.getBeforeList());
            }
        };
    }
}
