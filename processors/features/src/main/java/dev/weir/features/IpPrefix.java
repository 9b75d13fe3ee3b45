package dev.weir.features;

import java.util.Locale;

/**
 * The network an address lies in: the /24 of an IPv4 address, the /48 of an IPv6 one, as {@code
 * 192.0.2.0/24} and {@code 2001:db8:1::/48}. An IPv4 address inside an IPv6 one counts as IPv4.
 * Nothing is looked up: a text that is no address has no prefix.
 */
public final class IpPrefix {
    private static final int GROUPS = 8;

    /** Longest text form of an address: eight groups with an IPv4 address at the end. */
    private static final int TEXT_MAX = 45;

    private IpPrefix() {}

    /** The prefix of an address in text form; empty if it is none. */
    public static String of(String address) {
        if (address.isEmpty() || address.length() > TEXT_MAX) {
            return "";
        }
        return address.indexOf(':') < 0 ? ofIpv4(address) : ofIpv6(address);
    }

    private static String ofIpv4(String address) {
        int[] bytes = ipv4(address);
        return bytes.length == 0 ? "" : bytes[0] + "." + bytes[1] + "." + bytes[2] + ".0/24";
    }

    /** Its four bytes; none if it is no IPv4 address. */
    private static int[] ipv4(String address) {
        int[] bytes = new int[4];
        int at = 0;
        for (int i = 0; i < bytes.length; i++) {
            int end = i < 3 ? address.indexOf('.', at) : address.length();
            if (end <= at || end - at > 3) {
                return new int[0];
            }
            int value = 0;
            for (int place = at; place < end; place++) {
                char digit = address.charAt(place);
                if (digit < '0' || digit > '9') {
                    return new int[0];
                }
                value = value * 10 + digit - '0';
            }
            if (value > 255) {
                return new int[0];
            }
            bytes[i] = value;
            at = end + 1;
        }
        return bytes;
    }

    private static String ofIpv6(String address) {
        String text = address.toLowerCase(Locale.ROOT);
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return "";
        }
        int[] head = groups(gap < 0 ? text : text.substring(0, gap));
        int[] tail = groups(gap < 0 ? "" : text.substring(gap + 2));
        int given = head.length + tail.length;
        boolean whole = gap < 0 ? given == GROUPS : given < GROUPS;
        if (!whole || bad(head) || bad(tail)) {
            return "";
        }
        int[] all = new int[GROUPS];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, GROUPS - tail.length, tail.length);
        if (isMapped(all)) {
            return (all[6] >> 8) + "." + (all[6] & 255) + "." + (all[7] >> 8) + ".0/24";
        }
        return Integer.toHexString(all[0])
                + ":"
                + Integer.toHexString(all[1])
                + ":"
                + Integer.toHexString(all[2])
                + "::/48";
    }

    /** ::ffff:0:0/96 */
    private static boolean isMapped(int[] groups) {
        for (int i = 0; i < 5; i++) {
            if (groups[i] != 0) {
                return false;
            }
        }
        return groups[5] == 0xffff;
    }

    private static boolean bad(int[] groups) {
        for (int group : groups) {
            if (group < 0) {
                return true;
            }
        }
        return false;
    }

    /** Groups of 16 bits, -1 for what is none; a dotted IPv4 address at the end makes two. */
    private static int[] groups(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        String[] parts = text.split(":", -1);
        String last = parts[parts.length - 1];
        int[] dotted = last.indexOf('.') < 0 ? new int[0] : ipv4(last);
        boolean endsInIpv4 = dotted.length > 0;
        int[] groups = new int[parts.length + (endsInIpv4 ? 1 : 0)];
        for (int i = 0; i < parts.length; i++) {
            groups[i] = group(parts[i]);
        }
        if (endsInIpv4) {
            groups[parts.length - 1] = dotted[0] << 8 | dotted[1];
            groups[parts.length] = dotted[2] << 8 | dotted[3];
        }
        return groups;
    }

    private static int group(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
