package dev.weir.command.webhooks;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Which addresses are told. Whoever may create a subscription must not reach through this node what
 * only this node reaches: the machine itself, its network, a cloud's metadata service.
 */
final class AddressPolicy {
    private static final int BYTE = 0xff;

    private final boolean privateAllowed;

    AddressPolicy(boolean privateAllowed) {
        this.privateAllowed = privateAllowed;
    }

    /** Why the address is not told, for people; empty: it is. */
    Optional<String> refusal(URI url) {
        if (privateAllowed) {
            return Optional.empty();
        }
        String host = url.getHost();
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!isPublic(address)) {
                    return Optional.of(
                            "%s is %s, an address of this machine or of a private network; they are told with WEIR_WEBHOOKS_ALLOW_PRIVATE=true"
                                    .formatted(host, address.getHostAddress()));
                }
            }
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of("there is no host " + host);
        }
    }

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & BYTE;
        int second = bytes[1] & BYTE;
        return switch (address) {
            // this network, carriers' own (RFC 6598), benchmarks (RFC 2544), reserved and broadcast
            case Inet4Address v4 ->
                    first != 0
                            && !(first == 100 && second >= 64 && second < 128)
                            && !(first == 198 && (second == 18 || second == 19))
                            && first < 240;
            // unique local (fc00::/7), and what leads to IPv4 (64:ff9b::/96, 2002::/16, ::/96)
            case Inet6Address v6 ->
                    (first & 0xfe) != 0xfc
                            && !(first == 0 && second == 0x64)
                            && !(first == 0x20 && second == 0x02)
                            && !v6.isIPv4CompatibleAddress();
            default -> false;
        };
    }
}
