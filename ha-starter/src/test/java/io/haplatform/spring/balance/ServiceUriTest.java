package io.haplatform.spring.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Registration;
import io.haplatform.test.Registrations;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceUriTest {

    @ParameterizedTest(name = "{0} names {1}")
    @CsvSource({
        "http://orders/x, orders",
        "http://my_orders/x, my_orders",
        "http://ann@my_orders:80/x, my_orders",
        "lb://orders, orders",
        "/x, ",
        "mailto:ann@orders, "
    })
    void anAddressNamesItsService(URI uri, @Nullable String service) {
        assertThat(ServiceUri.service(uri)).isEqualTo(service);
    }

    @ParameterizedTest(name = "{0} at {1}://{2}:{3} is {4}")
    @CsvSource({
        "http://orders/x, http, 10.0.0.7, 8080, http://10.0.0.7:8080/x",
        "http://orders, http, 10.0.0.7, 8080, http://10.0.0.7:8080",
        "lb://orders/x, https, a.example.org, 443, https://a.example.org:443/x",
        "http://orders/x, http, fd00::7, 8080, http://[fd00::7]:8080/x",
        "http://my_orders:80/x, http, 10.0.0.7, 8080, http://10.0.0.7:8080/x",
        "http://orders/a%2Fb%20c?q=%26&r=a+b#f%41, http, h, 1, http://h:1/a%2Fb%20c?q=%26&r=a+b#f%41",
        "http://ann:pw%40@orders/, http, h, 1, http://ann:pw%40@h:1/"
    })
    void nothingButSchemeHostAndPortChanges(URI uri, String scheme, String host, int port, String expected) {
        Registration instance =
                Registrations.of("orders", "a").at(host, port).scheme(scheme).build();
        assertThat(ServiceUri.at(uri, instance)).hasToString(expected);
    }
}
