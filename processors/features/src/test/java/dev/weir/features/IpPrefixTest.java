package dev.weir.features;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.0/24",
        "255.255.255.255, 255.255.255.0/24",
        "0.0.0.0, 0.0.0.0/24",
        "::ffff:192.0.2.1, 192.0.2.0/24",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1::/48",
        "2001:0DB8:0001::6, 2001:db8:1::/48",
        "::1, 0:0:0::/48",
        "::, 0:0:0::/48",
        "2001:db8::, 2001:db8:0::/48",
        "1:2:3:4:5:6:192.0.2.1, 1:2:3::/48"
    })
    void namesTheNetworkOfAnAddress(String address, String prefix) {
        assertThat(IpPrefix.of(address)).isEqualTo(prefix);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "1.2.3",
                "1.2.3.256",
                "1.2.3.4.5",
                "1..2.3",
                "1.2.3.4444",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7",
                "12345::",
                "g::",
                "::1.2.3",
                "fe80::1%eth0",
                "1111:2222:3333:4444:5555:6666:7777:8888:9999:0"
            })
    void knowsNoNetworkOfWhatIsNoAddress(String text) {
        assertThat(IpPrefix.of(text)).isEmpty();
    }
}
