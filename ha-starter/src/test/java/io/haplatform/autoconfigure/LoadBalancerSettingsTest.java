package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.HashPolicy;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.spring.support.BalancedClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The settings of balancing and calls: wrong ones, and those of one service. */
class LoadBalancerSettingsTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(BalancedClients.Application.class)
            .withPropertyValues("spring.application.name=caller", "ha.registry.type=memory");

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ha.load-balancer.strategy|FASTEST|ha.load-balancer.strategy must be one of ADAPTIVE, CONSISTENT_HASH, IP_HASH, LEAST_CONNECTIONS, LEAST_RESPONSE_TIME, RANDOM, ROUND_ROBIN, URL_HASH, WEIGHTED_ROUND_ROBIN but is 'FASTEST'",
                "ha.services.orders.strategy|FASTEST|ha.services.orders.strategy must be one of ADAPTIVE, CONSISTENT_HASH, IP_HASH, LEAST_CONNECTIONS, LEAST_RESPONSE_TIME, RANDOM, ROUND_ROBIN, URL_HASH, WEIGHTED_ROUND_ROBIN but is 'FASTEST'",
                "ha.load-balancer.hash-key|tenant|ha.load-balancer.hash-key must be header:NAME, cookie:NAME, query:NAME, user, path or source but is 'tenant'",
                "ha.load-balancer.hash-load-factor|0.9|ha.load-balancer.hash-load-factor must be 0 or between 1.01 and 100 but is 0.9",
                "ha.services.orders.hash-key|header:|ha.services.orders.hash-key must be header:NAME, cookie:NAME, query:NAME, user, path or source but is 'header:'",
                "ha.services.orders.hash-load-factor|1|ha.services.orders.hash-load-factor must be 0 or between 1.01 and 100 but is 1.0",
                "ha.load-balancer.attempt-timeout|0s|ha.load-balancer.attempt-timeout must be more than 0 and at most 1h but is 0ms",
                "ha.load-balancer.attempt-timeout|9s|ha.load-balancer.attempt-timeout must be at most total-timeout (5000ms) but is 9000ms",
                "ha.load-balancer.retry.max-retries|11|ha.load-balancer.retry.max-retries must be between 0 and 10 but is 11",
                "ha.load-balancer.retry.statuses|404|ha.load-balancer.retry.statuses must be between 500 and 599 but is 404",
                "ha.load-balancer.retry.methods|get|ha.load-balancer.retry.methods must be HTTP methods in capitals but has 'get'",
                "ha.services.orders.total-timeout|-1s|ha.services.orders.total-timeout must be more than 0 and at most 1h but is -1000ms",
                "ha.services.orders.max-retries|11|ha.services.orders.max-retries must be between 0 and 10 but is 11",
                "ha.services[or ders].max-retries|1|ha.services.or ders must be 1 to 128 letters, digits, '.', '-' or '_', first a letter or digit but is 'or ders'"
            })
    void aWrongSettingIsOneSentenceAtStart(String setting, String value, String sentence) {
        application.withPropertyValues(setting + "=" + value).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(sentence));
    }

    @Test
    void aServiceCanHaveTimesOfItsOwn() {
        application
                .withPropertyValues("ha.services.orders.attempt-timeout=20s", "ha.services.orders.max-retries=0")
                .run(context -> {
                    HaServicesProperties services = context.getBean(HaServicesProperties.class);
                    HaLoadBalancerProperties common = context.getBean(HaLoadBalancerProperties.class);
                    CallPolicy orders = services.callPolicy("orders", common);
                    assertThat(orders.attemptTimeout()).hasSeconds(20);
                    assertThat(orders.totalTimeout()).hasSeconds(20);
                    assertThat(orders.maxRetries()).isZero();
                    assertThat(services.callPolicy("payments", common)).isEqualTo(CallPolicy.DEFAULT);
                });
    }

    @Test
    void aServiceCanBeSpreadByAKeyOfItsOwn() {
        application
                .withPropertyValues(
                        "ha.load-balancer.hash-load-factor=2",
                        "ha.load-balancer.hash-network=true",
                        "ha.services.orders.strategy=consistent-hash",
                        "ha.services.orders.hash-key=header:X-Tenant",
                        "ha.services.orders.hash-load-factor=0",
                        "ha.services.orders.hash-network=false",
                        "ha.services.orders.hash-query=true")
                .run(context -> {
                    HaServicesProperties services = context.getBean(HaServicesProperties.class);
                    HaLoadBalancerProperties common = context.getBean(HaLoadBalancerProperties.class);
                    assertThat(services.balancePolicy("orders", common))
                            .isEqualTo(new BalancePolicy("CONSISTENT_HASH")
                                    .with(new HashPolicy("header:X-Tenant", 0, false, true)));
                    assertThat(services.balancePolicy("payments", common))
                            .isEqualTo(new BalancePolicy("ROUND_ROBIN").with(new HashPolicy("path", 2, true, false)));
                });
    }

    @Test
    void withoutSettingsCallsAreSpreadAsTheCoreSays() {
        application.run(context -> assertThat(
                        context.getBean(HaLoadBalancerProperties.class).balancePolicy())
                .isEqualTo(BalancePolicy.DEFAULT));
    }
}
